//! Findings as the condition list shows them.

use acts::{Finding, State};
use policy::Weight;

use crate::app::App;
use crate::telling::{Teller, Told, ToldEvidence};
use crate::upload;

/// A finding ready for the page.
pub struct Shown {
    /// What is asked.
    pub title: String,
    /// The member it is about.
    pub about: Option<String>,
    /// Style of the state.
    pub state_key: &'static str,
    /// Word of the state.
    pub state_word: String,
    /// The weight.
    pub weight_key: &'static str,
    /// Word of the weight.
    pub weight_word: String,
    /// The clause.
    pub clause: String,
    /// The clause's heading.
    pub clause_title: String,
    /// What was found.
    pub found: String,
    /// What is wanted.
    pub wanted: String,
    /// The written reason.
    pub reason: Option<String>,
    /// What to do.
    pub advice: Option<String>,
    /// Whether it closes an act.
    pub closes: bool,
    /// What it rests on.
    pub evidence: Vec<EvidenceShown>,
}

/// Evidence ready for the page.
pub struct EvidenceShown {
    /// The record.
    pub record: u64,
    /// The file's digest, if its content is given to whoever may read the record.
    pub file: Option<String>,
    /// Why it is not, in a few words.
    pub withheld: Option<String>,
}

fn evidence_shown(app: &App, teller: Teller, told: ToldEvidence) -> EvidenceShown {
    let standing = told
        .file
        .as_deref()
        .and_then(|file| file.parse().ok())
        .and_then(|digest| upload::standing(app, digest).ok());
    let withheld = standing
        .filter(|standing| !standing.is_given())
        .map(|standing| standing.short(teller.words));
    EvidenceShown {
        record: told.record,
        file: told.file.filter(|_| withheld.is_none()),
        withheld,
    }
}

/// A finding for the page.
pub fn shown(app: &App, teller: Teller, finding: &Finding) -> Shown {
    let told: Told = teller.finding(finding);
    let state_key = match finding.state {
        State::Met => "met",
        State::Unmet => "unmet",
        State::Waits => "waits",
        State::Justified => "justified",
        State::Exempt => "exempt",
    };
    let weight_key = match finding.weight {
        Weight::Hard => "hard",
        Weight::General => "general",
        Weight::Preferred => "preferred",
    };
    let clause_title = finding
        .clause
        .and_then(|clause| teller.policy.clause(&clause))
        .map(|clause| clause.title.in_language(teller.words.language).to_owned())
        .unwrap_or_default();
    Shown {
        title: told.title,
        about: told.about,
        state_key,
        state_word: format!("state.{state_key}"),
        weight_key,
        weight_word: format!("weight.{weight_key}"),
        clause: told.clause,
        clause_title,
        found: told.found,
        wanted: told.wanted,
        reason: told.reason,
        advice: told.advice,
        closes: finding.closes(),
        evidence: told
            .evidence
            .into_iter()
            .map(|told| evidence_shown(app, teller, told))
            .collect(),
    }
}

/// Findings for the page, in the order of the ruling.
pub fn all_shown(app: &App, teller: Teller, findings: &[Finding]) -> Vec<Shown> {
    findings
        .iter()
        .map(|finding| shown(app, teller, finding))
        .collect()
}

/// How many conditions hold, in a sentence.
pub fn tally(teller: Teller, findings: &[Finding]) -> String {
    let asked = findings
        .iter()
        .filter(|finding| finding.weight != Weight::Preferred && finding.state != State::Exempt);
    let (met, all) = asked.fold((0, 0), |(met, all), finding| {
        (met + usize::from(!finding.closes()), all + 1)
    });
    teller
        .words
        .fill("conditions.tally", &[met.to_string(), all.to_string()])
}
