//! One's second factors: an authenticator app, passkeys, codes on paper.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use cabinet::{CabinetFault, CodeShown, Standing};
use serde::Deserialize;

use super::{FactorShown, factors, own_afresh, told};
use crate::app::{App, Door, Visitor};
use crate::fault;
use crate::page::sign_in::raised;
use crate::page::{Frame, render, render_as};

/// Where the page is.
const HERE: &str = "/account/second-factor";

#[derive(Template)]
#[template(path = "factors.html")]
struct Page<'a> {
    f: Frame<'a>,
    missing: bool,
    error: Option<String>,
    next: String,
    factors: Vec<FactorShown>,
    offered: Option<OfferedShown>,
    can_passkey: bool,
    can_certificate: bool,
}

struct OfferedShown {
    typed: String,
    square: String,
}

#[derive(Template)]
#[template(path = "paper_codes.html")]
struct PaperPage<'a> {
    f: Frame<'a>,
    codes: Vec<String>,
}

/// What was asked.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    label: String,
    #[serde(default)]
    id: i64,
    #[serde(default)]
    next: String,
}

/// The page: what one has, and how to add.
pub async fn form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    if may_set_up(&visitor).is_none() {
        return super::to_sign_in(&uri);
    }
    page(&app, &visitor, &uri, StatusCode::OK, None, asked.next)
}

/// The secret of a session that may set up a second factor: a whole one, or one that lacks nothing else.
fn may_set_up(visitor: &Visitor) -> Option<&str> {
    match &visitor.door {
        Door::Session { secret, session }
            if matches!(session.standing, Standing::Whole | Standing::FactorMissing) =>
        {
            Some(secret)
        }
        _ => None,
    }
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    error: Option<String>,
    next: String,
) -> Response {
    match shown(app, visitor, uri, error, next) {
        Ok(page) => render_as(status, &page),
        Err(cause) => fault::ours(cause),
    }
}

fn shown<'a>(
    app: &'a App,
    visitor: &Visitor,
    uri: &Uri,
    error: Option<String>,
    next: String,
) -> Result<Page<'a>, CabinetFault> {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let person = visitor.known();
    let had = person
        .map(|person| app.cabinet.factors(person))
        .transpose()?;
    let offered = match person {
        Some(person) => {
            let login = app
                .cabinet
                .login_of(person, visitor.at)?
                .unwrap_or_default();
            let issuer = teller.words.t("product.short");
            app.cabinet.offered_seed(person, issuer, &login)?
        }
        None => None,
    };
    let offered = offered
        .map(|offered| {
            Ok::<_, CabinetFault>(OfferedShown {
                typed: offered.seed.typed(),
                square: as_image(&offered.seed.square().map_err(CabinetFault::Seed)?),
            })
        })
        .transpose()?;
    Ok(Page {
        missing: visitor.standing() == Some(Standing::FactorMissing),
        error,
        next,
        factors: factors(teller, &had.unwrap_or_default()),
        offered,
        can_passkey: app.entrance.place.is_some(),
        can_certificate: app.entrance.authorities.is_some(),
        f: Frame::new(
            app,
            &world,
            visitor,
            uri,
            teller.words.t("second_factor.own"),
        ),
    })
}

/// A drawing as the address of an image, so that it stands in the page without a script or a file.
fn as_image(svg: &str) -> String {
    let body = svg.find("<svg").map_or(svg, |begin| &svg[begin..]);
    format!("data:image/svg+xml,{}", crate::listing::encode(body))
}

/// Offers a seed for an authenticator app.
pub async fn offer(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Form(asked): Form<Asked>,
) -> Response {
    let Some(person) = own_set_up(&visitor, &asked.secret) else {
        return super::to_sign_in(&uri);
    };
    if let Some(elsewhere) = not_fresh(&visitor) {
        return elsewhere;
    }
    let issuer = app.words(visitor.language).t("product.short");
    let offered = app.cabinet.login_of(person, visitor.at).and_then(|login| {
        app.cabinet
            .offer_seed(person, issuer, &login.unwrap_or_default(), visitor.at)
    });
    match offered {
        Ok(_) => {
            let next = crate::listing::encode(&asked.next);
            Redirect::to(&format!("{HERE}?next={next}#code")).into_response()
        }
        Err(cause) => fault::ours(cause),
    }
}

