//! Signing in at another provider: on the way there, the answer, and the code by which somebody unlinked is linked.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use cabinet::{Beginning, CabinetFault, LinkedAccount, NotLinked};
use identity::oidc::Vouched;
use serde::Deserialize;
use values::Instant;

use super::home::absent_page;
use super::sign_in::{agent, inside, onward, own_public_form, strange_form, with_session};
use super::{Frame, render_as};
use crate::app::{App, Exposure, Visitor};
use crate::elsewhere::{Brought, Elsewhere, NotIn};
use crate::fault;
use crate::trail::Remark;
use crate::visitor::{cookie, round_cookie};

/// Where the provider sends the browser back to.
const BACK: &str = "/sign-in/elsewhere/back";

#[derive(Template)]
#[template(path = "elsewhere.html")]
struct Page<'a> {
    f: Frame<'a>,
    label: String,
    error: Option<String>,
    /// Whether a code links whom the provider vouched for.
    takes_code: bool,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
}

/// A code by which an account is linked.
#[derive(Deserialize)]
pub struct Code {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    code: String,
}

/// Sends the browser to the provider, with a question of its own.
pub async fn go(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let worker = Arc::clone(&app);
    let (next, at) = (inside(&asked.next).to_owned(), visitor.at);
    let begun = tokio::task::spawn_blocking(move || {
        let elsewhere = worker.elsewhere.as_ref()?;
        Some(elsewhere.begin(&next, &worker.post.link(BACK), at))
    })
    .await;
    match begun {
        Ok(Some(Ok((secret, address)))) => {
            with_round(&app, &secret, Redirect::to(&address).into_response())
        }
        Ok(Some(Err(why))) => refused(&app, &visitor, &uri, &why),
        Ok(None) => absent_page(&app, &app.world(), &visitor, &uri),
        Err(cause) => fault::ours(cause),
    }
}

/// An answer that gives the browser the secret of its round; it comes back with the provider's answer only.
fn with_round(app: &App, secret: &str, mut response: Response) -> Response {
    let secure = match app.exposure {
        Exposure::BehindTls => "; Secure",
        Exposure::Plain => "",
    };
    let name = round_cookie(app.exposure);
    let ends = if secret.is_empty() { 0 } else { 600 };
    let set = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={ends}{secure}");
    if let Ok(set) = HeaderValue::from_str(&set) {
        response.headers_mut().append(header::SET_COOKIE, set);
    }
    response
}

/// What came of an answer.
enum Came {
    In {
        account: LinkedAccount,
        secret: String,
        to: String,
    },
    Unlinked(String),
    Not(NotIn),
}

/// Takes the provider's answer.
pub async fn back(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    Query(brought): Query<Brought>,
) -> Response {
    if app.elsewhere.is_none() {
        return absent_page(&app, &app.world(), &visitor, &uri);
    }
    let secret = cookie(&headers, round_cookie(app.exposure)).unwrap_or_default();
    let worker = Arc::clone(&app);
    let (secret, agent) = (secret.to_owned(), agent(&headers));
    let (source, at) = (visitor.source.clone(), visitor.at);
    let came = tokio::task::spawn_blocking(move || {
        let elsewhere = worker.elsewhere.as_ref()?;
        Some(came(
            &worker, elsewhere, &secret, &brought, &source, &agent, at,
        ))
    })
    .await;
    match came {
        Ok(Some(Ok(Came::In {
            account,
            secret,
            to,
        }))) => entered(&app, account, &secret, &to),
        Ok(Some(Ok(Came::Unlinked(secret)))) => {
            let page = page(&app, &visitor, &uri, StatusCode::FORBIDDEN, None, true);
            let remark = Remark {
                reason: Some("unlinked"),
                ..Remark::default()
            };
            with_round(&app, &secret, remark.on(page))
        }
        Ok(Some(Ok(Came::Not(why)))) => refused(&app, &visitor, &uri, &why),
        Ok(Some(Err(cause))) => fault::ours(cause),
        Ok(None) => absent_page(&app, &app.world(), &visitor, &uri),
        Err(cause) => fault::ours(cause),
    }
}

