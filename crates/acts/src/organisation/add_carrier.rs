//! `organisation.add_carrier`: records an innovation carrier with its kind and level.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Date, FileDigest, Key};

use super::{add_item, new_item};
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::organisation::ItemKind;
use crate::world::World;

/// Records an innovation carrier with its kind and level.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddCarrier {
    /// Its kind.
    pub kind: Key,
    /// Its level.
    pub level: Key,
    /// Its name.
    pub name: String,
    /// First day.
    pub from: Date,
    /// Last day, if set.
    pub until: Option<Date>,
    /// The evidence.
    pub file: Option<FileDigest>,
}

impl Act for AddCarrier {
    const KEY: &'static str = "organisation.add_carrier";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("kind", FieldKind::Term("carrier_kind"), Reveal::WithRecord),
        Field::required("level", FieldKind::Term("level"), Reveal::WithRecord),
        Field::required("name", FieldKind::Line, Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
        Field::optional("until", FieldKind::Day, Reveal::WithRecord),
        Field::optional("file", FieldKind::File, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.term(self.from, self.until);
        new_item(
            ask,
            findings,
            (self.from, self.until),
            |what| matches!(what, ItemKind::Carrier { kind, name, .. } if *kind == self.kind && name.trim() == self.name.trim()),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (from, until, file) = (self.from, self.until, self.file);
        let what = ItemKind::Carrier {
            kind: self.kind,
            level: self.level,
            name: self.name,
        };
        add_item(world, entry, what, from, until, file);
    }
}
