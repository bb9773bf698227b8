//! Selection of leads: nomination, judgement, selection.

use crate::act::ActKind;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[];
