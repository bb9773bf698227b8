//! Attached files in quarantine by API, for the security administrator: what the page shows, and having files looked at again.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use cabinet::Listed;
use register::Digest;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{notices, problem};
use crate::app::{App, Visitor};
use crate::fault;
use crate::upload;

/// Files in one answer.
const PAGE: usize = 1000;
/// What having files looked at again wants to be told.
const AGAIN: &str = "digest: the file to be looked at; or all: true for those that wait";

/// Which files are asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    #[serde(rename = "lang")]
    _language: Option<String>,
    state: Option<String>,
}

/// Files, newest first, with how each stands.
pub async fn list(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let listed = match asked.state.as_deref() {
        None | Some("waiting") => Listed::Waiting,
        Some("infected") => Listed::Infected,
        Some("all") => Listed::All,
        Some(_) => return problem::unreadable(teller, "state: waiting, infected or all"),
    };
    let found = match app.cabinet.uploads(listed, PAGE) {
        Ok(found) => found,
        Err(cause) => return fault::ours(cause),
    };
    let items: Vec<Value> = found
        .iter()
        .map(|found| {
            let standing = upload::of(&app, Some(found));
            let mut told = standing.json();
            told["digest"] = json!(found.digest.to_string());
            told["size"] = json!(found.size);
            told["taken"] = json!(found.taken);
            told["attempts"] = json!(found.attempts);
            told["about"] = json!(standing.told(teller.words));
            told
        })
        .collect();
    let scanner = app.scanner.as_ref().map(|scanner| scanner.name());
    Json(json!({"scanner": scanner, "items": items})).into_response()
}

/// What is to be looked at again.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Again {
    digest: Option<String>,
    all: Option<bool>,
}

/// Has files looked at again: one, or all that wait.
pub async fn again(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if let Err(refused) = notices::caller(&visitor, &headers, teller) {
        return *refused;
    }
    let which: Option<Option<Digest>> = match serde_json::from_slice(&body) {
        Ok(Again {
            digest: Some(digest),
            all: None,
        }) => digest.parse().ok().map(Some),
        Ok(Again {
            digest: None,
            all: Some(true),
        }) => Some(None),
        _ => None,
    };
    let Some(which) = which else {
        return problem::unreadable(teller, AGAIN);
    };
    match app.cabinet.scan_again(which, visitor.at) {
        Ok(changed) => Json(json!({ "changed": changed })).into_response(),
        Err(cause) => fault::ours(cause),
    }
}

/// The paths of this file, for the description of the API.
pub fn described() -> Map<String, Value> {
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let answer = |schema: Value| json!({"description": "Done.", "content": {"application/json": {"schema": schema}}});
    let list = json!({"operationId": "uploads.list", "tags": ["files"], "summary": "Attached files with how they stand, for the security administrator",
        "parameters": [{"name": "state", "in": "query", "required": false, "schema": {"enum": ["waiting", "infected", "all"]}}],
        "responses": {"200": answer(json!({"type": "object", "required": ["scanner", "items"], "properties": {"scanner": {"type": ["string", "null"]}, "items": {"type": "array"}}})),
            "400": problem, "401": problem, "404": problem}});
    let digest = json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
    let asked = json!({"oneOf": [
        {"type": "object", "additionalProperties": false, "required": ["digest"], "properties": {"digest": digest}},
        {"type": "object", "additionalProperties": false, "required": ["all"], "properties": {"all": {"const": true}}},
    ]});
    let again = json!({"operationId": "uploads.again", "tags": ["files"], "summary": "Have attached files looked at again; for the security administrator",
        "requestBody": {"required": true, "content": {"application/json": {"schema": asked}}},
        "responses": {"200": answer(json!({"type": "object", "required": ["changed"], "properties": {"changed": {"type": "integer"}}})),
            "400": problem, "401": problem, "403": problem, "404": problem, "503": problem}});
    let both = json!({"get": list, "post": again});
    [("/uploads".to_owned(), both)].into_iter().collect()
}
