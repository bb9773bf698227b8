//! What the product knows and a pack may name: facts with their parameters, acts with their subjects, capacities.
//! The catalogue is made by the `acts` crate and handed to the reader, which checks every name in a pack against it.

use crate::SubjectKind;

/// The type of a fact's value; a comparison must fit it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactType {
    /// A whole number, with the unit shown beside it.
    Count(&'static str),
    /// A number with decimals (a weighted count, an average), in thousandths.
    Number(&'static str),
    /// An amount of money.
    Money,
    /// A share or ratio.
    Share,
    /// One term of a pack vocabulary.
    Term(&'static str),
    /// A set of terms of a pack vocabulary.
    Terms(&'static str),
    /// A calendar day.
    Day,
    /// Something that is there (with evidence in force) or is not.
    Presence,
}

/// The type of a fact's parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamType {
    /// One of these words.
    Word(&'static [&'static str]),
    /// One or more terms of a pack vocabulary.
    Terms(&'static str),
    /// A whole number.
    Count,
    /// Shares by term of a pack vocabulary: how much one of that kind counts.
    SharesBy(&'static str),
    /// A period such as `3 years`.
    Period,
    /// Any key (checked where it is used).
    Key,
}

/// A parameter a fact takes.
#[derive(Debug, Clone, Copy)]
pub struct ParamEntry {
    /// Its name in a condition row.
    pub name: &'static str,
    /// What it may be.
    pub accepts: ParamType,
    /// Whether a row must give it.
    pub needed: Needed,
}

/// Whether a parameter must be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needed {
    /// A row without it is a mistake.
    Always,
    /// It has a default.
    Optional,
}

/// A fact a condition may measure.
#[derive(Debug, Clone)]
pub struct FactEntry {
    /// Its name, `subject.fact`.
    pub name: &'static str,
    /// What kind of value it gives.
    pub gives: FactType,
    /// Its parameters.
    pub params: &'static [ParamEntry],
    /// What it says, in both languages, for the guide and the policy page.
    pub zh: &'static str,
    /// The same in English.
    pub en: &'static str,
}

/// An act a stage may open.
#[derive(Debug, Clone, Copy)]
pub struct ActEntry {
    /// Its key, `folder.verb`.
    pub key: &'static str,
    /// What it is done to.
    pub subject: SubjectKind,
    /// What it brings into being, which then begins in the first stage of its kind on its track: a nomination creates a
    /// candidacy, a start creates a consortium.
    pub creates: Option<SubjectKind>,
}

/// Everything the product knows that a pack may name.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// Facts.
    pub facts: Vec<FactEntry>,
    /// Acts.
    pub acts: Vec<ActEntry>,
    /// Holders an opening may name beside the pack's own authorities, for instance `lead`.
    pub holders: Vec<&'static str>,
    /// Vocabularies the product needs every pack to have (`division`, `industry`, `member_kind`, …).
    pub vocabularies: Vec<&'static str>,
}

impl Catalogue {
    /// The fact of that name.
    pub fn fact(&self, name: &str) -> Option<&FactEntry> {
        self.facts.iter().find(|fact| fact.name == name)
    }

    /// The act of that key.
    pub fn act(&self, key: &str) -> Option<&ActEntry> {
        self.acts.iter().find(|act| act.key == key)
    }
}
