//! After the decision: the linked leader and the liaison officer.

use crate::act::ActKind;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[];
