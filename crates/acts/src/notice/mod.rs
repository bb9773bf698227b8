//! Public notice of an intended establishment.

mod close;
mod publish;

pub use close::Close;
pub use publish::Publish;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Publish>(), kind::<Close>()];
