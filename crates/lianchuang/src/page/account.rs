//! One's own account: capacities, password, second factors, sessions, tokens.

mod certificate;
mod confirm;
mod factor;
mod founding;
mod passkey;
mod password;
mod session;
mod token;
mod welcome;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use cabinet::{CabinetFault, Factor, Scope, SessionShown, Token, mark};
use serde::Deserialize;
use values::{Instant, PersonId};

use super::home::to_sign_in;
use super::{Frame, render};
use crate::app::{App, Door, Visitor};
use crate::capacities::{Capacity, capacities};
use crate::doors::{Access, Doors, form, reads, takes};
use crate::fault;
use crate::personal::notice::{self, Short};
use crate::telling::Teller;

/// The routes of one's own account.
pub fn routes() -> Doors {
    Doors::new()
        .at("/account", reads(Access::Person), get(page))
        .at(
            "/account/password",
            form(Access::Arriving),
            get(password::form).post(password::set),
        )
        .at(
            "/account/confirm",
            form(Access::Person),
            get(confirm::form).post(confirm::confirmed),
        )
        .at(
            "/account/certificate",
            form(Access::Arriving),
            get(certificate::form).post(certificate::answered),
        )
        .at(
            "/account/second-factor",
            reads(Access::Arriving),
            get(factor::form),
        )
        .at(
            "/account/second-factor/app",
            takes(Access::Arriving),
            post(factor::offer),
        )
        .at(
            "/account/second-factor/prove",
            takes(Access::Arriving),
            post(factor::prove),
        )
        .at(
            "/account/second-factor/remove",
            takes(Access::Person),
            post(factor::remove),
        )
        .at(
            "/account/second-factor/paper",
            takes(Access::Person),
            post(factor::paper),
        )
        .at(
            "/account/passkey/make",
            takes(Access::Arriving),
            post(passkey::make),
        )
        .at(
            "/account/passkey/made",
            takes(Access::Arriving),
            post(passkey::made),
        )
        .at(
            "/account/passkey/show",
            takes(Access::Arriving),
            post(passkey::show),
        )
        .at(
            "/account/passkey/shown",
            takes(Access::Arriving),
            post(passkey::shown),
        )
        .at(
            "/account/sessions/end",
            takes(Access::Person),
            post(session::end),
        )
        .at("/account/tokens", takes(Access::Person), post(token::make))
        .at(
            "/account/tokens/revoke",
            takes(Access::Person),
            post(token::revoke),
        )
        .at(
            "/welcome",
            form(Access::Everyone),
            get(welcome::form).post(welcome::set),
        )
        .at(
            "/founding",
            form(Access::Everyone),
            get(founding::form).post(founding::set),
        )
}

#[derive(Template)]
#[template(path = "account.html")]
struct Page<'a> {
    f: Frame<'a>,
    told: Option<String>,
    name: String,
    login: String,
    capacities: Vec<Capacity>,
    password_set: Option<String>,
    /// The other provider, and since when an identity there opens the account.
    linked: Option<String>,
    factors: Vec<FactorShown>,
    paper_left: u32,
    needs_factor: bool,
    sessions: Vec<SessionLine>,
    tokens: Vec<TokenLine>,
    days: i64,
    privacy: Option<Short>,
}

pub(super) struct FactorShown {
    pub id: i64,
    pub kind: String,
    pub label: String,
    pub made: String,
    pub used: String,
}

struct SessionLine {
    mark: String,
    this: bool,
    agent: String,
    source: String,
    began: String,
    seen: String,
}

struct TokenLine {
    mark: String,
    label: String,
    scope: String,
    expires: String,
    used: String,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Told {
    told: Option<String>,
}

/// The page.
async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(told): Query<Told>,
) -> Response {
    let Some(person) = visitor.person() else {
        return to_sign_in(&uri);
    };
    match shown(&app, &visitor, &uri, person, &told) {
        Ok(page) => render(&page),
        Err(cause) => fault::ours(cause),
    }
}

