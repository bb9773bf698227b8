//! Leaving before the charter is signed.

mod leave;

pub use leave::Leave;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Leave>()];
