//! A call: a dated file whose rows change, add or remove rows of the plan.

use values::{Date, Key, Words, parse_date};

use super::chapter::{ChapterText, Role, chapter};
use super::form::{Form, key, sentence};
use super::report::Report;
use super::source::{Source, Sources};
use super::toml;
use crate::Location;

/// A call as written.
#[derive(Debug)]
pub(super) struct Call {
    /// Its key; the edition's is `plan+call`.
    pub(super) key: Key,
    /// Its name, if it has one of its own.
    pub(super) title: Option<Words>,
    /// Who issued it, if it says so.
    pub(super) issued: Option<Words>,
    /// First day in force.
    pub(super) from: Date,
    /// Last day in force.
    pub(super) until: Option<Date>,
    /// Its clauses and rows.
    pub(super) text: ChapterText,
}

/// The folder of calls.
pub(super) const CALLS: &str = "calls/";

/// All calls of the pack, the earlier before the later.
pub(super) fn calls(sources: &Sources, plan: Option<&Key>, report: &mut Report<'_>) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for source in sources.within(CALLS, ".md") {
        let Some(call) = call(source, plan, report) else {
            continue;
        };
        if calls.iter().any(|other| other.key == call.key) {
            let wrong = format!("There is already a call with the key {}.", call.key);
            report.add(&source.at_line(1), "call", wrong);
        } else {
            calls.push(call);
        }
    }
    calls.sort_by_key(|call| call.from);
    calls
}

/// One call.
fn call(source: &Source, plan: Option<&Key>, report: &mut Report<'_>) -> Option<Call> {
    let mut lines = source.lines().enumerate();
    let opens = lines
        .next()
        .is_some_and(|(_, (_, line))| line.trim() == "---");
    let end = lines.find(|(_, (_, line))| line.trim() == "---");
    let (true, Some((end, (end_byte, _)))) = (opens, end) else {
        let wrong = "A call begins with a few lines between `---` and `---`.";
        report.add(&source.at_line(1), "call", wrong).allowed =
            Some("They say: changes, key, in_force = 2031-03-01 … 2031-12-31, title.".to_owned());
        return None;
    };
    let text = chapter(source, end + 1, Role::Call, report);
    let front = Front::of(source, end, end_byte);
    let found = front.read(source, plan, report);
    let (from, until) = front.in_force(source, report)?;
    let (key, title, issued) = found?;
    Some(Call {
        key,
        title,
        issued,
        from,
        until,
        text,
    })
}

/// The lines at the head of a call.
struct Front {
    /// The line `in_force = …`, counted from 1, with what follows the sign.
    in_force: Option<(usize, String)>,
    /// The stretches read as rows: all other lines.
    others: Vec<std::ops::Range<usize>>,
}

impl Front {
    /// The lines up to the end mark.
    fn of(source: &Source, end: usize, end_byte: usize) -> Self {
        let mut front = Self {
            in_force: None,
            others: Vec::new(),
        };
        let mut from = None;
        for (index, (start, line)) in source.lines().enumerate().take(end).skip(1) {
            let from = from.get_or_insert(start);
            let Some(rest) = line.trim_start().strip_prefix("in_force") else {
                continue;
            };
            if let Some(days) = rest.trim_start().strip_prefix('=') {
                front.in_force = Some((index + 1, days.trim().trim_matches('"').to_owned()));
                front.others.push(*from..start);
                *from = start + line.len();
            }
        }
        front.others.extend(from.map(|from| from..end_byte));
        front
    }

    /// Key, title and issuer.
    fn read(
        &self,
        source: &Source,
        plan: Option<&Key>,
        report: &mut Report<'_>,
    ) -> Option<(Key, Option<Words>, Option<Words>)> {
        let mut fields = super::row::Fields::new();
        for stretch in &self.others {
            fields.extend(toml::rows(source, stretch.clone(), None, report).loose);
        }
        let start = source.at_line(1);
        let mut form = Form::new("call", &start, &fields);
        form.needed("changes", "changes = \"the plan's key\"", report);
        if let Some((changes, at)) = form.text("changes", report)
            && let Some(plan) = plan
            && plan != changes
        {
            let wrong = format!("There is no plan {changes:?} here.");
            report.add(at, "call", wrong).allowed =
                Some(format!("The plan of this pack is {plan}."));
        }
        form.needed("key", "key = \"2031\"", report);
        let key = form
            .text("key", report)
            .and_then(|(text, at)| key(text, at, "call", report));
        let title = form.words_in("title", report);
        let issued = form.words_in("issued", report);
        form.finish("a call", report);
        Some((key?, title, issued))
    }

    /// First and last day: `2031-03-01 … 2031-12-31`, or without the second.
    fn in_force(&self, source: &Source, report: &mut Report<'_>) -> Option<(Date, Option<Date>)> {
        let Some((line, days)) = &self.in_force else {
            let wrong = "`in_force` is missing.";
            report.add(&source.at_line(1), "call", wrong).allowed = Some(EXAMPLE.to_owned());
            return None;
        };
        let at = source.at_line(*line);
        let (from, until) = ["…", "...", " to "]
            .into_iter()
            .find_map(|sign| days.split_once(sign))
            .map_or((days.trim(), None), |(from, until)| {
                (from.trim(), Some(until.trim()))
            });
        let from = read_day(from, &at, report);
        let until = match until.filter(|until| !until.is_empty()) {
            Some(until) => Some(read_day(until, &at, report)?),
            None => None,
        };
        let from = from?;
        if until.is_some_and(|until| until < from) {
            report
                .add(&at, "call", "The call ends before it begins.")
                .allowed = Some(EXAMPLE.to_owned());
        }
        Some((from, until))
    }
}

/// How the days in force are written.
const EXAMPLE: &str = "Write: in_force = 2031-03-01 … 2031-12-31";

/// A day in force.
fn read_day(text: &str, at: &Location, report: &mut Report<'_>) -> Option<Date> {
    parse_date(text)
        .map_err(|error| {
            report.add(at, "call", sentence(&error.to_string())).allowed = Some(EXAMPLE.to_owned());
        })
        .ok()
}
