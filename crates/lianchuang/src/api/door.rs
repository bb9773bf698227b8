//! Doing an act: one handler for all, made from the list of acts.

use std::collections::BTreeMap;
use std::sync::Arc;

use acts::ask::{Actor, Request};
use acts::subject::Subject;
use acts::{Recorded, act_kind};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use policy::SubjectKind;
use serde_json::{Map, Value, json};
use values::EntryNumber;

use super::problem;
use crate::app::{App, Visitor};
use crate::fault;
use crate::office::{Answer, Seen, Submission};
use crate::telling::Teller;
use crate::visitor::{bearer, cookie, session_cookie};

/// Longest idempotency key, in characters.
const KEY_LIMIT: usize = 128;

/// The path segment of subjects of a kind.
pub fn plural(kind: SubjectKind) -> &'static str {
    match kind {
        SubjectKind::Office => "office",
        SubjectKind::Organisation => "organisations",
        SubjectKind::Candidacy => "candidacies",
        SubjectKind::Consortium => "consortia",
    }
}

/// An act of the office itself.
pub async fn on_office(
    state: State<Arc<App>>,
    visitor: Visitor,
    Path((folder, verb)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    act(
        &state,
        &visitor,
        Subject::Office,
        &format!("{folder}.{verb}"),
        &headers,
        &body,
    )
    .await
}

/// An act on an organisation, a candidacy or a consortium.
pub async fn on_subject(
    state: State<Arc<App>>,
    visitor: Visitor,
    Path((kind, subject, folder, verb)): Path<(String, String, String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match subject.parse::<Subject>() {
        Ok(subject) if plural(subject.kind()) == kind => {
            act(
                &state,
                &visitor,
                subject,
                &format!("{folder}.{verb}"),
                &headers,
                &body,
            )
            .await
        }
        _ => {
            let world = state.world();
            problem::absent(state.teller(visitor.language, state.policy(visitor.day()), &world))
        }
    }
}

async fn act(
    app: &App,
    visitor: &Visitor,
    subject: Subject,
    key: &str,
    headers: &HeaderMap,
    body: &Bytes,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if act_kind(key).is_none_or(|kind| kind.subject != subject.kind()) {
        return problem::absent(teller);
    }
    // A session's cookie travels by itself, so a cross-site form could use it: the API takes bearer tokens only.
    if bearer(headers).is_none() && cookie(headers, session_cookie(app.exposure)).is_some() {
        return problem::sign_in(teller);
    }
    if bearer(headers).is_some() && visitor.actor == Actor::Public {
        return problem::sign_in(teller);
    }
    if !visitor.may_act() {
        return problem::scope(teller);
    }
    if act_kind(key).is_some_and(|kind| !visitor.proves(kind.identification)) {
        return problem::confirm(teller);
    }
    let (fields, justify) = match fields(body) {
        Ok(read) => read,
        Err(detail) => return problem::unreadable(teller, &detail),
    };
    let (idempotency, seen) = match (idempotency(headers, visitor), seen(headers)) {
        (Ok(key), Ok(seen)) => (key, seen),
        (Err(detail), _) | (_, Err(detail)) => return problem::unreadable(teller, detail),
    };
    let request = Request {
        act: key.to_owned(),
        subject,
        actor: visitor.actor,
        at: visitor.at,
        fields,
        justify,
    };
    match app
        .office
        .submit(Submission {
            requests: vec![request],
            idempotency,
            seen,
            origin: visitor.origin(),
        })
        .await
    {
        Answer::Recorded(recorded) => created(teller, &recorded),
        answer => {
            let world = app.world();
            problem::unrecorded(
                app.teller(
                    visitor.language,
                    ruling_policy(app, &world, subject, visitor),
                    &world,
                ),
                &answer,
            )
        }
    }
}

/// The edition that rules a subject, for wording.
pub fn ruling_policy<'a>(
    app: &'a App,
    world: &acts::World,
    subject: Subject,
    visitor: &Visitor,
) -> &'a policy::Policy {
    acts::ruling::ruling_policy(world, app.rules(), subject, visitor.day())
        .unwrap_or_else(|| app.policy(visitor.day()))
}

