//! Objections in writing, and their answers.

mod answer;
mod raise;

pub use answer::Answer;
pub use raise::Raise;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Raise>(), kind::<Answer>()];