fn shown<'a>(
    app: &'a App,
    visitor: &Visitor,
    uri: &Uri,
    person: PersonId,
    told: &Told,
) -> Result<Page<'a>, CabinetFault> {
    let world = app.world();
    let day = visitor.day();
    let teller = app.teller(visitor.language, app.policy(day), &world);
    let own = match &visitor.door {
        Door::Session { secret, .. } => mark(secret),
        _ => String::new(),
    };
    // Only a key of ours is told: nobody writes on this page by its address.
    let told = told
        .told
        .as_ref()
        .and_then(|key| teller.words.find(&format!("account.told.{key}")));
    Ok(Page {
        told: told.map(str::to_owned),
        name: app.person_name(&world, person),
        login: app
            .cabinet
            .login_of(person, visitor.at)?
            .unwrap_or_default(),
        capacities: capacities(teller, person, visitor.day()),
        password_set: app
            .cabinet
            .password_set(person)?
            .map(|at| moment(teller, at)),
        linked: linked(app, visitor, teller, person)?,
        factors: factors(teller, &app.cabinet.factors(person)?),
        paper_left: app.cabinet.paper_codes_left(person)?,
        needs_factor: crate::entrance::needs_factor(&world, person, day),
        sessions: app
            .cabinet
            .sessions(person, visitor.at)?
            .iter()
            .map(|session| session_line(teller, session, &own))
            .collect(),
        tokens: app
            .cabinet
            .tokens(person, visitor.at)?
            .iter()
            .map(|token| token_line(teller, token))
            .collect(),
        days: crate::api::TOKEN_DAYS,
        privacy: notice::short(
            app,
            teller.words,
            &[
                "token.label",
                "second_factor.label",
                "session.source",
                "session.agent",
            ],
        ),
        f: Frame::new(app, &world, visitor, uri, teller.words.t("account.title")),
    })
}

fn linked(
    app: &App,
    visitor: &Visitor,
    teller: Teller,
    person: PersonId,
) -> Result<Option<String>, CabinetFault> {
    let label = super::elsewhere::label(app, visitor);
    let login = app.cabinet.login_of(person, visitor.at)?;
    let since = match &login {
        Some(login) => app.cabinet.linked_since(login)?,
        None => None,
    };
    Ok(label.zip(since).map(|(label, since)| {
        teller
            .words
            .fill("account.linked_since", &[label, moment(teller, since)])
    }))
}

/// A moment in the place's time, to the minute.
pub fn moment(teller: Teller, at: Instant) -> String {
    format!("{} {}", teller.day(at.china_day()), at.china_clock())
}

fn at(teller: Teller, at: Option<Instant>) -> String {
    at.map_or_else(|| "—".to_owned(), |at| moment(teller, at))
}

pub(super) fn factors(teller: Teller, factors: &[Factor]) -> Vec<FactorShown> {
    factors
        .iter()
        .map(|factor| FactorShown {
            id: factor.id,
            kind: teller
                .words
                .t(&format!("second_factor.{}", factor.kind.key()))
                .to_owned(),
            label: factor.label.clone(),
            made: at(teller, factor.made),
            used: at(teller, factor.used),
        })
        .collect()
}

fn session_line(teller: Teller, session: &SessionShown, own: &str) -> SessionLine {
    SessionLine {
        this: session.mark == own,
        mark: session.mark.clone(),
        agent: session.agent.clone(),
        source: session.source.clone(),
        began: at(teller, session.began),
        seen: at(teller, session.seen),
    }
}

fn token_line(teller: Teller, token: &Token) -> TokenLine {
    TokenLine {
        mark: token.mark.clone(),
        label: token.label.clone(),
        scope: teller
            .words
            .t(&format!("token.{}", token.scope.key()))
            .to_owned(),
        expires: at(teller, token.expires),
        used: at(teller, token.used),
    }
}

/// What every posted form of the account needs: a whole session whose secret the form carries.
pub(super) struct Own<'a> {
    /// Whose account.
    pub person: PersonId,
    /// The secret of the session.
    pub secret: &'a str,
}

/// The session of a posted form, or where to go instead.
pub(super) fn own<'a>(visitor: &'a Visitor, form_secret: &str) -> Result<Own<'a>, Redirect> {
    match (&visitor.door, visitor.person()) {
        (Door::Session { secret, session }, Some(person)) if session.form_secret == form_secret => {
            Ok(Own { person, secret })
        }
        _ => Err(Redirect::to("/sign-in?next=/account")),
    }
}

/// The same, and who it is was shown just now.
pub(super) fn own_afresh<'a>(
    visitor: &'a Visitor,
    form_secret: &str,
    back: &str,
) -> Result<Own<'a>, Redirect> {
    let own = own(visitor, form_secret)?;
    if visitor.came_lately() {
        Ok(own)
    } else {
        Err(Redirect::to(&confirm_href(back)))
    }
}

/// Sends a person to show again who they are, and back.
pub fn to_confirm(back: &str) -> Response {
    Redirect::to(&confirm_href(back)).into_response()
}

fn confirm_href(back: &str) -> String {
    format!("/account/confirm?next={}", crate::listing::encode(back))
}

/// Back to the account, told what was done.
pub(super) fn told(key: &str) -> Response {
    Redirect::to(&format!("/account?told={key}")).into_response()
}

/// The scope a form names; the lesser where it names none.
pub(super) fn scope(key: &str) -> Scope {
    Scope::of(key).unwrap_or(Scope::Read)
}
