//! Personal data by API: what is held about the caller, what the caller asks about it, and the requests for the security
//! administrator; as on the pages.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use cabinet::{RequestKind, RequestOutcome, WhichRequests};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::notices::caller;
use super::problem;
use crate::app::{App, Visitor};
use crate::fault;
use crate::personal::answer::{self, AnswerMistake};
use crate::personal::held::held;
use crate::personal::request::{self, AskMistake, Asking, Full, TEXT, VALUE};
use crate::trail::Told;
use crate::unmasking::REASON;

/// What is held about the caller, and the caller's requests.
pub async fn own(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let Some(person) = visitor.person() else {
        return problem::sign_in(teller);
    };
    let found = held(&app, person, visitor.at)
        .and_then(|held| Ok((held, request::own(&app, &visitor, person)?)));
    match found {
        Ok((held, requests)) => Json(json!({
            "items": held.iter().map(|one| one.body(&app, teller)).collect::<Vec<_>>(),
            "requests": requests.iter().map(|full| full.body(&app, teller)).collect::<Vec<_>>(),
            "answered_within_working_days": app.persons.days,
        }))
        .into_response(),
        Err(cause) => fault::ours(format!("{cause:#}")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    kind: String,
    #[serde(default)]
    item: String,
    text: String,
    #[serde(default)]
    value: String,
}

/// Takes a request of the caller, after the log was told.
pub async fn ask(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let person = match caller(&visitor, &headers, teller) {
        Ok(person) => person,
        Err(refused) => return *refused,
    };
    let asked: Asked = match serde_json::from_slice(&body) {
        Ok(asked) => asked,
        Err(cause) => return problem::unreadable(teller, &cause.to_string()),
    };
    let asking = Asking {
        kind: asked.kind,
        item: asked.item,
        text: asked.text,
        value: asked.value,
    };
    let asked = match request::asked(&app, &visitor, person, &asking) {
        Ok(Ok(asked)) => asked,
        Ok(Err(mistake)) => {
            // What cannot be read is a mistake; what does not fit what is held, or what waits already, is a conflict with it.
            let status = match mistake {
                AskMistake::Kind | AskMistake::Text | AskMistake::Value => StatusCode::BAD_REQUEST,
                AskMistake::Item | AskMistake::Correctable | AskMistake::Many => {
                    StatusCode::CONFLICT
                }
            };
            return problem::problem(
                status,
                "input",
                &mistake.told(teller.words),
                json!({"pointer": mistake.pointer()}),
            );
        }
        Err(cause) => return fault::ours(format!("{cause:#}")),
    };
    if let Err(cause) = app.audit.write(asked.event(&app, &visitor)).await {
        return fault::unrecordable(cause);
    }
    Told::on(match asked.keep(&app, &visitor) {
        Ok(id) => (
            StatusCode::CREATED,
            Json(json!({"id": id, "due": asked.due})),
        )
            .into_response(),
        Err(cause) => fault::ours(format!("{cause:#}")),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    #[serde(rename = "lang")]
    _language: Option<String>,
    show: Option<String>,
}

/// The requests, for the security administrator.
pub async fn list(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(which): Query<Which>,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let which = match which.show.as_deref() {
        None | Some("open") => WhichRequests::Open,
        Some("all") => WhichRequests::All,
        Some(_) => return problem::unreadable(teller, "show: one of open, all"),
    };
    match request::listed(&app, &visitor, which) {
        Ok(listed) => {
            let items: Vec<Value> = listed.iter().map(|one| one.body(teller)).collect();
            Json(json!({"total": items.len(), "items": items})).into_response()
        }
        Err(cause) => fault::ours(format!("{cause:#}")),
    }
}

/// One request in full, for the security administrator.
pub async fn one(State(app): State<Arc<App>>, visitor: Visitor, Path(id): Path<i64>) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    match request::full(&app, &visitor, id) {
        Ok(found) => found.map_or_else(
            || problem::absent(teller),
            |full: Full| Json(full.body(&app, teller)).into_response(),
        ),
        Err(cause) => fault::ours(format!("{cause:#}")),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answered {
    outcome: String,
    #[serde(default)]
    reason: String,
}

/// Answers a request, after the log was told.
pub async fn answer(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(id): Path<i64>,
    body: Bytes,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if let Err(refused) = caller(&visitor, &headers, teller) {
        return *refused;
    }
    let answered: Answered = match serde_json::from_slice(&body) {
        Ok(answered) => answered,
        Err(cause) => return problem::unreadable(teller, &cause.to_string()),
    };
    let refused = |mistake: &AnswerMistake| {
        let told = mistake.told(teller.words);
        let conflict = |key: &str| problem::problem(StatusCode::CONFLICT, key, &told, json!({}));
        match mistake {
            AnswerMistake::Absent => problem::absent(teller),
            AnswerMistake::Outcome => problem::problem(
                StatusCode::BAD_REQUEST,
                "input",
                &told,
                json!({"pointer": "/outcome"}),
            ),
            AnswerMistake::ReasonWanted => problem::problem(
                StatusCode::BAD_REQUEST,
                "reason-wanted",
                &told,
                json!({"pointer": "/reason"}),
            ),
            AnswerMistake::Own => conflict("own-request"),
            AnswerMistake::Answered => conflict("answered"),
            AnswerMistake::Kept(_) => conflict("kept"),
        }
    };
    let found = answer::answering(&app, &visitor, id, &answered.outcome, &answered.reason);
    let answering = match found {
        Ok(Ok(answering)) => answering,
        Ok(Err(mistake)) => return refused(&mistake),
        Err(cause) => return fault::ours(format!("{cause:#}")),
    };
    if let Err(cause) = app.audit.write_all(answering.events(&app, &visitor)).await {
        return fault::unrecordable(cause);
    }
    Told::on(match answering.give(&app, &visitor) {
        Ok(true) => StatusCode::NO_CONTENT.into_response(),
        Ok(false) => refused(&AnswerMistake::Answered),
        Err(cause) => fault::ours(format!("{cause:#}")),
    })
}

/// The paths of this file, for the description of the API.
pub fn described() -> Map<String, Value> {
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let found = json!({"description": "Found.", "content": {"application/json": {"schema": {"type": "object"}}}});
    let kinds = RequestKind::ALL.map(RequestKind::key);
    let outcomes = RequestOutcome::ALL.map(RequestOutcome::key);
    let number = json!({"name": "id", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1, "maximum": i64::MAX}});
    let asked = json!({"type": "object", "additionalProperties": false, "required": ["kind", "text"], "properties": {
        "kind": {"enum": kinds},
        "item": {"type": "string", "description": "Which of what is held, as named in items; everything where it is left out. A correction needs one."},
        "text": {"type": "string", "minLength": 1, "maxLength": TEXT, "pattern": "\\S"},
        "value": {"type": "string", "maxLength": VALUE, "description": "What it should say, for a correction."},
    }});
    let answered = json!({"type": "object", "additionalProperties": false, "required": ["outcome", "reason"], "properties": {
        "outcome": {"enum": outcomes},
        "reason": {"type": "string", "minLength": REASON.start(), "maxLength": REASON.end(), "description": "Told to the person."},
    }});
    let own = json!({"get": {"operationId": "data", "tags": ["account"], "summary": "What is held about the caller, field by field, and the caller's requests with their answers",
        "responses": {"200": found, "401": problem}}});
    let ask = json!({"post": {"operationId": "data.ask", "tags": ["account"], "summary": "Ask for access, correction, deletion or explanation of one's own data",
        "requestBody": {"required": true, "content": {"application/json": {"schema": asked}}},
        "responses": {"201": {"description": "Taken; with its number and the day by which it is answered.", "content": {"application/json": {"schema": {"type": "object", "required": ["id", "due"], "properties": {"id": {"type": "integer"}, "due": {"type": "string", "format": "date"}}}}}},
            "400": problem, "401": problem, "403": problem, "409": problem, "503": problem}}});
    let list = json!({"get": {"operationId": "data.requests", "tags": ["accounts"], "summary": "Requests about personal data, the one due first before the others; for the security administrator",
        "parameters": [{"name": "show", "in": "query", "required": false, "schema": {"enum": ["open", "all"]}}],
        "responses": {"200": found, "400": problem, "401": problem, "404": problem}}});
    let one = json!({
        "get": {"operationId": "data.request", "tags": ["accounts"], "summary": "One request in full; for the security administrator, and on record",
            "parameters": [number], "responses": {"200": found, "401": problem, "404": problem, "503": problem}},
        "post": {"operationId": "data.answer", "tags": ["accounts"], "summary": "Answer a request with a reason; a grant erases or puts right what was asked for",
            "parameters": [number],
            "requestBody": {"required": true, "content": {"application/json": {"schema": answered}}},
            "responses": {"204": {"description": "Answered."}, "400": problem, "401": problem, "403": problem, "404": problem, "409": problem, "503": problem}},
    });
    [
        ("/account/data", own),
        ("/account/data/requests", ask),
        ("/data-requests", list),
        ("/data-requests/{id}", one),
    ]
    .into_iter()
    .map(|(path, what)| (path.to_owned(), what))
    .collect()
}
