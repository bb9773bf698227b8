//! Ending one's own sessions.

use std::sync::Arc;

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::{own, told};
use crate::app::{App, Visitor};
use crate::fault;

/// What was asked.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(rename = "_csrf", default)]
    secret: String,
    /// Which session; all others where none is named.
    #[serde(default)]
    mark: String,
}

/// Ends one session, or all but this one.
pub async fn end(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Form(asked): Form<Asked>,
) -> Response {
    let own = match own(&visitor, &asked.secret) {
        Ok(own) => own,
        Err(elsewhere) => return elsewhere.into_response(),
    };
    let done = if asked.mark.is_empty() {
        app.cabinet
            .end_sessions(own.person, Some(own.secret))
            .map(|_| ())
    } else {
        app.cabinet
            .end_session_marked(own.person, &asked.mark)
            .map(|_| ())
    };
    match done {
        Ok(()) => told("session"),
        Err(cause) => fault::ours(cause),
    }
}
