//! How the visitor is written to: mail address, how often, and the secret link of the calendar feed; and the feed itself.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use cabinet::{CabinetFault, Correspondence, Delivery};
use values::{Instant, PersonId};

use super::home::to_sign_in;
use super::notices::{own_form, time};
use super::{Frame, form_body, render_as};
use crate::app::{App, Visitor};
use crate::fault;
use crate::personal::notice::{self, Short};
use crate::post::{self, fit_address};

#[derive(Template)]
#[template(path = "notice_choices.html")]
struct Page<'a> {
    privacy: Option<Short>,
    f: Frame<'a>,
    told: Option<&'a str>,
    wrong: bool,
    address: String,
    choices: Vec<(&'static str, String, bool)>,
    server: bool,
    /// Since when there is a calendar link.
    since: Option<String>,
    /// The link, right after it was made.
    link: Option<String>,
}

/// What the page says beyond what stands in the cabinet.
#[derive(Default)]
struct Said {
    told: Option<&'static str>,
    /// An address that is none, as it was typed.
    wrong: Option<String>,
    link: Option<String>,
}

/// The form.
pub async fn form(State(app): State<Arc<App>>, visitor: Visitor, uri: Uri) -> Response {
    match visitor.person() {
        Some(person) => answer(&app, &visitor, &uri, person, Said::default()),
        None => to_sign_in(&uri),
    }
}

fn answer(app: &App, visitor: &Visitor, uri: &Uri, person: PersonId, said: Said) -> Response {
    match page(app, visitor, uri, person, said) {
        Ok(page) => {
            let status = if page.wrong {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::OK
            };
            render_as(status, &page)
        }
        Err(cause) => fault::ours(cause),
    }
}

fn page<'a>(
    app: &'a App,
    visitor: &Visitor,
    uri: &Uri,
    person: PersonId,
    said: Said,
) -> Result<Page<'a>, CabinetFault> {
    let world = app.world();
    let w = app.words(visitor.language);
    let kept = app.cabinet.correspondence(person)?;
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let since = app.cabinet.calendar_link(person)?;
    Ok(Page {
        told: said.told.map(|key| w.t(key)),
        wrong: said.wrong.is_some(),
        address: said.wrong.or(kept.address).unwrap_or_default(),
        choices: Delivery::ALL
            .map(|one| {
                let text = w.t(&format!("choices.{}", one.key())).to_owned();
                (one.key(), text, one == kept.delivery)
            })
            .to_vec(),
        server: app.post.smtp.is_some(),
        since: since.map(|at| w.fill("choices.calendar_since", &[time(teller, Some(at))])),
        link: said.link,
        privacy: notice::short(app, w, &["correspondence.address"]),
        f: Frame::new(app, &world, visitor, uri, w.t("choices.title")),
    })
}

/// Keeps what was chosen.
pub async fn keep(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(person) = visitor.person() else {
        return to_sign_in(&uri);
    };
    let pairs = form_body::pairs(&headers, body).await;
    if !own_form(&visitor, &headers, &pairs) {
        return super::sign_in::strange_form(&app, &visitor, &uri);
    }
    let given = |name: &str| {
        pairs
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, text)| text.trim())
    };
    let address = given("address").unwrap_or_default();
    let said = if !address.is_empty() && !fit_address(address) {
        Ok(Said {
            wrong: Some(address.to_owned()),
            ..Said::default()
        })
    } else {
        let chosen = Correspondence {
            address: (!address.is_empty()).then(|| address.to_owned()),
            delivery: given("delivery").and_then(Delivery::of).unwrap_or_default(),
        };
        app.cabinet
            .keep_correspondence(person, &chosen, visitor.at)
            .map(|()| said("choices.saved"))
    };
    after(&app, &visitor, &uri, person, said)
}

/// Makes the calendar link anew, or ends it.
pub async fn calendar_link(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(person) = visitor.person() else {
        return to_sign_in(&uri);
    };
    let pairs = form_body::pairs(&headers, body).await;
    if !own_form(&visitor, &headers, &pairs) {
        return super::sign_in::strange_form(&app, &visitor, &uri);
    }
    let revokes = pairs.iter().any(|(name, _)| name == "revoke");
    let said = if revokes {
        app.cabinet
            .revoke_calendar_link(person)
            .map(|_| said("choices.calendar_revoked"))
    } else {
        make_link(&app, &visitor, person, visitor.at)
    };
    after(&app, &visitor, &uri, person, said)
}

fn make_link(
    app: &App,
    visitor: &Visitor,
    person: PersonId,
    at: Instant,
) -> Result<Said, CabinetFault> {
    let secret = app.cabinet.make_calendar_link(person, at)?;
    let path = format!("/calendar/{secret}.ics?lang={}", visitor.language.tag());
    Ok(Said {
        link: Some(app.post.link(&path)),
        ..Said::default()
    })
}

fn said(key: &'static str) -> Said {
    Said {
        told: Some(key),
        ..Said::default()
    }
}

fn after(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    person: PersonId,
    said: Result<Said, CabinetFault>,
) -> Response {
    match said {
        Ok(said) => answer(app, visitor, uri, person, said),
        Err(cause) => fault::ours(cause),
    }
}

/// Whose calendar a secret opens; nobody's once the account has ended.
fn whose(app: &App, secret: &str, at: Instant) -> Result<Option<PersonId>, CabinetFault> {
    let Some(person) = app.cabinet.calendar_person(secret)? else {
        return Ok(None);
    };
    let login = app.cabinet.login_of(person, at)?;
    Ok(login.map(|_| person))
}

/// The calendar feed of whoever made the link. A link that is none and one that was revoked cannot be told apart.
pub async fn feed(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Path(file): Path<String>,
) -> Response {
    let person = file
        .strip_suffix(".ics")
        .map(|secret| whose(&app, secret, visitor.at));
    match person {
        Some(Ok(Some(person))) => {
            let world = app.world();
            let text = post::feed(&app, &world, person, visitor.language, visitor.at);
            (
                [(header::CONTENT_TYPE, "text/calendar; charset=utf-8")],
                text,
            )
                .into_response()
        }
        Some(Err(cause)) => fault::ours(cause),
        Some(Ok(None)) | None => StatusCode::NOT_FOUND.into_response(),
    }
}
