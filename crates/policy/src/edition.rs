//! A policy as it stands on a day: the plan, or the plan with dated calls laid over it.

use std::collections::BTreeMap;
use std::sync::Arc;

use values::{ClauseId, Date, Key, Words};

use crate::{
    Authority, Clause, Condition, DocumentTemplate, Stage, Target, Term, Value, Vocabulary,
};

/// Which edition a case stands under: `harbour-2030`, or `harbour-2030+winter` with a call.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(transparent)]
pub struct EditionKey(pub Arc<str>);

impl std::fmt::Display for EditionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// One edition, complete: everything that rules on a case under it.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Its key.
    pub key: EditionKey,
    /// The policy's name.
    pub title: Words,
    /// The body that issued it and its document number.
    pub issued: Words,
    /// First day in force.
    pub from: Date,
    /// Last day in force, if it has one.
    pub until: Option<Date>,
    /// Name of the area, used in words (`{area}`).
    pub area: Words,
    /// The bodies that act.
    pub authorities: Vec<Authority>,
    /// Vocabularies by key.
    pub vocabularies: BTreeMap<Key, Vocabulary>,
    /// Chapters in the plan's order, as the policy page shows them.
    pub chapters: Vec<Chapter>,
    /// Clauses in the plan's order.
    pub clauses: Vec<Clause>,
    /// Conditions in the plan's order.
    pub conditions: Vec<Condition>,
    /// Stages in the order of procedure; a track's stages are those that name it.
    pub stages: Vec<Stage>,
    /// Figures the policy aims at.
    pub targets: Vec<Target>,
    /// Documents it prints.
    pub documents: Vec<DocumentTemplate>,
    /// Named numbers (for instance the name pattern's parts, caps) with clause, by key.
    pub parameters: BTreeMap<Key, Parameter>,
    /// Outside lists named by the policy (credit codes), by key.
    pub lists: BTreeMap<Key, OutsideList>,
    /// The pack's own words, by key.
    pub words: BTreeMap<String, Words>,
}

/// A chapter of the plan: its heading, and the clauses below it.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// The heading.
    pub title: Words,
    /// Its clauses in order.
    pub clauses: Vec<ClauseId>,
}

/// A named value of the policy.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Its value: a typed value, or a text in both languages.
    pub value: ParameterValue,
    /// The clause it comes from.
    pub clause: ClauseId,
    /// What it is.
    pub title: Words,
}

/// The value of a parameter.
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterValue {
    /// A number, amount, share, term or day.
    Value(Value),
    /// A period.
    Period(values::Period),
    /// A text, for instance the name pattern.
    Text(Words),
}

/// A list kept by somebody else that the policy refers to, with its version.
#[derive(Debug, Clone)]
pub struct OutsideList {
    /// Its name.
    pub title: Words,
    /// Whose list, which issue.
    pub version: String,
    /// The organisations on it.
    pub codes: Vec<values::CreditCode>,
}

impl Policy {
    /// The condition of that key.
    pub fn condition(&self, key: &str) -> Option<&Condition> {
        self.conditions
            .iter()
            .find(|condition| &*condition.key == key)
    }

    /// The clause of that id.
    pub fn clause(&self, id: &ClauseId) -> Option<&Clause> {
        let exactly = self.clauses.iter().find(|clause| &clause.id == id);
        // A lettered duty without a heading of its own stands under the whole clause.
        exactly.or_else(|| {
            self.clauses
                .iter()
                .find(|clause| clause.id.letter().is_none() && clause.id.numbers().eq(id.numbers()))
        })
    }

    /// The stage of that key.
    pub fn stage(&self, key: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| &*stage.key == key)
    }

    /// The stages of one track, in order.
    pub fn track<'a>(&'a self, track: &'a str) -> impl Iterator<Item = &'a Stage> + 'a {
        self.stages
            .iter()
            .filter(move |stage| stage.on_track(track))
    }

    /// The stage that follows on this track; stages of the office and of organisations are no steps of a procedure.
    pub fn next_stage(&self, track: &str, after: &str) -> Option<&Stage> {
        self.stages
            .iter()
            .filter(|stage| stage.is_step() && stage.on_track(track))
            .skip_while(|stage| &*stage.key != after)
            .nth(1)
    }

    /// The authority of that key.
    pub fn authority(&self, key: &str) -> Option<&Authority> {
        self.authorities
            .iter()
            .find(|authority| &*authority.key == key)
    }

    /// The term of a vocabulary.
    pub fn term(&self, vocabulary: &str, term: &str) -> Option<&Term> {
        self.vocabularies
            .get(vocabulary)?
            .terms
            .iter()
            .find(|found| &*found.key == term)
    }

    /// All terms of a vocabulary; none if the pack has no such vocabulary.
    pub fn terms(&self, vocabulary: &str) -> &[Term] {
        self.vocabularies
            .get(vocabulary)
            .map_or(&[], |found| &found.terms)
    }

    /// The parameter of that key.
    pub fn parameter(&self, key: &str) -> Option<&ParameterValue> {
        self.parameters.get(key).map(|parameter| &parameter.value)
    }

    /// Whether it is in force on that day.
    pub fn in_force(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// All editions of one pack: the plan and the plan with each call.
#[derive(Debug, Clone)]
pub struct Policies {
    /// The pack's key.
    pub pack: Key,
    /// Digest-free identity of the pack's text, set by the shell from the files it read.
    pub version: String,
    /// The area's own changes to the official working days, if the pack names a calendar file.
    pub calendar: Option<values::WorkCalendar>,
    /// Editions; later ones in the list win where several are in force on a day.
    pub editions: Vec<Arc<Policy>>,
}

impl Policies {
    /// The edition in force on a day; `None` closes every act.
    pub fn in_force(&self, day: Date) -> Option<&Arc<Policy>> {
        self.editions
            .iter()
            .rev()
            .find(|edition| edition.in_force(day))
    }

    /// The edition of that key.
    pub fn edition(&self, key: &EditionKey) -> Option<&Arc<Policy>> {
        self.editions.iter().find(|edition| &edition.key == key)
    }
}
