//! Procedure: a whitelist. The product knows the acts; the pack's stages open them, name who acts and set periods.

use std::collections::BTreeMap;

use values::{ClauseId, Key, Period, Words};

use crate::Location;

/// What an act is done to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum SubjectKind {
    /// The office itself: enrolling people, registering an organisation.
    Office,
    /// An organisation's own record.
    Organisation,
    /// An organisation proposed as lead.
    Candidacy,
    /// A consortium, from its start to its end.
    Consortium,
}

/// A stage of the procedure.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Its key.
    pub key: Key,
    /// The clause it executes.
    pub clause: ClauseId,
    /// Its name.
    pub title: Words,
    /// What it belongs to. Stages of the office and of organisations are always open.
    pub subject: SubjectKind,
    /// The tracks it belongs to; empty means all.
    pub tracks: Vec<Key>,
    /// A stage that ends the procedure (`established`, `refused`, `withdrawn`); it may still open acts.
    pub ends: Ends,
    /// The acts it opens.
    pub opens: Vec<Opening>,
    /// Where it stands in the pack.
    pub at: Location,
}

/// Whether a stage ends the procedure, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ends {
    /// It goes on.
    No,
    /// In establishment.
    Established,
    /// Without it: refused, withdrawn, lapsed.
    Closed,
}

impl Stage {
    /// Whether the stage belongs to this track.
    pub fn on_track(&self, track: &str) -> bool {
        self.tracks.is_empty() || self.tracks.iter().any(|found| &**found == track)
    }

    /// Whether it is a step a case passes through, and not always open as those of the office and of organisations are.
    pub fn is_step(&self) -> bool {
        matches!(
            self.subject,
            SubjectKind::Candidacy | SubjectKind::Consortium
        )
    }

    /// The opening of that act, on that track.
    pub fn opening(&self, act: &str, track: &str) -> Option<&Opening> {
        self.opens.iter().find(|opening| {
            &*opening.act == act
                && (opening.tracks.is_empty()
                    || opening.tracks.iter().any(|found| &**found == track))
        })
    }
}

/// An act opened in a stage.
#[derive(Debug, Clone)]
pub struct Opening {
    /// The act's key.
    pub act: Key,
    /// Who may do it: any one of these holders (an authority's key, `authority.leader`, or a relation such as `lead`).
    pub by: Vec<Key>,
    /// The clause that opens it.
    pub clause: ClauseId,
    /// Only on these tracks; empty means on every track of the stage.
    pub tracks: Vec<Key>,
    /// Conditions that must hold (hard) or hold or be justified (general).
    pub requires: Vec<Key>,
    /// Holders who must have confirmed this act beforehand (dual responsibility, joint authorities).
    pub consent: Vec<Key>,
    /// Whether each of them must, or any one of them is enough.
    pub consents: Consents,
    /// The clause that asks for the confirmations, if another than `clause`.
    pub consent_clause: Option<ClauseId>,
    /// Whose standing (bans, listings) closes the act: `lead`, `members`, `organisation` (the one named by the act).
    pub standing: Vec<Key>,
    /// The clause that asks for good standing.
    pub standing_clause: Option<ClauseId>,
    /// Where the case goes when the act is complete.
    pub moves: Option<Moves>,
    /// Earlier stages to which whoever does it may send the case back instead.
    pub returns: Vec<Key>,
    /// By when it is to be done.
    pub within: Option<Within>,
    /// What happens when nobody acts in time.
    pub silence: Silence,
    /// Whether the decision is free or bound.
    pub decision: Decision,
    /// Choices and numbers the act itself reads (for instance `experts = 3`, `length = "7 days"`).
    pub settings: BTreeMap<String, crate::Param>,
    /// Where it stands in the pack.
    pub at: Location,
}

/// Whose confirmation is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consents {
    /// Each of those named confirms.
    All,
    /// Any one of them does.
    Any,
}

/// Where a completed act takes the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moves {
    /// To the next stage of the track.
    Next,
    /// To this stage.
    To(Key),
}

/// A period counted from an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Within {
    /// How long.
    pub period: Period,
    /// From the last record of this act on the subject; without it, from the day the stage was entered.
    pub from: Option<Key>,
}

/// What silence means when a period ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Nothing; it is shown as overdue.
    Overdue,
    /// What was asked lapses.
    Lapses,
}

/// Whether the deciding body is bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It may refuse with reasons though conditions are met.
    Free,
    /// It must approve when every hard condition is met: a refusal is then closed.
    Bound,
}

/// How names or numbers are given: a pattern with `{field}`, `{year}`, `{n}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbering {
    /// The pattern.
    pub pattern: String,
    /// Where counting starts anew.
    pub per: NumberingPer,
}

/// Where counting starts anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberingPer {
    /// Never.
    Ever,
    /// Every calendar year.
    Year,
}
