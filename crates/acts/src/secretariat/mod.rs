//! The secretariat, which runs the consortium's daily business at one of its members.

mod form;

pub use form::Form;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Form>()];
