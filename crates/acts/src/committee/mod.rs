//! The expert committee, which advises the consortium.

mod form;

pub use form::Form;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Form>()];
