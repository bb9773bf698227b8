//! `organisation.represent`: records the legal representative from a day on. Heads of consortia follow from it.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Date, PersonId};

use super::{holding_of, no_administrator};
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::organisation::Representation;
use crate::world::World;

/// Records a legal representative.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Represent {
    /// Who.
    pub person: PersonId,
    /// From when.
    pub from: Date,
}

impl Act for Represent {
    const KEY: &'static str = "organisation.represent";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("person", FieldKind::Person, Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.known_person(ask, self.person);
        no_administrator(ask, findings, self.person);
        let already = ask
            .organisation()
            .and_then(|organisation| organisation.representative(self.from))
            .filter(|held| held.person == self.person);
        let found = already.map_or_else(
            || Found::said("none"),
            |held| Found::said_with("record", [held.number.to_string()]),
        );
        findings.rule(
            "representative.new",
            already.is_none(),
            found,
            Found::said("none"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Organisation(id) = entry.subject else {
            return;
        };
        world.note_represents(self.person, id);
        world.change_organisation(id, |organisation| {
            organisation.representatives.push(Representation {
                person: self.person,
                from: self.from,
                number: entry.number,
                holding: holding_of(entry),
            });
            organisation
                .representatives
                .sort_by_key(|held| (held.from, held.number));
        });
    }
}
