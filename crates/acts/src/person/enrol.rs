//! `person.enrol`: makes a person known to the office. The name and contact stand outside the register; the record
//! holds references, so that erasing them leaves the chain whole.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{OrganisationId, PersonId};

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::person::{Person, Personal};
use crate::world::World;

/// Enrols a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Enrol {
    /// Reference to the name.
    pub name: Personal,
    /// Reference to how to reach the person.
    pub contact: Option<Personal>,
    /// The organisation the person belongs to.
    pub organisation: Option<OrganisationId>,
}

impl Act for Enrol {
    const KEY: &'static str = "person.enrol";
    const SUBJECT: SubjectKind = SubjectKind::Office;
    const RECORD: Disclosed = Disclosed::Administrators;
    const FIELDS: &'static [Field] = &[
        Field::required("name", FieldKind::Text, Reveal::Masked),
        Field::optional("contact", FieldKind::Text, Reveal::Masked),
        Field::optional("organisation", FieldKind::Organisation, Reveal::WithRecord),
    ];

    fn organisation(&self, _ask: &Ask) -> Option<OrganisationId> {
        self.organisation
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        if let Some(organisation) = self.organisation {
            findings.known_organisation(ask, organisation);
        }
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let id = PersonId::from(entry.number);
        let person = Person {
            id,
            name: self.name,
            organisation: self.organisation,
        };
        world.people.insert(id, std::sync::Arc::new(person));
    }
}
