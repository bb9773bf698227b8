//! `examination.assess`: an assigned expert's score, opinion and recommendation. With the last one the case goes on.

use policy::{SubjectKind, Value};
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::{Completion, Effects, Recorded};
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::examination::{Assessment, Recommends};
use crate::world::World;

/// Assesses a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Assess {
    /// From 0 to 100.
    pub score: f64,
    /// The opinion.
    pub opinion: String,
    /// What the expert recommends.
    pub recommends: Recommends,
}

impl Act for Assess {
    const KEY: &'static str = "examination.assess";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("score", FieldKind::Number, Reveal::WithRecord),
        Field::required("opinion", FieldKind::Text, Reveal::WithRecord),
        Field::required(
            "recommends",
            FieldKind::Word(&["approve", "refuse"]),
            Reveal::WithRecord,
        ),
    ];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let (Some(consortium), Some(person)) = (ask.consortium(), ask.person()) else {
            return;
        };
        let given = consortium.examination.assessments.get(&person);
        let found = given.map_or_else(
            || Found::said("none"),
            |given| Found::said_with("record", [given.number.to_string()]),
        );
        findings.rule(
            "assessment.once",
            given.is_none(),
            found,
            Found::said("none"),
        );
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Assess::ready(ask, findings);
        let fits = (0.0..=100.0).contains(&self.score);
        findings.rule(
            "assessment.score",
            fits,
            Found::said_with("text", [self.score.to_string()]),
            Found::said_with("between", ["0".to_owned(), "100".to_owned()]),
        );
    }

    fn completes(&self, ask: &Ask) -> Completion {
        let last = ask.consortium().is_some_and(|consortium| {
            let examination = &consortium.examination;
            examination.experts.iter().all(|expert| {
                Some(*expert) == ask.person() || examination.assessments.contains_key(expert)
            })
        });
        if last {
            Completion::Whole
        } else {
            Completion::Partial
        }
    }

    fn effects(&self, _ask: &Ask, effects: &mut Effects) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the rule keeps the score between 0 and 100"
        )]
        let thousandths = (self.score * 1000.0).round() as i64;
        effects.value = Some(Value::Number(thousandths));
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (Subject::Consortium(id), Some(person)) = (entry.subject, entry.person()) else {
            return;
        };
        let score = if let Some(Value::Number(score)) = entry.effects.value {
            score
        } else {
            0
        };
        let assessment = Assessment {
            number: entry.number,
            score,
            opinion: self.opinion,
            recommends: self.recommends,
        };
        world.change_consortium(id, |consortium| {
            consortium
                .examination
                .assessments
                .insert(person, assessment);
        });
    }
}
