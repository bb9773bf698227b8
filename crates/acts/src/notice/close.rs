//! `notice.close`: closes the public notice, once its last day has passed and every objection is answered.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use super::answered;
use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::world::World;

/// Closes the notice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Close {
    /// What came of it.
    pub result: String,
}

impl Act for Close {
    const KEY: &'static str = "notice.close";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Public;
    const FIELDS: &'static [Field] = &[Field::required(
        "result",
        FieldKind::Text,
        Reveal::WithRecord,
    )];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let open = consortium
            .examination
            .notice
            .as_ref()
            .filter(|notice| notice.closed.is_none());
        let found = open.map_or_else(
            || Found::said("none"),
            |notice| Found::said_with("notice.open_until", [notice.until.to_string()]),
        );
        findings
            .finding(
                "notice.open",
                open.is_some(),
                found,
                Found::said("notice.open"),
            )
            .evidence
            .extend(open.map(|notice| Evidence::of(notice.number)));
        if let Some(notice) = open {
            findings.rule(
                "notice.over",
                notice.until < ask.day,
                Found::said_with("day", [ask.day.to_string()]),
                Found::said_with("after", [notice.until.to_string()]),
            );
        }
        answered(consortium, findings);
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Close::ready(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| {
            if let Some(notice) = &mut consortium.examination.notice {
                notice.closed = Some(entry.number);
            }
        });
    }
}
