//! `application.withdraw`: the lead gives the matter up before it is decided. The reserved name is free again.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::subject::Subject;
use crate::world::World;

/// Withdraws.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Withdraw {
    /// Why.
    pub reason: String,
}

impl Act for Withdraw {
    const KEY: &'static str = "application.withdraw";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const FIELDS: &'static [Field] = &[Field::required("reason", FieldKind::Text)];

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.release_name(id);
    }
}
