//! What a ruling looks at: the world, the policy, the calendar, who asks, when.

use policy::{Opening, Policies, Policy};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use values::{Date, Instant, Key, OrganisationId, PersonId, WorkCalendar};

use crate::act::ActKind;
use crate::subject::Subject;
use crate::subject::candidacy::Candidacy;
use crate::subject::consortium::Consortium;
use crate::subject::organisation::Organisation;
use crate::world::World;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Actor {
    /// A person.
    Person(PersonId),
    /// The system, following up on a record or a date.
    System,
    /// Somebody without an account.
    Public,
}

/// What does not change between rulings: the policies and the calendar.
#[derive(Debug, Clone)]
pub struct Office {
    /// All editions of the pack.
    pub policies: Policies,
    /// The official working days.
    pub calendar: WorkCalendar,
}

/// An act asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The act's key.
    pub act: String,
    /// What it is to be done to.
    pub subject: Subject,
    /// Who asks.
    pub actor: Actor,
    /// When.
    pub at: Instant,
    /// The filled fields.
    pub fields: Map<String, Value>,
    /// Written reasons for general conditions that are not met, by condition.
    pub justify: BTreeMap<String, String>,
}

/// The view a rule has.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
    /// All subjects.
    pub world: &'a World,
    /// Policies and calendar.
    pub office: &'a Office,
    /// The edition that rules this subject.
    pub policy: &'a Policy,
    /// The subject.
    pub subject: Subject,
    /// Who asks.
    pub actor: Actor,
    /// When.
    pub at: Instant,
    /// On which day.
    pub day: Date,
    /// The act.
    pub act: &'static ActKind,
    /// The opening in the subject's stage, if it is open there.
    pub opening: Option<&'a Opening>,
}

impl<'a> Ask<'a> {
    /// The consortium asked about, if the subject is one.
    pub fn consortium(&self) -> Option<&'a Consortium> {
        match self.subject {
            Subject::Consortium(id) => self.world.consortium(id),
            _ => None,
        }
    }

    /// The candidacy asked about, if the subject is one.
    pub fn candidacy(&self) -> Option<&'a Candidacy> {
        match self.subject {
            Subject::Candidacy(id) => self.world.candidacy(id),
            _ => None,
        }
    }

    /// The organisation asked about: the subject itself, the candidate, or the lead.
    pub fn organisation(&self) -> Option<&'a Organisation> {
        match self.subject {
            Subject::Office => None,
            Subject::Organisation(id) => self.world.organisation(id),
            Subject::Candidacy(_) => self.world.organisation(self.candidacy()?.organisation),
            Subject::Consortium(_) => self.world.organisation(self.consortium()?.lead),
        }
    }

    /// The person who asks.
    pub fn person(&self) -> Option<PersonId> {
        match self.actor {
            Actor::Person(person) => Some(person),
            Actor::System | Actor::Public => None,
        }
    }

    /// The track of the subject; the office and organisations have none.
    pub fn track(&self) -> Option<&'a Key> {
        self.world.track(self.subject)
    }

    /// The division whose bodies act for the subject.
    pub fn division(&self) -> Option<&'a Key> {
        self.world.division(self.subject, self.day)
    }

    /// The organisation of that id.
    pub fn find(&self, id: OrganisationId) -> Option<&'a Organisation> {
        self.world.organisation(id)
    }

    /// A whole number the opening sets for the act.
    pub fn setting_count(&self, name: &str) -> Option<i64> {
        match self.opening?.settings.get(name)? {
            policy::Param::Count(count) => Some(*count),
            _ => None,
        }
    }
}
