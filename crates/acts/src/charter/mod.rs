//! The charter: rounds of drafts, one frozen text, signatures with proven authority.

mod sign;

pub use sign::Sign;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Sign>()];
