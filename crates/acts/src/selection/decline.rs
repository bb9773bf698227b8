//! `selection.decline`: does not select the candidate, with reasons it can read.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use super::undecided;
use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::world::World;

/// Declines a candidate.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decline {
    /// Why.
    pub reasons: String,
}

impl Act for Decline {
    const KEY: &'static str = "selection.decline";
    const SUBJECT: SubjectKind = SubjectKind::Candidacy;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::required(
        "reasons",
        FieldKind::Text,
        Reveal::WithRecord,
    )];

    fn ready(ask: &Ask, findings: &mut Findings) {
        undecided(ask, findings);
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        undecided(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Candidacy(id) = entry.subject else {
            return;
        };
        world.change_candidacy(id, |candidacy| {
            candidacy.declined = Some((entry.number, entry.day));
        });
    }
}
