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
use crate::world::World;

/// Declares local key industries.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Declare {
    /// The division.
    pub division: Key,
    /// Its industries, in its own words.
    pub industries: Vec<LocalIndustry>,
    /// From when.
    pub from: Date,
}

/// A local key industry.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LocalIndustry {
    /// A term of the policy's industries or a key of the division's own.
    pub industry: Key,
}

impl Act for Declare {
    const KEY: &'static str = "division.declare";
    const SUBJECT: SubjectKind = SubjectKind::Office;
    const FIELDS: &'static [Field] = &[
        Field::required("division", FieldKind::Term("division")),
        Field::required(
            "industries",
            FieldKind::Rows(&[Field::required("industry", FieldKind::Key)]),
        ),
        Field::required("from", FieldKind::Day),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let Some(person) = ask.person() else { return };
        let own = capacity::bodies_of(ask.world, person, ask.day)
            .any(|(body, _)| body.division.as_ref() == Some(&self.division));
        let found = Found::said_with("division", [self.division.to_string()]);
        findings.rule("division.own", own, found, Found::said("division.own"));
    }

    fn evolve(self, world: &mut World, _entry: &Recorded) {
        let industries = self
            .industries
            .into_iter()
            .map(|row| row.industry)
            .collect();
        world
            .local_industries
            .entry(self.division)
            .or_default()
            .push((self.from, industries));
    }
}
