//! Files through the API: uploaded first, then named in an act by their digest.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::problem;
use crate::app::{App, Visitor};
use crate::attachment::{self, Unkept};
use crate::page::{as_pdf, download, named_file, printed};

/// Keeps an uploaded file: the body is the file. Signed-in callers only.
pub async fn keep(State(app): State<Arc<App>>, visitor: Visitor, body: Bytes) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if visitor.person().is_none() {
        return problem::sign_in(teller);
    }
    if !visitor.may_act() {
        return problem::scope(teller);
    }
    match attachment::keep(&app.files, &body) {
        Ok(digest) => (
            StatusCode::CREATED,
            Json(json!({"digest": digest.to_string(), "size": body.len()})),
        )
            .into_response(),
        Err(Unkept::Fault(cause)) => problem::fault(teller, &cause.to_string()),
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
        Some((_, Err(cause))) => problem::fault(teller, &cause.to_string()),
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
        Err(cause) => problem::fault(teller, &format!("{cause:#}")),
    }
}
