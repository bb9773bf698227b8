//! `responsibility.confirm`: a head confirms an act to come. The confirmation holds for the matter as it stands; a change of
//! plan, members, bodies or charter voids it.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::Key;

use crate::act::{Act, act_kind};
use crate::ask::Ask;
use crate::capacity;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::{Effects, Recorded};
use crate::ruling::{Findings, opening, standing_confirmation};
use crate::sight::{Disclosed, Reveal};
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
    /// The holders whose confirmation the act needs, as it is open now.
    fn asked_for(&self, ask: &Ask) -> Vec<Key> {
        let opened =
            act_kind(&self.act).and_then(|kind| opening(ask.world, ask.policy, kind, ask.subject));
        opened.map_or_else(Vec::new, |opened| opened.consent.clone())
    }

    /// Those of them that the asker is. One person in two of these offices confirms in both.
    fn held(&self, ask: &Ask) -> Vec<Key> {
        self.asked_for(ask)
            .into_iter()
            .filter(|holder| capacity::holds(ask, holder, None).is_some())
            .collect()
    }
}

impl Act for Confirm {
    const KEY: &'static str = "responsibility.confirm";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::required("act", FieldKind::Key, Reveal::WithRecord)];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let asked = self.asked_for(ask);
        let found = Found::said_with("act", [self.act.to_string()]);
        findings.rule(
            "responsibility.asked",
            !asked.is_empty(),
            found,
            Found::said("consent.asked"),
        );
        let held = self.held(ask);
        let found = if held.is_empty() {
            Found::said("capacity.none")
        } else {
            Found::said_with("capacity", held.iter().map(Key::to_string))
        };
        findings.rule(
            "responsibility.mine",
            !held.is_empty(),
            found,
            Found::said_with("capacity", asked.iter().map(Key::to_string)),
        );
        let given: Vec<&Confirmation> = held
            .iter()
            .filter_map(|holder| standing_confirmation(ask.world, consortium, &self.act, holder))
            .collect();
        let again = !held.is_empty() && given.len() == held.len();
        let found = given.first().filter(|_| again).map_or_else(
            || Found::said("consent.none"),
            |given| Found::said_with("consent.given", [given.number.to_string()]),
        );
        findings
            .finding(
                "responsibility.not_given",
                !again,
                found,
                Found::said("consent.none"),
            )
            .evidence
            .extend(given.iter().map(|given| Evidence::of(given.number)));
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        effects.confirms = self.held(ask);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (Subject::Consortium(consortium), Some(person)) = (entry.subject, entry.person())
        else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            for holder in &entry.effects.confirms {
                let confirmation = Confirmation {
                    number: entry.number,
                    act: self.act.clone(),
                    holder: holder.clone(),
                    person,
                    matter: consortium.matter,
                };
                consortium.confirmations.push_back(confirmation);
            }
        });
    }
}
