//! Founding the office: whoever has a code of the server's start becomes the first administrator of its kind.

use std::collections::BTreeMap;
use std::sync::Arc;

use acts::Subject;
use acts::ask::Request;
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use cabinet::{AccountMistake, Attempt};
use serde::Deserialize;
use serde_json::json;
use values::{EntryNumber, PersonId};

use super::password::{rules, told};
use crate::accounts::FOUNDER;
use crate::app::{App, Visitor};
use crate::entrance::Entered;
use crate::fault;
use crate::office::{Answer, Submission};
use crate::page::sign_in::{agent, own_public_form, step, strange_form, with_session};
use crate::page::{Frame, render_as};
use crate::personal::notice::{self, Short};

#[derive(Template)]
#[template(path = "founding.html")]
struct Page<'a> {
    f: Frame<'a>,
    errors: Vec<String>,
    rules: Vec<String>,
    privacy: Option<Short>,
    asked: Asked,
}

/// What was asked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    #[serde(rename = "_csrf")]
    secret: String,
    code: String,
    name: String,
    login: String,
    new: String,
    again: String,
}

/// What came of it.
enum Founded {
    In {
        secret: String,
        standing: cabinet::Standing,
    },
    Not(Vec<String>),
}

/// The form.
pub async fn form(State(app): State<Arc<App>>, visitor: Visitor, uri: Uri) -> Response {
    page(
        &app,
        &visitor,
        &uri,
        StatusCode::OK,
        Vec::new(),
        Asked::default(),
    )
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    errors: Vec<String>,
    asked: Asked,
) -> Response {
    let world = app.world();
    let w = app.words(visitor.language);
    render_as(
        status,
        &Page {
            f: Frame::new(app, &world, visitor, uri, w.t("founding.title")),
            errors,
            rules: rules(w, &app.entrance),
            privacy: notice::short(
                app,
                w,
                &[
                    "person.enrol/name",
                    "account.login",
                    "session.source",
                    "session.agent",
                ],
            ),
            asked,
        },
    )
}

/// Founds one office.
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
    let worker = Arc::clone(&app);
    let (given, who, agent) = (asked.clone(), visitor.clone(), agent(&headers));
    let done = tokio::task::spawn_blocking(move || found(&worker, &who, &given, &agent)).await;
    match done {
        Ok(Ok(Founded::In { secret, standing })) => {
            with_session(&app, &secret, &step(standing, "/inbox"))
        }
        Ok(Ok(Founded::Not(errors))) => {
            page(&app, &visitor, &uri, StatusCode::BAD_REQUEST, errors, asked)
        }
        Ok(Err(cause)) => fault::ours(cause),
        Err(cause) => fault::ours(cause),
    }
}

fn found(app: &App, visitor: &Visitor, asked: &Asked, agent: &str) -> anyhow::Result<Founded> {
    let w = app.words(visitor.language);
    let (cabinet, at, source) = (&app.cabinet, visitor.at, visitor.source.as_str());
    let not = |key: &str| Ok(Founded::Not(vec![w.t(key).to_owned()]));
    if let Some(until) = cabinet.locked_source(source, at)? {
        let locked = w.fill("sign_in.locked", &[until.china_clock()]);
        return Ok(Founded::Not(vec![locked]));
    }
    let Some(role) = cabinet.founding_role(&asked.code, at)? else {
        cabinet.failed_at(source, at)?;
        return not("welcome.no_code");
    };
    let (name, login) = (asked.name.trim(), asked.login.trim());
    let mut errors = Vec::new();
    if name.is_empty() {
        errors.push(w.t("founding.name_wanted").to_owned());
    }
    if !cabinet::is_login(login) {
        errors.push(w.t("accounts.login_wrong").to_owned());
    } else if cabinet.person_of(login)?.is_some() {
        errors.push(w.fill("accounts.login_taken", &[login]));
    }
    if asked.new != asked.again {
        errors.push(w.t("password.not_again").to_owned());
    }
    let weak = app.entrance.weaknesses(&asked.new, &[login, name]);
    errors.extend(weak.into_iter().map(|weak| told(w, weak)));
    if !errors.is_empty() {
        return Ok(Founded::Not(errors));
    }
    // Used up before anything is recorded: of two who use one code at once, one founds.
    if !cabinet.use_founding_code(&asked.code, at)? {
        return not("welcome.no_code");
    }
    let person = PersonId::from(recorded(
        app,
        visitor,
        "person.enrol",
        &json!({"name": name}),
    )?);
    let appointed = json!({"person": person, "role": role, "from": visitor.day()});
    recorded(app, visitor, "appointment.make", &appointed)?;
    match cabinet.make_account(login, person, at)? {
        Ok(()) => {}
        Err(AccountMistake::Taken(_) | AccountMistake::Login | AccountMistake::Has(_)) => {
            return not("accounts.login_wrong");
        }
    }
    let set = app
        .entrance
        .set_password(cabinet, login, &asked.new, name, at)?;
    if let Err(weak) = set {
        return Ok(Founded::Not(
            weak.into_iter().map(|weak| told(w, weak)).collect(),
        ));
    }
    // The page shows the notice.
    cabinet.keep_privacy_read(person, &notice::version(app), at)?;
    let attempt = Attempt {
        login,
        password: &asked.new,
        source,
    };
    match app
        .entrance
        .enter(cabinet, &app.world(), &attempt, agent, at)?
    {
        Entered::In { secret, standing } => Ok(Founded::In { secret, standing }),
        Entered::Not(_) => not("sign_in.wrong"),
    }
}

/// Has the system record one act of the founding; gives its number.
fn recorded(
    app: &App,
    visitor: &Visitor,
    act: &str,
    fields: &serde_json::Value,
) -> anyhow::Result<EntryNumber> {
    let request = Request {
        act: act.to_owned(),
        subject: Subject::Office,
        actor: FOUNDER,
        at: visitor.at,
        fields: fields.as_object().cloned().unwrap_or_default(),
        justify: BTreeMap::new(),
    };
    match app.office.submit_and_wait(Submission::one(request)) {
        Answer::Recorded(recorded) => recorded
            .first()
            .map(|one| one.number)
            .ok_or_else(|| anyhow::anyhow!("nothing was recorded")),
        other => anyhow::bail!("the founding's {act} was not recorded: {other:?}"),
    }
}