/// Fields of an act, and written reasons by condition.
type Given = (Map<String, Value>, BTreeMap<String, String>);

fn fields(body: &Bytes) -> Result<Given, String> {
    if body.is_empty() {
        return Ok((Map::new(), BTreeMap::new()));
    }
    let mut fields: Map<String, Value> =
        serde_json::from_slice(body).map_err(|cause| cause.to_string())?;
    fields.values_mut().for_each(whole_numbers);
    let justify = match fields.remove("justify") {
        None => BTreeMap::new(),
        Some(given) => serde_json::from_value(given)
            .map_err(|_| "justify: an object of texts by condition".to_owned())?,
    };
    Ok((fields, justify))
}

/// Largest number that every program writes exactly, with a point or without.
const WHOLE_MOST: f64 = 9_007_199_254_740_991.0;

/// A whole number is one however it is written: 3.0 is 3 (JSON Schema 2020-12, core, section 4.2.3).
pub fn whole_numbers(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(fields) => fields.values_mut().for_each(whole_numbers),
        Value::Number(number) if number.is_f64() => {
            let written = number.as_f64().filter(|found| found.abs() <= WHOLE_MOST);
            let whole = written.filter(|found| found.fract() == 0.0);
            if let Some(Ok(whole)) = whole.map(|found| format!("{found:.0}").parse::<i64>()) {
                *value = Value::from(whole);
            }
        }
        _ => {}
    }
}

/// Keys belong to the one who used them: another's same key is another key.
fn idempotency(headers: &HeaderMap, visitor: &Visitor) -> Result<Option<String>, &'static str> {
    let Some(key) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    let key = key
        .to_str()
        .map_err(|_| "Idempotency-Key: visible ASCII only")?;
    own_key(key, visitor).map(Some)
}

/// A key as it is kept: with the one it belongs to.
pub fn own_key(key: &str, visitor: &Visitor) -> Result<String, &'static str> {
    if key.is_empty() || key.len() > KEY_LIMIT {
        return Err("Idempotency-Key: 1 to 128 characters");
    }
    let owner = visitor
        .person()
        .map_or_else(|| "public".to_owned(), |person| person.to_string());
    Ok(format!("{owner}/{key}"))
}

fn seen(headers: &HeaderMap) -> Result<Seen, &'static str> {
    let Some(tag) = headers.get(header::IF_MATCH) else {
        return Ok(Seen::Unsaid);
    };
    let tag = tag.to_str().unwrap_or_default().trim();
    if tag == "*" {
        return Ok(Seen::Unsaid);
    }
    let number = tag
        .trim_matches('"')
        .parse()
        .map_err(|_| "If-Match: the ETag of the subject")?;
    Ok(Seen::Exactly(EntryNumber(number)))
}

fn created(teller: Teller, recorded: &[Arc<Recorded>]) -> Response {
    let Some(first) = recorded.first() else {
        return fault::ours("nothing was recorded");
    };
    let location = format!("/api/v1/records/{}", first.number);
    (
        StatusCode::CREATED,
        [(header::LOCATION, location)],
        Json(recorded_body(teller, first)),
    )
        .into_response()
}

/// What came of an act that was recorded.
pub fn recorded_body(teller: Teller, recorded: &Recorded) -> Value {
    json!({
        "record": recorded.number,
        "subject": subject_after(recorded),
        "stage": recorded.effects.moves,
        "effects": recorded.effects,
        "findings": recorded.findings.iter().map(|finding| teller.finding(finding)).collect::<Vec<_>>(),
    })
}

/// The subject to look at next: the one the act created, if it created one.
pub fn subject_after(recorded: &Recorded) -> Subject {
    match act_kind(&recorded.act).and_then(|kind| kind.creates) {
        Some(SubjectKind::Organisation) => Subject::Organisation(recorded.number.into()),
        Some(SubjectKind::Candidacy) => Subject::Candidacy(recorded.number.into()),
        Some(SubjectKind::Consortium) => Subject::Consortium(recorded.number.into()),
        Some(SubjectKind::Office) | None => recorded.subject,
    }
}
