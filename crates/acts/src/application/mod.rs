//! Application for establishment.

pub mod send_back;
mod submit;
mod take_back;
mod withdraw;

pub use submit::Submit;
pub use take_back::TakeBack;
pub use withdraw::Withdraw;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Submit>(), kind::<TakeBack>(), kind::<Withdraw>()];
