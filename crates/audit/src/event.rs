//! An event, with everything a record of it must say: nothing of it can be left out, because the type has no place for nothing.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::tz::Offset;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use values::{Instant, PersonId};

use crate::EventKind;

/// Time is told as the place tells it, with its offset.
const CHINA: Offset = Offset::constant(8);
/// Longest text of a part, in characters; what somebody types cannot fill the log.
const LONGEST: usize = 500;

/// Who.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A person with an account.
    Person(PersonId),
    /// Somebody who is not signed in.
    Public,
    /// The product itself.
    System,
    /// Whoever has the machine and the data folder in hand.
    Machine,
}

impl fmt::Display for Actor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::Person(person) => person.fmt(out),
            Actor::Public => out.write_str("public"),
            Actor::System => out.write_str("system"),
            Actor::Machine => out.write_str("machine"),
        }
    }
}

impl FromStr for Actor {
    type Err = values::IdMistake;

    fn from_str(text: &str) -> Result<Actor, values::IdMistake> {
        Ok(match text {
            "public" => Actor::Public,
            "system" => Actor::System,
            "machine" => Actor::Machine,
            person => Actor::Person(person.parse()?),
        })
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It happened.
    Success,
    /// It did not, and why: keys of conditions or a short text.
    Failure(String),
}

impl Outcome {
    /// Its name.
    pub fn key(&self) -> &'static str {
        match self {
            Outcome::Success => "success",
            Outcome::Failure(_) => "failure",
        }
    }

    /// Why not; empty where it happened.
    pub fn reason(&self) -> &str {
        match self {
            Outcome::Success => "",
            Outcome::Failure(reason) => reason,
        }
    }
}

/// Where something came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The address; `local` at the machine itself.
    pub source: String,
    /// The request or command it belongs to.
    pub request: String,
}

impl Origin {
    /// The machine itself, under the number of a command or task.
    pub fn local(request: impl Into<String>) -> Origin {
        Origin {
            source: "local".to_owned(),
            request: request.into(),
        }
    }
}

/// Something that happened, or was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: EventKind,
    /// By whom.
    pub actor: Actor,
    /// In which capacity; `none` without one.
    pub capacity: String,
    /// The login typed; empty where none was.
    pub login: String,
    /// From where, and in which request.
    pub origin: Origin,
    /// On what: a subject, an address, a file.
    pub object: String,
    /// What came of it.
    pub outcome: Outcome,
    /// How many things it was about, where it is counted: rows of an export, records of a verification.
    pub count: u64,
    /// What else is worth keeping, in a few words; empty where nothing is.
    pub note: String,
}

/// An event as the log holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// Its number.
    pub number: u64,
    /// The event.
    pub event: Event,
}

/// What an event says, in the order it is written. Texts without escapes are not copied when it is read again.
#[derive(Serialize, Deserialize)]
struct Shape<'a> {
    #[serde(borrow)]
    actor: Cow<'a, str>,
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow)]
    capacity: Cow<'a, str>,
    count: u64,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    login: Cow<'a, str>,
    #[serde(borrow)]
    note: Cow<'a, str>,
    #[serde(borrow)]
    object: Cow<'a, str>,
    #[serde(borrow)]
    outcome: Cow<'a, str>,
    #[serde(borrow)]
    reason: Cow<'a, str>,
    #[serde(borrow)]
    request: Cow<'a, str>,
    #[serde(borrow)]
    source: Cow<'a, str>,
}

/// Whether a text can stand in a record as it is: surely short enough, and without control characters.
fn is_plain(text: &str) -> bool {
    text.len() <= LONGEST && !text.chars().any(char::is_control)
}

/// A text as it stands in a record: one line, of bounded length.
fn plain(text: &str) -> String {
    text.chars()
        .take(LONGEST)
        .map(|character| {
            if character.is_control() {
                '\u{fffd}'
            } else {
                character
            }
        })
        .collect()
}

