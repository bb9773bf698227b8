//! What the register holds of an act: who, for whom, in which capacity, when, under which policy, on which findings, with what effects.

use policy::EditionKey;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use values::{Date, EntryNumber, Instant, Key, OrganisationId, PersonId};

use crate::ask::Actor;
use crate::finding::Finding;
use crate::subject::Subject;
use crate::subject::consortium::Establishment;

/// A recorded act. Its form has a version and stays readable for ever.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "F: Serialize + AsRef<[Finding]>"))]
pub struct Recorded<F = Vec<Finding>> {
    /// Version of this form.
    pub v: u16,
    /// The act's key.
    pub act: Key,
    /// What it was done to.
    pub subject: Subject,
    /// Who did it.
    pub by: Actor,
    /// In which holding (`lead`, `bureau`, …), and for which organisation.
    pub holder: Key,
    /// For which organisation, if for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
    /// Whom the actor stood in for, if for somebody absent.
    #[serde(default, rename = "for", skip_serializing_if = "Option::is_none")]
    pub on_behalf: Option<PersonId>,
    /// When.
    pub at: Instant,
    /// On which day, in the place's time.
    pub day: Date,
    /// Under which edition of the policy.
    pub policy: EditionKey,
    /// The filled fields.
    pub fields: Value,
    /// What was found when it was examined.
    #[serde(default, skip_serializing_if = "none_of")]
    pub findings: F,
    /// What the policy makes of it.
    #[serde(default)]
    pub effects: Effects,
    /// Its number in the register; stands beside the record, not in it.
    #[serde(skip)]
    pub number: EntryNumber,
}

/// What the policy makes of an act: decided when it is recorded, so that folding needs no policy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Effects {
    /// The stage the subject moves to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moves: Option<Key>,
    /// That the case ends with this, and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<policy::Ends>,
    /// By when what it asks for is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The stage a new subject starts in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts: Option<Key>,
    /// The edition a new case stands under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edition: Option<EditionKey>,
    /// The layer in which a lead stands in its consortium.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<Key>,
    /// The name the policy derives, reserved or given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<values::Words>,
    /// Name, number and day of an establishment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub established: Option<Establishment>,
    /// The number of the document it issues.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_number: Option<crate::numbering::Given>,
    /// The number of the establishment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub establishment_number: Option<crate::numbering::Given>,
    /// The body whose matter it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<crate::subject::person::Body>,
    /// The step that was held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<Key>,
    /// A value read in the type the policy declares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<policy::Value>,
    /// The digest of a text it freezes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<values::FileDigest>,
    /// General conditions that were not met and carry a written reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub justified: Vec<Key>,
    /// What has to be done again, where a case is sent back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub again: Vec<Key>,
    /// The holdings in which a head confirms an act to come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirms: Vec<Key>,
    /// The last act that an act needing several of its kind waited for.
    #[serde(default, skip_serializing_if = "is_whole")]
    pub completion: Completion,
}

/// Whether an act completes what its stage waits for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Completion {
    /// It does.
    #[default]
    Whole,
    /// More of its kind are awaited (signatures, assessments).
    Partial,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands what it skips by reference"
)]
fn is_whole(completion: &Completion) -> bool {
    *completion == Completion::Whole
}

fn none_of(findings: &impl AsRef<[Finding]>) -> bool {
    findings.as_ref().is_empty()
}

/// Findings passed over: most of a record is what was found, and folding needs none of it.
#[derive(Debug, Clone, Copy, Default)]
pub struct PassedOver;

impl<'de> Deserialize<'de> for PassedOver {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<PassedOver, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| PassedOver)
    }
}

impl From<Recorded<PassedOver>> for Recorded {
    fn from(read: Recorded<PassedOver>) -> Recorded {
        Recorded {
            v: read.v,
            act: read.act,
            subject: read.subject,
            by: read.by,
            holder: read.holder,
            organisation: read.organisation,
            on_behalf: read.on_behalf,
            at: read.at,
            day: read.day,
            policy: read.policy,
            fields: read.fields,
            findings: Vec::new(),
            effects: read.effects,
            number: read.number,
        }
    }
}

impl Recorded {
    /// The person who did it, if a person.
    pub fn person(&self) -> Option<PersonId> {
        match self.by {
            Actor::Person(person) => Some(person),
            Actor::System | Actor::Public => None,
        }
    }
}
