//! `invitation.decline`: the invited organisation says no, with its reason. It may be invited again.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{InvitationId, OrganisationId};

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

/// Declines an invitation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decline {
    /// Which invitation.
    pub invitation: InvitationId,
    /// Why.
    pub reason: String,
}

impl Act for Decline {
    const KEY: &'static str = "invitation.decline";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("invitation", FieldKind::Invitation, Reveal::WithRecord),
        Field::required("reason", FieldKind::Text, Reveal::WithRecord),
    ];
    fn organisation(&self, ask: &Ask) -> Option<OrganisationId> {
        answer::invitation(ask, self.invitation).map(|invitation| invitation.organisation)
    }

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
                invitation.answer = Answer::Declined(entry.number, entry.day, self.reason);
            }
        });
    }
}
