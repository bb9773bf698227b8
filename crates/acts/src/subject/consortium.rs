//! A consortium from its start to its end.

use imbl::{OrdMap, Vector};
use policy::EditionKey;
use serde::{Deserialize, Serialize};
use values::{
    CandidacyId, ConsortiumId, Date, EntryNumber, InvitationId, Key, OrganisationId, PersonId,
    Words,
};

use super::application::{Application, Recommendation, Review};
use super::charter::Charter;
use super::examination::Examination;
use super::governance::Governance;
use super::handling::Handling;

/// Where a case stands, since when, and by when it should move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageAt {
    /// The stage's key in the pack.
    pub key: Key,
    /// Since when.
    pub since: Date,
}

/// A consortium.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Consortium {
    /// The number of the act that started it.
    pub id: ConsortiumId,
    /// The selection it rests on.
    pub candidacy: CandidacyId,
    /// The lead.
    pub lead: OrganisationId,
    /// The track it runs on.
    pub track: Key,
    /// The division whose bodies act for it.
    pub division: Option<Key>,
    /// The edition it stands under.
    pub policy: EditionKey,
    /// The field, from which its name is derived.
    pub field: String,
    /// The field in English; empty where none was given.
    pub field_en: String,
    /// Exactly one industry.
    pub industry: Key,
    /// Its type, where the policy has types.
    pub kind: Option<Key>,
    /// Positioning, horizon, goals, tasks.
    pub plan: Plan,
    /// Where it stands.
    pub stage: StageAt,
    /// Who keeps it, how often it was urged, whether its clock stands still.
    pub handling: Handling,
    /// Invitations.
    pub invitations: OrdMap<InvitationId, Invitation>,
    /// Members, the lead among them.
    pub members: OrdMap<OrganisationId, Membership>,
    /// Council, committee, secretariat, chief expert, mechanisms.
    pub governance: Governance,
    /// The charter.
    pub charter: Charter,
    /// The record that last changed the matter heads confirm.
    pub matter: EntryNumber,
    /// Confirmations by heads, and of what.
    pub confirmations: Vector<Confirmation>,
    /// The application, once submitted.
    pub application: Option<Application>,
    /// The division department's review.
    pub review: Option<Review>,
    /// The division government's letter.
    pub recommendation: Option<Recommendation>,
    /// Examination by the approving body.
    pub examination: Examination,
    /// Name, number and day, once established.
    pub established: Option<Establishment>,
    /// The bureau leader linked with it.
    pub linked_leader: Option<Posting>,
    /// The liaison officer.
    pub liaison: Option<Posting>,
    /// The last record of each act on it, for periods that count from an act.
    pub last: OrdMap<Key, (EntryNumber, Date)>,
    /// Its records.
    pub history: Vector<EntryNumber>,
}

/// The structured plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What it is for.
    pub positioning: String,
    /// Over how many years.
    pub horizon: i64,
    /// Goals with measures.
    pub goals: Vec<Goal>,
    /// Tasks by term of `task`.
    pub tasks: Vec<PlannedTask>,
    /// Further sections the pack asks for.
    #[serde(default)]
    pub sections: Vec<Section>,
}

/// A goal and how it is measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    /// The goal.
    pub goal: String,
    /// Its measure.
    pub measure: String,
}

/// A task of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTask {
    /// Term of `task`.
    pub task: Key,
    /// What will be done.
    pub text: String,
}

/// A section of text by a term of the pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The section's term.
    pub section: Key,
    /// Its text.
    pub text: String,
}

/// An invitation to one organisation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Invitation {
    /// The number of the act that sent it.
    pub id: InvitationId,
    /// Who is invited.
    pub organisation: OrganisationId,
    /// Term of `layer`.
    pub layer: Key,
    /// Areas of cooperation with the lead.
    pub basis: Vec<Key>,
    /// When sent.
    pub sent: Date,
    /// By when an answer is asked.
    pub due: Option<Date>,
    /// The answer.
    pub answer: Answer,
}

/// What became of an invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// Waits for the invited.
    Waiting,
    /// Accepted on that day by this record.
    Accepted(EntryNumber, Date),
    /// Declined, with the reason.
    Declined(EntryNumber, Date, String),
    /// Withdrawn by the lead, with the reason.
    Withdrawn(EntryNumber, Date, String),
    /// No answer in time.
    Lapsed(EntryNumber, Date),
}

/// A member by its own recorded acceptance.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Membership {
    /// The member.
    pub organisation: OrganisationId,
    /// Term of `layer`.
    pub layer: Key,
    /// Areas of cooperation with the lead.
    pub basis: Vec<Key>,
    /// Member since.
    pub since: Date,
    /// The record of acceptance (for the lead, of the start).
    pub acceptance: EntryNumber,
}

/// A head's confirmation of an act to come; valid only for the matter as it stood.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Confirmation {
    /// The record.
    pub number: EntryNumber,
    /// The act confirmed.
    pub act: Key,
    /// In which holding it was given (`lead_head`, `chief_expert`, an authority).
    pub holder: Key,
    /// Who gave it.
    pub person: PersonId,
    /// Digest-like mark of the matter as it stood: the number of the last record that changed it.
    pub matter: EntryNumber,
}

/// A person posted to a consortium.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Posting {
    /// Who.
    pub person: PersonId,
    /// From.
    pub from: Date,
    /// Until, if set.
    pub until: Option<Date>,
    /// The record.
    pub number: EntryNumber,
}

/// Name and number, unique for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Establishment {
    /// The uniform name.
    pub name: Words,
    /// The number.
    pub number: String,
    /// The day of the decision.
    pub day: Date,
}

impl Invitation {
    /// Whether nobody answered or withdrew it yet.
    pub fn waits(&self) -> bool {
        self.answer == Answer::Waiting
    }
}

impl Consortium {
    /// The name given, or none before establishment.
    pub fn name(&self) -> Option<&Words> {
        self.established
            .as_ref()
            .map(|established| &established.name)
    }

    /// Whether an invitation to this organisation waits or was accepted.
    pub fn open_invitation(&self, organisation: OrganisationId) -> Option<&Invitation> {
        self.invitations.values().find(|invitation| {
            invitation.organisation == organisation && matches!(invitation.answer, Answer::Waiting)
        })
    }
}
