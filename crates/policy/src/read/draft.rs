//! One edition as written: the plan, or the plan with a call laid over it, before it is understood.

use std::collections::BTreeMap;

use values::{Date, Key, Words};

use super::chapter::{ClauseText, Role, chapter};
use super::form::{Form, key, names_of, text_of};
use super::report::Report;
use super::row::{Field, Kind, Raw, Row};
use super::source::{Source, Sources};
use super::toml;
use crate::{Chapter, Location};

/// The edition's own words and days.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// The pack's key.
    pub(super) key: Key,
    /// The call's key, if one is laid over the plan.
    pub(super) call: Option<Key>,
    /// The policy's name.
    pub(super) title: Words,
    /// Who issued it under which number.
    pub(super) issued: Words,
    /// The area's name.
    pub(super) area: Words,
    /// First day in force.
    pub(super) from: Date,
    /// Last day in force.
    pub(super) until: Option<Date>,
}

/// One edition as written.
#[derive(Debug, Clone, Default)]
pub(super) struct Draft {
    /// None where `pack.toml` could not be read.
    pub(super) head: Option<Head>,
    /// The chapters' headings with their clauses.
    pub(super) chapters: Vec<Chapter>,
    /// Clauses in the plan's order.
    pub(super) clauses: Vec<ClauseText>,
    /// Rows in the plan's order.
    pub(super) rows: Vec<Row>,
    /// Acts the pack leaves out, each with its place.
    pub(super) left_out: Vec<(String, Location)>,
    /// Where they are listed, or would be.
    pub(super) left_out_at: Option<Location>,
    /// Stages of a call that could not be put in their place; the procedure's order is then not known.
    pub(super) astray: usize,
}

impl Head {
    /// The edition's key: the pack's, or `pack+call`.
    pub(super) fn edition(&self) -> String {
        match &self.call {
            Some(call) => format!("{}+{call}", self.key),
            None => self.key.to_string(),
        }
    }
}

/// The pack's own file.
pub(super) const PACK_FILE: &str = "pack.toml";

/// The plan as written, with the path of its calendar file.
pub(super) fn plan(sources: &Sources, report: &mut Report<'_>) -> (Draft, Option<Named>) {
    let mut draft = Draft::default();
    let Some(source) = sources.get(PACK_FILE) else {
        report.add(&start_of(PACK_FILE), "pack", "The pack has no pack.toml.");
        return (draft, None);
    };
    let found = toml::rows(source, 0..source.text.len(), None, report);
    let start = source.at(0..0);
    let mut top = Form::new("pack", &start, &found.loose);
    let mut listed = top.take("chapters");
    let mut left_out = top.take("left_out");
    if let Some(fields) = top.table("pack", report) {
        let mut form = Form::new("pack", &found.loose["pack"].name_at, fields);
        draft.head = head(&mut form, report);
        listed = listed.or_else(|| form.take("chapters"));
        left_out = left_out.or_else(|| form.take("left_out"));
        form.finish("[pack]", report);
    } else if !top.has("pack") {
        report
            .add(&start, "pack", "The table [pack] is missing.")
            .allowed = Some("[pack] has key, from, until, title, issued, area.".to_owned());
    }
    let calendar = top.table("calendar", report).and_then(|fields| {
        let mut form = Form::new("calendar", &found.loose["calendar"].name_at, fields);
        let file = form.text("file", report);
        form.finish("[calendar]", report);
        file.map(|(path, at)| Named {
            path: path.to_owned(),
            at: at.clone(),
        })
    });
    top.finish("pack.toml", report);
    for change in &found.changes {
        let wrong = "Only a call changes a row; the plan states it once.";
        report.add(&change.at, &change.label(), wrong);
    }
    if let Some(field) = left_out {
        draft.left_out = names_of(field, "pack", report)
            .into_iter()
            .map(|(name, at)| (name.to_owned(), at.clone()))
            .collect();
        draft.left_out_at = Some(field.name_at.clone());
    }
    draft.rows = found.new;
    chapters(&mut draft, listed, sources, &start, report);
    (draft, calendar)
}

