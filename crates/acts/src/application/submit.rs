//! `application.submit`: the lead applies for establishment. Confirmations of both heads, good standing and every condition are
//! looked at anew; a general condition that is not met carries its written reason. After a return it is submitted again, as
//! the next round, and examined from the beginning.

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
use crate::subject::application::Application;
use crate::subject::examination::Examination;
use crate::world::World;

/// Submits the application.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Submit {
    /// A word on the application.
    pub statement: Option<String>,
}

impl Act for Submit {
    const KEY: &'static str = "application.submit";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::optional(
        "statement",
        FieldKind::Text,
        Reveal::WithRecord,
    )];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let lying = ask
            .consortium()
            .and_then(|consortium| consortium.application.as_ref())
            .filter(|application| application.lies());
        let found = lying.map_or_else(
            || Found::said("none"),
            |application| Found::said_with("application.lies", [application.round.to_string()]),
        );
        findings
            .finding(
                "application.none_lies",
                lying.is_none(),
                found,
                Found::said("none"),
            )
            .evidence
            .extend(lying.map(|application| Evidence::of(application.number)));
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Submit::ready(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| {
            let round = consortium
                .application
                .as_ref()
                .map_or(1, |application| application.round + 1);
            consortium.application = Some(Application {
                number: entry.number,
                day: entry.day,
                round,
                justified: entry.effects.justified.clone(),
                returned: None,
                sent_back: None,
                withdrawn: None,
            });
            consortium.review = None;
            consortium.recommendation = None;
            consortium.examination = Examination::default();
        });
    }
}
