//! After the decision: the linked leader and the liaison officer.

mod assign_liaison;
mod link_leader;

pub use assign_liaison::AssignLiaison;
pub use link_leader::LinkLeader;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<LinkLeader>(), kind::<AssignLiaison>()];
