//! `objection.answer`: examines an objection and answers it with reasons. Only one without a name may be left unexamined.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::EntryNumber;

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::examination::{ObjectionAnswer, ObjectionOutcome, Objector};
use crate::world::World;

/// Answers an objection.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Answer {
    /// Which objection.
    pub objection: EntryNumber,
    /// What came of it.
    pub outcome: ObjectionOutcome,
    /// The reasons.
    pub reasons: String,
}

impl Act for Answer {
    const KEY: &'static str = "objection.answer";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("objection", FieldKind::Record, Reveal::WithRecord),
        Field::required(
            "outcome",
            FieldKind::Word(&["upheld", "rejected", "not_accepted"]),
            Reveal::WithRecord,
        ),
        Field::required("reasons", FieldKind::Text, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let objection = ask
            .consortium()
            .and_then(|consortium| consortium.examination.objections.get(&self.objection));
        let open = objection.is_some_and(|objection| objection.answer.is_none());
        findings.rule(
            "objection.open",
            open,
            Found::said_with("record", [self.objection.to_string()]),
            Found::said("objection.open"),
        );
        let anonymous =
            objection.is_some_and(|objection| matches!(objection.by, Objector::Anonymous));
        let examined = self.outcome != ObjectionOutcome::NotAccepted || anonymous;
        findings.rule(
            "objection.examined",
            examined,
            Found::said(if anonymous { "anonymous" } else { "named" }),
            Found::said("anonymous"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        let answer = ObjectionAnswer {
            number: entry.number,
            outcome: self.outcome,
            reasons: self.reasons,
        };
        world.change_consortium(id, |consortium| {
            if let Some(objection) = consortium.examination.objections.get_mut(&self.objection) {
                objection.answer = Some(answer);
            }
        });
    }
}