/// The person of a posted form of these pages.
pub fn own_set_up(visitor: &Visitor, form_secret: &str) -> Option<values::PersonId> {
    may_set_up(visitor)?;
    (visitor.form_secret.as_deref() == Some(form_secret))
        .then(|| visitor.known())
        .flatten()
}

/// A first factor may be set up right after the password; later ones need who one is shown afresh.
pub fn not_fresh(visitor: &Visitor) -> Option<Response> {
    (!visitor.came_lately()).then(|| super::to_confirm(HERE))
}

/// Takes the first code of an offered seed.
pub async fn prove(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Form(asked): Form<Asked>,
) -> Response {
    let Some(person) = own_set_up(&visitor, &asked.secret) else {
        return super::to_sign_in(&uri);
    };
    let label = label(
        &asked.label,
        app.words(visitor.language).t("second_factor.app"),
    );
    match app
        .cabinet
        .prove_seed(person, &label, &asked.code, visitor.at)
    {
        Ok(CodeShown::Right) => added(&app, &visitor, &uri, &asked.next),
        Ok(CodeShown::Wrong | CodeShown::Locked(_)) => {
            let error = app
                .words(visitor.language)
                .t("second_factor.wrong")
                .to_owned();
            page(
                &app,
                &visitor,
                &uri,
                StatusCode::BAD_REQUEST,
                Some(error),
                asked.next,
            )
        }
        Err(cause) => fault::ours(cause),
    }
}

/// What a person calls a factor; its kind where nothing is said.
pub fn label(given: &str, otherwise: &str) -> String {
    let given: String = given.trim().chars().take(60).collect();
    if given.is_empty() {
        otherwise.to_owned()
    } else {
        given
    }
}

/// After a factor was added: all other sessions end, this one goes on as far as it may.
pub fn added(app: &App, visitor: &Visitor, uri: &Uri, next: &str) -> Response {
    let (Some(secret), Some(person)) = (may_set_up(visitor), visitor.known()) else {
        return super::to_sign_in(uri);
    };
    if let Err(cause) = app.cabinet.end_sessions(person, Some(secret)) {
        return fault::ours(cause);
    }
    let next = if next.is_empty() {
        "/account?told=factor"
    } else {
        next
    };
    raised(app, visitor, secret, next)
}

/// Takes a factor away; the last one only where none is needed.
pub async fn remove(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Form(asked): Form<Asked>,
) -> Response {
    let own = match own_afresh(&visitor, &asked.secret, HERE) {
        Ok(own) => own,
        Err(elsewhere) => return elsewhere.into_response(),
    };
    let done = (|| {
        let had = app.cabinet.factors(own.person)?;
        let needed = app.entrance.second == crate::entrance::SecondFactor::Required
            && crate::entrance::needs_factor(&app.world(), own.person, visitor.day());
        if needed && had.len() <= 1 {
            return Ok(false);
        }
        app.cabinet.remove_factor(own.person, asked.id)?;
        app.cabinet.end_sessions(own.person, Some(own.secret))?;
        Ok::<_, CabinetFault>(true)
    })();
    match done {
        Ok(true) => told("factor_removed"),
        Ok(false) => {
            let error = app.words(visitor.language).t("second_factor.last");
            page(
                &app,
                &visitor,
                &uri,
                StatusCode::CONFLICT,
                Some(error.to_owned()),
                String::new(),
            )
        }
        Err(cause) => fault::ours(cause),
    }
}

/// Gives fresh codes on paper, shown once.
pub async fn paper(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Form(asked): Form<Asked>,
) -> Response {
    let own = match own_afresh(&visitor, &asked.secret, HERE) {
        Ok(own) => own,
        Err(elsewhere) => return elsewhere.into_response(),
    };
    match app.cabinet.make_paper_codes(own.person, visitor.at) {
        Ok(codes) => {
            let world = app.world();
            let title = app.words(visitor.language).t("paper_codes.title");
            render(&PaperPage {
                f: Frame::new(&app, &world, &visitor, &uri, title),
                codes,
            })
        }
        Err(cause) => fault::ours(cause),
    }
}
