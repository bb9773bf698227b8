//! Vocabularies: the lists of terms a policy uses (industries, divisions, member kinds, carriers, tags, grades).

use std::collections::BTreeMap;

use values::{ClauseId, Date, Key, Words};

use crate::{Location, Param};

/// One list of terms.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    /// Its key.
    pub key: Key,
    /// Its name.
    pub title: Words,
    /// The clause it comes from, if the policy names one.
    pub clause: Option<ClauseId>,
    /// The terms in the policy's order; for ordered vocabularies (levels) from low to high.
    pub terms: Vec<Term>,
}

impl Vocabulary {
    /// The place of a term in the order.
    pub fn rank(&self, term: &str) -> Option<usize> {
        self.terms.iter().position(|found| &*found.key == term)
    }
}

/// One term.
#[derive(Debug, Clone)]
pub struct Term {
    /// Its key, stored in the register.
    pub key: Key,
    /// Its name.
    pub title: Words,
    /// First day it may be used, if dated.
    pub from: Option<Date>,
    /// Last day it may be used, if dated.
    pub until: Option<Date>,
    /// Further attributes (codes, aliases, required or not, group), by name.
    pub attributes: BTreeMap<String, Param>,
    /// Where it stands in the pack.
    pub at: Location,
}

impl Term {
    /// A word-valued attribute.
    pub fn word(&self, name: &str) -> Option<&Key> {
        match self.attributes.get(name) {
            Some(Param::Word(word)) => Some(word),
            _ => None,
        }
    }
}
