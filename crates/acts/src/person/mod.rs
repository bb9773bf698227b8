//! People known to the office.

mod enrol;

pub use enrol::Enrol;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Enrol>()];
