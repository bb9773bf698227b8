//! The form of an act as data: its fields, what may be chosen in them, and what stands in them before anything is typed.
//! The page shows the same form.

use std::sync::Arc;

use acts::field::{Field, FieldKind, Need};
use acts::subject::Subject;
use acts::{act_kind, sight};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::door::{plural, ruling_policy};
use super::problem;
use super::read::form_of;
use crate::app::{App, Visitor};
use crate::page::{FormContext, closing, is_theirs, prefill};
use crate::personal::notice::{of_act, short};
use crate::subject_view::last_record;
use crate::telling::Told;

/// The form of an act of the office itself.
pub async fn of_office(
    state: State<Arc<App>>,
    visitor: Visitor,
    Path((folder, verb)): Path<(String, String)>,
) -> Response {
    form(
        &state,
        &visitor,
        Some(Subject::Office),
        &format!("{folder}.{verb}"),
    )
}

/// The form of an act on an organisation, a candidacy or a consortium.
pub async fn of_subject(
    state: State<Arc<App>>,
    visitor: Visitor,
    Path((kind, subject, folder, verb)): Path<(String, String, String, String)>,
) -> Response {
    let subject = subject
        .parse::<Subject>()
        .ok()
        .filter(|subject| plural(subject.kind()) == kind);
    form(&state, &visitor, subject, &format!("{folder}.{verb}"))
}

fn form(app: &App, visitor: &Visitor, subject: Option<Subject>, key: &str) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if visitor.person().is_none() {
        return problem::sign_in(teller);
    }
    let seen = subject
        .filter(|subject| sight::sees(&world, app.rules(), visitor.actor, *subject, visitor.day()));
    let asked = seen.zip(act_kind(key));
    let Some((subject, kind)) = asked.filter(|(subject, kind)| kind.subject == subject.kind())
    else {
        return problem::absent(teller);
    };
    let policy = ruling_policy(app, &world, subject, visitor);
    let context = FormContext {
        app,
        world: &world,
        teller: app.teller(visitor.language, policy, &world),
        visitor,
        act: kind.key,
        subject,
        mistakes: &[],
    };
    let fields: Vec<Value> = kind
        .fields
        .iter()
        .map(|field| described(&context, field))
        .collect();
    let closing = closing(&world, app.rules(), visitor, subject, kind);
    let closing: Vec<Told> = closing
        .iter()
        .map(|finding| context.teller.finding(finding))
        .collect();
    Json(json!({
        "act": kind.key,
        "title": context.teller.act(kind.key),
        "yours": is_theirs(&world, app.rules(), visitor, subject, kind.key),
        "closing": closing,
        "fields": fields,
        "values": prefill(&world, app.rules(), policy, visitor, subject, kind.key),
        "seen": last_record(&world, subject),
        "privacy": short(app, context.teller.words, &of_act(kind.key)).map(|short| short.body()),
    }))
    .into_response()
}

fn described(context: &FormContext, field: &Field) -> Value {
    let mut body = json!({
        "name": field.name,
        "form": form_of(field),
        "required": field.need == Need::Required,
    });
    if let FieldKind::Rows(fields) = field.kind {
        body["fields"] = fields
            .iter()
            .map(|field| described(context, field))
            .collect();
    }
    let options: Vec<Value> = context
        .options(field.kind, None)
        .into_iter()
        .map(|(value, title, _)| json!({"value": value, "title": title}))
        .collect();
    if !options.is_empty() {
        body["options"] = json!(options);
    }
    body
}
