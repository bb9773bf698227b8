//! Facts about the charter.

use super::FactKind;

/// Facts about the charter.
pub static FACTS: &[FactKind] = &[];
