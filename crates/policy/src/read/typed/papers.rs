//! Printed documents, and lists kept by somebody else.

use values::{CreditCode, Key};

use super::{Desk, act, clause, known, row_key};
use crate::read::form::{Form, parsed, text_of, words_of};
use crate::read::report::Allowed;
use crate::read::row::{Kind, Row};
use crate::{DocumentTemplate, Location, Numbering, NumberingPer, OutsideList};

/// One document: `[[document]]`.
pub(super) fn document(row: &Row, desk: &mut Desk<'_, '_>) -> Option<DocumentTemplate> {
    let mut form = Form::new(row.label(), &row.at, &row.fields);
    let key = row_key(row, desk);
    clause("clause", &mut form, desk);
    let title = form.words(desk.report);
    let field = form.needed("act", "act = \"decision.approve\"", desk.report);
    let act = field.and_then(|field| {
        let name = text_of(field, &form.label, desk.report)?;
        act(name, &field.at, &form.label, desk)
    });
    let field = form.needed(
        "template",
        "template = \"documents/decision.typ\"",
        desk.report,
    );
    let template = field.and_then(|field| {
        let path = text_of(field, &form.label, desk.report)?;
        file(path, &field.at, &form.label, desk).then(|| path.to_owned())
    });
    let field = form.needed("issuer", "issuer = \"office\"", desk.report);
    let names = desk.names.rows(Kind::Authority);
    let allowed = Allowed {
        what: "authority",
        heading: "Authorities",
        names,
    };
    let issuer = field.and_then(|field| {
        let name = text_of(field, &form.label, desk.report)?;
        known(name, &field.at, &form.label, &allowed, desk.report)
    });
    let numbering = numbering(&mut form, desk);
    let sight = sight(&mut form, desk);
    let mut texts = Vec::new();
    for (name, field) in form.table("texts", desk.report).into_iter().flatten() {
        let words = words_of(field, &form.label, desk.report);
        texts.extend(words.map(|words| (name.clone(), words)));
    }
    form.finish("a document", desk.report);
    Some(DocumentTemplate {
        key: key?,
        title: title?,
        act: act?,
        template: template?,
        issuer: issuer?,
        numbering,
        sight: sight?,
        texts,
        at: row.at.clone(),
    })
}

/// How a document is numbered: `numbering = { pattern = "…{year}…{n}", per = "year" }`.
fn numbering(form: &mut Form<'_>, desk: &mut Desk<'_, '_>) -> Option<Numbering> {
    let fields = form.table("numbering", desk.report)?;
    let mut table = Form::new(form.label.clone(), form.at, fields);
    table.needed("pattern", "pattern = \"…{year}…{n}\"", desk.report);
    let pattern = table.text("pattern", desk.report);
    let choices = [("ever", NumberingPer::Ever), ("year", NumberingPer::Year)];
    let per = table
        .word("per", &choices, desk.report)
        .unwrap_or(NumberingPer::Ever);
    table.finish("a numbering", desk.report);
    pattern.map(|(pattern, _)| Numbering {
        pattern: pattern.to_owned(),
        per,
    })
}

/// Who may read a document; it is said of every one.
fn sight(form: &mut Form<'_>, desk: &mut Desk<'_, '_>) -> Option<Key> {
    form.needed("sight", "sight = \"parties\"", desk.report);
    let (name, at) = form.text("sight", desk.report)?;
    let allowed = Allowed {
        what: "choice",
        heading: "`sight` is one of",
        names: vec!["public", "parties"],
    };
    known(name, at, &form.label, &allowed, desk.report)
}

/// Whether the pack has that file.
fn file(path: &str, at: &Location, label: &str, desk: &mut Desk<'_, '_>) -> bool {
    let found = desk.sources.get(path).is_some();
    if !found {
        desk.report
            .add(at, label, format!("There is no file {path} in the pack."));
    }
    found
}

/// One list of organisations: `[[list]]`, with its credit codes in a file, one a line.
pub(super) fn list(row: &Row, desk: &mut Desk<'_, '_>) -> Option<(Key, OutsideList)> {
    let mut form = Form::new(row.label(), &row.at, &row.fields);
    let key = row_key(row, desk);
    clause("clause", &mut form, desk);
    let title = form.words(desk.report);
    form.needed(
        "version",
        "version = \"whose list, which issue\"",
        desk.report,
    );
    let version = form
        .text("version", desk.report)
        .map(|(version, _)| version.to_owned());
    form.needed("file", "file = \"lists/fifty.txt\"", desk.report);
    let path = form.text("file", desk.report);
    let codes = path.and_then(|(path, at)| {
        file(path, at, &form.label, desk).then(|| codes(path, &form.label, desk))
    });
    form.finish("a list", desk.report);
    Some((
        key?,
        OutsideList {
            title: title?,
            version: version?,
            codes: codes?,
        },
    ))
}

/// The credit codes in a file; a line may end with a remark after `#`.
fn codes(path: &str, label: &str, desk: &mut Desk<'_, '_>) -> Vec<CreditCode> {
    let mut codes = Vec::new();
    let Some(source) = desk.sources.get(path) else {
        return codes;
    };
    for (index, (_, line)) in source.lines().enumerate() {
        let code = line.split('#').next().unwrap_or("").trim();
        if !code.is_empty() {
            let at = source.at_line(index + 1);
            codes.extend(parsed::<CreditCode>(code, &at, label, desk.report));
        }
    }
    codes
}
