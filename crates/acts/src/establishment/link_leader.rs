//! `establishment.link_leader`: links a leader of the approving body with an established consortium.

use policy::{Scope, SubjectKind};
use serde::{Deserialize, Serialize};
use values::{Date, PersonId};

use crate::act::Act;
use crate::ask::Ask;
use crate::capacity::{self, Rank};
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::consortium::Posting;
use crate::world::World;

/// Links a leader.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LinkLeader {
    /// Who.
    pub person: PersonId,
    /// From when.
    pub from: Date,
}

impl Act for LinkLeader {
    const KEY: &'static str = "establishment.link_leader";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Public;
    const FIELDS: &'static [Field] = &[
        Field::required("person", FieldKind::Person, Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let leads = capacity::bodies_of(ask.world, self.person, ask.day).any(|(body, rank)| {
            rank == Rank::Leader
                && ask
                    .policy
                    .authority(&body.authority)
                    .is_some_and(|authority| authority.scope == Scope::Whole)
        });
        findings.rule(
            "establishment.leader",
            leads,
            Found::said_with("person", [self.person.to_string()]),
            Found::said("leader.wanted"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| {
            consortium.linked_leader = Some(Posting {
                person: self.person,
                from: self.from,
                until: None,
                number: entry.number,
            });
        });
    }
}
