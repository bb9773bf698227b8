//! Facts about a consortium and its members.

use super::FactKind;

/// Facts about a consortium and its members.
pub static FACTS: &[FactKind] = &[];
