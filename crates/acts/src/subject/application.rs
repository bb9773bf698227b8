//! Application, the division's review, the recommendation letter.

use serde::{Deserialize, Serialize};
use values::{Date, EntryNumber, Key};

/// An application for establishment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Application {
    /// The record.
    pub number: EntryNumber,
    /// When submitted.
    pub day: Date,
    /// How often it was submitted, from 1.
    pub round: u32,
    /// General conditions that were not met and carry a written reason.
    pub justified: Vec<Key>,
    /// Defects named by the last return, if it was returned.
    pub returned: Option<Returned>,
    /// Defects for which it was last sent back from one body to another, or to an earlier step of the same.
    pub sent_back: Option<Returned>,
    /// That the lead took it back, with the record that says why.
    pub withdrawn: Option<(EntryNumber, Date)>,
}

impl Application {
    /// Whether it lies with the authorities: neither returned nor taken back.
    pub fn lies(&self) -> bool {
        self.returned.is_none() && self.withdrawn.is_none()
    }
}

/// A return for correction: every defect at once.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Returned {
    /// The record.
    pub number: EntryNumber,
    /// When.
    pub day: Date,
    /// By which act (`review.return`, `examination.return`).
    pub act: Key,
    /// The defects.
    pub defects: Vec<Defect>,
}

/// One defect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defect {
    /// What it is about: a condition's key or a section.
    pub about: String,
    /// What is wrong and what is wanted.
    pub text: String,
}

/// The division department's review.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Review {
    /// The record.
    pub number: EntryNumber,
    /// When.
    pub day: Date,
    /// The opinion.
    pub opinion: String,
}

/// The division government's recommendation letter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Recommendation {
    /// The record.
    pub number: EntryNumber,
    /// When.
    pub day: Date,
    /// The opinion.
    pub opinion: String,
    /// The letter's number.
    pub letter: Option<String>,
}
