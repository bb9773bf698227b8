//! `review.refuse`: the division's department refuses the application, with reasons. Where the policy binds it, a refusal is
//! closed while everything it asks for is met.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::ask::Ask;
use crate::decision::{bound, decided, undecided};
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::examination::Verdict;
use crate::world::World;

/// Refuses.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Refuse {
    /// The reasons.
    pub reasons: String,
}

impl Act for Refuse {
    const KEY: &'static str = "review.refuse";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::required(
        "reasons",
        FieldKind::Text,
        Reveal::WithRecord,
    )];

    fn ready(ask: &Ask, findings: &mut Findings) {
        undecided(ask, findings);
        bound(ask, "review.pass", findings);
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Refuse::ready(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        decided(world, entry, Verdict::Refused, self.reasons);
    }
}
