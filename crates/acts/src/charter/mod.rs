//! The charter: rounds of drafts, one frozen text, signatures with proven authority.

mod authority;
mod comment;
mod digest;
mod draft;
mod freeze;
mod reopen;
mod sign;
mod text;

pub use authority::{Proof, proof};
pub use comment::Comment;
pub use digest::{canonical, digest};
pub use draft::Draft;
pub use freeze::Freeze;
pub use reopen::Reopen;
pub use sign::Sign;
pub use text::{required_sections, without_entry};

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[
    kind::<Draft>(),
    kind::<Comment>(),
    kind::<Freeze>(),
    kind::<Reopen>(),
    kind::<Sign>(),
];
