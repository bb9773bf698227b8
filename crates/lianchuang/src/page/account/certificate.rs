//! Showing a certificate, and enrolling one: a challenge for the device, and a field for its answer that any software of a UKey
//! can fill.

use std::sync::Arc;

use askama::Template;
use audit::EventKind;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use cabinet::{Enrolled, Standing};
use identity::certificate::SECONDS;
use serde::Deserialize;
use values::PersonId;

use super::factor::{added, label};
use crate::app::{App, Door, Visitor};
use crate::entrance::NotTaken;
use crate::fault;
use crate::page::home::absent_page;
use crate::page::sign_in::{inside, raised};
use crate::page::{Frame, render_as};
use crate::trail::Remark;

/// Where the page is.
const HERE: &str = "/account/certificate";

#[derive(Template)]
#[template(path = "certificate.html")]
struct Page<'a> {
    f: Frame<'a>,
    error: Option<String>,
    next: String,
    enrols: bool,
    statement: String,
    seconds: i64,
}

/// What was asked.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    label: String,
    /// Whether the certificate is to be enrolled: anything but nothing.
    #[serde(default)]
    enrol: String,
    #[serde(default)]
    next: String,
}

/// What a certificate is shown for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    /// To go on signing in.
    GoingOn,
    /// To confirm who one is.
    Confirming,
    /// To enrol it.
    Enrolling,
}

/// The session, whose it is, and what for.
fn meant<'a>(visitor: &'a Visitor, asked: &Asked) -> Option<(&'a str, PersonId, For)> {
    let Door::Session { secret, session } = &visitor.door else {
        return None;
    };
    let purpose = match (session.standing, asked.enrol.is_empty()) {
        (Standing::SecondAwaited, _) => For::GoingOn,
        (Standing::Whole, true) => For::Confirming,
        (Standing::Whole, false) | (Standing::FactorMissing, _) => For::Enrolling,
        (Standing::PasswordDue, _) => return None,
    };
    Some((secret, session.person, purpose))
}

/// The page with a fresh challenge.
pub async fn form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    if app.entrance.authorities.is_none() {
        return absent_page(&app, &app.world(), &visitor, &uri);
    }
    page(&app, &visitor, &uri, StatusCode::OK, None, &asked)
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    error: Option<String>,
    asked: &Asked,
) -> Response {
    let Some((secret, person, purpose)) = meant(visitor, asked) else {
        return super::to_sign_in(uri);
    };
    let origin = app.post.origin();
    let statement = match app
        .entrance
        .ask_certificate(person, secret, &origin, visitor.at)
    {
        Ok(statement) => statement,
        Err(cause) => return fault::ours(cause),
    };
    let world = app.world();
    let title = app.words(visitor.language).t("certificate.title");
    render_as(
        status,
        &Page {
            f: Frame::new(app, &world, visitor, uri, title),
            error,
            next: asked.next.clone(),
            enrols: purpose == For::Enrolling,
            statement: statement.to_string(),
            seconds: SECONDS,
        },
    )
}

/// Takes the answer of a device.
pub async fn answered(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Form(asked): Form<Asked>,
) -> Response {
    if app.entrance.authorities.is_none() {
        return absent_page(&app, &app.world(), &visitor, &uri);
    }
    let Some((secret, person, purpose)) = meant(&visitor, &asked) else {
        return super::to_sign_in(&uri);
    };
    if visitor.form_secret.as_deref() != Some(asked.secret.as_str()) {
        return super::to_sign_in(&uri);
    }
    if purpose == For::Enrolling {
        return enrolled(&app, &visitor, &uri, secret, person, &asked);
    }
    let opens = app.entrance.certificate_opens(
        &app.cabinet,
        person,
        secret,
        asked.answer.trim(),
        visitor.at,
    );
    match opens {
        Ok(()) if purpose == For::GoingOn => raised(&app, &visitor, secret, &asked.next),
        Ok(()) => match app.cabinet.confirm_session(secret, visitor.at) {
            Ok(()) => Redirect::to(inside(&asked.next)).into_response(),
            Err(cause) => fault::ours(cause),
        },
        Err(why) => refused(&app, &visitor, &uri, &why, &asked),
    }
}

fn enrolled(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    secret: &str,
    person: PersonId,
    asked: &Asked,
) -> Response {
    if !visitor.came_lately() {
        return super::to_confirm(&format!("{HERE}?enrol=yes"));
    }
    let answer = asked.answer.trim();
    let found = app
        .entrance
        .certificate_shown(person, secret, answer, visitor.at)
        .and_then(|fingerprint| {
            let words = app.words(visitor.language);
            let label = label(&asked.label, words.t("second_factor.certificate"));
            let kept = app
                .cabinet
                .add_certificate(person, &label, &fingerprint, visitor.at)?;
            match kept {
                Enrolled::Done => Ok(()),
                Enrolled::Before => Err(NotTaken::Another),
            }
        });
    match found {
        Ok(()) => {
            let remark = Remark {
                kind: Some(EventKind::AccountChanged),
                ..Remark::default()
            };
            remark.on(added(app, visitor, uri, &asked.next))
        }
        Err(why) => refused(app, visitor, uri, &why, asked),
    }
}

fn refused(app: &App, visitor: &Visitor, uri: &Uri, why: &NotTaken, asked: &Asked) -> Response {
    tracing::info!(why = why.key(), "a certificate was not taken");
    let w = app.words(visitor.language);
    let (status, error) = match why {
        NotTaken::Cabinet(cause) => return fault::ours(cause),
        NotTaken::Files(_) => {
            let said = w.t("certificate.refused.files");
            (
                StatusCode::SERVICE_UNAVAILABLE,
                format!("{said} {}", fault::number(app, visitor)),
            )
        }
        NotTaken::Locked(until) => (
            StatusCode::UNAUTHORIZED,
            w.fill("second_factor.locked", &[until.china_clock()]),
        ),
        other => {
            let key = format!("certificate.refused.{}", other.key());
            (StatusCode::UNAUTHORIZED, w.t(&key).to_owned())
        }
    };
    let remark = Remark {
        reason: Some(why.key()),
        ..Remark::default()
    };
    let page = remark.on(page(app, visitor, uri, status, Some(error), asked));
    match why {
        NotTaken::Files(cause) => fault::told_by(page, cause),
        _ => page,
    }
}
