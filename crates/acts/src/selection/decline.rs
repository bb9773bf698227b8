//! `selection.decline`: does not select the candidate, with reasons it can read.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::world::World;

/// Declines a candidate.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decline {
    /// Why.
    pub reasons: String,
}

impl Act for Decline {
    const KEY: &'static str = "selection.decline";
    const SUBJECT: SubjectKind = SubjectKind::Candidacy;
    const FIELDS: &'static [Field] = &[Field::required("reasons", FieldKind::Text)];

    /// The stage moves; the reasons stay in the record.
    fn evolve(self, _world: &mut World, _entry: &Recorded) {}
}
