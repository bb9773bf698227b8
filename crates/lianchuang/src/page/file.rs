//! Files that records name, given to whoever may read the record.

use std::sync::Arc;

use acts::{act_kind, sight};
use axum::extract::{Path, State};
use axum::http::{Uri, header};
use axum::response::{IntoResponse, Response};
use register::Digest;
use serde_json::Map;
use values::EntryNumber;

use super::home::absent_page;
use crate::app::{App, Visitor};
use crate::attachment::Kind;
use crate::fault;
use crate::office::named_files;

/// One file of a record.
pub async fn file(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path((number, digest)): Path<(u64, String)>,
) -> Response {
    let world = app.world();
    let Some(digest) = named(&app, &visitor, number, &digest) else {
        return absent_page(&app, &world, &visitor, &uri);
    };
    match app.files.get(digest) {
        Ok(content) => download(digest, content),
        Err(cause) => fault::ours(cause),
    }
}

/// The digest, if the visitor may read the record and the record names it.
pub fn named(app: &App, visitor: &Visitor, number: u64, digest: &str) -> Option<Digest> {
    let world = app.world();
    let digest: Digest = digest.parse().ok()?;
    let record = app.record(EntryNumber(number)).ok().flatten()?;
    let kind = act_kind(&record.act)?;
    let none = Map::new();
    let fields = record.fields.as_object().unwrap_or(&none);
    let readable = sight::sees_record(&world, app.rules(), visitor.actor, &record, visitor.day());
    (readable && named_files(kind.fields, fields).contains(&digest)).then_some(digest)
}

/// A file as a download: never shown inside our pages, whatever it holds.
pub fn download(digest: Digest, content: Vec<u8>) -> Response {
    let kind = Kind::of(&content);
    let name = &digest.to_string()[..12];
    let ending = kind.map_or("bin", Kind::ending);
    let headers = [
        (
            header::CONTENT_TYPE,
            kind.map_or("application/octet-stream", Kind::media_type)
                .to_owned(),
        ),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}.{ending}\""),
        ),
    ];
    (headers, content).into_response()
}
