//! Leaving before the charter is signed.

use crate::act::ActKind;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[];
