//! `organisation.add_fund`: records an equity investment fund with its registration number.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Date, Fen, FileDigest};

use super::{add_item, new_item};
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::organisation::ItemKind;
use crate::world::World;

/// Records an equity investment fund with its registration number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddFund {
    /// Its name.
    pub name: String,
    /// Its registration number.
    pub registration: String,
    /// Its size.
    pub size: Option<Fen>,
    /// First day.
    pub from: Date,
    /// Last day, if set.
    pub until: Option<Date>,
    /// The evidence.
    pub file: Option<FileDigest>,
}

impl Act for AddFund {
    const KEY: &'static str = "organisation.add_fund";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("name", FieldKind::Line, Reveal::WithRecord),
        Field::required("registration", FieldKind::Line, Reveal::WithRecord),
        Field::optional("size", FieldKind::Money, Reveal::WithRecord),
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
            |what| matches!(what, ItemKind::Fund { registration, .. } if registration.trim() == self.registration.trim()),
        );
        let sound = self.size.is_none_or(|size| size.fen() >= 0);
        findings.rule(
            "fund.size",
            sound,
            Found::said(if sound { "positive" } else { "negative" }),
            Found::said("positive"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (from, until, file) = (self.from, self.until, self.file);
        let what = ItemKind::Fund {
            name: self.name,
            registration: self.registration,
            size: self.size,
        };
        add_item(world, entry, what, from, until, file);
    }
}
