//! `invitation.accept`: the invited organisation says yes for itself; nobody can for another. By this record it is a member.
//! A charter text already frozen goes back to drafting, because it was frozen without this member.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{InvitationId, OrganisationId};

use super::answer;
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::consortium::{Answer, Membership};
use crate::world::World;

/// Accepts an invitation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Accept {
    /// Which invitation.
    pub invitation: InvitationId,
    /// The statement of will to cooperate.
    pub statement: String,
}

impl Act for Accept {
    const KEY: &'static str = "invitation.accept";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("invitation", FieldKind::Invitation, Reveal::WithRecord),
        Field::required("statement", FieldKind::Text, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn organisation(&self, ask: &Ask) -> Option<OrganisationId> {
        answer::invitation(ask, self.invitation).map(|invitation| invitation.organisation)
    }

    fn ready(ask: &Ask, findings: &mut Findings) {
        answer::any_waiting(ask, findings);
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        answer::waiting(ask, self.invitation, findings);
        answer::in_time(ask, self.invitation, findings);
        if let Some(invitation) = answer::invitation(ask, self.invitation) {
            findings.standing_in(ask, invitation.organisation, &invitation.layer);
        }
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            let Some(invitation) = consortium.invitations.get_mut(&self.invitation) else {
                return;
            };
            invitation.answer = Answer::Accepted(entry.number, entry.day);
            let membership = Membership {
                organisation: invitation.organisation,
                layer: invitation.layer.clone(),
                basis: invitation.basis.clone(),
                since: entry.day,
                acceptance: entry.number,
            };
            consortium
                .members
                .insert(membership.organisation, membership);
            consortium.charter.reopen(entry.number);
        });
    }
}
