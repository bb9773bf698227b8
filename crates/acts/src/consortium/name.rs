//! The uniform name: derived from the field by the policy's pattern, never typed.

use policy::{ParameterValue, Policy};
use values::Words;

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
