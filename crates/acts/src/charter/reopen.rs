//! `charter.reopen`: the lead takes a frozen or signed text back to drafting, with its reason. The text stays as it is; every
//! signature on it is void and remains in the register only.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::world::World;

/// Reopens the charter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reopen {
    /// Why.
    pub reason: String,
}

impl Act for Reopen {
    const KEY: &'static str = "charter.reopen";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::required(
        "reason",
        FieldKind::Text,
        Reveal::WithRecord,
    )];
    const MATTER: Matter = Matter::Changed;

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let frozen = consortium.charter.frozen();
        findings
            .finding(
                "charter.closed",
                frozen.is_some(),
                Found::said(consortium.charter.standing()),
                Found::said("charter.frozen"),
            )
            .evidence
            .extend(frozen.map(|frozen| Evidence::of(frozen.number)));
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Reopen::ready(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            consortium.charter.reopen(entry.number);
        });
    }
}
