//! `decision.approve`: the approving body establishes the consortium: name and number are given, unique for ever, and the decision document is numbered.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use super::decided;
use crate::act::Act;
use crate::ask::Ask;
use crate::consortium::name_for;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::numbering;
use crate::recorded::{Effects, Recorded};
use crate::ruling::Findings;
use crate::subject::Subject;
use crate::subject::consortium::Establishment;
use crate::subject::examination::{ObjectionOutcome, Verdict};
use crate::world::World;

/// Approves.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Approve {
    /// The reasons.
    pub reasons: String,
}

impl Act for Approve {
    const KEY: &'static str = "decision.approve";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const FIELDS: &'static [Field] = &[Field::required("reasons", FieldKind::Text)];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let name = name_for(ask.policy, &consortium.field, &consortium.field_en);
        let holder = ask
            .world
            .names
            .get(&name.zh)
            .filter(|holder| **holder != consortium.id);
        let found = holder.map_or_else(
            || Found::said("free"),
            |id| Found::said_with("taken", [name.zh.clone(), id.to_string()]),
        );
        findings.rule(
            "decision.name",
            holder.is_none(),
            found,
            Found::said("free"),
        );
        let upheld: Vec<String> = consortium
            .examination
            .objections
            .values()
            .filter(|objection| {
                objection
                    .answer
                    .as_ref()
                    .is_none_or(|answer| answer.outcome == ObjectionOutcome::Upheld)
            })
            .map(|objection| objection.number.to_string())
            .collect();
        let clear = upheld.is_empty();
        findings.rule(
            "decision.objections",
            clear,
            if clear {
                Found::said("none")
            } else {
                Found::said_with("records", upheld)
            },
            Found::said("none"),
        );
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Approve::ready(ask, findings);
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let number = numbering::of_establishment(ask);
        effects.established = Some(Establishment {
            name: name_for(ask.policy, &consortium.field, &consortium.field_en),
            number: number.text.clone(),
            day: ask.day,
        });
        effects.establishment_number = Some(number);
        effects.document_number = numbering::of_document(ask);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (Subject::Consortium(id), Some(established)) =
            (entry.subject, entry.effects.established.clone())
        else {
            return;
        };
        numbering::take(world, entry);
        world.names.insert(established.name.zh.clone(), id);
        world.numbers.insert(established.number.clone(), id);
        world.change_consortium(id, |consortium| consortium.established = Some(established));
        decided(world, entry, Verdict::Approved, self.reasons);
    }
}