fn came(
    app: &App,
    elsewhere: &Elsewhere,
    secret: &str,
    brought: &Brought,
    source: &str,
    agent: &str,
    at: Instant,
) -> Result<Came, CabinetFault> {
    let back = app.post.link(BACK);
    let (vouched, next) = match elsewhere.answered(secret, brought, &back, at) {
        Ok(found) => found,
        Err(why) => return Ok(Came::Not(why)),
    };
    let issuer = &elsewhere.settings.issuer;
    let account = app
        .cabinet
        .linked_account(issuer, &vouched.subject, at)?
        // Whoever may not be here is told the same as somebody unlinked.
        .filter(|account| {
            let world = app.world();
            app.entrance
                .admits(&app.cabinet, &world, account.person, source, at)
        });
    match account {
        Some(account) => comes_in(app, elsewhere, account, &vouched, &next, source, agent, at),
        None => Ok(match elsewhere.unlinked(vouched, next, at) {
            Ok(secret) => Came::Unlinked(secret),
            Err(why) => Came::Not(why),
        }),
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "a session needs to know all of it, and from nowhere else"
)]
fn comes_in(
    app: &App,
    elsewhere: &Elsewhere,
    account: LinkedAccount,
    vouched: &Vouched,
    next: &str,
    source: &str,
    agent: &str,
    at: Instant,
) -> Result<Came, CabinetFault> {
    let world = app.world();
    let standing = if elsewhere.counts(vouched) {
        cabinet::Standing::Whole
    } else {
        app.entrance
            .standing_vouched(&app.cabinet, &world, account.person, at)?
    };
    let beginning = Beginning {
        person: account.person,
        standing,
        idle_seconds: crate::entrance::idle_seconds(&world, account.person, at.china_day()),
        source,
        agent,
    };
    let secret = app.cabinet.begin_session(&beginning, at)?;
    app.cabinet.used_identity(&account.login, at)?;
    Ok(Came::In {
        secret,
        to: onward(app, Some(account.person), standing, next),
        account,
    })
}

/// Takes the code of somebody the provider vouched for, links the account it is for, and lets them in.
pub async fn link(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    Form(asked): Form<Code>,
) -> Response {
    let Some(elsewhere) = app.elsewhere.as_ref() else {
        return absent_page(&app, &app.world(), &visitor, &uri);
    };
    if !own_public_form(&visitor, &headers, &asked.secret) {
        return strange_form(&app, &visitor, &uri);
    }
    let secret = cookie(&headers, round_cookie(app.exposure)).unwrap_or_default();
    let Some((vouched, next)) = elsewhere.waits(secret, visitor.at) else {
        return refused(&app, &visitor, &uri, &NotIn::Round);
    };
    let w = app.words(visitor.language);
    let linked = (|| {
        let (cabinet, source, at) = (&app.cabinet, visitor.source.as_str(), visitor.at);
        // Codes are long, and guessing them from one address is stopped all the same.
        if let Some(until) = cabinet.locked_source(source, at)? {
            return Ok(Err(w.fill("sign_in.locked", &[until.china_clock()])));
        }
        let issuer = &elsewhere.settings.issuer;
        match cabinet.link_identity(issuer, &vouched.subject, &asked.code, at)? {
            Ok(account) => {
                let agent = agent(&headers);
                comes_in(
                    &app, elsewhere, account, &vouched, &next, source, &agent, at,
                )
                .map(Ok)
            }
            Err(why) => {
                cabinet.failed_at(source, at)?;
                let key = match why {
                    NotLinked::NoSuchCode => "elsewhere.no_code",
                    NotLinked::Taken => "elsewhere.taken",
                };
                Ok(Err(w.t(key).to_owned()))
            }
        }
    })();
    match linked {
        Ok(Ok(Came::In {
            account,
            secret: session,
            to,
        })) => {
            elsewhere.done(secret);
            entered(&app, account, &session, &to)
        }
        Ok(Ok(Came::Unlinked(_) | Came::Not(_))) => refused(&app, &visitor, &uri, &NotIn::Round),
        Ok(Err(error)) => page(
            &app,
            &visitor,
            &uri,
            StatusCode::BAD_REQUEST,
            Some(error),
            true,
        ),
        Err(cause) => fault::ours(cause),
    }
}

fn entered(app: &App, account: LinkedAccount, secret: &str, to: &str) -> Response {
    let remark = Remark {
        person: Some(account.person),
        login: account.login,
        ..Remark::default()
    };
    remark.on(with_round(app, "", with_session(app, secret, to)))
}

fn refused(app: &App, visitor: &Visitor, uri: &Uri, why: &NotIn) -> Response {
    tracing::info!(why = why.key(), cause = %why, "not let in from elsewhere");
    let status = match why {
        NotIn::Unreachable(_) => StatusCode::BAD_GATEWAY,
        _ => StatusCode::UNAUTHORIZED,
    };
    let w = app.words(visitor.language);
    let told = match why {
        NotIn::Unreachable(_) => "elsewhere.unreachable",
        NotIn::Refused => "elsewhere.refused",
        NotIn::Round => "elsewhere.round",
        _ => "elsewhere.wrong",
    };
    let error = w.fill(told, &[why.key()]);
    let page = page(app, visitor, uri, status, Some(error), false);
    let remark = Remark {
        reason: Some(why.key()),
        ..Remark::default()
    };
    with_round(app, "", remark.on(page))
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    error: Option<String>,
    takes_code: bool,
) -> Response {
    let world = app.world();
    let w = app.words(visitor.language);
    let label = label(app, visitor).unwrap_or_default();
    let title = w.fill("elsewhere.title", std::slice::from_ref(&label));
    render_as(
        status,
        &Page {
            f: Frame::new(app, &world, visitor, uri, title),
            label,
            error,
            takes_code,
        },
    )
}

/// What people call the provider, if one is set.
pub fn label(app: &App, visitor: &Visitor) -> Option<String> {
    let elsewhere = app.elsewhere.as_ref()?;
    let label = &elsewhere.settings.label;
    Some(label.in_language(visitor.language).to_owned())
}
