//! `examination.hold`: records a step that was held: an interview, a site visit, a panel, a meeting. The step is the stage's own.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::Date;

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::{Effects, Recorded};
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::examination::Held;
use crate::world::World;

/// Records a step.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Hold {
    /// When it was held.
    pub on: Date,
    /// What came of it.
    pub minutes: String,
}

impl Act for Hold {
    const KEY: &'static str = "examination.hold";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("on", FieldKind::Day, Reveal::WithRecord),
        Field::required("minutes", FieldKind::Text, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let since = ask
            .world
            .stage(ask.subject)
            .map_or(ask.day, |stage| stage.since);
        let fits = since <= self.on && self.on <= ask.day;
        findings.rule(
            "step.day",
            fits,
            Found::said_with("until", [self.on.to_string()]),
            Found::said_with("days", [since.to_string(), ask.day.to_string()]),
        );
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        effects.step = ask.world.stage(ask.subject).map(|stage| stage.key.clone());
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (Subject::Consortium(id), Some(step)) = (entry.subject, entry.effects.step.clone())
        else {
            return;
        };
        world.change_consortium(id, |consortium| {
            consortium.examination.held.insert(
                step,
                Held {
                    number: entry.number,
                    on: self.on,
                    minutes: self.minutes,
                },
            );
        });
    }
}
