//! Facts about council, committee, secretariat, chief expert, mechanisms.

use super::FactKind;

/// Facts about council, committee, secretariat, chief expert, mechanisms.
pub static FACTS: &[FactKind] = &[];
