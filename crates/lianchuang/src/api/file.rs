//! Files through the API: uploaded first, then named in an act by their digest.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::{notices, problem};
use crate::app::{App, Visitor};
use crate::fault;
use crate::page::{Given, as_pdf, download, given_file, named_file, printed};
use crate::upload;

/// Keeps an uploaded file: the body is the file. Signed-in callers only.
pub async fn keep(
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
    let kept = match upload::keep(&app, &visitor, &body).await {
        Ok(kept) => kept,
        Err(unwritten) => return fault::unrecordable(unwritten),
    };
    match kept {
        Ok(kept) => {
            let mut told = kept.standing.json();
            told["digest"] = json!(kept.digest.to_string());
            told["size"] = json!(body.len());
            told["about"] = json!(kept.standing.told(teller.words));
            (StatusCode::CREATED, Json(told)).into_response()
        }
        Err(unkept) => problem::unkept(teller, &unkept),
    }
}

/// The state of a file the caller sent.
pub async fn state(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(digest): Path<String>,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let Some(person) = visitor.person() else {
        return problem::sign_in(teller);
    };
    match upload::of_sender(&app, person, &digest) {
        Ok(Some((upload, standing))) => {
            let mut told = standing.json();
            told["digest"] = json!(upload.digest.to_string());
            told["size"] = json!(upload.size);
            told["about"] = json!(standing.told(teller.words));
            Json(told).into_response()
        }
        Ok(None) => problem::absent(teller),
        Err(cause) => fault::ours(cause),
    }
}

/// A file that a record names.
pub async fn of_record(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path((number, digest)): Path<(u64, String)>,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let Some(digest) = named_file(&app, &visitor, number, &digest) else {
        return problem::absent(teller);
    };
    match given_file(&app, digest) {
        Ok(Given::Content(content)) => download(digest, content),
        Ok(Given::Withheld(standing)) => problem::withheld(teller, &standing),
        Err(cause) => fault::ours(format!("{cause:#}")),
    }
}

/// A record's document as PDF.
pub async fn document(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path((number, name)): Path<(u64, String)>,
) -> Response {
    let key = name.strip_suffix(".pdf").unwrap_or(&name);
    let answer = printed(&app, &visitor, number, key).await;
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    match answer {
        Ok(Some(pdf)) => as_pdf(number, key, &pdf),
        Ok(None) => problem::absent(teller),
        Err(cause) => fault::ours(format!("{cause:#}")),
    }
}

/// The paths of this file, for the description of the API.
pub fn described() -> Map<String, Value> {
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let number = json!({"name": "number", "in": "path", "required": true, "schema": {"type": "integer", "minimum": 1, "maximum": i64::MAX}});
    let digest = json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
    let bytes =
        |form: &str| json!({form: {"schema": {"type": "string", "contentMediaType": form}}});
    let standing =
        json!({"type": "string", "enum": ["unscanned", "quarantined", "clean", "infected"]});
    let state = json!({"type": "object", "required": ["digest", "size", "state", "about"], "properties": {
        "digest": digest, "size": {"type": "integer"}, "state": standing, "about": {"type": "string"},
        "fault": {"type": ["string", "null"], "enum": ["away", "slow", "nonsense", null]}, "next": {"type": ["string", "null"], "format": "date-time"}, "found": {"type": "string"},
    }});
    let kept = json!({"post": {"operationId": "file.keep", "tags": ["files"], "summary": "Keep a file; an act names it by its digest, and its content is given to nobody before a scanner that is set has looked at it",
    "requestBody": {"required": true, "content": bytes("application/octet-stream")},
    "responses": {
        "201": {"description": "Kept.", "content": {"application/json": {"schema": state}}},
        "400": problem, "401": problem, "403": problem, "413": problem,
    }}});
    let found = |id: &str, summary: &str, name: Value| {
        json!({"get": {"operationId": id, "tags": ["files"], "summary": summary, "parameters": [number, name],
            "responses": {"200": {"description": "The file."}, "400": problem, "401": problem, "404": problem, "409": problem, "410": problem}}})
    };
    let of_digest = json!({"name": "digest", "in": "path", "required": true, "schema": digest});
    let of_name = json!({"name": "name", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[a-z_]+\\.pdf$"}});
    let stands = json!({"get": {"operationId": "file.state", "tags": ["files"], "summary": "The state of a file the caller sent",
        "parameters": [of_digest.clone()],
        "responses": {"200": {"description": "Its state.", "content": {"application/json": {"schema": state}}}, "400": problem, "401": problem, "404": problem}}});
    [
        ("/files".to_owned(), kept),
        ("/files/{digest}".to_owned(), stands),
        (
            "/records/{number}/files/{digest}".to_owned(),
            found("file.of_record", "A file that a record names", of_digest),
        ),
        (
            "/records/{number}/documents/{name}".to_owned(),
            found("document.of_record", "A record's document as PDF", of_name),
        ),
    ]
    .into_iter()
    .collect()
}
