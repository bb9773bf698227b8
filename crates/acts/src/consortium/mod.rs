//! The start of a consortium by a selected lead.

use crate::act::ActKind;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[];
