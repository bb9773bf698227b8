//! The notice about personal data by API, and that the caller has read it.

use std::sync::Arc;

use audit::EventKind;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::notices::caller;
use super::problem;
use crate::app::{App, Visitor};
use crate::fault;
use crate::personal::notice;
use crate::trail::Told;

/// The notice as it stands, and for somebody signed in which version they have read.
pub async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let mut body = notice::body(&app, teller.words);
    if let Some(person) = visitor.person() {
        match app.cabinet.privacy_read(person) {
            Ok(read) => body["read"] = json!(read.map(|(version, _)| version)),
            Err(cause) => return fault::ours(cause),
        }
    }
    Json(body).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    version: String,
}

/// Keeps that the caller has read the notice, after the log was told.
pub async fn read(
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
    let read: Read = match serde_json::from_slice(&body) {
        Ok(read) => read,
        Err(cause) => return problem::unreadable(teller, &cause.to_string()),
    };
    let version = notice::version(&app);
    if read.version != version {
        let title = teller.words.fill("privacy.changed", &[&version]);
        return problem::problem(
            StatusCode::CONFLICT,
            "changed",
            &title,
            json!({"version": version}),
        );
    }
    let event = app
        .event(&visitor, EventKind::AccountChanged, "privacy notice read")
        .noting(version.clone());
    if let Err(cause) = app.audit.write(event).await {
        return fault::unrecordable(cause);
    }
    Told::on(
        match app.cabinet.keep_privacy_read(person, &version, visitor.at) {
            Ok(()) => StatusCode::NO_CONTENT.into_response(),
            Err(cause) => fault::ours(cause),
        },
    )
}

/// The paths of this file, for the description of the API.
pub fn described() -> Map<String, Value> {
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let text = json!({"type": "string"});
    let row = json!({"type": "object", "required": ["label", "purpose", "ground", "kept"], "properties": {"label": text, "purpose": text, "ground": text, "kept": text}});
    let notice = json!({"type": "object", "required": ["version", "fields", "rights"], "properties": {
        "version": {"type": "string", "description": "A digest of what it says."},
        "organ": {"type": ["string", "null"]}, "contact": {"type": ["string", "null"]},
        "fields": {"type": "array", "items": row}, "rights": {"type": "array", "items": text},
        "read": {"type": ["string", "null"], "description": "The version the caller has read."},
    }});
    let show = json!({"get": {"operationId": "privacy", "tags": ["account"], "summary": "The notice about personal data: who collects, what for, how long, which rights",
        "responses": {"200": {"description": "Found.", "content": {"application/json": {"schema": notice}}}}}});
    let asked = json!({"type": "object", "additionalProperties": false, "required": ["version"], "properties": {"version": text}});
    let read = json!({"post": {"operationId": "privacy.read", "tags": ["account"], "summary": "Say that the caller has read the notice as it stands",
        "requestBody": {"required": true, "content": {"application/json": {"schema": asked}}},
        "responses": {"204": {"description": "Kept."}, "400": problem, "401": problem, "403": problem, "409": problem, "503": problem}}});
    [("/privacy", show), ("/privacy/read", read)]
        .into_iter()
        .map(|(path, what)| (path.to_owned(), what))
        .collect()
}
