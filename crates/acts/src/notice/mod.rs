//! Public notice of an intended establishment.

use crate::act::ActKind;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[];
