//! Council, expert committee, secretariat, chief expert, mechanisms.

use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use values::{Date, EntryNumber, FileDigest, Key, OrganisationId, PersonId};

/// The bodies of a consortium.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Governance {
    /// The council.
    pub council: Option<Council>,
    /// The expert committee.
    pub committee: Option<Committee>,
    /// The secretariat.
    pub secretariat: Option<Secretariat>,
    /// The chief expert.
    pub chief_expert: ChiefExpert,
    /// Mechanism documents by term of `mechanism`.
    pub mechanisms: OrdMap<Key, Mechanism>,
}

/// The council. Its chair is the lead's head, derived and never typed a second time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Council {
    /// The record that formed it.
    pub number: EntryNumber,
    /// Who sits for whom.
    pub members: Vec<Seat>,
    /// Its rules.
    pub rules: String,
    /// Term.
    pub from: Date,
    /// End of the term, if set.
    pub until: Option<Date>,
}

/// A seat on the council.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// For whom.
    pub organisation: OrganisationId,
    /// Who.
    pub person: PersonId,
}

/// The expert committee.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Committee {
    /// The record that formed it.
    pub number: EntryNumber,
    /// Its members.
    pub members: Vec<PersonId>,
    /// Term.
    pub from: Date,
    /// End of the term, if set.
    pub until: Option<Date>,
}

/// The secretariat.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Secretariat {
    /// The record that formed it.
    pub number: EntryNumber,
    /// Where it sits.
    pub organisation: OrganisationId,
    /// Its head.
    pub head: PersonId,
    /// Term.
    pub from: Date,
    /// End of the term, if set.
    pub until: Option<Date>,
}

/// The chief expert: nobody, proposed, or accepted.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub enum ChiefExpert {
    /// Nobody yet.
    #[default]
    Vacant,
    /// Appointed by the council, not yet accepted.
    Proposed(Appointed),
    /// Accepted.
    Accepted(Appointed, EntryNumber),
}

/// An appointment as chief expert.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Appointed {
    /// The record.
    pub number: EntryNumber,
    /// Who.
    pub person: PersonId,
    /// Qualification on record.
    pub qualification: String,
    /// Term.
    pub from: Date,
    /// End of the term, if set.
    pub until: Option<Date>,
}

impl ChiefExpert {
    /// The accepted chief expert.
    pub fn accepted(&self) -> Option<&Appointed> {
        match self {
            ChiefExpert::Accepted(appointed, _) => Some(appointed),
            ChiefExpert::Vacant | ChiefExpert::Proposed(_) => None,
        }
    }

    /// The person proposed and not yet answered.
    pub fn proposed(&self) -> Option<&Appointed> {
        match self {
            ChiefExpert::Proposed(appointed) => Some(appointed),
            ChiefExpert::Vacant | ChiefExpert::Accepted(..) => None,
        }
    }
}

/// A mechanism document.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mechanism {
    /// The record that adopted it.
    pub number: EntryNumber,
    /// Its text.
    pub text: String,
    /// The document.
    pub file: Option<FileDigest>,
}
