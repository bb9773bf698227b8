//! Facts: what a condition may measure, typed and named here once, one file per subject.

mod charter;
mod consortium;
mod counting;
mod examination;
mod governance;
mod items;
mod lead;
mod member;
mod organisation;
mod plan;
mod years;

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use policy::{
    ActEntry, Catalogue, FactEntry, Measure, Needed, Param, ParamEntry, ParamType, Value,
};
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
        lead::FACTS,
        member::FACTS,
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
        None => declared(&measure.fact, look),
    }
}

/// Evidence the pack declares: the lead's, a member's, or, where the row does not say whose, the member's if one is looked at.
fn declared(name: &str, look: &Look) -> Measured {
    let Some((whose, evidence)) = name.split_once("evidence.") else {
        return Measured::unknown();
    };
    let member = look.member.map(|(organisation, _)| organisation);
    let organisation = match whose {
        "lead." => look.lead,
        "member." => member,
        "" => member.or(look.lead),
        _ => None,
    };
    organisation.map_or_else(Measured::unknown, |organisation| {
        items::declared(look, organisation, evidence)
    })
}

/// A parameter a row may leave out.
const fn optional(name: &'static str, accepts: ParamType) -> ParamEntry {
    ParamEntry {
        name,
        accepts,
        needed: Needed::Optional,
    }
}

/// The word a row gives for a parameter.
fn word<'p>(params: &'p Params, name: &str) -> Option<&'p str> {
    match params.get(name) {
        Some(Param::Word(word)) => Some(word.as_str()),
        _ => None,
    }
}

/// The terms a row gives for a parameter; one term may stand alone.
fn terms(params: &Params, name: &str) -> Option<Vec<Key>> {
    match params.get(name) {
        Some(Param::Terms(terms)) => Some(terms.clone()),
        Some(Param::Word(word)) => Some(vec![word.clone()]),
        _ => None,
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

/// Everything a pack may name; made once.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| Catalogue {
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
    });
    &CATALOGUE
}
