//! `recommendation.issue`: the division's government recommends the consortium to the approving body by a letter. The letter
//! takes the next number of its series.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use crate::act::Act;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::application::Recommendation;
use crate::world::World;

/// Issues the letter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Issue {
    /// The opinion.
    pub opinion: String,
}

impl Act for Issue {
    const KEY: &'static str = "recommendation.issue";
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
            consortium.recommendation = Some(Recommendation {
                number: entry.number,
                day: entry.day,
                opinion: self.opinion,
                letter: entry
                    .effects
                    .document_number
                    .as_ref()
                    .map(|given| given.text.clone()),
            });
        });
    }
}
