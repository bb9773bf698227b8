//! Mechanism documents: how members research together, share benefits and share rights.

mod adopt;

pub use adopt::Adopt;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Adopt>()];
