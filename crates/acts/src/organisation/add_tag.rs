//! `organisation.add_tag`: records a standing such as listed or specialised, with its validity.

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

/// Records a standing such as listed or specialised, with its validity.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddTag {
    /// The standing.
    pub tag: Key,
    /// First day.
    pub from: Date,
    /// Last day, if set.
    pub until: Option<Date>,
    /// The evidence.
    pub file: Option<FileDigest>,
}

impl Act for AddTag {
    const KEY: &'static str = "organisation.add_tag";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("tag", FieldKind::Term("tag"), Reveal::WithRecord),
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
            |what| matches!(what, ItemKind::Tag { tag } if *tag == self.tag),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (from, until, file) = (self.from, self.until, self.file);
        let what = ItemKind::Tag { tag: self.tag };
        add_item(world, entry, what, from, until, file);
    }
}
