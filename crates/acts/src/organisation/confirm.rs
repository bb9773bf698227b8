//! `organisation.confirm`: an official confirms one thing an organisation stated; from then on it counts as confirmed.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::EntryNumber;

use super::{hold, to_be_held};
use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Holding;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::world::World;

/// An official confirms one thing an organisation stated; from then on it counts as confirmed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Confirm {
    /// The record that stated it.
    pub item: EntryNumber,
    /// A word on it.
    pub note: Option<String>,
}

impl Act for Confirm {
    const KEY: &'static str = "organisation.confirm";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("item", FieldKind::Record, Reveal::WithRecord),
        Field::optional("note", FieldKind::Text, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        to_be_held(ask, findings, self.item, Holding::Confirmed);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Organisation(id) = entry.subject else {
            return;
        };
        world.change_organisation(id, |organisation| {
            hold(organisation, self.item, Holding::Confirmed);
        });
    }
}
