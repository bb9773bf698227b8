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
use crate::attachment::{self, Unkept};
use crate::fault;
use crate::page::{as_pdf, download, named_file, printed};

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
    match attachment::keep(&app.files, &body) {
        Ok(digest) => (
            StatusCode::CREATED,
            Json(json!({"digest": digest.to_string(), "size": body.len()})),
        )
            .into_response(),
        Err(Unkept::Fault(cause)) => fault::ours(cause),
        Err(cause) => problem::unreadable(teller, &cause.to_string()),
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
    match named_file(&app, &visitor, number, &digest).map(|digest| (digest, app.files.get(digest)))
    {
        None => problem::absent(teller),
        Some((digest, Ok(content))) => download(digest, content),
        Some((_, Err(cause))) => fault::ours(cause),
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
    let kept = json!({"post": {"operationId": "file.keep", "tags": ["files"], "summary": "Keep a file; an act names it by its digest",
    "requestBody": {"required": true, "content": bytes("application/octet-stream")},
    "responses": {
        "201": {"description": "Kept.", "content": {"application/json": {"schema": {"type": "object", "required": ["digest", "size"], "properties": {"digest": digest, "size": {"type": "integer"}}}}}},
        "400": problem, "401": problem, "403": problem, "413": problem,
    }}});
    let found = |id: &str, summary: &str, name: Value| {
        json!({"get": {"operationId": id, "tags": ["files"], "summary": summary, "parameters": [number, name],
            "responses": {"200": {"description": "The file."}, "400": problem, "401": problem, "404": problem}}})
    };
    let of_digest = json!({"name": "digest", "in": "path", "required": true, "schema": digest});
    let of_name = json!({"name": "name", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[a-z_]+\\.pdf$"}});
    [
        ("/files".to_owned(), kept),
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
