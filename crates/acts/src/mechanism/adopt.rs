//! `mechanism.adopt`: the consortium adopts a mechanism document. It replaces the earlier text of the same mechanism; that
//! text stays in the register.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{FileDigest, Key};

use crate::act::{Act, Matter};
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::governance::Mechanism;
use crate::world::World;

/// Adopts a mechanism document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Adopt {
    /// Term of `mechanism`.
    pub mechanism: Key,
    /// Its text.
    pub text: String,
    /// The signed document.
    pub file: Option<FileDigest>,
}

impl Act for Adopt {
    const KEY: &'static str = "mechanism.adopt";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required(
            "mechanism",
            FieldKind::Term("mechanism"),
            Reveal::WithRecord,
        ),
        Field::required("text", FieldKind::Text, Reveal::WithRecord),
        Field::optional("file", FieldKind::File, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            let mechanism = Mechanism {
                number: entry.number,
                text: self.text,
                file: self.file,
            };
            consortium
                .governance
                .mechanisms
                .insert(self.mechanism, mechanism);
        });
    }
}
