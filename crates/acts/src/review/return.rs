//! `review.return`: the division department returns the application for correction, listing all defects at once.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::application::send_back::{self, DEFECT_FIELDS};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::subject::application::Defect;
use crate::world::World;

/// Returns for correction.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Return {
    /// Every defect.
    pub defects: Vec<Defect>,
}

impl Act for Return {
    const KEY: &'static str = "review.return";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const FIELDS: &'static [Field] = &[Field::required("defects", FieldKind::Rows(DEFECT_FIELDS))];

    fn ready(ask: &Ask, findings: &mut Findings) {
        send_back::once(ask, findings);
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Return::ready(ask, findings);
        send_back::complete(ask, &self.defects, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        send_back::record(world, entry, self.defects);
    }
}
