//! The notice about personal data, for everybody; and the page on which somebody says they have read it.

use std::sync::Arc;

use askama::Template;
use audit::EventKind;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::home::to_sign_in;
use super::sign_in::{inside, same_site, strange_form};
use super::{Frame, render};
use crate::app::{App, Visitor};
use crate::fault;
use crate::personal::notice::{self, Full};
use crate::trail::Told;

#[derive(Template)]
#[template(path = "privacy.html")]
struct Page<'a> {
    f: Frame<'a>,
    full: Full,
    version: String,
    /// Where to go on to, for somebody who is to say they have read it.
    next: Option<String>,
}

/// The notice.
pub async fn page(State(app): State<Arc<App>>, visitor: Visitor, uri: Uri) -> Response {
    shown(&app, &visitor, &uri, None)
}

/// Where to go on to.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    next: String,
    /// The version that was read.
    #[serde(default)]
    version: String,
}

/// The notice, to be read before going on.
pub async fn form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let next = inside(&asked.next).to_owned();
    shown(&app, &visitor, &uri, Some(next))
}

fn shown(app: &App, visitor: &Visitor, uri: &Uri, next: Option<String>) -> Response {
    let world = app.world();
    let w = app.words(visitor.language);
    render(&Page {
        full: notice::full(app, w),
        version: notice::version(app),
        next,
        f: Frame::new(app, &world, visitor, uri, w.t("privacy.title")),
    })
}

/// Keeps that the notice was read, after the log was told.
pub async fn read(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> Response {
    let Some(person) = visitor.person() else {
        return to_sign_in(&uri);
    };
    let own = visitor.form_secret.as_deref() == Some(asked.secret.as_str());
    if !own || !same_site(&headers) {
        return strange_form(&app, &visitor, &uri);
    }
    let version = notice::version(&app);
    // It changed while it was read: the new one is shown.
    if asked.version != version {
        return shown(&app, &visitor, &uri, Some(inside(&asked.next).to_owned()));
    }
    let event = app
        .event(&visitor, EventKind::AccountChanged, "privacy notice read")
        .noting(version.clone());
    if let Err(cause) = app.audit.write(event).await {
        return fault::unrecordable(cause);
    }
    Told::on(
        match app.cabinet.keep_privacy_read(person, &version, visitor.at) {
            Ok(()) => Redirect::to(inside(&asked.next)).into_response(),
            Err(cause) => fault::ours(cause),
        },
    )
}
