//! The division department's review.

mod pass;
mod refuse;
#[path = "return.rs"]
mod send_back;

pub use pass::Pass;
pub use refuse::Refuse;
pub use send_back::Return;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Pass>(), kind::<Return>(), kind::<Refuse>()];
