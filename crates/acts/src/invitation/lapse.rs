//! `invitation.lapse`: the system closes an invitation nobody answered in time, where the policy lets silence end it.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::InvitationId;

use super::answer;
use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::consortium::Answer;
use crate::world::World;

/// Lets an invitation lapse.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Lapse {
    /// Which invitation.
    pub invitation: InvitationId,
}

impl Act for Lapse {
    const KEY: &'static str = "invitation.lapse";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::required(
        "invitation",
        FieldKind::Invitation,
        Reveal::WithRecord,
    )];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let lapses = answer::silence_lapses(ask);
        findings.rule(
            "invitation.silence_lapses",
            lapses,
            Found::said(if lapses {
                "silence.lapses"
            } else {
                "silence.overdue"
            }),
            Found::said("silence.lapses"),
        );
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Lapse::ready(ask, findings);
        answer::waiting(ask, self.invitation, findings);
        let due = answer::invitation(ask, self.invitation).and_then(|invitation| invitation.due);
        let wanted = due.map_or_else(
            || Found::said("due.none"),
            |due| Found::said_with("after", [due.to_string()]),
        );
        findings.rule(
            "invitation.overdue",
            due.is_some_and(|due| due < ask.day),
            Found::said_with("day", [ask.day.to_string()]),
            wanted,
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            if let Some(invitation) = consortium.invitations.get_mut(&self.invitation) {
                invitation.answer = Answer::Lapsed(entry.number, entry.day);
            }
        });
    }
}
