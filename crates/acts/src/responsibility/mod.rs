//! Dual responsibility: heads who must each confirm an act before it is done.

mod confirm;

pub use confirm::Confirm;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Confirm>()];
