//! A clause of the plan as the pack reads it.

use values::{ClauseId, Words};

use crate::Location;

/// What the product does with a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Execution {
    /// Rows below it are executed.
    Executed,
    /// A named person judges it; the words say who and how.
    Judged(Words),
    /// The product does not execute it; the words say why.
    Outside(Words),
    /// It is an aim without a test; the words say how it is shown.
    Aspiration(Words),
}

/// One clause: heading, our reading in both languages, and what becomes of it.
#[derive(Debug, Clone)]
pub struct Clause {
    /// The plan's own number.
    pub id: ClauseId,
    /// The heading.
    pub title: Words,
    /// Our reading, never the plan's own sentences.
    pub reading: Words,
    /// Executed, judged, outside, or an aim.
    pub execution: Execution,
    /// SM3 of the official sentence it was written against, to notice drift.
    pub fingerprint: Option<String>,
    /// Where it stands in the pack.
    pub at: Location,
}
