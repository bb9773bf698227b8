//! Findings: what was needed, what was found, by which clause, on which evidence.

use policy::{Value, Weight};
use serde::{Deserialize, Serialize};
use values::{ClauseId, Date, EntryNumber, FileDigest, Key, OrganisationId};

/// How a needed thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It holds.
    Met,
    /// It does not.
    Unmet,
    /// It waits for a person: a judgement, a confirmation, a field not yet filled.
    Waits,
    /// It does not hold, and a written reason stands on record.
    Justified,
    /// The policy exempts this case.
    Exempt,
}

/// What was found, or wanted: a value, or words under `finding.<key>` filled with arguments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Found {
    /// A value of a fact.
    Value(Value),
    /// Two values between which it must lie, or a list joined by `all` / `any` of parts.
    Parts(Vec<Part>),
    /// A word key with arguments.
    Said {
        /// The word's key.
        say: String,
        /// Its arguments.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        with: Vec<String>,
    },
}

/// One part of a combined condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// The fact measured, or the judgement's key.
    pub fact: String,
    /// How it stands.
    pub state: State,
    /// What was found.
    pub found: Value,
    /// How it is compared: `at_least`, `at_most`, `is`, `one_of`, `covers`, `present`, `judged`.
    pub compare: Key,
    /// What is wanted.
    pub wanted: Value,
}

impl Found {
    /// A word without arguments.
    pub fn said(say: impl Into<String>) -> Found {
        Found::Said {
            say: say.into(),
            with: Vec::new(),
        }
    }

    /// A word with arguments.
    pub fn said_with(say: impl Into<String>, with: impl IntoIterator<Item = String>) -> Found {
        Found::Said {
            say: say.into(),
            with: with.into_iter().collect(),
        }
    }
}

/// What a finding rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The record that brought it.
    pub record: EntryNumber,
    /// The file, if one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileDigest>,
    /// Whether an official confirmed it.
    pub holding: Holding,
    /// Last day it holds, if dated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Evidence {
    /// A record that stands by itself: an act of the procedure needs nobody's confirmation.
    pub fn of(record: EntryNumber) -> Evidence {
        Evidence {
            record,
            file: None,
            holding: Holding::Confirmed,
            until: None,
        }
    }
}

/// How an organisation's statement stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Holding {
    /// Stated by the organisation.
    Stated,
    /// Confirmed by an official.
    Confirmed,
    /// Disputed by an official; it does not count.
    Disputed,
}

/// One finding of a ruling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The condition's key, or the act's own key for a rule (words under `rule.<key>`).
    pub key: String,
    /// The clause it cites; none only where no policy is in force.
    pub clause: Option<ClauseId>,
    /// Hard, general or preferred.
    pub weight: Weight,
    /// How it stands.
    pub state: State,
    /// What was found.
    pub found: Found,
    /// What is wanted.
    pub wanted: Found,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// The member it is about, if one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<OrganisationId>,
    /// The written reason, if justified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Finding {
    /// Whether it closes the act.
    pub fn closes(&self) -> bool {
        self.weight != Weight::Preferred && matches!(self.state, State::Unmet | State::Waits)
    }
}
