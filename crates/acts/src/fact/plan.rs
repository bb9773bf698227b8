//! Facts about the structured plan.

use super::FactKind;

/// Facts about the structured plan.
pub static FACTS: &[FactKind] = &[];
