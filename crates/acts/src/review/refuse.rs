//! `review.refuse`: the division department refuses, with reasons. The reserved name is free again.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::decision::decided;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
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
    const FIELDS: &'static [Field] = &[Field::required("reasons", FieldKind::Text)];

    fn evolve(self, world: &mut World, entry: &Recorded) {
        decided(world, entry, Verdict::Refused, self.reasons);
    }
}
