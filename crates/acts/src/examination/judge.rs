//! `examination.judge`: a named person's judgement on the consortium, with its grounds, where the policy asks for one.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::Key;

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::examination::{Judgement, Outcome};
use crate::world::World;

/// Records a judgement.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Judge {
    /// On what.
    pub judgement: Key,
    /// How.
    pub outcome: Outcome,
    /// On what grounds.
    pub grounds: String,
}

impl Act for Judge {
    const KEY: &'static str = "examination.judge";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required(
            "judgement",
            FieldKind::Term("judgement"),
            Reveal::WithRecord,
        ),
        Field::required(
            "outcome",
            FieldKind::Word(&["met", "unmet"]),
            Reveal::WithRecord,
        ),
        Field::required("grounds", FieldKind::Text, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.judgement_of(ask, &self.judgement, "consortium");
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (Subject::Consortium(id), Some(person)) = (entry.subject, entry.person()) else {
            return;
        };
        let judgement = Judgement {
            number: entry.number,
            person,
            outcome: self.outcome,
            grounds: self.grounds,
        };
        world.change_consortium(id, |consortium| {
            consortium
                .examination
                .judgements
                .insert(self.judgement, judgement);
        });
    }
}
