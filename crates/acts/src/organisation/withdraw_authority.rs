//! `organisation.withdraw_authority`: ends every authorisation of a person from today. What was signed before stands.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::PersonId;

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::world::World;

/// Ends a person's authorisations.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WithdrawAuthority {
    /// Whose.
    pub person: PersonId,
    /// Why.
    pub reason: String,
}

impl Act for WithdrawAuthority {
    const KEY: &'static str = "organisation.withdraw_authority";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("person", FieldKind::Person, Reveal::WithRecord),
        Field::required("reason", FieldKind::Text, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let held = ask.organisation().is_some_and(|organisation| {
            organisation.authorisations.iter().any(|held| {
                held.person == self.person && held.until.is_none_or(|until| until >= ask.day)
            })
        });
        findings.rule(
            "authorisation.held",
            held,
            Found::said(if held { "there" } else { "none" }),
            Found::said("there"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Organisation(id) = entry.subject else {
            return;
        };
        let yesterday = entry.day.yesterday().unwrap_or(entry.day);
        world.change_organisation(id, |organisation| {
            let live = organisation
                .authorisations
                .iter_mut()
                .filter(|held| held.person == self.person);
            for held in live.filter(|held| held.until.is_none_or(|until| until >= entry.day)) {
                held.until = Some(yesterday);
            }
        });
    }
}
