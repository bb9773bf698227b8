//! Notices by API: the caller's own, marking them as read, and how the caller is written to.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use cabinet::{Correspondence, Delivery, Notice, Shown};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use values::PersonId;

use super::door::whole_numbers;
use super::problem;
use crate::app::{App, Visitor};
use crate::fault;
use crate::post::{fit_address, told};
use crate::telling::Teller;
use crate::visitor::bearer;

/// Notices in one answer, unless fewer are asked for.
const PAGE: usize = 50;
/// Most notices in one answer.
const LIMIT: usize = 200;
/// What marking wants to be told.
const MARKING: &str = "notices: the ids to mark; or all: true";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    #[serde(rename = "lang")]
    _language: Option<String>,
    show: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

/// The caller's notices, newest first.
pub async fn list(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let Some(person) = visitor.person() else {
        return problem::sign_in(teller);
    };
    let shown = match asked.show.as_deref() {
        None | Some("all") => Shown::All,
        Some("unread") => Shown::Unread,
        Some(_) => return problem::unreadable(teller, "show: all or unread"),
    };
    let limit = asked.limit.as_deref().map_or(Ok(PAGE), str::parse);
    let before = asked.cursor.as_deref().map(str::parse).transpose();
    let (Ok(limit @ 1..=LIMIT), Ok(before)) = (limit, before) else {
        return problem::unreadable(teller, "limit: 1 to 200; cursor: as given in next");
    };
    let found = app.cabinet.notices(person, shown, before, limit + 1);
    let counted = app.cabinet.count_notices(person);
    match (found, counted) {
        (Ok(found), Ok((all, unread))) => {
            let next = found
                .get(limit)
                .and(found.get(limit - 1))
                .map(|last| last.id.to_string());
            let items: Vec<Value> = found
                .iter()
                .take(limit)
                .map(|notice| shown_to(&app, &world, &visitor, notice))
                .collect();
            let total = if shown == Shown::Unread { unread } else { all };
            Json(json!({"total": total, "unread": unread, "items": items, "next": next}))
                .into_response()
        }
        (Err(cause), _) | (_, Err(cause)) => fault::ours(cause),
    }
}

