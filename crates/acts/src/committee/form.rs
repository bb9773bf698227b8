//! `committee.form`: the council sets up the expert committee, or sets it up anew.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Date, PersonId};

use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::governance::Committee;
use crate::world::World;

/// Forms the expert committee.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Form {
    /// Its members.
    pub members: Vec<PersonId>,
    /// First day of its term.
    pub from: Date,
    /// Last day of its term, if set.
    pub until: Option<Date>,
}

impl Act for Form {
    const KEY: &'static str = "committee.form";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("members", FieldKind::People, Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
        Field::optional("until", FieldKind::Day, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.term(self.from, self.until);
        for (index, person) in self.members.iter().enumerate() {
            findings.known_person(ask, *person);
            if self.members[..index].contains(person) {
                findings.rule(
                    "committee.once",
                    false,
                    Found::said_with("person", [person.to_string()]),
                    Found::said("once"),
                );
            }
        }
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            consortium.governance.committee = Some(Committee {
                number: entry.number,
                members: self.members,
                from: self.from,
                until: self.until,
            });
        });
    }
}
