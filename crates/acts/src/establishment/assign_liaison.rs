//! `establishment.assign_liaison`: posts a liaison officer to an established consortium, with a term. The officer belongs to no member.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Date, PersonId};

use crate::act::Act;
use crate::ask::Ask;
use crate::capacity;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::consortium::Posting;
use crate::world::World;

/// Posts a liaison officer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AssignLiaison {
    /// Who.
    pub person: PersonId,
    /// From when.
    pub from: Date,
    /// Until when, if set.
    pub until: Option<Date>,
}

impl Act for AssignLiaison {
    const KEY: &'static str = "establishment.assign_liaison";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("person", FieldKind::Person, Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
        Field::optional("until", FieldKind::Day, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.known_person(ask, self.person);
        findings.term(self.from, self.until);
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let own = ask
            .world
            .person(self.person)
            .and_then(|person| person.organisation);
        let acts_for =
            capacity::organisations_of(ask.world, self.person).map(|organisation| organisation.id);
        let member = own
            .into_iter()
            .chain(acts_for)
            .find(|id| consortium.members.contains_key(id));
        let found = member.map_or_else(
            || Found::said("unrelated"),
            |id| Found::said_with("organisation", [id.to_string()]),
        );
        findings.rule(
            "establishment.unrelated",
            member.is_none(),
            found,
            Found::said("unrelated"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| {
            consortium.liaison = Some(Posting {
                person: self.person,
                from: self.from,
                until: self.until,
                number: entry.number,
            });
        });
    }
}
