//! `organisation.dispute`: an official disputes one thing an organisation stated; it no longer counts.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::EntryNumber;

use super::{hold, to_be_held};
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Holding;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::world::World;

/// An official disputes one thing an organisation stated; it no longer counts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Dispute {
    /// The record that stated it.
    pub item: EntryNumber,
    /// Why.
    pub reason: String,
}

impl Act for Dispute {
    const KEY: &'static str = "organisation.dispute";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("item", FieldKind::Record, Reveal::WithRecord),
        Field::required("reason", FieldKind::Text, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        to_be_held(ask, findings, self.item, Holding::Disputed);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Organisation(id) = entry.subject else {
            return;
        };
        world.change_organisation(id, |organisation| {
            hold(organisation, self.item, Holding::Disputed);
        });
    }
}
