//! A figure the policy aims at.

use values::{ClauseId, Date, Key, Words};

/// Who may read a figure. A figure that does not say it is not read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FigureSight {
    /// Everybody.
    Public,
    /// Those who act on the authority's side.
    Authority,
}

/// A target over the portfolio: so many, by a day, perhaps in each term of a vocabulary.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its key.
    pub key: Key,
    /// The clause.
    pub clause: ClauseId,
    /// What is counted, in words.
    pub title: Words,
    /// What is counted: `established`.
    pub counts: Key,
    /// Who may read how far it is reached.
    pub sight: FigureSight,
    /// At least this many.
    pub at_least: i64,
    /// By this day.
    pub by: Option<Date>,
    /// Split (and shown) by these vocabularies.
    pub split: Vec<Key>,
}
