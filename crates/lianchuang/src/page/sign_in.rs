//! Signing in and out. In a demo the page lists one account per job; outside a demo no account exists by default.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use cabinet::SignIn;
use serde::Deserialize;

use super::{Frame, render_as};
use crate::app::{App, Exposure, Visitor};
use crate::visitor::{SESSION_COOKIE, cookie};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page<'a> {
    f: Frame<'a>,
    error: Option<String>,
    login: String,
    next: String,
    password: String,
    accounts: Vec<Account>,
}

struct Account {
    login: String,
    job: String,
    place: String,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub struct Secret {
    #[serde(rename = "_secret", default)]
    secret: String,
}

/// The form.
pub async fn form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    page(
        &app,
        &visitor,
        &uri,
        StatusCode::OK,
        None,
        String::new(),
        asked.next,
    )
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    error: Option<String>,
    login: String,
    next: String,
) -> Response {
    let world = app.world();
    let w = app.words(visitor.language);
    let f = Frame::new(app, &world, visitor, uri, w.t("sign_in.title"));
    let demo = app.demo.clone().unwrap_or_default();
    let accounts = demo
        .accounts
        .into_iter()
        .map(|account| Account {
            job: w.t(&format!("job.{}", account.job)).to_owned(),
            place: account.place.in_language(visitor.language).to_owned(),
            login: account.login,
        })
        .collect();
    render_as(
        status,
        &Page {
            f,
            error,
            login,
            next,
            password: demo.password,
            accounts,
        },
    )
}

/// Enters, if login and password fit.
pub async fn enter(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> Response {
    if !same_site(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let worker = Arc::clone(&app);
    let (login, password, at) = (asked.login.clone(), asked.password, visitor.at);
    let tried = tokio::task::spawn_blocking(move || -> Result<_, cabinet::CabinetFault> {
        match worker.cabinet.sign_in(&login, &password, at)? {
            SignIn::Welcome(person) => Ok(Ok(worker.cabinet.begin_session(person, at)?)),
            other => Ok(Err(other)),
        }
    })
    .await;
    let w = app.words(visitor.language);
    match tried {
        Ok(Ok(Ok(secret))) => {
            let next = if asked.next.starts_with('/') && !asked.next.starts_with("//") {
                asked.next
            } else {
                "/inbox".to_owned()
            };
            let secure = if app.exposure == Exposure::BehindTls {
                "; Secure"
            } else {
                ""
            };
            let session =
                format!("{SESSION_COOKIE}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}");
            ([(header::SET_COOKIE, session)], Redirect::to(&next)).into_response()
        }
        Ok(Ok(Err(SignIn::Locked(until)))) => {
            let text = w.fill("sign_in.locked", &[until.china_clock()]);
            page(
                &app,
                &visitor,
                &uri,
                StatusCode::UNAUTHORIZED,
                Some(text),
                asked.login,
                asked.next,
            )
        }
        Ok(Ok(Err(_))) => {
            let text = w.t("sign_in.wrong").to_owned();
            page(
                &app,
                &visitor,
                &uri,
                StatusCode::UNAUTHORIZED,
                Some(text),
                asked.login,
                asked.next,
            )
        }
        Ok(Err(cause)) => {
            super::home::fault_page(&app, &app.world(), &visitor, &uri, &cause.to_string())
        }
        Err(cause) => {
            super::home::fault_page(&app, &app.world(), &visitor, &uri, &cause.to_string())
        }
    }
}

/// Ends the session on the server and clears what the browser keeps.
pub async fn leave(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(asked): Form<Secret>,
) -> Response {
    let Some(secret) = cookie(&headers, SESSION_COOKIE)
        .filter(|_| visitor.form_secret.as_deref() == Some(asked.secret.as_str()))
    else {
        return Redirect::to("/sign-in").into_response();
    };
    if let Err(cause) = app.cabinet.end_session(secret) {
        tracing::error!(%cause, "a session could not be ended");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let gone = format!("{SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    ([(header::SET_COOKIE, gone)], Redirect::to("/sign-in")).into_response()
}

/// Whether a form came from our own pages.
pub fn same_site(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .and_then(|site| site.to_str().ok())
        .is_none_or(|site| matches!(site, "same-origin" | "none"))
}
