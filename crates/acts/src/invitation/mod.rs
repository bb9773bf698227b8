//! Invitations, one by one, and their answers: nobody is a member without its own recorded acceptance.

mod accept;
mod answer;
mod decline;
mod lapse;
mod send;
mod withdraw;

pub use accept::Accept;
pub use decline::Decline;
pub use lapse::Lapse;
pub use send::Send;
pub use withdraw::Withdraw;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[
    kind::<Send>(),
    kind::<Accept>(),
    kind::<Decline>(),
    kind::<Withdraw>(),
    kind::<Lapse>(),
];
