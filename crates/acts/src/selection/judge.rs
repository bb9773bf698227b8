//! `selection.judge`: a named person's judgement on a candidate, with its grounds, where the policy asks for one.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::Key;

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
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
    const KEY: &'static str = "selection.judge";
    const SUBJECT: SubjectKind = SubjectKind::Candidacy;
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
        findings.judgement_of(ask, &self.judgement, "candidacy");
        let named = ask.person().is_some();
        findings.rule(
            "judgement.named",
            named,
            Found::said(if named { "there" } else { "none" }),
            Found::said("there"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (Subject::Candidacy(id), Some(person)) = (entry.subject, entry.person()) else {
            return;
        };
        world.change_candidacy(id, |candidacy| {
            let judgement = Judgement {
                number: entry.number,
                person,
                outcome: self.outcome,
                grounds: self.grounds,
            };
            candidacy.judgements.insert(self.judgement, judgement);
        });
    }
}
