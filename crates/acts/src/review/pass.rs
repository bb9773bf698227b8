//! `review.pass`: the division's department has examined the application against the conditions and passes it on, with its
//! opinion.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::application::Review;
use crate::world::World;

/// Passes the application on.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pass {
    /// The opinion.
    pub opinion: String,
}

impl Act for Pass {
    const KEY: &'static str = "review.pass";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[Field::required(
        "opinion",
        FieldKind::Text,
        Reveal::WithRecord,
    )];

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| {
            consortium.review = Some(Review {
                number: entry.number,
                day: entry.day,
                opinion: self.opinion,
            });
        });
    }
}
