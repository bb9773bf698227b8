//! Facts about the examination.

use super::FactKind;

/// Facts about the examination.
pub static FACTS: &[FactKind] = &[];
