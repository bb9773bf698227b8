//! `objection.raise`: anybody objects in writing within the notice. A person names itself and an address, a unit names itself with proof; an objection without a name is kept, and in principle not accepted.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::FileDigest;

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::examination::{Objection, Objector};
use crate::subject::person::Personal;
use crate::world::World;

/// Objects.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Raise {
    /// Who objects.
    pub kind: ObjectorKind,
    /// Reference to the person's name.
    pub name: Option<Personal>,
    /// The unit's name.
    pub unit: Option<String>,
    /// Reference to the address.
    pub address: Option<Personal>,
    /// The reasons.
    pub reasons: String,
    /// The proof.
    pub file: Option<FileDigest>,
}

/// How somebody objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ObjectorKind {
    /// Under a real name.
    Person,
    /// As a unit.
    Unit,
    /// Without a name.
    Anonymous,
}

impl Act for Raise {
    const KEY: &'static str = "objection.raise";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required(
            "kind",
            FieldKind::Word(&["person", "unit", "anonymous"]),
            Reveal::WithRecord,
        ),
        Field::optional("name", FieldKind::Text, Reveal::Masked),
        Field::optional("unit", FieldKind::Line, Reveal::WithRecord),
        Field::optional("address", FieldKind::Text, Reveal::Masked),
        Field::required("reasons", FieldKind::Text, Reveal::WithRecord),
        Field::optional("file", FieldKind::File, Reveal::WithRecord),
    ];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let notice = ask
            .consortium()
            .and_then(|consortium| consortium.examination.notice.as_ref());
        let within = notice.is_some_and(|notice| notice.from <= ask.day && ask.day <= notice.until);
        let found = notice.map_or_else(
            || Found::said("none"),
            |notice| Found::said_with("until", [notice.until.to_string()]),
        );
        findings.rule(
            "objection.within_notice",
            within,
            found,
            Found::said("notice.running"),
        );
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Raise::ready(ask, findings);
        let named = match self.kind {
            ObjectorKind::Person => self.name.is_some() && self.address.is_some(),
            ObjectorKind::Unit => {
                self.unit
                    .as_ref()
                    .is_some_and(|unit| !unit.trim().is_empty())
                    && self.address.is_some()
            }
            ObjectorKind::Anonymous => true,
        };
        findings.rule(
            "objection.named",
            named,
            Found::said(if named { "there" } else { "none" }),
            Found::said("objection.named"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        let by = match (self.kind, self.name, self.unit) {
            (ObjectorKind::Person, Some(name), _) => Objector::Person { name },
            (ObjectorKind::Unit, _, Some(unit)) => Objector::Unit { unit },
            _ => Objector::Anonymous,
        };
        let objection = Objection {
            number: entry.number,
            day: entry.day,
            by,
            reasons: self.reasons,
            file: self.file,
            answer: None,
        };
        world.change_consortium(id, |consortium| {
            consortium
                .examination
                .objections
                .insert(entry.number, objection);
        });
    }
}
