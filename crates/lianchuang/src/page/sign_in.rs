//! Signing in and out. In a demo the page lists one account per job; outside a demo no account exists by default.

use std::sync::Arc;

use askama::Template;
use audit::EventKind;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use cabinet::{Attempt, CodeShown, FactorKind, SignIn, Standing};
use serde::Deserialize;
use values::PersonId;

use super::{Frame, render_as};
use crate::app::{App, Door, Exposure, Visitor};
use crate::entrance::Entered;
use crate::fault;
use crate::listing::encode;
use crate::personal::notice;
use crate::trail::Remark;
use crate::visitor::{self, cookie};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page<'a> {
    f: Frame<'a>,
    error: Option<String>,
    login: String,
    next: String,
    password: String,
    accounts: Vec<Account>,
    /// Signing in at another provider: what the way there is called, and where it begins.
    elsewhere: Option<(String, String)>,
}

struct Account {
    login: String,
    job: String,
    place: String,
}

#[derive(Template)]
#[template(path = "second_factor.html")]
struct SecondPage<'a> {
    f: Frame<'a>,
    error: Option<String>,
    next: String,
    has_app: bool,
    has_passkey: bool,
    has_certificate: bool,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

/// A posted form that carries nothing but its session's secret.
#[derive(Deserialize)]
pub struct Secret {
    #[serde(rename = "_csrf", default)]
    secret: String,
}

/// A code of the second factor.
#[derive(Deserialize)]
pub struct Second {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

/// The form; whoever has shown a part goes on to the rest.
pub async fn form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    if let Some(standing) = visitor
        .standing()
        .filter(|standing| *standing != Standing::Whole)
    {
        return Redirect::to(&step(standing, &asked.next)).into_response();
    }
    page(&app, &visitor, &uri, StatusCode::OK, None, &asked)
}

/// Where to go on from a standing.
pub fn step(standing: Standing, next: &str) -> String {
    let next = inside(next);
    match standing {
        Standing::Whole => next.to_owned(),
        Standing::SecondAwaited => format!("/sign-in/second?next={}", encode(next)),
        Standing::FactorMissing => format!("/account/second-factor?next={}", encode(next)),
        Standing::PasswordDue => format!("/account/password?next={}", encode(next)),
    }
}

/// The same, by way of the notice about personal data where that is still to be read.
pub fn onward(app: &App, person: Option<PersonId>, standing: Standing, next: &str) -> String {
    let unread = person.map(|person| notice::unread(app, person));
    match (standing, unread) {
        (Standing::Whole, Some(Ok(true))) => {
            format!("/privacy/read?next={}", encode(inside(next)))
        }
        (_, Some(Err(cause))) => {
            // Nobody is kept out because it is not known what they have read.
            tracing::error!(%cause, "what somebody has read could not be looked up");
            step(standing, next)
        }
        _ => step(standing, next),
    }
}

/// An address inside the product; any other is the inbox.
pub fn inside(next: &str) -> &str {
    let own =
        next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\r', '\n']);
    if own { next } else { "/inbox" }
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    error: Option<String>,
    asked: &Asked,
) -> Response {
    let world = app.world();
    let w = app.words(visitor.language);
    let f = Frame::new(app, &world, visitor, uri, w.t("sign_in.title"));
    let elsewhere = super::elsewhere::label(app, visitor).map(|label| {
        let href = format!("/sign-in/elsewhere?next={}", encode(inside(&asked.next)));
        (w.fill("elsewhere.sign_in", &[label]), href)
    });
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
            login: asked.login.clone(),
            next: asked.next.clone(),
            password: demo.password,
            accounts,
            elsewhere,
        },
    )
}

/// What the browser says it is.
pub fn agent(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT);
    agent
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

/// Enters, if login and password fit.
pub async fn enter(
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
    let (login, password, source, agent, at) = (
        asked.login.clone(),
        asked.password.clone(),
        visitor.source.clone(),
        agent(&headers),
        visitor.at,
    );
    // Digesting a password takes long on purpose; it must not hold up other answers.
    let tried = tokio::task::spawn_blocking(move || {
        let attempt = Attempt {
            login: &login,
            password: &password,
            source: &source,
        };
        let world = worker.world();
        worker
            .entrance
            .enter(&worker.cabinet, &world, &attempt, &agent, at)
    })
    .await;
    let w = app.words(visitor.language);
    let (error, remark) = match tried {
        Ok(Ok(Entered::In { secret, standing })) => {
            let remark = Remark {
                person: app.cabinet.person_of(&asked.login).ok().flatten(),
                login: asked.login,
                ..Remark::default()
            };
            let next = onward(&app, remark.person, standing, &asked.next);
            return remark.on(with_session(&app, &secret, &next));
        }
        Ok(Ok(Entered::Not(SignIn::Locked(until)))) => {
            let error = w.fill("sign_in.locked", &[until.china_clock()]);
            let kind = Some(EventKind::SignInLocked);
            (
                error,
                Remark {
                    kind,
                    reason: Some("locked"),
                    ..Remark::default()
                },
            )
        }
        Ok(Ok(Entered::Not(SignIn::Wrong | SignIn::Welcome(_)))) => {
            let reason = Some("wrong");
            (
                w.t("sign_in.wrong").to_owned(),
                Remark {
                    reason,
                    ..Remark::default()
                },
            )
        }
        Ok(Err(cause)) => return fault::ours(cause),
        Err(cause) => return fault::ours(cause),
    };
    let answer = page(
        &app,
        &visitor,
        &uri,
        StatusCode::UNAUTHORIZED,
        Some(error),
        &asked,
    );
    Remark {
        login: Remark::login_typed(&app, asked.login),
        ..remark
    }
    .on(answer)
}

