//! The audit log and the alarms by API, with the filters of the pages.

use std::sync::Arc;

use acts::subject::person::Role;
use audit::Alarm;
use axum::Json;
use axum::extract::{Path, Query as Pairs, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::problem;
use crate::app::{App, Visitor};
use crate::fault;
use crate::trail::{Told, acknowledge, search};
use crate::visitor::bearer;

/// Events in one answer, unless another number is asked for.
const PAGE: usize = 50;
/// Most events in one answer.
const LIMIT: usize = 1000;

type Asked = Pairs<Vec<(String, String)>>;

/// Nothing for those who are not this administrator.
fn denied(app: &App, visitor: &Visitor, role: &Role) -> Option<Response> {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if visitor.person().is_none() {
        Some(problem::sign_in(teller))
    } else if search::holds(&world, visitor, role) {
        None
    } else {
        Some(problem::absent(teller))
    }
}

fn unreadable(app: &App, visitor: &Visitor, detail: &str) -> Response {
    let world = app.world();
    problem::unreadable(
        app.teller(visitor.language, app.policy(visitor.day()), &world),
        detail,
    )
}

fn limit(pairs: &[(String, String)]) -> Option<usize> {
    let asked = pairs.iter().find(|(name, _)| name == "limit");
    let limit = asked.map_or(Ok(PAGE), |(_, limit)| limit.parse()).ok()?;
    (1..=LIMIT).contains(&limit).then_some(limit)
}

/// Events, newest first, for auditors.
pub async fn events(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Pairs(pairs): Asked,
) -> Response {
    if let Some(denied) = denied(&app, &visitor, &Role::Auditor) {
        return denied;
    }
    // A page sends every field of its form, a program only what it asks for.
    if let Some((name, _)) = pairs.iter().find(|(_, value)| value.is_empty()) {
        return unreadable(&app, &visitor, &format!("{name}: empty"));
    }
    let query = match search::read(&pairs) {
        Ok(query) => query,
        Err(wrong) => {
            let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
            return unreadable(&app, &visitor, &wrong.join("; "));
        }
    };
    let Some(limit) = limit(&pairs) else {
        return unreadable(&app, &visitor, "limit: 1 to 1000");
    };
    match app.audit.look(|store| store.search(&query, limit)) {
        Ok(found) => {
            let items: Vec<Value> = found.events.iter().map(audit::Recorded::json).collect();
            let next = found.next.map(|next| next.to_string());
            Json(json!({"items": items, "next": next, "label": search::LABEL})).into_response()
        }
        Err(cause) => fault::ours(cause),
    }
}

/// Alarms, newest first, for the security administrator.
pub async fn alarms(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Pairs(pairs): Asked,
) -> Response {
    if let Some(denied) = denied(&app, &visitor, &Role::SecurityAdministrator) {
        return denied;
    }
    let cursor = pairs.iter().find(|(name, _)| name == "cursor");
    let cursor = cursor.map(|(_, cursor)| cursor.parse()).transpose();
    let (Ok(cursor), Some(limit)) = (cursor, limit(&pairs)) else {
        return unreadable(&app, &visitor, "limit: 1 to 1000; cursor: as given in next");
    };
    match app.audit.look(|store| store.alarms(cursor, limit)) {
        Ok(found) => {
            let items: Vec<Value> = found.alarms.iter().map(shown).collect();
            let next = found.next.map(|next| next.to_string());
            Json(json!({"items": items, "next": next})).into_response()
        }
        Err(cause) => fault::ours(cause),
    }
}

fn shown(alarm: &Alarm) -> Value {
    let event = &alarm.raised.event;
    json!({
        "number": alarm.raised.number,
        "at": event.json()["at"],
        "rule": alarm.rule.map(audit::AlarmRule::key),
        "about": alarm.about,
        "event": event.count,
        "source": event.origin.source,
        "acknowledged": alarm.acknowledged.as_ref().map(|taken| json!({
            "at": taken.event.json()["at"],
            "by": taken.event.actor.to_string(),
        })),
    })
}

/// Takes note of an alarm.
pub async fn take_note(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(number): Path<u64>,
    headers: HeaderMap,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    // A session's cookie travels by itself, so a cross-site form could use it.
    if bearer(&headers).is_none() {
        return problem::sign_in(teller);
    }
    if let Some(denied) = denied(&app, &visitor, &Role::SecurityAdministrator) {
        return denied;
    }
    if !visitor.may_act() {
        return problem::scope(teller);
    }
    match acknowledge(&app, &visitor, number).await {
        Ok(true) => Told::on(StatusCode::NO_CONTENT.into_response()),
        Ok(false) => problem::absent(teller),
        Err(cause) => fault::unrecordable(cause),
    }
}

/// The paths of this file, for the description of the API.
pub fn described() -> Map<String, Value> {
    let text = |name: &str| json!({"name": name, "in": "query", "required": false, "schema": {"type": "string", "minLength": 1}});
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let listed = |id: &str, summary: &str, parameters: Vec<Value>| {
        json!({"get": {"operationId": id, "tags": ["audit"], "summary": summary, "parameters": parameters,
            "responses": {"200": {"description": "A page, newest first; `next` is the cursor of the page after.", "content": {"application/json": {"schema": {"type": "object"}}}},
                "400": problem, "401": problem, "404": problem, "503": problem}}})
    };
    let page = || {
        [
            json!({"name": "cursor", "in": "query", "required": false, "schema": {"type": "string", "pattern": "^[0-9]{1,15}$"}}),
            json!({"name": "limit", "in": "query", "required": false, "schema": {"type": "integer", "minimum": 1, "maximum": LIMIT}}),
        ]
    };
    let kinds: Vec<&str> = audit::EventKind::ALL
        .iter()
        .map(|kind| kind.key())
        .collect();
    let filters = search::FILTERS.into_iter().map(|name| {
        let mut filter = text(name);
        match name {
            "kind" => filter["schema"] = json!({"enum": kinds}),
            "outcome" => filter["schema"] = json!({"enum": ["success", "failure"]}),
            "actor" => {
                filter["schema"] =
                    json!({"type": "string", "pattern": "^(p(0|[1-9][0-9]{0,14})|public|system|machine)$"});
            }
            "from" | "until" => filter["schema"] = json!({"type": "string", "format": "date"}),
            _ => {}
        }
        filter
    });
    let number = json!({"name": "number", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1, "maximum": i64::MAX}});
    let note = json!({"post": {"operationId": "alarms.acknowledge", "tags": ["audit"], "summary": "Take note of an alarm; for the security administrator", "parameters": [number],
        "responses": {"204": {"description": "Noted."}, "401": problem, "403": problem, "404": problem, "503": problem}}});
    [
        (
            "/audit",
            listed(
                "audit",
                "Events of the audit log, for auditors",
                filters.chain(page()).collect(),
            ),
        ),
        (
            "/alarms",
            listed(
                "alarms",
                "Alarms, for the security administrator",
                page().to_vec(),
            ),
        ),
        ("/alarms/{number}", note),
    ]
    .map(|(path, described)| (path.to_owned(), described))
    .into_iter()
    .collect()
}
