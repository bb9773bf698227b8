//! Substitutes for people who are absent, and delegation of one matter: acts done so keep for whom they were done.

mod end;
mod name;

pub use end::End;
pub use name::Name;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Name>(), kind::<End>()];
