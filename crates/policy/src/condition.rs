//! Conditions: flat rows over typed facts, combined by all / any / none.

use std::collections::BTreeMap;

use values::{ClauseId, Date, Fen, Key, Period, Share, Words};

use crate::Location;

/// How much an unmet condition weighs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Unmet, it refuses.
    Hard,
    /// Unmet, it may pass with a written reason, which is then shown wherever the decision is shown.
    General,
    /// Never refuses; shown and sortable.
    Preferred,
}

/// One condition of the policy.
#[derive(Debug, Clone)]
pub struct Condition {
    /// Its name in the pack; usually the clause's.
    pub key: Key,
    /// The clause it executes.
    pub clause: ClauseId,
    /// What it asks, in a few words.
    pub title: Words,
    /// Hard, general or preferred.
    pub weight: Weight,
    /// Evaluated once, or for every member (of these kinds).
    pub each: Each,
    /// It applies only where all of these hold.
    pub when: Vec<Tree>,
    /// It does not apply where any of these holds (an exemption).
    pub unless: Vec<Tree>,
    /// What must hold.
    pub tree: Tree,
    /// What to do when it is unmet.
    pub advice: Option<Words>,
    /// Where it stands in the pack.
    pub at: Location,
}

/// Over what a condition is evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Each {
    /// Once, for the subject.
    Once,
    /// For every member but the lead; with kinds, only for members of these kinds. One finding per member.
    Member {
        /// Terms of `member_kind`; empty means all.
        kinds: Vec<Key>,
    },
}

/// All / any / none over tests.
#[derive(Debug, Clone)]
pub enum Tree {
    /// A single test.
    Test(Test),
    /// All must hold.
    All(Vec<Tree>),
    /// At least one must hold.
    Any(Vec<Tree>),
    /// None may hold.
    None(Vec<Tree>),
}

/// One test: measured, witnessed or judged.
#[derive(Debug, Clone)]
pub enum Test {
    /// A fact compared with what is wanted.
    Measured(Measure),
    /// Evidence in force must be there; counts by being present.
    Witnessed(Measure),
    /// A named person's recorded judgement.
    Judged {
        /// The judgement's key, declared in the pack's vocabulary `judgement`.
        judgement: Key,
    },
}

/// A fact, its parameters, and the comparison.
#[derive(Debug, Clone)]
pub struct Measure {
    /// The fact's name in the catalogue, or `lead.evidence.<key>` and `member.evidence.<key>` for evidence
    /// the pack declares.
    pub fact: String,
    /// Parameters by name.
    pub params: BTreeMap<String, Param>,
    /// Comparison and what is wanted.
    pub compare: Comparison,
}

/// A parameter of a fact.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// A word or key.
    Word(Key),
    /// Several terms.
    Terms(Vec<Key>),
    /// A whole number.
    Count(i64),
    /// Shares by term.
    SharesBy(BTreeMap<Key, Share>),
    /// A period.
    Period(Period),
}

/// How the value found is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Comparison {
    /// Found ≥ wanted.
    AtLeast(Wanted),
    /// Found ≤ wanted.
    AtMost(Wanted),
    /// Found is this, or the set found contains this.
    Is(Value),
    /// Found is one of these, or the set found contains one of these.
    OneOf(Vec<Value>),
    /// The set found contains all of these.
    Covers(Vec<Value>),
    /// Found is there, with evidence in force.
    Present,
}

/// A threshold: one number, or one per term of a fact (per industry, per class of lead).
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The threshold where no other applies.
    pub otherwise: Option<Value>,
    /// The term-valued fact that chooses, and the thresholds by its terms.
    pub by: Option<(String, BTreeMap<Key, Value>)>,
}

/// A value of a fact or a threshold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "lowercase")]
pub enum Value {
    /// A whole number.
    Count(i64),
    /// A number in thousandths.
    Number(i64),
    /// Money.
    Money(Fen),
    /// A share.
    Share(Share),
    /// A term.
    Term(Key),
    /// Several terms.
    Terms(Vec<Key>),
    /// A day.
    Day(Date),
    /// There, or not.
    Presence(bool),
    /// Not known: nothing was recorded.
    Unknown,
}
