//! Drafts of act forms: what was typed is kept on the server until the act is done or the draft is dropped.

use acts::{ActKind, Subject};
use serde_json::{Map, Value};

use crate::app::{App, Visitor};
use crate::telling::Teller;

fn name(subject: Subject, act: &str) -> String {
    format!("{act} {subject}")
}

/// The fields of the visitor's draft and a line that says since when it is kept; none for somebody not signed in.
pub fn found(
    app: &App,
    teller: Teller,
    visitor: &Visitor,
    subject: Subject,
    act: &str,
) -> Option<(Map<String, Value>, String)> {
    let person = visitor.person()?;
    let draft = app.cabinet.draft(person, &name(subject, act)).ok()??;
    let Value::Object(fields) = draft.fields else {
        return None;
    };
    let since = draft.changed.map(|at| {
        let day = teller.day(at.china_day());
        format!("{day} {}", at.china_clock())
    });
    let told = teller
        .words
        .fill("draft.found", &[since.unwrap_or_default()]);
    Some((fields, told))
}

/// Keeps what was typed; personal texts are not kept in drafts.
pub fn keep(
    app: &App,
    visitor: &Visitor,
    subject: Subject,
    kind: &ActKind,
    fields: &Map<String, Value>,
) {
    let Some(person) = visitor.person() else {
        return;
    };
    let mut kept = fields.clone();
    kept.retain(|name, _| {
        !kind
            .fields
            .iter()
            .any(|field| field.name == name && field.is_personal())
    });
    if let Err(cause) = app.cabinet.keep_draft(
        person,
        &name(subject, kind.key),
        &Value::Object(kept),
        visitor.at,
    ) {
        app.went_wrong(visitor.origin(), "draft", cause);
    }
}

/// Drops a draft: the act is done, or its author wants to begin afresh.
pub fn drop(app: &App, visitor: &Visitor, subject: Subject, kind: &ActKind) {
    if let Some(person) = visitor.person()
        && let Err(cause) = app.cabinet.drop_draft(person, &name(subject, kind.key))
    {
        app.went_wrong(visitor.origin(), "draft", cause);
    }
}
