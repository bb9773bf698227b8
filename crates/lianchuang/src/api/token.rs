//! Tokens for programs: made with login and password, shown once.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cabinet::SignIn;
use serde::Deserialize;
use serde_json::json;
use values::Instant;

use super::problem;
use crate::app::{App, Visitor};

/// How long a token lives, in days, unless asked shorter.
const DAYS: i64 = 90;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    login: String,
    password: String,
    label: String,
    days: Option<i64>,
}

/// Makes a token.
pub async fn make(State(app): State<Arc<App>>, visitor: Visitor, body: Bytes) -> Response {
    let worker = Arc::clone(&app);
    let at = visitor.at;
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
    let made = tokio::task::spawn_blocking(move || {
        let days = asked.days.unwrap_or(DAYS).clamp(1, DAYS);
        let expires = Instant::from_second(at.second() + days * 86_400).unwrap_or(at);
        match worker.cabinet.sign_in(&asked.login, &asked.password, at)? {
            SignIn::Welcome(person) => worker
                .cabinet
                .make_token(person, &asked.label, at, expires)
                .map(|token| Some((token, expires))),
            SignIn::Wrong | SignIn::Locked(_) => Ok(None),
        }
    })
    .await;
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    match made {
        Ok(Ok(Some((token, expires)))) => (
            StatusCode::CREATED,
            Json(json!({"token": token, "expires": expires})),
        )
            .into_response(),
        Ok(Ok(None)) => problem::problem(
            StatusCode::UNAUTHORIZED,
            "sign-in",
            teller.words.t("sign_in.wrong"),
            json!({}),
        ),
        Ok(Err(cause)) => problem::fault(teller, &cause.to_string()),
        Err(cause) => problem::fault(teller, &cause.to_string()),
    }
}
