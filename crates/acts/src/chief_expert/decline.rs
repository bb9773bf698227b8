//! `chief_expert.decline`: the person appointed declines, with a reason; the office is vacant again.

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

/// Declines the appointment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decline {
    /// Why.
    pub reason: String,
}

impl Act for Decline {
    const KEY: &'static str = "chief_expert.decline";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::required(
        "reason",
        FieldKind::Text,
        Reveal::WithRecord,
    )];
    const MATTER: Matter = Matter::Changed;

    fn ready(ask: &Ask, findings: &mut Findings) {
        super::proposed(ask, findings);
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Decline::ready(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            let chief_expert = &mut consortium.governance.chief_expert;
            if chief_expert.proposed().is_some() {
                *chief_expert = ChiefExpert::Vacant;
            }
        });
    }
}
