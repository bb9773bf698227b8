//! The chief expert: appointed by the council, accepting in person.

use crate::act::ActKind;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[];
