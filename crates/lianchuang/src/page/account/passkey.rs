//! Passkeys: the browser's script carries questions to the device and answers back. Everything else works without it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use cabinet::{CabinetFault, CodeShown, Standing};
use serde::Deserialize;
use serde_json::{Value, json};

use super::factor::{label, own_set_up};
use crate::app::{App, Door, Visitor};
use crate::entrance::Question;
use crate::fault;
use crate::page::sign_in::{inside, step};

/// What the script posts.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    secret: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    answer: Value,
}

fn problem(app: &App, visitor: &Visitor, status: StatusCode, key: &str) -> Response {
    let told = app.words(visitor.language).t(key);
    (status, Json(json!({"told": told}))).into_response()
}

fn texts(app: &App, person: values::PersonId) -> Result<Vec<String>, CabinetFault> {
    let kept = app.cabinet.passkeys(person)?;
    Ok(kept.into_iter().map(|(_, text)| text).collect())
}

/// Asks the device to make a passkey.
pub async fn make(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Json(asked): Json<Asked>,
) -> Response {
    let (Some(person), Some(place)) = (own_set_up(&visitor, &asked.secret), &app.entrance.place)
    else {
        return problem(&app, &visitor, StatusCode::UNAUTHORIZED, "problem.sign_in");
    };
    if !visitor.came_lately() {
        return problem(&app, &visitor, StatusCode::FORBIDDEN, "confirm.first");
    }
    let asked = (|| {
        let login = app
            .cabinet
            .login_of(person, visitor.at)?
            .unwrap_or_default();
        let name = app.person_name(&app.world(), person);
        Ok::<_, CabinetFault>((login, name, texts(&app, person)?))
    })();
    match asked {
        Ok((login, name, kept)) => match place.ask_to_make(person.0, &login, &name, &kept) {
            Ok((question, making)) => {
                let question_kept = Question::Make(Box::new(making));
                app.entrance.ask(person, question_kept, visitor.at);
                Json(question).into_response()
            }
            Err(cause) => fault::ours_to_script(cause),
        },
        Err(cause) => fault::ours_to_script(cause),
    }
}

/// Keeps the passkey a device made.
pub async fn made(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Json(asked): Json<Asked>,
) -> Response {
    let (Some(person), Some(place)) = (own_set_up(&visitor, &asked.secret), &app.entrance.place)
    else {
        return problem(&app, &visitor, StatusCode::UNAUTHORIZED, "problem.sign_in");
    };
    let Some(Question::Make(making)) = app.entrance.answered(person, visitor.at) else {
        return problem(&app, &visitor, StatusCode::BAD_REQUEST, "passkey.late");
    };
    let passkey = match place.made(&making, asked.answer) {
        Ok(passkey) => passkey,
        Err(cause) => {
            tracing::info!(%cause, "a passkey was not made");
            return problem(&app, &visitor, StatusCode::BAD_REQUEST, "passkey.refused");
        }
    };
    let label = label(
        &asked.label,
        app.words(visitor.language).t("second_factor.passkey"),
    );
    match app
        .cabinet
        .add_passkey(person, &label, &passkey, visitor.at)
    {
        Ok(()) => as_told(super::factor::added(&app, &visitor, &uri, &asked.next)),
        Err(cause) => fault::ours_to_script(cause),
    }
}

/// A redirect told to the script: where to go on, and the session's new cookie.
fn as_told(redirect: Response) -> Response {
    if redirect.status().is_server_error() {
        return fault::to_script(redirect);
    }
    let (parts, _) = redirect.into_parts();
    let next = parts
        .headers
        .get(header::LOCATION)
        .and_then(|next| next.to_str().ok())
        .unwrap_or("/inbox");
    let mut response = Json(json!({"next": next})).into_response();
    for cookie in parts.headers.get_all(header::SET_COOKIE) {
        response
            .headers_mut()
            .append(header::SET_COOKIE, cookie.clone());
    }
    response
}

/// The session that may show a passkey: one that waits for its second factor, or a whole one that confirms.
fn may_show<'a>(visitor: &'a Visitor, form_secret: &str) -> Option<(&'a str, values::PersonId)> {
    match &visitor.door {
        Door::Session { secret, session }
            if session.form_secret == form_secret
                && matches!(session.standing, Standing::Whole | Standing::SecondAwaited) =>
        {
            Some((secret, session.person))
        }
        _ => None,
    }
}

/// Asks the device to show a passkey.
pub async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Json(asked): Json<Asked>,
) -> Response {
    let (Some((_, person)), Some(place)) = (may_show(&visitor, &asked.secret), &app.entrance.place)
    else {
        return problem(&app, &visitor, StatusCode::UNAUTHORIZED, "problem.sign_in");
    };
    let kept = match texts(&app, person) {
        Ok(kept) => kept,
        Err(cause) => return fault::ours_to_script(cause),
    };
    match place.ask(&kept) {
        Ok((question, asking)) => {
            let question_kept = Question::Show(Box::new(asking));
            app.entrance.ask(person, question_kept, visitor.at);
            Json(question).into_response()
        }
        Err(cause) => {
            tracing::info!(%cause, "no passkey to ask for");
            problem(&app, &visitor, StatusCode::BAD_REQUEST, "passkey.none")
        }
    }
}

/// Takes the device's answer: the session goes on, or is confirmed.
pub async fn shown(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Json(asked): Json<Asked>,
) -> Response {
    let Some((secret, person)) = may_show(&visitor, &asked.secret) else {
        return problem(&app, &visitor, StatusCode::UNAUTHORIZED, "problem.sign_in");
    };
    match app
        .entrance
        .passkey_shown(&app.cabinet, person, asked.answer, visitor.at)
    {
        Ok(CodeShown::Right) if visitor.standing() == Some(Standing::SecondAwaited) => as_told(
            crate::page::sign_in::raised(&app, &visitor, secret, &asked.next),
        ),
        Ok(CodeShown::Right) => match app.cabinet.confirm_session(secret, visitor.at) {
            Ok(()) => {
                Json(json!({"next": step(Standing::Whole, inside(&asked.next))})).into_response()
            }
            Err(cause) => fault::ours_to_script(cause),
        },
        Ok(CodeShown::Wrong | CodeShown::Locked(_)) => {
            problem(&app, &visitor, StatusCode::UNAUTHORIZED, "passkey.refused")
        }
        Err(cause) => fault::ours_to_script(cause),
    }
}