/// Adds the chapters in the order they are listed.
fn chapters(
    draft: &mut Draft,
    listed: Option<&Field>,
    sources: &Sources,
    start: &Location,
    report: &mut Report<'_>,
) {
    let Some(listed) = listed else {
        report.add(start, "pack", "`chapters` is missing.").allowed =
            Some("chapters = [\"1-aims.md\", …] names the plan's chapters in order.".to_owned());
        return;
    };
    let chapters = names_of(listed, "pack", report);
    for (path, at) in &chapters {
        match sources.get(path) {
            Some(source) => add_chapter(draft, source, report),
            None => {
                report.add(at, "pack", format!("There is no file {path} in the pack."));
            }
        }
    }
    for source in sources.within("", ".md") {
        let named = chapters.iter().any(|(path, _)| **path == *source.file);
        if !named && !source.file.starts_with("README") {
            let wrong = format!("{} is not named in `chapters` of pack.toml.", source.file);
            report.add(&source.at_line(1), "chapter", wrong);
        }
    }
}

/// A file named by the pack.
#[derive(Debug, Clone)]
pub(super) struct Named {
    /// Its path relative to the pack's folder.
    pub(super) path: String,
    /// Where it is named.
    pub(super) at: Location,
}

/// A file as a whole, which may not be there.
pub(super) fn start_of(file: &str) -> Location {
    Location {
        file: file.into(),
        line: 1,
        column: 0,
        length: 0,
    }
}

/// The edition's own words and days.
fn head(form: &mut Form<'_>, report: &mut Report<'_>) -> Option<Head> {
    let key_text = form.needed("key", "key = \"harbour-2030\"", report);
    let key = key_text.and_then(|field| {
        let text = text_of(field, "pack", report)?;
        key(text, &field.at, "pack", report)
    });
    form.needed(
        "from",
        "from = \"2030-01-01\", the first day in force",
        report,
    );
    let from = form.day("from", report);
    let until = form.day("until", report);
    for name in ["title", "issued", "area"] {
        let example = format!("{name} = {{ zh = \"中文\", en = \"English\" }}");
        form.needed(name, &example, report);
    }
    let title = form.words_in("title", report);
    let issued = form.words_in("issued", report);
    let area = form.words_in("area", report);
    Some(Head {
        key: key?,
        call: None,
        title: title?,
        issued: issued?,
        area: area?,
        from: from?,
        until,
    })
}

/// Adds a chapter's clauses and rows.
fn add_chapter(draft: &mut Draft, source: &Source, report: &mut Report<'_>) {
    let text = chapter(source, 0, Role::Plan, report);
    if let Some(title) = text.title {
        let clauses = text.clauses.iter().map(|clause| clause.id).collect();
        draft.chapters.push(Chapter { title, clauses });
    }
    for clause in text.clauses {
        if let Some(other) = draft.clauses.iter().find(|other| other.id == clause.id) {
            let wrong = format!(
                "Clause {} stands already at {}.",
                clause.id,
                place(&other.at)
            );
            report.add(&clause.at, &format!("clause {}", clause.id), wrong);
        } else {
            draft.clauses.push(clause);
        }
    }
    draft.rows.extend(text.rows.new);
}

/// A place in words.
pub(super) fn place(at: &Location) -> String {
    format!("{}:{}", at.file, at.line)
}

/// Notes ids that stand twice.
pub(super) fn each_id_once(draft: &Draft, report: &mut Report<'_>) {
    let mut seen: BTreeMap<(Kind, &str), &Location> = BTreeMap::new();
    for row in &draft.rows {
        if let Some(first) = seen.insert((row.kind, &row.id), &row.id_at) {
            let wrong = format!(
                "There is already a {} {} at {}.",
                row.kind.word(),
                row.id,
                place(first)
            );
            report.add(&row.id_at, &row.label(), wrong).allowed =
                Some("Every row has an id of its own.".to_owned());
        }
        if let Some(Raw::List(elements)) = row.fields.get("term").map(|field| &field.raw) {
            terms_once(row, elements, report);
        }
    }
}

/// Notes terms that stand twice in a vocabulary.
fn terms_once(row: &Row, elements: &[Field], report: &mut Report<'_>) {
    let mut seen = BTreeMap::new();
    for element in elements {
        let Raw::Table(fields) = &element.raw else {
            continue;
        };
        let Some(id) = fields.get("id") else { continue };
        let Raw::Text(text) = &id.raw else { continue };
        if let Some(first) = seen.insert(text.as_str(), &id.at) {
            let wrong = format!("There is already a term {text} at {}.", place(first));
            report.add(&id.at, &row.label(), wrong);
        }
    }
}
