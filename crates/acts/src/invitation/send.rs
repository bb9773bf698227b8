//! `invitation.send`: the lead asks one organisation to join. Nobody is a member by this; the invited answers for itself.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{InvitationId, Key, OrganisationId};

use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::{Effects, Recorded};
use crate::ruling::{Findings, answer_due};
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::consortium::{Answer, Invitation};
use crate::world::World;

/// Invites an organisation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Send {
    /// Who is asked.
    pub organisation: OrganisationId,
    /// As core layer or ordinary member.
    pub layer: Key,
    /// The areas in which it cooperates with the lead.
    pub basis: Vec<Key>,
    /// A word to the invited.
    pub note: Option<String>,
}

impl Act for Send {
    const KEY: &'static str = "invitation.send";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("organisation", FieldKind::Organisation, Reveal::WithRecord),
        Field::required("layer", FieldKind::Term("layer"), Reveal::WithRecord),
        Field::required(
            "basis",
            FieldKind::Terms("cooperation_area"),
            Reveal::WithRecord,
        ),
        Field::optional("note", FieldKind::Text, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Kept;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.known_organisation(ask, self.organisation);
        findings.standing_in(ask, self.organisation, &self.layer);
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let member = consortium.members.contains_key(&self.organisation);
        findings.rule_about(
            "invitation.not_member",
            self.organisation,
            !member,
            Found::said(if member { "member" } else { "not_member" }),
            Found::said("not_member"),
        );
        let waiting = consortium.open_invitation(self.organisation);
        let found = waiting.map_or_else(
            || Found::said("none"),
            |waiting| Found::said_with("invitation", [waiting.id.to_string()]),
        );
        findings.rule_about(
            "invitation.none_waiting",
            self.organisation,
            waiting.is_none(),
            found,
            Found::said("none"),
        );
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        effects.due = answer_due(ask, "invitation.accept");
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        let id = InvitationId::from(entry.number);
        world.relate(self.organisation, consortium);
        world.change_consortium(consortium, |consortium| {
            let invitation = Invitation {
                id,
                organisation: self.organisation,
                layer: self.layer,
                basis: self.basis,
                sent: entry.day,
                due: entry.effects.due,
                answer: Answer::Waiting,
            };
            consortium.invitations.insert(id, invitation);
        });
    }
}
