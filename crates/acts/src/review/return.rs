//! `review.return`: the division department returns the application for correction, listing all defects at once.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::Key;

use crate::act::Act;
use crate::application::send_back::{self, DEFECT_FIELDS};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::recorded::{Effects, Recorded};
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::application::Defect;
use crate::world::World;

/// Returns for correction.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Return {
    /// Every defect.
    pub defects: Vec<Defect>,
    /// To which earlier stage, where the policy lets it be another than the usual one.
    pub to: Option<Key>,
}

impl Act for Return {
    const KEY: &'static str = "review.return";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required(
            "defects",
            FieldKind::Rows(DEFECT_FIELDS),
            Reveal::WithRecord,
        ),
        Field::optional("to", FieldKind::Key, Reveal::WithRecord),
    ];

    fn ready(ask: &Ask, findings: &mut Findings) {
        send_back::once(ask, findings);
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Return::ready(ask, findings);
        send_back::goes(ask, self.to.as_ref(), findings);
        if !send_back::inside(ask, self.to.as_ref()) {
            send_back::complete(ask, &self.defects, findings);
        }
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        send_back::effects(ask, self.to.as_ref(), effects);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        send_back::record(world, entry, self.defects);
    }
}
