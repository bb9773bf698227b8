//! `division.declare`: a division declares its local key industries. On a track that allows them, leads in these may be nominated.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Date, Key};

use crate::act::Act;
use crate::ask::Ask;
use crate::capacity;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::world::World;

/// Declares local key industries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Declare {
    /// The division.
    pub division: Key,
    /// Its key industries, all of them: an earlier declaration no longer holds from that day.
    pub industries: Vec<Key>,
    /// From when.
    pub from: Date,
}

impl Act for Declare {
    const KEY: &'static str = "division.declare";
    const SUBJECT: SubjectKind = SubjectKind::Office;
    const RECORD: Disclosed = Disclosed::Administrators;
    const FIELDS: &'static [Field] = &[
        Field::required("division", FieldKind::Term("division"), Reveal::WithRecord),
        Field::required(
            "industries",
            FieldKind::Terms("industry"),
            Reveal::WithRecord,
        ),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let Some(person) = ask.person() else { return };
        let by = ask.opening.map_or(&[][..], |opening| &opening.by);
        let own = capacity::bodies_of(ask.world, person, ask.day)
            .filter(|(body, _)| {
                by.iter().any(|holder| {
                    *body.authority == *holder.strip_suffix(".leader").unwrap_or(holder)
                })
            })
            .any(|(body, _)| {
                body.division
                    .as_ref()
                    .is_none_or(|own| *own == self.division)
            });
        let found = Found::said_with("division", [self.division.to_string()]);
        findings.rule("division.own", own, found, Found::said("division.own"));
    }

    fn evolve(self, world: &mut World, _entry: &Recorded) {
        let declared = world.local_industries.entry(self.division).or_default();
        declared.push((self.from, self.industries));
        declared.sort_by_key(|(from, _)| *from);
    }
}
