//! The first time: whoever was given a set-up code sets a password with it. The code stands in no address.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use cabinet::{Attempt, CabinetFault, SignIn};
use identity::password::Weakness;
use serde::Deserialize;

use super::password::{rules, told};
use crate::app::{App, Visitor};
use crate::entrance::Entered;
use crate::fault;
use crate::page::sign_in::{agent, own_public_form, step, strange_form, with_session};
use crate::page::{Frame, render_as};
use crate::personal::notice::{self, Short};

#[derive(Template)]
#[template(path = "welcome.html")]
struct Page<'a> {
    f: Frame<'a>,
    errors: Vec<String>,
    rules: Vec<String>,
    privacy: Option<Short>,
    code: String,
}

/// What was asked.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    new: String,
    #[serde(default)]
    again: String,
}

/// What came of it.
enum Set {
    In {
        secret: String,
        standing: cabinet::Standing,
    },
    NoSuchCode,
    Weak(Vec<Weakness>),
    Locked(values::Instant),
}

/// The form.
pub async fn form(State(app): State<Arc<App>>, visitor: Visitor, uri: Uri) -> Response {
    page(
        &app,
        &visitor,
        &uri,
        StatusCode::OK,
        Vec::new(),
        String::new(),
    )
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    errors: Vec<String>,
    code: String,
) -> Response {
    let world = app.world();
    let w = app.words(visitor.language);
    render_as(
        status,
        &Page {
            f: Frame::new(app, &world, visitor, uri, w.t("welcome.title")),
            errors,
            rules: rules(w, &app.entrance),
            privacy: notice::short(
                app,
                w,
                &["account.login", "session.source", "session.agent"],
            ),
            code,
        },
    )
}

/// Sets the password and enters.
pub async fn set(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    Form(asked): Form<Asked>,
) -> Response {
    if !own_public_form(&visitor, &headers, &asked.secret) {
        return strange_form(&app, &visitor, &uri);
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
            asked.code,
        );
    }
    let worker = Arc::clone(&app);
    let (code, new) = (asked.code.clone(), asked.new);
    let (source, agent, at) = (visitor.source.clone(), agent(&headers), visitor.at);
    let done =
        tokio::task::spawn_blocking(move || set_up(&worker, &code, &new, &source, &agent, at))
            .await;
    let errors = match done {
        Ok(Ok(Set::In { secret, standing })) => {
            return with_session(&app, &secret, &step(standing, "/inbox"));
        }
        Ok(Ok(Set::NoSuchCode)) => vec![w.t("welcome.no_code").to_owned()],
        Ok(Ok(Set::Weak(weak))) => weak.into_iter().map(|weak| told(w, weak)).collect(),
        Ok(Ok(Set::Locked(until))) => vec![w.fill("sign_in.locked", &[until.china_clock()])],
        Ok(Err(cause)) => return fault::ours(cause),
        Err(cause) => return fault::ours(cause),
    };
    page(
        &app,
        &visitor,
        &uri,
        StatusCode::BAD_REQUEST,
        errors,
        asked.code,
    )
}

fn set_up(
    app: &App,
    code: &str,
    new: &str,
    source: &str,
    agent: &str,
    at: values::Instant,
) -> Result<Set, CabinetFault> {
    let cabinet = &app.cabinet;
    // Codes are long, and guessing them from one address is stopped all the same.
    if let Some(until) = cabinet.locked_source(source, at)? {
        return Ok(Set::Locked(until));
    }
    let Some(login) = cabinet.setup_login(code, at)? else {
        cabinet.failed_at(source, at)?;
        return Ok(Set::NoSuchCode);
    };
    let world = app.world();
    let name = cabinet
        .person_of(&login)?
        .map(|person| app.person_name(&world, person))
        .unwrap_or_default();
    let set = app.entrance.set_password(cabinet, &login, new, &name, at)?;
    if let Err(weak) = set {
        return Ok(Set::Weak(weak));
    }
    if !cabinet.use_setup_code(code, at)? {
        return Ok(Set::NoSuchCode);
    }
    let attempt = Attempt {
        login: &login,
        password: new,
        source,
    };
    // The page shows the notice.
    if let Some(person) = cabinet.person_of(&login)? {
        cabinet.keep_privacy_read(person, &notice::version(app), at)?;
    }
    match app.entrance.enter(cabinet, &world, &attempt, agent, at)? {
        Entered::In { secret, standing } => Ok(Set::In { secret, standing }),
        Entered::Not(SignIn::Locked(until)) => Ok(Set::Locked(until)),
        Entered::Not(SignIn::Wrong | SignIn::Welcome(_)) => Ok(Set::NoSuchCode),
    }
}