/// An answer that gives the browser its session and sends it on.
pub fn with_session(app: &App, secret: &str, next: &str) -> Response {
    (
        [(header::SET_COOKIE, session_cookie(app, secret))],
        Redirect::to(next),
    )
        .into_response()
}

/// The cookie of a session.
pub fn session_cookie(app: &App, secret: &str) -> String {
    let secure = if app.exposure == Exposure::BehindTls {
        "; Secure"
    } else {
        ""
    };
    let name = visitor::session_cookie(app.exposure);
    format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}")
}

/// The form of the second factor.
pub async fn second(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    match visitor.standing() {
        Some(Standing::SecondAwaited) => {
            second_page(&app, &visitor, &uri, StatusCode::OK, None, asked.next)
        }
        Some(standing) => Redirect::to(&step(standing, &asked.next)).into_response(),
        None => Redirect::to("/sign-in").into_response(),
    }
}

fn second_page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    error: Option<String>,
    next: String,
) -> Response {
    let factors = visitor
        .known()
        .map(|person| app.cabinet.factors(person))
        .transpose();
    let factors = match factors {
        Ok(factors) => factors.unwrap_or_default(),
        Err(cause) => return fault::ours(cause),
    };
    let has = |kind: FactorKind| factors.iter().any(|factor| factor.kind == kind);
    let world = app.world();
    let title = app.words(visitor.language).t("second_factor.title");
    render_as(
        status,
        &SecondPage {
            f: Frame::new(app, &world, visitor, uri, title),
            error,
            next,
            has_app: has(FactorKind::App),
            has_passkey: has(FactorKind::Passkey) && app.entrance.place.is_some(),
            has_certificate: has(FactorKind::Certificate) && app.entrance.authorities.is_some(),
        },
    )
}

/// Takes a code of the second factor.
pub async fn second_code(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Form(asked): Form<Second>,
) -> Response {
    let Door::Session { secret, session } = &visitor.door else {
        return Redirect::to("/sign-in").into_response();
    };
    if session.standing != Standing::SecondAwaited || session.form_secret != asked.secret {
        return Redirect::to("/sign-in").into_response();
    }
    let w = app.words(visitor.language);
    let error = match app
        .cabinet
        .show_code(session.person, &asked.code, visitor.at)
    {
        Ok(CodeShown::Right) => return raised(&app, &visitor, secret, &asked.next),
        Ok(CodeShown::Wrong) => w.t("second_factor.wrong").to_owned(),
        Ok(CodeShown::Locked(until)) => w.fill("second_factor.locked", &[until.china_clock()]),
        Err(cause) => return fault::ours(cause),
    };
    second_page(
        &app,
        &visitor,
        &uri,
        StatusCode::UNAUTHORIZED,
        Some(error),
        asked.next,
    )
}

/// The session brought as far as it comes after the second factor, and the browser sent on.
pub fn raised(app: &App, visitor: &Visitor, secret: &str, next: &str) -> Response {
    let Some(person) = visitor.known() else {
        return Redirect::to("/sign-in").into_response();
    };
    let raised = app
        .entrance
        .standing_of(&app.cabinet, person, visitor.at)
        .and_then(|standing| {
            let secret = app.cabinet.raise_session(secret, standing, visitor.at)?;
            Ok((secret, standing))
        });
    match raised {
        Ok((secret, standing)) => {
            with_session(app, &secret, &onward(app, Some(person), standing, next))
        }
        Err(cause) => fault::ours(cause),
    }
}

/// Ends the session on the server and clears what the browser keeps.
pub async fn leave(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(asked): Form<Secret>,
) -> Response {
    let Some(secret) = cookie(&headers, visitor::session_cookie(app.exposure))
        .filter(|_| visitor.form_secret.as_deref() == Some(asked.secret.as_str()))
    else {
        return Redirect::to("/sign-in").into_response();
    };
    if let Err(cause) = app.cabinet.end_session(secret) {
        return fault::ours(cause);
    }
    let gone = format!("{}; Max-Age=0", session_cookie(&app, ""));
    // What the browser kept of these pages goes too; the language chosen stays.
    let cleared = HeaderValue::from_static("\"cache\", \"storage\"");
    let mut response = ([(header::SET_COOKIE, gone)], Redirect::to("/sign-in")).into_response();
    response
        .headers_mut()
        .insert(HeaderName::from_static("clear-site-data"), cleared);
    response
}

/// A form that is none of ours, or whose page is older than what the browser kept: nothing was done.
pub fn strange_form(app: &App, visitor: &Visitor, uri: &Uri) -> Response {
    let words = app.words(visitor.language);
    let title = words.t("strange_form.title").to_owned();
    let text = words.t("strange_form.text").to_owned();
    super::home::message(
        app,
        &app.world(),
        visitor,
        uri,
        StatusCode::FORBIDDEN,
        title,
        text,
    )
}

/// Whether a form that needs no session came from our own pages: the browser says so itself, or the form carries the secret that
/// was given with it.
pub fn own_public_form(visitor: &Visitor, headers: &HeaderMap, given: &str) -> bool {
    let site = headers.get("sec-fetch-site");
    match site.and_then(|site| site.to_str().ok()) {
        Some(site) => site == "same-origin",
        None => visitor
            .form_secret
            .as_deref()
            .is_some_and(|secret| secret == given),
    }
}

/// Whether a form came from our own pages.
pub fn same_site(headers: &HeaderMap) -> bool {
    headers
        .get("sec-fetch-site")
        .and_then(|site| site.to_str().ok())
        .is_none_or(|site| matches!(site, "same-origin" | "none"))
}
