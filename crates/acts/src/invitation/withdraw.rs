//! `invitation.withdraw`: the lead takes back an invitation nobody has answered, with its reason.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::InvitationId;

use super::answer;
use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::consortium::Answer;
use crate::world::World;

/// Withdraws an invitation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Withdraw {
    /// Which invitation.
    pub invitation: InvitationId,
    /// Why.
    pub reason: String,
}

impl Act for Withdraw {
    const KEY: &'static str = "invitation.withdraw";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("invitation", FieldKind::Invitation, Reveal::WithRecord),
        Field::required("reason", FieldKind::Text, Reveal::WithRecord),
    ];
    fn ready(ask: &Ask, findings: &mut Findings) {
        answer::any_waiting(ask, findings);
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        answer::waiting(ask, self.invitation, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            if let Some(invitation) = consortium.invitations.get_mut(&self.invitation) {
                invitation.answer = Answer::Withdrawn(entry.number, entry.day, self.reason);
            }
        });
    }
}
