//! `examination.assign`: assigns experts from the pool. None may be related to a member.

use std::collections::BTreeSet;

use policy::{SubjectKind, Value};
use serde::{Deserialize, Serialize};
use values::{OrganisationId, PersonId};

use crate::act::Act;
use crate::ask::Ask;
use crate::capacity;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::consortium::Consortium;
use crate::subject::person::Role;
use crate::world::World;

/// Assigns experts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Assign {
    /// Who.
    pub experts: Vec<PersonId>,
}

/// The member a person belongs to or may act for.
fn related_member(ask: &Ask, consortium: &Consortium, person: PersonId) -> Option<OrganisationId> {
    let own = ask
        .world
        .person(person)
        .and_then(|person| person.organisation);
    let acts_for =
        capacity::organisations_of(ask.world, person).map(|organisation| organisation.id);
    own.into_iter()
        .chain(acts_for)
        .find(|organisation| consortium.members.contains_key(organisation))
}

impl Act for Assign {
    const KEY: &'static str = "examination.assign";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::required(
        "experts",
        FieldKind::People,
        Reveal::WithRecord,
    )];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let wanted = ask.setting_count("experts").unwrap_or(1);
        let distinct: BTreeSet<&PersonId> = self.experts.iter().collect();
        let count = i64::try_from(distinct.len()).unwrap_or(i64::MAX);
        findings.rule(
            "experts.number",
            count >= wanted,
            Found::Value(Value::Count(count)),
            Found::said_with("at_least", [wanted.to_string()]),
        );
        for expert in distinct {
            let appointed = ask.world.appointments.get(expert).is_some_and(|held| {
                held.iter()
                    .any(|held| held.role == Role::Expert && held.held_on(ask.day))
            });
            let found = Found::said_with(
                if appointed { "expert" } else { "no_expert" },
                [expert.to_string()],
            );
            findings.rule(
                "experts.pool",
                appointed,
                found,
                Found::said("expert.wanted"),
            );
            let related = ask
                .consortium()
                .and_then(|consortium| related_member(ask, consortium, *expert));
            if let Some(member) = related {
                findings.rule_about(
                    "experts.unrelated",
                    member,
                    false,
                    Found::said_with("related", [expert.to_string()]),
                    Found::said("unrelated"),
                );
            }
        }
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| {
            let mut experts = self.experts;
            experts.sort_unstable();
            experts.dedup();
            consortium.examination.experts = experts;
            consortium.examination.assessments = imbl::OrdMap::new();
        });
    }
}
