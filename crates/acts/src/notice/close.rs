//! `notice.close`: closes the public notice once its last day has passed and every objection is answered.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
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
    const FIELDS: &'static [Field] = &[Field::required("result", FieldKind::Text)];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let notice = consortium.examination.notice.as_ref();
        let found = notice.map_or_else(
            || Found::said("none"),
            |notice| Found::said_with("until", [notice.until.to_string()]),
        );
        let over = notice.is_some_and(|notice| notice.closed.is_none() && notice.until < ask.day);
        findings.rule("notice.over", over, found, Found::said("notice.over"));
        let open: Vec<String> = consortium
            .examination
            .objections
            .values()
            .filter(|objection| objection.answer.is_none())
            .map(|objection| objection.number.to_string())
            .collect();
        let answered = open.is_empty();
        findings.rule(
            "objections.answered",
            answered,
            if answered {
                Found::said("none")
            } else {
                Found::said_with("records", open)
            },
            Found::said("none"),
        );
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
