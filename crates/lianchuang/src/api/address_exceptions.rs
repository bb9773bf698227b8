//! Exceptions from the address ranges of staff by API, as on the page; for the security administrator.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::notices::caller;
use super::problem;
use crate::address_exceptions::{self, ExceptionMistake, Granting, body};
use crate::app::{App, Visitor};
use crate::fault;
use crate::telling::Teller;
use crate::trail::Told;
use crate::unmasking::REASON;

/// The exceptions, the newest first.
pub async fn list(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    match app.cabinet.exceptions() {
        Ok(found) => {
            let items: Vec<Value> = found.iter().map(|one| body(one, visitor.at)).collect();
            Json(json!({"items": items, "most_days": app.exception_days})).into_response()
        }
        Err(cause) => fault::ours(cause),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    login: String,
    range: String,
    #[serde(default)]
    from: String,
    until: String,
    #[serde(default)]
    reason: String,
}

/// A token, and who it is shown just now.
fn checked(visitor: &Visitor, headers: &HeaderMap, teller: Teller) -> Result<(), Box<Response>> {
    caller(visitor, headers, teller)?;
    if visitor.came_lately() {
        Ok(())
    } else {
        Err(Box::new(problem::confirm(teller)))
    }
}

/// Grants one, after the log was told.
pub async fn grant(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if let Err(refused) = checked(&visitor, &headers, teller) {
        return *refused;
    }
    let given: Given = match serde_json::from_slice(&body) {
        Ok(given) => given,
        Err(cause) => return problem::unreadable(teller, &cause.to_string()),
    };
    let given = Granting {
        login: given.login,
        range: given.range,
        from: given.from,
        until: given.until,
        reason: given.reason,
    };
    let granted = match address_exceptions::granting(&app, &visitor, &given) {
        Ok(Ok(granted)) => granted,
        Ok(Err(mistake)) => {
            let (status, kind) = match mistake {
                ExceptionMistake::Own => (StatusCode::CONFLICT, "own-account"),
                ExceptionMistake::ReasonWanted => (StatusCode::BAD_REQUEST, "reason-wanted"),
                _ => (StatusCode::BAD_REQUEST, "input"),
            };
            let told = mistake.told(&app, teller.words);
            return problem::problem(status, kind, &told, json!({"pointer": mistake.pointer()}));
        }
        Err(cause) => return fault::ours(format!("{cause:#}")),
    };
    if let Err(cause) = app.audit.write(granted.event(&app, &visitor)).await {
        return fault::unrecordable(cause);
    }
    Told::on(match granted.keep(&app, &visitor) {
        Ok(id) => (StatusCode::CREATED, Json(json!({"id": id}))).into_response(),
        Err(cause) => fault::ours(format!("{cause:#}")),
    })
}

/// Ends one before its time, after the log was told.
pub async fn end(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(id): Path<i64>,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if let Err(refused) = checked(&visitor, &headers, teller) {
        return *refused;
    }
    match address_exceptions::stands(&app, &visitor, id) {
        Ok(true) => {}
        Ok(false) => return problem::absent(teller),
        Err(cause) => return fault::ours(format!("{cause:#}")),
    }
    let event = address_exceptions::ending(&app, &visitor, id);
    if let Err(cause) = app.audit.write(event).await {
        return fault::unrecordable(cause);
    }
    Told::on(match address_exceptions::end(&app, &visitor, id) {
        Ok(true) => StatusCode::NO_CONTENT.into_response(),
        Ok(false) => problem::absent(teller),
        Err(cause) => fault::ours(format!("{cause:#}")),
    })
}

/// The paths of this file, for the description of the API.
pub fn described() -> Map<String, Value> {
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let given = json!({"type": "object", "additionalProperties": false, "required": ["login", "range", "until", "reason"], "properties": {
        "login": {"type": "string"},
        "range": {"type": "string", "description": "CIDR or one address, of IPv4 or IPv6."},
        "from": {"type": "string", "description": "The first day; today where it is left out."},
        "until": {"type": "string", "description": "The last day."},
        "reason": {"type": "string", "minLength": REASON.start(), "maxLength": REASON.end(), "description": "Kept in the audit log."},
    }});
    let all = json!({
        "get": {"operationId": "exceptions", "tags": ["accounts"], "summary": "Exceptions from the address ranges of staff, the newest first; for the security administrator",
            "responses": {"200": {"description": "All.", "content": {"application/json": {"schema": {"type": "object"}}}}, "401": problem, "404": problem}},
        "post": {"operationId": "exceptions.grant", "tags": ["accounts"], "summary": "Let an account come from another range for a while; with a token of the last five minutes",
            "requestBody": {"required": true, "content": {"application/json": {"schema": given}}},
            "responses": {"201": {"description": "Granted.", "content": {"application/json": {"schema": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}}}},
                "400": problem, "401": problem, "403": problem, "404": problem, "409": problem, "503": problem}},
    });
    let end = json!({"post": {"operationId": "exceptions.end", "tags": ["accounts"], "summary": "End an exception before its time; with a token of the last five minutes",
        "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1, "maximum": i64::MAX}}],
        "responses": {"204": {"description": "Ended."}, "401": problem, "403": problem, "404": problem, "503": problem}}});
    [
        ("/address-exceptions", all),
        ("/address-exceptions/{id}/end", end),
    ]
    .into_iter()
    .map(|(path, what)| (path.to_owned(), what))
    .collect()
}
