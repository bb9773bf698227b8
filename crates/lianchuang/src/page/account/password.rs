//! Changing one's password.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use cabinet::{Attempt, SignIn, Standing};
use identity::password::{Profile, Weakness};
use serde::Deserialize;

use crate::app::{App, Door, Visitor};
use crate::entrance::Entrance;
use crate::fault;
use crate::page::sign_in::{inside, with_session};
use crate::page::{Frame, render_as};
use crate::words::Words;

#[derive(Template)]
#[template(path = "password.html")]
struct Page<'a> {
    f: Frame<'a>,
    due: bool,
    rules: Vec<String>,
    errors: Vec<String>,
    next: String,
}

/// A posted form.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    now: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
    #[serde(default)]
    next: String,
}

/// Where to go after.
#[derive(Deserialize)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// What a profile asks, in words.
pub fn rules(words: &Words, entrance: &Entrance) -> Vec<String> {
    let text = words.t(match entrance.profile {
        Profile::Mlps => "password.rules_mlps",
        Profile::Modern => "password.rules_modern",
    });
    let barred = (!entrance.barred.is_empty()).then(|| words.t("password.rules_barred"));
    text.lines().chain(barred).map(str::to_owned).collect()
}

/// A weakness in words.
pub fn told(words: &Words, weakness: Weakness) -> String {
    match weakness.measured() {
        Some((found, wanted)) => {
            words.fill(weakness.key(), &[found.to_string(), wanted.to_string()])
        }
        None => words.t(weakness.key()).to_owned(),
    }
}

/// The form.
pub async fn form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(next): Query<Next>,
) -> Response {
    if !may_change(&visitor) {
        return Redirect::to("/sign-in?next=/account/password").into_response();
    }
    page(&app, &visitor, &uri, StatusCode::OK, Vec::new(), next.next)
}

/// Open to a whole session, and to one whose password is due.
fn may_change(visitor: &Visitor) -> bool {
    matches!(
        visitor.standing(),
        Some(Standing::Whole | Standing::PasswordDue)
    )
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    errors: Vec<String>,
    next: String,
) -> Response {
    let world = app.world();
    let w = app.words(visitor.language);
    render_as(
        status,
        &Page {
            f: Frame::new(app, &world, visitor, uri, w.t("password.title")),
            due: visitor.standing() == Some(Standing::PasswordDue),
            rules: rules(w, &app.entrance),
            errors,
            next,
        },
    )
}

/// Sets a new password; all other sessions end.
pub async fn set(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Form(asked): Form<Asked>,
) -> Response {
    let Door::Session { secret, session } = visitor.door.clone() else {
        return Redirect::to("/sign-in").into_response();
    };
    if !may_change(&visitor) || session.form_secret != asked.secret {
        return Redirect::to("/sign-in?next=/account/password").into_response();
    }
    let w = app.words(visitor.language);
    if asked.new != asked.again {
        let errors = vec![w.t("password.not_again").to_owned()];
        return page(
            &app,
            &visitor,
            &uri,
            StatusCode::BAD_REQUEST,
            errors,
            asked.next,
        );
    }
    let worker = Arc::clone(&app);
    let (now, new, source, at) = (asked.now, asked.new, visitor.source.clone(), visitor.at);
    let person = session.person;
    let done = tokio::task::spawn_blocking(move || {
        let Some(login) = worker.cabinet.login_of(person, at)? else {
            return Ok(Changed::Wrong);
        };
        let attempt = Attempt {
            login: &login,
            password: &now,
            source: &source,
        };
        let profile = worker.entrance.profile;
        match worker.cabinet.sign_in(&attempt, profile, at)? {
            SignIn::Welcome(_) => {}
            SignIn::Wrong => return Ok(Changed::Wrong),
            SignIn::Locked(until) => return Ok(Changed::Locked(until)),
        }
        let name = worker.person_name(&worker.world(), person);
        let set = worker
            .entrance
            .set_password(&worker.cabinet, &login, &new, &name, at)?;
        if let Err(weak) = set {
            return Ok(Changed::Weak(weak));
        }
        let secret = worker.cabinet.raise_session(&secret, Standing::Whole, at)?;
        worker.cabinet.end_sessions(person, Some(&secret))?;
        Ok::<_, cabinet::CabinetFault>(Changed::Done(secret))
    })
    .await;
    let errors = match done {
        Ok(Ok(Changed::Done(secret))) => {
            let next = if asked.next.is_empty() {
                "/account?told=password"
            } else {
                inside(&asked.next)
            };
            return with_session(&app, &secret, next);
        }
        Ok(Ok(Changed::Wrong)) => vec![w.t("password.wrong_now").to_owned()],
        Ok(Ok(Changed::Locked(until))) => vec![w.fill("sign_in.locked", &[until.china_clock()])],
        Ok(Ok(Changed::Weak(weak))) => weak.into_iter().map(|weak| told(w, weak)).collect(),
        Ok(Err(cause)) => return fault::ours(cause),
        Err(cause) => return fault::ours(cause),
    };
    page(
        &app,
        &visitor,
        &uri,
        StatusCode::BAD_REQUEST,
        errors,
        asked.next,
    )
}

/// What came of changing a password.
enum Changed {
    Done(String),
    Wrong,
    Locked(values::Instant),
    Weak(Vec<Weakness>),
}
