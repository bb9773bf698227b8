//! Offices held by appointment, with dates.

mod end;
mod held_apart;
mod make;

pub use end::End;
pub use held_apart::Unlawful;
pub(crate) use held_apart::broken;
pub use make::Make;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Make>(), kind::<End>()];
