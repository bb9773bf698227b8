//! Invitations, one by one, and their answers: nobody is a member without its own recorded acceptance.

mod send;

pub use send::Send;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Send>()];
