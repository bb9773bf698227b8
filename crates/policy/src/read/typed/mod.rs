//! Rows understood: each kind of row as its type, with every mistake noted.

mod authorities;
mod clauses;
mod conditions;
mod measures;
mod openings;
mod papers;
mod params;
mod quantities;
mod stages;
mod vocabularies;

use std::collections::BTreeMap;

use values::{ClauseId, Key, Words};

use super::draft::Draft;
use super::form::{Form, key, parsed};
use super::names::Names;
use super::report::{Allowed, Report};
use super::row::{Kind, Row};
use super::source::Sources;
use crate::{Catalogue, EditionKey, Location, Policy};

/// What is at hand while rows are understood.
pub(super) struct Desk<'a, 'm> {
    /// What the product knows.
    pub(super) catalogue: &'a Catalogue,
    /// What this edition defines.
    pub(super) names: &'a Names,
    /// The pack's files.
    pub(super) sources: &'a Sources,
    /// The mistakes found so far.
    pub(super) report: &'a mut Report<'m>,
}

/// Understands an edition; the policy is complete only if no mistake was noted.
pub(super) fn policy(
    draft: &Draft,
    words: &BTreeMap<String, Words>,
    desk: &mut Desk<'_, '_>,
) -> Option<Policy> {
    let of = |kind: Kind| draft.rows.iter().filter(move |row| row.kind == kind);
    let authorities = of(Kind::Authority)
        .filter_map(|row| authorities::authority(row, desk))
        .collect();
    let vocabularies = of(Kind::Vocabulary)
        .filter_map(|row| vocabularies::vocabulary(row, desk))
        .map(|vocabulary| (vocabulary.key.clone(), vocabulary))
        .collect();
    let clauses = clauses::clauses(draft, desk);
    let conditions = of(Kind::Condition)
        .filter_map(|row| conditions::condition(row, desk))
        .collect();
    let parameters = of(Kind::Parameter)
        .filter_map(|row| quantities::parameter(row, desk))
        .collect();
    let stages = of(Kind::Stage)
        .filter_map(|row| stages::stage(row, desk))
        .collect();
    let targets = of(Kind::Target)
        .filter_map(|row| quantities::target(row, desk))
        .collect();
    let documents = of(Kind::Document)
        .filter_map(|row| papers::document(row, desk))
        .collect();
    let lists = of(Kind::List)
        .filter_map(|row| papers::list(row, desk))
        .collect();
    let head = draft.head.clone()?;
    Some(Policy {
        key: EditionKey(head.edition().into()),
        title: head.title,
        issued: head.issued,
        from: head.from,
        until: head.until,
        area: head.area,
        authorities,
        vocabularies,
        chapters: draft.chapters.clone(),
        clauses,
        conditions,
        stages,
        targets,
        documents,
        parameters,
        lists,
        words: words.clone(),
    })
}

/// A row's id as a key.
fn row_key(row: &Row, desk: &mut Desk<'_, '_>) -> Option<Key> {
    key(&row.id, &row.id_at, &row.label(), desk.report)
}

/// The clause of a row: the one it names, its own id if that is a clause, or the heading's.
fn row_clause(row: &Row, form: &mut Form<'_>, desk: &mut Desk<'_, '_>) -> Option<ClauseId> {
    if form.has("clause") {
        return clause("clause", form, desk);
    }
    form.take("clause");
    if let Ok(id) = row.id.parse::<ClauseId>() {
        return known_clause(id, &row.id_at, &form.label, desk);
    }
    if row.under.is_none() {
        let wrong = "The row names no clause.";
        desk.report.add(&row.at, &form.label, wrong).allowed =
            Some("Write: clause = \"1.2\", or put the row under the clause's heading.".to_owned());
    }
    row.under
}

/// A clause named by a field.
fn clause(name: &'static str, form: &mut Form<'_>, desk: &mut Desk<'_, '_>) -> Option<ClauseId> {
    let (text, at) = form.text(name, desk.report)?;
    let id = parsed(text, at, &form.label, desk.report)?;
    known_clause(id, at, &form.label, desk)
}

/// The clause, if the plan has it.
fn known_clause(
    id: ClauseId,
    at: &Location,
    label: &str,
    desk: &mut Desk<'_, '_>,
) -> Option<ClauseId> {
    if desk.names.has_clause(id) {
        return Some(id);
    }
    let clauses = desk.names.clauses();
    let names = clauses.iter().map(String::as_str).collect();
    let allowed = Allowed {
        what: "clause",
        heading: "Clauses",
        names,
    };
    desk.report.unknown(at, label, &id.to_string(), &allowed);
    None
}

/// A name that must be one of those allowed.
fn known(
    name: &str,
    at: &Location,
    label: &str,
    allowed: &Allowed<'_>,
    report: &mut Report<'_>,
) -> Option<Key> {
    if allowed.names.contains(&name) {
        return key(name, at, label, report);
    }
    report.unknown(at, label, name, allowed);
    None
}

/// A term of a vocabulary of the pack.
fn term(
    name: &str,
    at: &Location,
    vocabulary: &str,
    label: &str,
    desk: &mut Desk<'_, '_>,
) -> Option<Key> {
    let what = format!("term of {vocabulary}");
    let heading = format!("Terms of {vocabulary}");
    // A vocabulary the pack lacks altogether is told once, not at every use of a term.
    let names = desk.names.terms(vocabulary)?;
    known(
        name,
        at,
        label,
        &Allowed {
            what: &what,
            heading: &heading,
            names,
        },
        desk.report,
    )
}

/// Terms of a vocabulary named by a field.
fn terms(
    name: &'static str,
    vocabulary: &str,
    form: &mut Form<'_>,
    desk: &mut Desk<'_, '_>,
) -> Vec<Key> {
    let names = form.names(name, desk.report);
    names
        .into_iter()
        .filter_map(|(name, at)| term(name, at, vocabulary, &form.label, desk))
        .collect()
}

/// An act of the product named by a field.
fn act(name: &str, at: &Location, label: &str, desk: &mut Desk<'_, '_>) -> Option<Key> {
    let folder = name.split('.').next().unwrap_or(name);
    let all: Vec<&str> = desk.catalogue.acts.iter().map(|act| act.key).collect();
    if all.contains(&name) {
        return key(name, at, label, desk.report);
    }
    let near: Vec<&str> = all
        .iter()
        .copied()
        .filter(|act| act.split('.').next() == Some(folder))
        .collect();
    let (heading, names) = if near.is_empty() {
        ("Acts".to_owned(), all)
    } else {
        (format!("Acts of {folder}"), near)
    };
    desk.report.unknown(
        at,
        label,
        name,
        &Allowed {
            what: "act",
            heading: &heading,
            names,
        },
    );
    None
}
