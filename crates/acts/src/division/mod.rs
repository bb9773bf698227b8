//! What a division declares: its local key industries.

mod declare;

pub use declare::Declare;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Declare>()];
