//! Offices held by appointment, with dates.

mod end;
mod make;

pub use end::End;
pub use make::Make;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Make>(), kind::<End>()];
