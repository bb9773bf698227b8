//! `responsibility.confirm`: a head confirms an act to come. The confirmation holds for the matter as it stands; a change of
//! plan, members, bodies or charter voids it.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::Key;

use crate::act::{Act, act_kind};
use crate::ask::Ask;
use crate::capacity;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::{Findings, opening};
use crate::subject::Subject;
use crate::subject::consortium::Confirmation;
use crate::world::World;

/// Confirms an act to come.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Confirm {
    /// The act confirmed.
    pub act: Key,
}

impl Confirm {
    /// The confirmations the act needs that this asker can give.
    fn asked_for(&self, ask: &Ask) -> Vec<Key> {
        let opened =
            act_kind(&self.act).and_then(|kind| opening(ask.world, ask.policy, kind, ask.subject));
        opened.map_or_else(Vec::new, |opened| opened.consent.clone())
    }
}

impl Act for Confirm {
    const KEY: &'static str = "responsibility.confirm";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const FIELDS: &'static [Field] = &[Field::required("act", FieldKind::Key)];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let asked = self.asked_for(ask);
        let found = Found::said_with("act", [self.act.to_string()]);
        findings.rule(
            "responsibility.asked",
            !asked.is_empty(),
            found,
            Found::said("consent.asked"),
        );
        let mine = asked
            .iter()
            .find(|holder| capacity::holds(ask, holder, None).is_some());
        let found = mine.map_or_else(
            || Found::said("capacity.none"),
            |holder| Found::said_with("capacity", [holder.to_string()]),
        );
        findings.rule(
            "responsibility.mine",
            mine.is_some(),
            found,
            Found::said_with("capacity", asked.iter().map(Key::to_string)),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (Subject::Consortium(consortium), Some(person)) = (entry.subject, entry.person())
        else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            let confirmation = Confirmation {
                number: entry.number,
                act: self.act,
                holder: entry.holder.clone(),
                person,
                matter: consortium.matter,
            };
            consortium.confirmations.push_back(confirmation);
        });
    }
}
