//! Which characters of the facts no font can show.
//!
//! A name that lost a character is a wrong name. So a character without a glyph is printed as 〓, the sign type-setters
//! have always put in the place of a missing sort, and reported: whoever issues the document decides.

use std::collections::BTreeSet;

use serde_json::Value;
use typst::text::{Coverage, FontBook};

/// The sign in the place of a character no font has.
pub(crate) const GETA: char = '〓';

/// The facts with every character that cannot be shown replaced, and those characters.
pub(crate) fn legible(facts: &Value, book: &FontBook) -> (Value, Vec<char>) {
    let fonts: Vec<&Coverage> = (0..)
        .map_while(|n| book.info(n))
        .map(|info| &info.coverage)
        .collect();
    let mut missing = BTreeSet::new();
    let shown = replace(facts, &fonts, &mut missing);
    (shown, missing.into_iter().collect())
}

fn replace(value: &Value, fonts: &[&Coverage], missing: &mut BTreeSet<char>) -> Value {
    match value {
        Value::String(text) => Value::String(
            text.chars()
                .map(|c| {
                    if can_be_shown(c, fonts) {
                        return c;
                    }
                    missing.insert(c);
                    GETA
                })
                .collect(),
        ),
        Value::Array(values) => values.iter().map(|v| replace(v, fonts, missing)).collect(),
        // Keys are names the layout asks for; they are not printed.
        Value::Object(fields) => fields
            .iter()
            .map(|(k, v)| (k.clone(), replace(v, fonts, missing)))
            .collect(),
        other => other.clone(),
    }
}

fn can_be_shown(c: char, fonts: &[&Coverage]) -> bool {
    match c {
        // Ends of lines, joiners and variation selectors have no shape of their own.
        '\n'
        | '\r'
        | '\t'
        | '\u{200B}'..='\u{200D}'
        | '\u{2060}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0100}'..='\u{E01EF}' => true,
        // An archive copy may contain neither marks of byte order nor characters of private meaning.
        '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{E000}'..='\u{F8FF}' => false,
        _ => fonts.iter().any(|face| face.contains(u32::from(c))),
    }
}
