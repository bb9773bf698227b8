//! Reading single things: subjects, open acts, conditions, records, the policy, the inbox.

use std::sync::Arc;

use acts::field::{Field, FieldKind, Need};
use acts::subject::Subject;
use acts::{Recorded, Ruling, World, acts as all_acts, condition, sight};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use policy::Policy;
use serde_json::{Value, json};
use values::EntryNumber;

use super::door::{plural, ruling_policy};
use super::problem;
use crate::app::{App, Visitor};
use crate::fault;

/// All acts with their fields.
pub async fn acts(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let words = app.words(visitor.language);
    let list: Vec<Value> = all_acts()
        .map(|kind| {
            json!({
                "key": kind.key,
                "title": words.t(&format!("act.{}", kind.key)),
                "subject": plural(kind.subject),
                "fields": kind.fields.iter().map(described).collect::<Vec<_>>(),
            })
        })
        .collect();
    Json(json!({"items": list})).into_response()
}

fn described(field: &Field) -> Value {
    let (form, more) = match field.kind {
        FieldKind::Word(words) => ("word", json!(words)),
        FieldKind::Term(vocabulary) => ("term", json!(vocabulary)),
        FieldKind::Terms(vocabulary) => ("terms", json!(vocabulary)),
        FieldKind::Rows(fields) => (
            "rows",
            json!(fields.iter().map(described).collect::<Vec<_>>()),
        ),
        _ => (form_of(field), Value::Null),
    };
    json!({"name": field.name, "required": field.need == Need::Required, "form": form, "of": more})
}

/// The form of a field, in a word; what is masked wherever it is read is `personal`.
pub fn form_of(field: &Field) -> &'static str {
    if field.is_personal() {
        return "personal";
    }
    match field.kind {
        FieldKind::Line => "line",
        FieldKind::Text => "text",
        FieldKind::Day => "day",
        FieldKind::Count => "count",
        FieldKind::Number => "number",
        FieldKind::Money => "money",
        FieldKind::Share => "share",
        FieldKind::Word(_) => "word",
        FieldKind::Term(_) => "term",
        FieldKind::Terms(_) => "terms",
        FieldKind::Organisation => "organisation",
        FieldKind::Person => "person",
        FieldKind::People => "people",
        FieldKind::Invitation => "invitation",
        FieldKind::Consortium => "consortium",
        FieldKind::Record => "record",
        FieldKind::File => "file",
        FieldKind::Digest => "digest",
        FieldKind::CreditCode => "credit_code",
        FieldKind::Key => "key",
        FieldKind::Rows(_) => "rows",
    }
}

/// The subject a path names, if the caller may see it.
fn seen(app: &App, world: &World, visitor: &Visitor, text: &str) -> Option<Subject> {
    let subject = text.parse::<Subject>().ok()?;
    sight::sees(world, app.rules(), visitor.actor, subject, visitor.day()).then_some(subject)
}

