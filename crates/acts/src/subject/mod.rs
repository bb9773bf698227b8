//! What acts are done to, and what each state knows.

pub mod application;
pub mod candidacy;
pub mod charter;
pub mod consortium;
pub mod examination;
pub mod governance;
pub mod handling;
pub mod organisation;
pub mod person;
pub mod years;

use std::fmt;
use std::str::FromStr;

use policy::SubjectKind;
use values::{CandidacyId, ConsortiumId, OrganisationId};

/// The subject of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The office itself.
    Office,
    /// An organisation.
    Organisation(OrganisationId),
    /// An organisation proposed as lead.
    Candidacy(CandidacyId),
    /// A consortium.
    Consortium(ConsortiumId),
}

impl Subject {
    /// What kind of subject it is.
    pub fn kind(self) -> SubjectKind {
        match self {
            Subject::Office => SubjectKind::Office,
            Subject::Organisation(_) => SubjectKind::Organisation,
            Subject::Candidacy(_) => SubjectKind::Candidacy,
            Subject::Consortium(_) => SubjectKind::Consortium,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Subject::Office => f.write_str("office"),
            Subject::Organisation(id) => id.fmt(f),
            Subject::Candidacy(id) => id.fmt(f),
            Subject::Consortium(id) => id.fmt(f),
        }
    }
}

/// The text names no subject.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a subject: {0}")]
pub struct NoSubject(pub String);

impl FromStr for Subject {
    type Err = NoSubject;

    fn from_str(text: &str) -> Result<Subject, NoSubject> {
        let no_subject = || NoSubject(text.to_owned());
        match text.as_bytes().first() {
            _ if text == "office" => Ok(Subject::Office),
            Some(b'o') => text
                .parse()
                .map(Subject::Organisation)
                .map_err(|_| no_subject()),
            Some(b's') => text
                .parse()
                .map(Subject::Candidacy)
                .map_err(|_| no_subject()),
            Some(b'c') => text
                .parse()
                .map(Subject::Consortium)
                .map_err(|_| no_subject()),
            _ => Err(no_subject()),
        }
    }
}

impl serde::Serialize for Subject {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Subject {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Subject, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
