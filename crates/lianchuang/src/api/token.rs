//! Tokens for programs: made with login, password and, where the person has one, the second factor's code; shown once.

use std::sync::Arc;

use audit::EventKind;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cabinet::{Attempt, CabinetFault, CodeShown, PasswordAge, Scope, SignIn};
use serde::Deserialize;
use serde_json::json;
use values::Instant;

use super::problem;
use crate::app::{App, Visitor};
use crate::fault;
use crate::trail::Remark;

/// How long a token lives, in days, unless asked shorter.
pub const DAYS: i64 = 90;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    login: String,
    password: String,
    code: Option<String>,
    label: String,
    scope: Option<String>,
    days: Option<i64>,
}

/// What came of asking for a token.
enum Made {
    Token {
        secret: String,
        expires: Instant,
        scope: Scope,
    },
    Wrong,
    Locked(Instant),
    CodeWanted,
    FactorMissing,
    PasswordDue,
    UnknownScope,
}

/// Makes a token.
pub async fn make(State(app): State<Arc<App>>, visitor: Visitor, body: Bytes) -> Response {
    let asked: Asked = match serde_json::from_slice(&body) {
        Ok(asked) => asked,
        Err(cause) => {
            let world = app.world();
            return problem::unreadable(
                app.teller(visitor.language, app.policy(visitor.day()), &world),
                &cause.to_string(),
            );
        }
    };
    // Digesting a password takes long on purpose; it must not hold up other answers.
    let worker = Arc::clone(&app);
    let (source, at) = (visitor.source.clone(), visitor.at);
    let login = asked.login.clone();
    let made = tokio::task::spawn_blocking(move || made(&worker, &asked, &source, at)).await;
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let w = teller.words;
    let refused =
        |kind: &str, told: &str| problem::problem(StatusCode::UNAUTHORIZED, kind, told, json!({}));
    let remark = Remark {
        kind: matches!(made, Ok(Ok(Made::Locked(_)))).then_some(EventKind::SignInLocked),
        person: match &made {
            Ok(Ok(Made::Token { .. })) => app.cabinet.person_of(&login).ok().flatten(),
            _ => None,
        },
        login: Remark::login_typed(&app, login),
        ..Remark::default()
    };
    remark.on(match made {
        Ok(Ok(Made::Token {
            secret,
            expires,
            scope,
        })) => (
            StatusCode::CREATED,
            Json(json!({"token": secret, "expires": expires, "scope": scope.key()})),
        )
            .into_response(),
        Ok(Ok(Made::Wrong)) => refused("sign-in", w.t("sign_in.wrong")),
        Ok(Ok(Made::Locked(until))) => {
            refused("locked", &w.fill("sign_in.locked", &[until.china_clock()]))
        }
        Ok(Ok(Made::CodeWanted)) => refused("second-factor", w.t("second_factor.code_wanted")),
        Ok(Ok(Made::FactorMissing)) => refused("second-factor", w.t("second_factor.missing")),
        Ok(Ok(Made::PasswordDue)) => refused("password-due", w.t("password.due")),
        Ok(Ok(Made::UnknownScope)) => problem::unreadable(teller, "scope: read, act"),
        Ok(Err(cause)) => fault::ours(cause),
        Err(cause) => fault::ours(cause),
    })
}

fn made(app: &App, asked: &Asked, source: &str, at: Instant) -> Result<Made, CabinetFault> {
    let Some(scope) = asked.scope.as_deref().map_or(Some(Scope::Act), Scope::of) else {
        return Ok(Made::UnknownScope);
    };
    let attempt = Attempt {
        login: &asked.login,
        password: &asked.password,
        source,
    };
    let world = app.world();
    let welcome = match app.entrance.tried(&app.cabinet, &world, &attempt, at)? {
        SignIn::Welcome(welcome) => welcome,
        SignIn::Wrong => return Ok(Made::Wrong),
        SignIn::Locked(until) => return Ok(Made::Locked(until)),
    };
    match app.entrance.standing(&app.cabinet, &world, &welcome, at)? {
        cabinet::Standing::SecondAwaited => {
            let Some(code) = &asked.code else {
                return Ok(Made::CodeWanted);
            };
            match app.cabinet.show_code(welcome.person, code, at)? {
                CodeShown::Right if welcome.password == PasswordAge::Due => {
                    return Ok(Made::PasswordDue);
                }
                CodeShown::Right => {}
                CodeShown::Wrong => return Ok(Made::Wrong),
                CodeShown::Locked(until) => return Ok(Made::Locked(until)),
            }
        }
        cabinet::Standing::FactorMissing => return Ok(Made::FactorMissing),
        cabinet::Standing::PasswordDue => return Ok(Made::PasswordDue),
        cabinet::Standing::Whole => {}
    }
    let days = asked.days.unwrap_or(DAYS).clamp(1, DAYS);
    let expires = Instant::from_second(at.second() + days * 86_400).unwrap_or(at);
    let secret = app
        .cabinet
        .make_token(welcome.person, &asked.label, scope, at, expires)?;
    Ok(Made::Token {
        secret,
        expires,
        scope,
    })
}
