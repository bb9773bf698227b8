//! Examination: form check, experts, steps such as an interview, public notice with objections, decision.

use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use values::{Date, EntryNumber, FileDigest, Key, PersonId};

use super::person::Personal;

/// What the approving body has done so far.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Examination {
    /// The form check that passed.
    pub accepted: Option<(EntryNumber, Date)>,
    /// Experts assigned.
    pub experts: Vec<PersonId>,
    /// Their assessments.
    pub assessments: OrdMap<PersonId, Assessment>,
    /// Steps held (interview, site visit, meeting), by key.
    pub held: OrdMap<Key, Held>,
    /// Judgements on the consortium, by key; the latest holds.
    pub judgements: OrdMap<Key, Judgement>,
    /// The public notice.
    pub notice: Option<Notice>,
    /// Objections.
    pub objections: OrdMap<EntryNumber, Objection>,
    /// The decision.
    pub decision: Option<Decided>,
}

/// An expert's assessment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Assessment {
    /// The record.
    pub number: EntryNumber,
    /// The score, in thousandths.
    pub score: i64,
    /// The opinion.
    pub opinion: String,
    /// Whether the expert recommends approval.
    pub recommends: Recommends,
}

/// What an expert recommends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Recommends {
    /// Approval.
    Approve,
    /// Refusal.
    Refuse,
}

/// A step that was held.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Held {
    /// The record.
    pub number: EntryNumber,
    /// When it was held.
    pub on: Date,
    /// What came of it.
    pub minutes: String,
}

/// A named person's judgement where the policy asks for one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Judgement {
    /// The record.
    pub number: EntryNumber,
    /// Who judged.
    pub person: PersonId,
    /// How.
    pub outcome: Outcome,
    /// On what grounds.
    pub grounds: String,
}

/// The outcome of a judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It holds.
    Met,
    /// It does not.
    Unmet,
}

/// A public notice of an intended establishment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notice {
    /// The record.
    pub number: EntryNumber,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// The business office's contact.
    pub business_contact: String,
    /// The supervising office's contact.
    pub supervising_contact: String,
    /// The record that closed it.
    pub closed: Option<EntryNumber>,
}

/// An objection in writing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Objection {
    /// The record.
    pub number: EntryNumber,
    /// When.
    pub day: Date,
    /// A person under a real name, a unit under its stamp, or nobody named.
    pub by: Objector,
    /// The reasons.
    pub reasons: String,
    /// The proof.
    pub file: Option<FileDigest>,
    /// The answer.
    pub answer: Option<ObjectionAnswer>,
}

/// Who objects.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Objector {
    /// A person, by reference.
    Person {
        /// Reference to the name.
        name: Personal,
    },
    /// A unit.
    Unit {
        /// Its name.
        unit: String,
    },
    /// Nobody named: kept, and in principle not accepted.
    Anonymous,
}

/// The answer to an objection.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ObjectionAnswer {
    /// The record.
    pub number: EntryNumber,
    /// Upheld, rejected, or not accepted for its form.
    pub outcome: ObjectionOutcome,
    /// The reasons.
    pub reasons: String,
}

/// What became of an objection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectionOutcome {
    /// It holds.
    Upheld,
    /// It was examined and does not hold.
    Rejected,
    /// It was not examined, for instance because it was anonymous.
    NotAccepted,
}

/// The decision.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Decided {
    /// The record.
    pub number: EntryNumber,
    /// When.
    pub day: Date,
    /// Approved or refused.
    pub verdict: Verdict,
    /// The reasons.
    pub reasons: String,
}

/// Approved or refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// Established.
    Approved,
    /// Not established.
    Refused,
}
