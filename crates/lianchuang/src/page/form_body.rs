//! The body of a posted form: pairs of names and texts, and the files attached. Nothing is kept here: whoever takes the form says
//! first whether it is one of ours.

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

/// A posted form.
#[derive(Debug, Default)]
pub struct Posted {
    /// Its fields.
    pub pairs: Vec<(String, String)>,
    /// Its files, each with the name of its field; fields of files that were left empty are left out.
    pub files: Vec<(String, Bytes)>,
}

/// A posted form, whichever way the browser sent it.
pub async fn posted(headers: &HeaderMap, body: Bytes) -> Posted {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        return Posted {
            pairs: serde_urlencoded::from_bytes(&body).unwrap_or_default(),
            files: Vec::new(),
        };
    }
    let mut request = Request::new(Body::from(body));
    if let Some(kind) = headers.get(CONTENT_TYPE) {
        request.headers_mut().insert(CONTENT_TYPE, kind.clone());
    }
    // The whole body is here already, and was held to its limit when it was read.
    DefaultBodyLimit::disable().apply(&mut request);
    let mut posted = Posted::default();
    let Ok(mut parts) = Multipart::from_request(request, &()).await else {
        return posted;
    };
    // A body cut short gives what came before the cut; the form then shows what is missing.
    while let Ok(Some(part)) = parts.next_field().await {
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = part.file_name().is_some();
        let Ok(content) = part.bytes().await else {
            break;
        };
        if !is_file {
            let text = String::from_utf8_lossy(&content).into_owned();
            posted.pairs.push((name, text));
        } else if !content.is_empty() {
            posted.files.push((name, content));
        }
    }
    posted
}

/// The fields of a form that takes no files.
pub async fn pairs(headers: &HeaderMap, body: Bytes) -> Vec<(String, String)> {
    posted(headers, body).await.pairs
}
