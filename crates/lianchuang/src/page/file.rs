//! Files that records name, given to whoever may read the record.

use std::sync::Arc;

use acts::{Recorded, act_kind, sight};
use axum::extract::{Path, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use register::Digest;
use serde_json::Map;
use values::EntryNumber;

use super::home::{absent_page, message};
use crate::app::{App, Visitor};
use crate::attachment::Kind;
use crate::fault;
use crate::office::named_files;
use crate::upload::{self, Standing};

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
    match given(&app, digest) {
        Ok(Given::Content(content)) => download(digest, content),
        Ok(Given::Withheld(standing)) => {
            let words = app.words(visitor.language);
            let title = standing.short(words);
            let text = standing.told(words);
            message(
                &app,
                &world,
                &visitor,
                &uri,
                withheld(&standing),
                title,
                text,
            )
        }
        Err(cause) => fault::ours(cause),
    }
}

/// What is given of a file to whoever may read the record that names it.
pub enum Given {
    /// Its content.
    Content(Vec<u8>),
    /// Nothing: it has not been looked at, or malware was found.
    Withheld(Standing),
}

/// What is given of a file here and now.
pub fn given(app: &App, digest: Digest) -> anyhow::Result<Given> {
    let standing = upload::standing(app, digest)?;
    if !standing.is_given() {
        return Ok(Given::Withheld(standing));
    }
    Ok(Given::Content(app.files.get(digest)?))
}

/// The status of not giving it: for now, or never again.
pub fn withheld(standing: &Standing) -> StatusCode {
    match standing {
        Standing::Infected { .. } => StatusCode::GONE,
        _ => StatusCode::CONFLICT,
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

/// The files a record names.
pub fn of_record(record: &Recorded) -> Vec<Digest> {
    match (act_kind(&record.act), record.fields.as_object()) {
        (Some(kind), Some(fields)) => named_files(kind.fields, fields),
        _ => Vec::new(),
    }
}

/// How the first of a record's files stands whose content is given to nobody.
pub fn first_withheld(app: &App, record: &Recorded) -> Option<Standing> {
    of_record(record)
        .into_iter()
        .filter_map(|digest| upload::standing(app, digest).ok())
        .find(|standing| !standing.is_given())
}

/// A file as a download: never shown inside our pages, whatever it holds.
pub fn download(digest: Digest, content: Vec<u8>) -> Response {
    let kind = Kind::of(&content);
    let name = &digest.to_string()[..12];
    // An archive an earlier version took, which was told no further.
    let other = if content.starts_with(b"PK") {
        "zip"
    } else {
        "bin"
    };
    let ending = kind.map_or(other, Kind::ending);
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
