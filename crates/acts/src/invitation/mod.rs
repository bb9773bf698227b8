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

use values::{Date, InvitationId};

use crate::act::{ActKind, kind};
use crate::subject::consortium::{Answer, Consortium};

pub(crate) use answer::{due, silence_lapses};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[
    kind::<Send>(),
    kind::<Accept>(),
    kind::<Decline>(),
    kind::<Withdraw>(),
    kind::<Lapse>(),
];

/// The invitations whose day to answer has passed unanswered: what the system asks to let lapse. The ruling decides.
pub fn overdue(consortium: &Consortium, day: Date) -> impl Iterator<Item = InvitationId> + '_ {
    consortium
        .invitations
        .values()
        .filter(move |invitation| {
            invitation.answer == Answer::Waiting && invitation.due.is_some_and(|due| due < day)
        })
        .map(|invitation| invitation.id)
}
