//! Documents as PDF, given to whoever the policy lets read them.

use std::sync::Arc;

use acts::Recorded;
use acts::sight::{self, Sight};
use axum::extract::{Path, State};
use axum::http::{HeaderName, HeaderValue, Uri, header};
use axum::response::{IntoResponse, Response};
use policy::DocumentTemplate;
use values::EntryNumber;

use super::home::absent_page;
use crate::app::{App, Visitor};
use crate::document;
use crate::fault;

/// A record's document.
pub async fn document(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path((number, name)): Path<(u64, String)>,
) -> Response {
    let world = app.world();
    let key = name.strip_suffix(".pdf").unwrap_or(&name);
    match printed(&app, &visitor, number, key).await {
        Ok(Some(pdf)) => as_pdf(number, key, &pdf),
        Ok(None) => absent_page(&app, &world, &visitor, &uri),
        Err(cause) => fault::ours(format!("{cause:#}")),
    }
}

/// The printed document, if there is one and the visitor may read it.
pub async fn printed(
    app: &Arc<App>,
    visitor: &Visitor,
    number: u64,
    key: &str,
) -> anyhow::Result<Option<Arc<Vec<u8>>>> {
    let Some((record, template)) = readable(app, visitor, number, key)? else {
        return Ok(None);
    };
    let worker = Arc::clone(app);
    // Setting takes tens of milliseconds, too long for a thread that answers others.
    let pdf =
        tokio::task::spawn_blocking(move || document::print(&worker, &record, &template)).await??;
    Ok(Some(pdf))
}

fn readable(
    app: &App,
    visitor: &Visitor,
    number: u64,
    key: &str,
) -> anyhow::Result<Option<(Recorded, DocumentTemplate)>> {
    let world = app.world();
    let Some(record) = app.record(EntryNumber(number))? else {
        return Ok(None);
    };
    let policy = app.rules().policies.edition(&record.policy);
    let template = policy.and_then(|policy| {
        let documents = policy.documents.iter();
        documents
            .filter(|document| document.act == record.act)
            .find(|document| *document.key == *key)
            .cloned()
    });
    let Some(template) = template else {
        return Ok(None);
    };
    let sight = sight::sight(
        &world,
        app.rules(),
        visitor.actor,
        record.subject,
        visitor.day(),
    );
    let wanted = if *template.sight == *"public" {
        Sight::Public
    } else {
        Sight::Party
    };
    Ok((sight >= wanted).then_some((record, template)))
}

/// A PDF, shown by the browser's own reader.
pub fn as_pdf(number: u64, key: &str, pdf: &[u8]) -> Response {
    let name = format!("inline; filename=\"{number}-{key}.pdf\"");
    let mut response = pdf.to_vec().into_response();
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, "application/pdf");
    set(header::CONTENT_DISPOSITION, &name);
    response
}