impl Event {
    /// An event that happened, by the product itself; the rest is filled in by whoever knows it.
    pub fn of_system(at: Instant, kind: EventKind, object: impl Into<String>) -> Event {
        Event {
            at,
            kind,
            actor: Actor::System,
            capacity: "system".to_owned(),
            login: String::new(),
            origin: Origin::local("system"),
            object: object.into(),
            outcome: Outcome::Success,
            count: 0,
            note: String::new(),
        }
    }

    /// The same event as a failure.
    #[must_use]
    pub fn failed(self, reason: impl Into<String>) -> Event {
        Event {
            outcome: Outcome::Failure(reason.into()),
            ..self
        }
    }

    /// The same event about so many things.
    #[must_use]
    pub fn counting(self, count: usize) -> Event {
        Event {
            count: count as u64,
            ..self
        }
    }

    /// The same event with a note.
    #[must_use]
    pub fn noting(self, note: impl Into<String>) -> Event {
        Event {
            note: note.into(),
            ..self
        }
    }

    /// The same event with the login that was typed.
    #[must_use]
    pub fn typed(self, login: impl Into<String>) -> Event {
        Event {
            login: login.into(),
            ..self
        }
    }

    /// The event with every text as it can stand in a record.
    pub(crate) fn spelt(&self) -> Cow<'_, Event> {
        let texts = [
            &self.capacity,
            &self.login,
            &self.origin.source,
            &self.origin.request,
            &self.object,
            &self.note,
        ];
        let reason_stands = match &self.outcome {
            Outcome::Failure(reason) => !reason.is_empty() && is_plain(reason),
            Outcome::Success => true,
        };
        if reason_stands && texts.into_iter().all(|text| is_plain(text)) {
            return Cow::Borrowed(self);
        }
        let mut spelt = self.clone();
        for text in [
            &mut spelt.capacity,
            &mut spelt.login,
            &mut spelt.origin.source,
            &mut spelt.origin.request,
            &mut spelt.object,
            &mut spelt.note,
        ] {
            *text = plain(text);
        }
        if let Outcome::Failure(reason) = &mut spelt.outcome {
            *reason = plain(reason);
            if reason.is_empty() {
                "unsaid".clone_into(reason);
            }
        }
        Cow::Owned(spelt)
    }

    /// The event as JSON, in the one shape there is; `docs/audit.md` describes it.
    pub fn json(&self) -> Value {
        json!(self.shape())
    }

    /// The same as a text.
    pub(crate) fn text(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(&self.shape())
    }

    fn shape(&self) -> Shape<'_> {
        Shape {
            actor: self.actor.to_string().into(),
            at: self
                .at
                .timestamp()
                .display_with_offset(CHINA)
                .to_string()
                .into(),
            capacity: (&self.capacity).into(),
            count: self.count,
            kind: self.kind.key().into(),
            login: (&self.login).into(),
            note: (&self.note).into(),
            object: (&self.object).into(),
            outcome: self.outcome.key().into(),
            reason: self.outcome.reason().into(),
            request: (&self.origin.request).into(),
            source: (&self.origin.source).into(),
        }
    }

    /// The event a payload tells of; none where it is not in the one shape there is.
    pub(crate) fn read(payload: &str) -> Option<Event> {
        let read: Shape<'_> = serde_json::from_str(payload).ok()?;
        let outcome = match &*read.outcome {
            "success" => Outcome::Success,
            "failure" => Outcome::Failure(read.reason.into_owned()),
            _ => return None,
        };
        Some(Event {
            at: read.at.parse::<jiff::Timestamp>().ok()?.into(),
            kind: EventKind::of(&read.kind)?,
            actor: read.actor.parse().ok()?,
            capacity: read.capacity.into_owned(),
            login: read.login.into_owned(),
            origin: Origin {
                source: read.source.into_owned(),
                request: read.request.into_owned(),
            },
            object: read.object.into_owned(),
            outcome,
            count: read.count,
            note: read.note.into_owned(),
        })
    }
}

impl Recorded {
    /// The event as JSON with its number.
    pub fn json(&self) -> Value {
        let mut value = self.event.json();
        value["number"] = json!(self.number);
        value
    }
}
