//! Tokens for programs, made and revoked on one's own account.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::Uri;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use values::Instant;

use super::{moment, own, own_afresh, scope, told};
use crate::api::TOKEN_DAYS;
use crate::app::{App, Visitor};
use crate::fault;
use crate::page::{Frame, render};

#[derive(Template)]
#[template(path = "token.html")]
struct Page<'a> {
    f: Frame<'a>,
    token: String,
    label: String,
    expires: String,
}

/// What was asked.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    scope: String,
    #[serde(default)]
    days: String,
    #[serde(default)]
    mark: String,
}

/// Makes a token and shows it, once.
pub async fn make(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Form(asked): Form<Asked>,
) -> Response {
    let own = match own_afresh(&visitor, &asked.secret, "/account#tokens") {
        Ok(own) => own,
        Err(elsewhere) => return elsewhere.into_response(),
    };
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let label = super::factor::label(&asked.label, teller.words.t("token.unnamed"));
    let days = asked
        .days
        .trim()
        .parse()
        .unwrap_or(TOKEN_DAYS)
        .clamp(1, TOKEN_DAYS);
    let expires = Instant::from_second(visitor.at.second() + days * 86_400).unwrap_or(visitor.at);
    match app
        .cabinet
        .make_token(own.person, &label, scope(&asked.scope), visitor.at, expires)
    {
        Ok(token) => render(&Page {
            token,
            label,
            expires: moment(teller, expires),
            f: Frame::new(&app, &world, &visitor, &uri, teller.words.t("token.made")),
        }),
        Err(cause) => fault::ours(cause),
    }
}

/// Revokes a token.
pub async fn revoke(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Form(asked): Form<Asked>,
) -> Response {
    let own = match own(&visitor, &asked.secret) {
        Ok(own) => own,
        Err(elsewhere) => return elsewhere.into_response(),
    };
    match app
        .cabinet
        .revoke_token(own.person, &asked.mark, visitor.at)
    {
        Ok(_) => told("token"),
        Err(cause) => fault::ours(cause),
    }
}
