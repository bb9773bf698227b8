//! Showing again who one is, in the moment of signing or of changing what opens the account.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use cabinet::{Attempt, CodeShown, FactorKind, SignIn};
use serde::Deserialize;

use super::own;
use crate::app::{App, Visitor};
use crate::fault;
use crate::page::sign_in::inside;
use crate::page::{Frame, render_as};

#[derive(Template)]
#[template(path = "confirm.html")]
struct Page<'a> {
    f: Frame<'a>,
    error: Option<String>,
    next: String,
    has_app: bool,
    has_passkey: bool,
    has_certificate: bool,
}

/// What was asked.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// The form.
pub async fn form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    if visitor.person().is_none() {
        return super::to_sign_in(&uri);
    }
    page(&app, &visitor, &uri, StatusCode::OK, None, asked.next)
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    error: Option<String>,
    next: String,
) -> Response {
    let factors = visitor
        .person()
        .map(|person| app.cabinet.factors(person))
        .transpose();
    let factors = match factors {
        Ok(factors) => factors.unwrap_or_default(),
        Err(cause) => return fault::ours(cause),
    };
    let has = |kind: FactorKind| factors.iter().any(|factor| factor.kind == kind);
    let world = app.world();
    let title = app.words(visitor.language).t("confirm.title");
    render_as(
        status,
        &Page {
            f: Frame::new(app, &world, visitor, uri, title),
            error,
            next,
            has_app: !factors.is_empty(),
            has_passkey: has(FactorKind::Passkey) && app.entrance.place.is_some(),
            has_certificate: has(FactorKind::Certificate) && app.entrance.authorities.is_some(),
        },
    )
}

/// Takes password and code.
pub async fn confirmed(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Form(asked): Form<Asked>,
) -> Response {
    let (person, secret) = match own(&visitor, &asked.secret) {
        Ok(own) => (own.person, own.secret.to_owned()),
        Err(elsewhere) => return elsewhere.into_response(),
    };
    let worker = Arc::clone(&app);
    let (source, at) = (visitor.source.clone(), visitor.at);
    let (password, code) = (asked.password, asked.code);
    let done = tokio::task::spawn_blocking(move || {
        shown(&worker, person, &password, &code, &source, at).map(|shown| {
            if shown == CodeShown::Right {
                worker.cabinet.confirm_session(&secret, at)?;
            }
            Ok::<_, cabinet::CabinetFault>(shown)
        })?
    })
    .await;
    let w = app.words(visitor.language);
    let error = match done {
        Ok(Ok(CodeShown::Right)) => return Redirect::to(inside(&asked.next)).into_response(),
        Ok(Ok(CodeShown::Wrong)) => w.t("confirm.wrong").to_owned(),
        Ok(Ok(CodeShown::Locked(until))) => w.fill("sign_in.locked", &[until.china_clock()]),
        Ok(Err(cause)) => return fault::ours(cause),
        Err(cause) => return fault::ours(cause),
    };
    page(
        &app,
        &visitor,
        &uri,
        StatusCode::UNAUTHORIZED,
        Some(error),
        asked.next,
    )
}

/// Whether password and, where the person has a second factor, its code are right.
pub fn shown(
    app: &App,
    person: values::PersonId,
    password: &str,
    code: &str,
    source: &str,
    at: values::Instant,
) -> Result<CodeShown, cabinet::CabinetFault> {
    let Some(login) = app.cabinet.login_of(person, at)? else {
        return Ok(CodeShown::Wrong);
    };
    let attempt = Attempt {
        login: &login,
        password,
        source,
    };
    match app.cabinet.sign_in(&attempt, app.entrance.profile, at)? {
        SignIn::Welcome(_) if app.cabinet.factors(person)?.is_empty() => Ok(CodeShown::Right),
        SignIn::Welcome(_) => app.cabinet.show_code(person, code, at),
        SignIn::Wrong => Ok(CodeShown::Wrong),
        SignIn::Locked(until) => Ok(CodeShown::Locked(until)),
    }
}
