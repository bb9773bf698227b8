//! The decision: approval gives name and number; refusal gives reasons.

use crate::act::ActKind;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[];
