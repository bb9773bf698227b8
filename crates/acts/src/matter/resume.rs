//! `matter.resume`: lets the clock of a matter go on. Periods end as many days later as it stood still.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::world::World;

/// Lets the clock go on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Resume {
    /// A word on it.
    pub note: Option<String>,
}

impl Act for Resume {
    const KEY: &'static str = "matter.resume";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] =
        &[Field::optional("note", FieldKind::Text, Reveal::WithRecord)];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let stopped = consortium.handling.stopped.as_ref();
        let found = stopped.map_or_else(
            || Found::said("clock.runs"),
            |stopped| Found::said_with("clock.stopped", [stopped.number.to_string()]),
        );
        findings
            .finding(
                "clock.stopped",
                stopped.is_some(),
                found,
                Found::said("clock.stands"),
            )
            .evidence
            .extend(stopped.map(|stopped| Evidence::of(stopped.number)));
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Resume::ready(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| consortium.handling.resume(entry.day));
    }
}