fn shown_to(app: &App, world: &acts::World, visitor: &Visitor, notice: &Notice) -> Value {
    let told = told(app, world, visitor.language, notice, visitor.at);
    json!({
        "id": notice.id, "record": notice.record, "kind": notice.kind, "subject": notice.subject,
        "act": notice.act, "asks": notice.asks, "due": notice.due, "told": told,
        "made": notice.made, "opened": notice.opened, "read": notice.read,
    })
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Marking {
    Named(Named),
    All(Every),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    notices: Vec<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Every {
    all: bool,
}

/// Marks notices as read: those named, or all.
pub async fn mark(
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
    let marking = serde_json::from_slice::<Value>(&body).map(|mut marking| {
        whole_numbers(&mut marking);
        serde_json::from_value::<Marking>(marking)
    });
    let Ok(Ok(marking)) = marking else {
        return problem::unreadable(teller, MARKING);
    };
    let ids = match &marking {
        Marking::Named(named) if named.notices.iter().all(|id| *id > 0) => {
            Some(named.notices.as_slice())
        }
        Marking::All(Every { all: true }) => None,
        _ => return problem::unreadable(teller, MARKING),
    };
    match app.cabinet.mark_read(person, ids, visitor.at) {
        Ok(marked) => Json(json!({"marked": marked})).into_response(),
        Err(cause) => fault::ours(cause),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chosen {
    address: Option<String>,
    delivery: String,
}

/// How the caller is written to.
pub async fn choices(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let Some(person) = visitor.person() else {
        return problem::sign_in(teller);
    };
    match app.cabinet.correspondence(person) {
        Ok(kept) => Json(json!({
            "address": kept.address, "delivery": kept.delivery.key(), "mail_server": app.post.smtp.is_some(),
        }))
        .into_response(),
        Err(cause) => fault::ours(cause),
    }
}

/// Keeps how the caller is written to.
pub async fn choose(
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
    let chosen: Chosen = match serde_json::from_slice(&body) {
        Ok(chosen) => chosen,
        Err(cause) => return problem::unreadable(teller, &cause.to_string()),
    };
    let Some(delivery) = Delivery::of(&chosen.delivery) else {
        return problem::unreadable(teller, "delivery: at_once, daily or quiet");
    };
    if chosen
        .address
        .as_deref()
        .is_some_and(|text| !fit_address(text))
    {
        return problem::unreadable(teller, teller.words.t("choices.address_wrong"));
    }
    let kept = Correspondence {
        address: chosen.address,
        delivery,
    };
    match app.cabinet.keep_correspondence(person, &kept, visitor.at) {
        Ok(()) => Json(json!({"address": kept.address, "delivery": kept.delivery.key(), "mail_server": app.post.smtp.is_some()})).into_response(),
        Err(cause) => fault::ours(cause),
    }
}

/// Who changes something: by a token only, as a session's cookie travels by itself.
pub fn caller(
    visitor: &Visitor,
    headers: &HeaderMap,
    teller: Teller,
) -> Result<PersonId, Box<Response>> {
    if visitor.person().is_some() && !visitor.may_act() {
        return Err(Box::new(problem::scope(teller)));
    }
    visitor
        .person()
        .filter(|_| bearer(headers).is_some())
        .ok_or_else(|| Box::new(problem::sign_in(teller)))
}

/// The paths of notices in the description of the API.
pub fn described() -> Map<String, Value> {
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let answer = |schema: Value| json!({"description": "Done.", "content": {"application/json": {"schema": schema}}});
    let list = json!({"get": {"operationId": "notices.list", "tags": ["notices"], "summary": "The caller's notices, newest first",
        "parameters": [
            {"name": "show", "in": "query", "required": false, "schema": {"enum": ["all", "unread"]}},
            {"name": "cursor", "in": "query", "required": false, "schema": {"type": "string", "pattern": "^[0-9]{1,15}$"}, "description": "As given in next."},
            {"name": "limit", "in": "query", "required": false, "schema": {"type": "integer", "minimum": 1, "maximum": LIMIT}},
        ],
        "responses": {"200": {"description": "A page.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}, "400": problem, "401": problem}}});
    let marking = json!({"oneOf": [
        {"type": "object", "additionalProperties": false, "required": ["notices"], "properties": {
            "notices": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": i64::MAX}, "description": "The ids to mark."}}},
        {"type": "object", "additionalProperties": false, "required": ["all"], "properties": {"all": {"const": true, "description": "Mark every one."}}},
    ]});
    let mark = json!({"post": {"operationId": "notices.mark", "tags": ["notices"], "summary": "Mark notices as read",
        "requestBody": {"required": true, "content": {"application/json": {"schema": marking}}},
        "responses": {"200": answer(json!({"type": "object", "required": ["marked"], "properties": {"marked": {"type": "integer"}}})), "400": problem, "401": problem}}});
    let chosen = json!({"type": "object", "required": ["delivery"], "additionalProperties": false, "properties": {
        "address": {"type": ["string", "null"], "format": "email", "maxLength": 254}, "delivery": {"enum": ["at_once", "daily", "quiet"], "description": "What the law asks to be served comes at once whatever is chosen."},
    }});
    let stands = json!({"type": "object", "required": ["address", "delivery", "mail_server"], "properties": {
        "address": {"type": ["string", "null"]}, "delivery": {"type": "string"}, "mail_server": {"type": "boolean", "description": "Whether a mail server is set here."},
    }});
    let choices = json!({
        "get": {"operationId": "notices.choices", "tags": ["notices"], "summary": "How the caller is written to", "responses": {"200": answer(stands.clone()), "401": problem}},
        "put": {"operationId": "notices.choose", "tags": ["notices"], "summary": "Choose how to be written to",
            "requestBody": {"required": true, "content": {"application/json": {"schema": chosen}}}, "responses": {"200": answer(stands), "400": problem, "401": problem}},
    });
    [
        ("/notices", list),
        ("/notices/read", mark),
        ("/notices/choices", choices),
    ]
    .into_iter()
    .map(|(path, what)| (path.to_owned(), what))
    .collect()
}
