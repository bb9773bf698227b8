//! `organisation.add_evidence`: records evidence of a kind the policy declares, with a value where the policy gives it a type.

use policy::{SubjectKind, Value};
use serde::{Deserialize, Serialize};
use values::{Date, Fen, FileDigest, Key, Share};

use super::add_item;
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::{Effects, Recorded};
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::organisation::ItemKind;
use crate::world::World;

/// Records declared evidence.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddEvidence {
    /// Which.
    pub evidence: Key,
    /// Its value as text: a number, an amount with its unit, a share.
    pub value: Option<String>,
    /// First day.
    pub from: Date,
    /// Last day, if set.
    pub until: Option<Date>,
    /// The evidence.
    pub file: Option<FileDigest>,
}

impl AddEvidence {
    /// The value in the type the policy declares, or the name of that type.
    fn typed(&self, ask: &Ask) -> Result<Value, &'static str> {
        let term = ask.policy.term("evidence", &self.evidence);
        let text = self.value.as_deref().unwrap_or("").trim();
        match term
            .and_then(|term| term.word("type"))
            .map_or("presence", Key::as_str)
        {
            "count" => text.parse().map(Value::Count).map_err(|_| "count"),
            "money" => text.parse::<Fen>().map(Value::Money).map_err(|_| "money"),
            "share" => text.parse::<Share>().map(Value::Share).map_err(|_| "share"),
            _ if text.is_empty() => Ok(Value::Presence(true)),
            _ => Err("presence"),
        }
    }
}

impl Act for AddEvidence {
    const KEY: &'static str = "organisation.add_evidence";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("evidence", FieldKind::Term("evidence"), Reveal::WithRecord),
        Field::optional("value", FieldKind::Line, Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
        Field::optional("until", FieldKind::Day, Reveal::WithRecord),
        Field::optional("file", FieldKind::File, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.term(self.from, self.until);
        let typed = self.typed(ask);
        let wanted = typed.as_ref().err().map_or("any", |form| *form);
        let found = Found::said_with("text", [self.value.clone().unwrap_or_default()]);
        findings.rule(
            "evidence.value",
            typed.is_ok(),
            found,
            Found::said_with("form", [wanted.to_owned()]),
        );
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        effects.value = self.typed(ask).ok();
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let value = entry.effects.value.clone().unwrap_or(Value::Presence(true));
        let what = ItemKind::Evidence {
            evidence: self.evidence,
            value,
        };
        add_item(world, entry, what, self.from, self.until, self.file);
    }
}
