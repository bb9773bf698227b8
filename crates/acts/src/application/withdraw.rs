//! `application.withdraw`: the lead gives the matter up before it is decided, with its reason. Where the case ends with this,
//! its name is free again.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
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
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::required(
        "reason",
        FieldKind::Text,
        Reveal::WithRecord,
    )];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let decided = ask
            .consortium()
            .and_then(|consortium| consortium.examination.decision.as_ref());
        let found = decided.map_or_else(
            || Found::said("none"),
            |decided| Found::said_with("record", [decided.number.to_string()]),
        );
        findings
            .finding(
                "application.undecided",
                decided.is_none(),
                found,
                Found::said("none"),
            )
            .evidence
            .extend(decided.map(|decided| Evidence::of(decided.number)));
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Withdraw::ready(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| {
            if let Some(application) = &mut consortium.application {
                application.withdrawn = Some((entry.number, entry.day));
            }
        });
    }
}
