//! `matter.hand_over`: hands a matter to a colleague of the same body, in whose inbox it stands first from then on. It gives no right
//! and takes none: the others of the body may act as before.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::PersonId;

use super::handing;
use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::recorded::{Effects, Recorded};
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::world::World;

/// Hands a matter over.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HandOver {
    /// To whom.
    pub to: PersonId,
    /// What the colleague should know.
    pub note: Option<String>,
}

impl Act for HandOver {
    const KEY: &'static str = "matter.hand_over";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("to", FieldKind::Person, Reveal::WithRecord),
        Field::optional("note", FieldKind::Text, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        handing::rule(ask, self.to, findings);
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        effects.body = handing::body(ask);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |found| {
            found.handling.handler = handing::handler(entry, self.to);
        });
    }
}
