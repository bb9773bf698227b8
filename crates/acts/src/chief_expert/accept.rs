//! `chief_expert.accept`: the person appointed accepts in person and is chief expert from then on.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::governance::ChiefExpert;
use crate::world::World;

/// Accepts the appointment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Accept {
    /// A word on it.
    pub statement: Option<String>,
}

impl Act for Accept {
    const KEY: &'static str = "chief_expert.accept";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::optional(
        "statement",
        FieldKind::Text,
        Reveal::WithRecord,
    )];
    const MATTER: Matter = Matter::Changed;

    fn ready(ask: &Ask, findings: &mut Findings) {
        super::proposed(ask, findings);
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Accept::ready(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            let chief_expert = &mut consortium.governance.chief_expert;
            if let ChiefExpert::Proposed(appointed) = chief_expert {
                *chief_expert = ChiefExpert::Accepted(appointed.clone(), entry.number);
            }
        });
    }
}