/// A subject; its ETag is the number of its last record.
pub async fn subject(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Response {
    let world = app.world();
    let Some(subject) = seen(&app, &world, &visitor, &text) else {
        return problem::absent(app.teller(visitor.language, app.policy(visitor.day()), &world));
    };
    let policy = ruling_policy(&app, &world, subject, &visitor);
    let body = crate::subject_view::body(&app, &world, policy, &visitor, subject);
    let tag = format!("\"{}\"", crate::subject_view::last_record(&world, subject));
    ([(header::ETAG, tag)], Json(body)).into_response()
}

/// The acts on a subject: open to the caller, or closed and why.
pub async fn panel(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Response {
    let world = app.world();
    let Some(subject) = seen(&app, &world, &visitor, &text) else {
        return problem::absent(app.teller(visitor.language, app.policy(visitor.day()), &world));
    };
    let policy = ruling_policy(&app, &world, subject, &visitor);
    let rulings = app.rulings(&world, &visitor, subject);
    let items: Vec<Value> = rulings
        .iter()
        .map(|ruling| ruling_body(&app, &world, policy, &visitor, ruling))
        .collect();
    Json(json!({"items": items})).into_response()
}

fn ruling_body(
    app: &App,
    world: &World,
    policy: &Policy,
    visitor: &Visitor,
    ruling: &Ruling,
) -> Value {
    let teller = app.teller(visitor.language, policy, world);
    let state = if ruling.open() {
        "open"
    } else if ruling.justifiable() {
        "justifiable"
    } else {
        "closed"
    };
    let closing: Vec<_> = ruling
        .findings
        .iter()
        .filter(|finding| finding.closes())
        .map(|finding| teller.finding(finding))
        .collect();
    json!({"act": ruling.act.key, "title": teller.act(ruling.act.key), "state": state, "clause": ruling.clause, "due": ruling.due.map(|due| due.date), "findings": closing})
}

/// A subject whose conditions the visitor may look at: how the matter stands is for those who see all of it.
pub fn weighed(app: &App, world: &World, visitor: &Visitor, text: &str) -> Option<Subject> {
    let subject = text.parse::<Subject>().ok()?;
    let seen = sight::sight(world, app.rules(), visitor.actor, subject, visitor.day());
    (seen == sight::Sight::Full).then_some(subject)
}

/// All conditions of the policy as they stand for a subject.
pub async fn conditions(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(text): Path<String>,
) -> Response {
    let world = app.world();
    let Some(subject) = weighed(&app, &world, &visitor, &text) else {
        return problem::absent(app.teller(visitor.language, app.policy(visitor.day()), &world));
    };
    let policy = ruling_policy(&app, &world, subject, &visitor);
    let teller = app.teller(visitor.language, policy, &world);
    let found: Vec<_> = found_conditions(&world, policy, &visitor, subject)
        .iter()
        .map(|finding| teller.finding(finding))
        .collect();
    Json(json!({"items": found})).into_response()
}

/// The findings of every condition that has to do with a subject.
pub fn found_conditions(
    world: &World,
    policy: &Policy,
    visitor: &Visitor,
    subject: Subject,
) -> Vec<acts::Finding> {
    let look = condition::Look::at_subject(world, policy, visitor.day(), subject);
    let asked = policy
        .conditions
        .iter()
        .filter(|found| condition::concerns(found, subject.kind()));
    asked
        .flat_map(|found| condition::evaluate(found, &look))
        .collect()
}

/// A record, if the caller may see it.
pub async fn record(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(number): Path<u64>,
) -> Response {
    let world = app.world();
    match app.record(EntryNumber(number)) {
        Ok(Some(record))
            if sight::sees_record(&world, app.rules(), visitor.actor, &record, visitor.day()) =>
        {
            Json(record_body(&app, &world, &visitor, &record)).into_response()
        }
        Ok(_) => problem::absent(app.teller(visitor.language, app.policy(visitor.day()), &world)),
        Err(cause) => fault::ours(cause),
    }
}

/// A record in words and data. Personal fields are references; names are shown on pages to those who may see them.
pub fn record_body(app: &App, world: &World, visitor: &Visitor, record: &Recorded) -> Value {
    let policy = app
        .rules()
        .policies
        .edition(&record.policy)
        .map_or_else(|| app.policy(visitor.day()), AsRef::as_ref);
    let teller = app.teller(visitor.language, policy, world);
    json!({
        "number": record.number,
        "act": record.act,
        "title": teller.act(&record.act),
        "subject": record.subject,
        "by": record.by,
        "holder": record.holder,
        "organisation": record.organisation,
        "for": record.on_behalf,
        "at": record.at,
        "day": record.day,
        "policy": record.policy,
        "fields": record.fields,
        "findings": record.findings.iter().map(|finding| teller.finding(finding)).collect::<Vec<_>>(),
        "effects": record.effects,
    })
}

/// The policy in force: clauses, conditions, stages.
pub async fn policy(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let policy = app.policy(visitor.day());
    let clauses: Vec<Value> = policy
        .clauses
        .iter()
        .map(|clause| json!({"id": clause.id, "title": clause.title, "reading": clause.reading}))
        .collect();
    let conditions: Vec<Value> = policy
        .conditions
        .iter()
        .map(|found| json!({"key": found.key, "clause": found.clause, "title": found.title, "weight": found.weight}))
        .collect();
    let stages: Vec<Value> = policy
        .stages
        .iter()
        .map(|stage| {
            let opens: Vec<Value> = stage.opens.iter().map(|open| json!({"act": open.act, "by": open.by, "clause": open.clause})).collect();
            json!({"key": stage.key, "clause": stage.clause, "title": stage.title, "tracks": stage.tracks, "opens": opens})
        })
        .collect();
    Json(json!({"key": policy.key, "title": policy.title, "from": policy.from, "until": policy.until, "clauses": clauses, "conditions": conditions, "stages": stages}))
        .into_response()
}
