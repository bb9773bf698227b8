//! The start of a consortium by a selected lead.

mod name;
mod start;

pub use name::{folded, holder, name_for};
pub use start::Start;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Start>()];
