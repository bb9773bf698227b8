//! Application for establishment.

pub mod send_back;
mod submit;
mod withdraw;

pub use submit::Submit;
pub use withdraw::Withdraw;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Submit>(), kind::<Withdraw>()];
