//! The uniform name: derived from the field by the policy's pattern, never typed.

use policy::{ParameterValue, Policy};
use values::{ConsortiumId, Words};

use crate::world::World;

/// Where the field stands in the pattern.
const FIELD: &str = "{field}";
/// So many characters in common at the end say the same twice.
const REPEATED: usize = 3;

/// The name the policy gives for a field.
pub fn name_for(policy: &Policy, field: &str, field_en: &str) -> Words {
    let pattern = match policy.parameter("name_pattern") {
        Some(ParameterValue::Text(pattern)) => pattern.clone(),
        _ => Words::new("{field}", "{field}"),
    };
    let english = if field_en.trim().is_empty() {
        field
    } else {
        field_en
    };
    Words::new(
        pattern.zh.replace("{field}", field.trim()),
        pattern.en.replace("{field}", english.trim()),
    )
}

fn pattern(policy: &Policy) -> Option<&Words> {
    match policy.parameter("name_pattern") {
        Some(ParameterValue::Text(pattern)) => Some(pattern),
        _ => None,
    }
}

/// Whether the policy says how consortia are named, with the field in the name.
pub(super) fn has_pattern(policy: &Policy) -> bool {
    pattern(policy).is_some_and(|pattern| pattern.zh.contains(FIELD) && pattern.en.contains(FIELD))
}

/// The part of the pattern that the field says already, in Chinese or in English: the name would say it twice.
pub(super) fn repeats(policy: &Policy, field: &str, field_en: &str) -> Option<String> {
    let pattern = pattern(policy)?;
    let chinese = |text: &str| text.trim().chars().map(String::from).collect::<Vec<_>>();
    let english = |text: &str| {
        text.split_whitespace()
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    };
    repeated(&pattern.zh, field, REPEATED, "", chinese)
        .or_else(|| repeated(&pattern.en, field_en, 1, " ", english))
}

fn repeated(
    pattern: &str,
    field: &str,
    least: usize,
    between: &str,
    parts: impl Fn(&str) -> Vec<String>,
) -> Option<String> {
    let (before, after) = pattern.split_once(FIELD)?;
    let (before, after, field) = (parts(before), parts(after), parts(field));
    let common = after
        .iter()
        .rev()
        .zip(field.iter().rev())
        .take_while(|(pattern, field)| pattern == field)
        .count();
    if !before.is_empty() && field.starts_with(&before) {
        Some(before.join(between))
    } else if !after.is_empty() && common >= least.min(after.len()) {
        Some(after[after.len() - common..].join(between))
    } else {
        None
    }
}

/// The consortium that has the name, whether it still is or ended; width, case and blanks make no other name.
pub fn holder(world: &World, name: &str) -> Option<ConsortiumId> {
    world.names.get(&folded(name)).copied()
}

/// The form in which names are held against each other: half-width, small letters, no blanks.
pub fn folded(name: &str) -> String {
    name.chars()
        .map(|character| match character {
            '\u{ff01}'..='\u{ff5e}' => {
                char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
            }
            other => other,
        })
        .filter(|character| !character.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}
