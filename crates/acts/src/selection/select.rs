//! `selection.select`: selects the candidate as lead. Its legal representative or secretary may then start a consortium.

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

/// Selects a lead.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Select {
    /// A word on the selection.
    pub statement: Option<String>,
}

impl Act for Select {
    const KEY: &'static str = "selection.select";
    const SUBJECT: SubjectKind = SubjectKind::Candidacy;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::optional(
        "statement",
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
            candidacy.selected = Some((entry.number, entry.day));
        });
    }
}
