//! `substitution.end`: ends a substitution before its last day, by who was absent or by who stands in. What was done meanwhile
//! stands.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::EntryNumber;

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::world::World;

/// Ends a substitution.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct End {
    /// The record that named the substitute.
    pub substitution: EntryNumber,
    /// Why.
    pub reason: Option<String>,
}

impl Act for End {
    const KEY: &'static str = "substitution.end";
    const SUBJECT: SubjectKind = SubjectKind::Office;
    const RECORD: Disclosed = Disclosed::Administrators;
    const FIELDS: &'static [Field] = &[
        Field::required("substitution", FieldKind::Record, Reveal::WithRecord),
        Field::optional("reason", FieldKind::Text, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let mut all = ask.world.substitutions.values().flatten();
        let named = all.find(|held| held.number == self.substitution && ask.day <= held.until);
        findings.rule(
            "substitution.live",
            named.is_some(),
            Found::said_with("record", [self.substitution.to_string()]),
            Found::said("substitution.live"),
        );
        let concerned = named.is_none_or(|held| {
            let asks = ask.person();
            asks == Some(held.absent) || asks == Some(held.substitute)
        });
        findings.rule(
            "substitution.concerned",
            concerned,
            Found::said(if concerned { "there" } else { "another" }),
            Found::said("substitution.concerned"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let yesterday = entry.day.yesterday().unwrap_or(entry.day);
        let all = world.substitutions.iter();
        let mut held = all.flat_map(|(_, held)| held);
        let substitute = held
            .find(|held| held.number == self.substitution)
            .map(|held| held.substitute);
        let Some(named) = substitute.and_then(|id| world.substitutions.get_mut(&id)) else {
            return;
        };
        for held in named
            .iter_mut()
            .filter(|held| held.number == self.substitution)
        {
            held.until = yesterday;
        }
    }
}
