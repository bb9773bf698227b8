//! `application.submit`: the lead submits the application. Confirmations, standing and every condition were ruled on by what opens it; general conditions that are not met carry their written reasons.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
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
    const FIELDS: &'static [Field] = &[Field::optional("statement", FieldKind::Text)];

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
                returned: None,
            });
            consortium.review = None;
            consortium.recommendation = None;
            consortium.examination = Examination::default();
        });
    }
}
