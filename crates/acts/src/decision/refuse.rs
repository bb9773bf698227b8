//! `decision.refuse`: the approving body refuses, with reasons. Where the policy binds it, a refusal is closed while every hard condition is met. The reserved name is free again.

use policy::{Decision, SubjectKind};
use serde::{Deserialize, Serialize};

use super::decided;
use crate::act::Act;
use crate::application::send_back::unmet;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::subject::examination::Verdict;
use crate::world::World;

/// Refuses.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Refuse {
    /// The reasons.
    pub reasons: String,
}

impl Act for Refuse {
    const KEY: &'static str = "decision.refuse";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const FIELDS: &'static [Field] = &[Field::required("reasons", FieldKind::Text)];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let track = ask.track().map_or("", |track| track.as_str());
        let stage = ask
            .world
            .stage(ask.subject)
            .and_then(|stage| ask.policy.stage(&stage.key));
        let bound = stage
            .and_then(|stage| stage.opening("decision.approve", track))
            .is_some_and(|open| open.decision == Decision::Bound);
        if bound {
            let unmet = unmet(ask);
            let free = !unmet.is_empty();
            findings.rule(
                "decision.bound",
                free,
                if free {
                    Found::said_with("terms", unmet)
                } else {
                    Found::said("none")
                },
                Found::said("decision.unmet"),
            );
        }
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Refuse::ready(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        decided(world, entry, Verdict::Refused, self.reasons);
    }
}
