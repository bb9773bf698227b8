//! The division government's letter.

mod issue;

pub use issue::Issue;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Issue>()];
