//! `examination.accept`: the form check: the papers are complete, the case goes on.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::world::World;

/// Passes the form check.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Accept {
    /// A word on it.
    pub opinion: Option<String>,
}

impl Act for Accept {
    const KEY: &'static str = "examination.accept";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::optional(
        "opinion",
        FieldKind::Text,
        Reveal::WithRecord,
    )];

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| {
            consortium.examination.accepted = Some((entry.number, entry.day));
        });
    }
}
