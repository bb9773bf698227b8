//! Gathers mistakes while reading goes on, so that all are told at once.

use std::collections::BTreeSet;

use super::call::CALLS;
use super::near::nearest;
use super::source::Sources;
use crate::{Location, Mistake};

/// The most names told as allowed; longer lists are cut.
const MOST_NAMES: usize = 40;

/// The mistakes found so far.
#[derive(Debug)]
pub(super) struct Report<'a> {
    sources: &'a Sources,
    mistakes: Vec<Mistake>,
    call: Option<String>,
}

/// The names allowed in a place.
#[derive(Debug)]
pub(super) struct Allowed<'n> {
    /// One of them: `fact`, `term of industry`.
    pub(super) what: &'n str,
    /// All of them: `Facts about a consortium`.
    pub(super) heading: &'n str,
    /// The names in the order they are told.
    pub(super) names: Vec<&'n str>,
}

impl<'a> Report<'a> {
    /// No mistakes yet.
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self {
            sources,
            mistakes: Vec::new(),
            call: None,
        }
    }

    /// From now on the plan is read as this call leaves it: a mistake in the plan's own files says so.
    pub(super) fn under_call(&mut self, call: Option<&str>) {
        self.call = call.map(str::to_owned);
    }

    /// Notes a mistake; what was meant and what is allowed may be added to what is returned.
    pub(super) fn add(
        &mut self,
        at: &Location,
        row: &str,
        wrong: impl Into<String>,
    ) -> &mut Mistake {
        // Where a whole file is meant, no line is shown.
        let line = if at.column == 0 {
            ""
        } else {
            self.sources.line_at(at).trim_end()
        };
        let mistake = Mistake {
            at: at.clone(),
            row: match &self.call {
                Some(call) if !at.file.starts_with(CALLS) => format!("{row}, under call {call}"),
                _ => row.to_owned(),
            },
            line: line.to_owned(),
            wrong: wrong.into(),
            meant: None,
            allowed: None,
        };
        let place = self.mistakes.len();
        self.mistakes.push(mistake);
        &mut self.mistakes[place]
    }

    /// Notes a name nobody knows, with the nearest that is known and the list of all.
    pub(super) fn unknown(&mut self, at: &Location, row: &str, name: &str, allowed: &Allowed<'_>) {
        let mistake = self.add(at, row, format!("There is no {} `{name}`.", allowed.what));
        mistake.meant =
            nearest(name, allowed.names.iter().copied()).map(|near| format!("`{near}`"));
        mistake.allowed = Some(listed(allowed.heading, &allowed.names));
    }

    /// Whether something is already wrong in that place.
    pub(super) fn has_at(&self, at: &Location) -> bool {
        self.mistakes.iter().any(|mistake| mistake.at == *at)
    }

    /// All mistakes, each once, sorted by file and line.
    pub(super) fn finish(mut self) -> Vec<Mistake> {
        self.mistakes
            .sort_by(|a, b| (&a.at, &a.wrong).cmp(&(&b.at, &b.wrong)));
        let mut seen = BTreeSet::new();
        // The plan is read for itself and again below every call: the same mistake is told once.
        self.mistakes
            .retain(|mistake| seen.insert((mistake.at.clone(), mistake.wrong.clone())));
        self.mistakes
    }
}

/// A heading and the names below it in one line.
pub(super) fn listed(heading: &str, names: &[&str]) -> String {
    if names.is_empty() {
        return format!("{heading}: none.");
    }
    let shown = names.iter().take(MOST_NAMES).copied().collect::<Vec<_>>();
    let more = names.len().saturating_sub(MOST_NAMES);
    let rest = if more > 0 {
        format!(", and {more} more")
    } else {
        String::new()
    };
    format!("{heading}: {}{rest}.", shown.join(", "))
}
