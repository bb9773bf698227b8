//! The body of a posted form: pairs of names and texts. Attached files are kept first and stand in it by their digests.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest as _, Multipart, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use crate::app::App;
use crate::attachment::{self, Unkept};

/// The mark of a file that was not kept: no digest, so the field is found mistaken and says what is taken.
const UNKEPT: &str = "unkept";

/// Pairs of a posted form, whichever way the browser sent it; fails where a file cannot be kept.
pub async fn pairs(
    app: &App,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<Vec<(String, String)>, Unkept> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        return Ok(serde_urlencoded::from_bytes(&body).unwrap_or_default());
    }
    let mut request = Request::new(Body::from(body));
    if let Some(kind) = headers.get(CONTENT_TYPE) {
        request.headers_mut().insert(CONTENT_TYPE, kind.clone());
    }
    let Ok(mut parts) = Multipart::from_request(request, &()).await else {
        return Ok(Vec::new());
    };
    let mut pairs = Vec::new();
    // A body cut short gives what came before the cut; the form then shows what is missing.
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = part.file_name().is_some();
        let Ok(content) = part.bytes().await else {
            break;
        };
        if !is_file {
            pairs.push((name, String::from_utf8_lossy(&content).into_owned()));
        } else if !content.is_empty() {
            // Before the digest of an earlier upload, which the form carries along: the first of a name counts.
            pairs.insert(0, (name, kept(app, &content)?));
        }
    }
    Ok(pairs)
}

fn kept(app: &App, content: &[u8]) -> Result<String, Unkept> {
    match attachment::keep(&app.files, content) {
        Ok(digest) => Ok(digest.to_string()),
        Err(fault @ Unkept::Fault(_)) => Err(fault),
        Err(_) => Ok(UNKEPT.to_owned()),
    }
}
