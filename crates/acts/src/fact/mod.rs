//! Facts: what a condition may measure, typed and named here once, one file per subject.

mod charter;
mod consortium;
mod counting;
mod examination;
mod governance;
mod organisation;
mod plan;
mod years;

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use policy::{ActEntry, Catalogue, FactEntry, Measure, Param, Value};
use values::Key;

use crate::act::acts;
use crate::capacity::HOLDERS;
use crate::condition::Look;
use crate::finding::Evidence;

/// A value with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The value; unknown where nothing was recorded.
    pub value: Value,
    /// The records it rests on.
    pub evidence: Vec<Evidence>,
}

impl Measured {
    /// A value that rests on no particular record.
    pub fn plain(value: Value) -> Measured {
        Measured {
            value,
            evidence: Vec::new(),
        }
    }

    /// Nothing is known.
    pub fn unknown() -> Measured {
        Measured::plain(Value::Unknown)
    }
}

/// Parameters given in a condition row.
pub type Params = BTreeMap<String, Param>;

/// A fact with the function that measures it.
pub struct FactKind {
    /// Its name, type and parameters.
    pub entry: FactEntry,
    /// How it is measured.
    pub measure: fn(&Look, &Params) -> Measured,
}

fn tables() -> impl Iterator<Item = &'static FactKind> {
    [
        organisation::FACTS,
        consortium::FACTS,
        plan::FACTS,
        governance::FACTS,
        charter::FACTS,
        examination::FACTS,
    ]
    .into_iter()
    .flatten()
}

/// Measures a fact; a fact nobody knows is unknown, and an unknown fact never holds.
pub fn measure(measure: &Measure, look: &Look) -> Measured {
    static BY_NAME: LazyLock<HashMap<&'static str, &'static FactKind>> =
        LazyLock::new(|| tables().map(|fact| (fact.entry.name, fact)).collect());
    match BY_NAME.get(measure.fact.as_str()) {
        Some(fact) => (fact.measure)(look, &measure.params),
        None => organisation::declared(&measure.fact, look).unwrap_or_else(Measured::unknown),
    }
}

/// The keys a parameter gives: one word, or several terms.
fn keys(params: &Params, name: &str) -> Vec<Key> {
    match params.get(name) {
        Some(Param::Word(key)) => vec![key.clone()],
        Some(Param::Terms(keys)) => keys.clone(),
        _ => Vec::new(),
    }
}

/// Vocabularies the product needs every pack to have.
pub const VOCABULARIES: &[&str] = &[
    "track",
    "industry",
    "division",
    "member_kind",
    "legal_form",
    "level",
    "carrier_kind",
    "tag",
    "cooperation_area",
    "capability",
    "plan_section",
    "task",
    "charter_section",
    "mechanism",
    "judgement",
    "evidence",
    "consortium_type",
    "layer",
];

/// Everything a pack may name.
pub fn catalogue() -> Catalogue {
    Catalogue {
        facts: tables().map(|fact| fact.entry.clone()).collect(),
        acts: acts()
            .map(|act| ActEntry {
                key: act.key,
                subject: act.subject,
                creates: act.creates,
            })
            .collect(),
        holders: HOLDERS.to_vec(),
        vocabularies: VOCABULARIES.to_vec(),
    }
}
