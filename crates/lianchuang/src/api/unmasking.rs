//! A personal field in full by API: for a reason, once, and on record first.

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
use crate::app::{App, Visitor};
use crate::fault;
use crate::trail::Told;
use crate::unmasking::{self, NotShown, REASON};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    reason: String,
}

/// Shows the field once.
pub async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Path((number, field)): Path<(u64, String)>,
    body: Bytes,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if let Err(refused) = caller(&visitor, &headers, teller) {
        return *refused;
    }
    let not_shown = |why: &NotShown| match why {
        NotShown::Absent => problem::absent(teller),
        NotShown::ReasonWanted => problem::problem(
            StatusCode::BAD_REQUEST,
            "reason-wanted",
            teller.words.t("unmasking.reason_wanted"),
            json!({"pointer": "/reason"}),
        ),
        NotShown::Fault(cause) => fault::ours(cause),
    };
    let reason = match serde_json::from_slice::<Asked>(&body) {
        Ok(asked) => asked.reason,
        Err(_) if body.is_empty() => String::new(),
        Err(cause) => return problem::unreadable(teller, &cause.to_string()),
    };
    let asked = match unmasking::asked(&app, &visitor, number, &field, &reason) {
        Ok(asked) => asked,
        Err(why) => return not_shown(&why),
    };
    if let Err(cause) = app.audit.write(asked.event(&app, &visitor)).await {
        return fault::unrecordable(cause);
    }
    Told::on(match asked.text(&app) {
        Ok(text) => Json(json!({"record": number, "field": field, "text": text})).into_response(),
        Err(why) => not_shown(&why),
    })
}

/// The path of this file, for the description of the API.
pub fn described() -> Map<String, Value> {
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let asked = json!({"type": "object", "required": ["reason"], "additionalProperties": false, "properties": {
        "reason": {"type": "string", "minLength": REASON.start(), "maxLength": REASON.end(), "description": "Kept in the audit log."},
    }});
    let shown = json!({"type": "object", "required": ["record", "field", "text"], "properties": {
        "record": {"type": "integer"}, "field": {"type": "string"}, "text": {"type": "string"},
    }});
    let path = json!({"post": {"operationId": "personal.show", "tags": ["reading"], "summary": "A personal field of a record in full, for a reason; for the office that handles the matter",
        "parameters": [
            {"name": "number", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1, "maximum": i64::MAX}},
            {"name": "field", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[a-z0-9_.]+$"}},
        ],
        "requestBody": {"required": true, "content": {"application/json": {"schema": asked}}},
        "responses": {"200": {"description": "The text; it is shown once and kept nowhere.", "content": {"application/json": {"schema": shown}}}, "400": problem, "401": problem, "403": problem, "404": problem, "503": problem}}});
    std::iter::once(("/records/{number}/personal/{field}".to_owned(), path)).collect()
}
