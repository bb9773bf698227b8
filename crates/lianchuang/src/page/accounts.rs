//! Accounts, for the system and the security administrator: who has one, how it stands, and what is theirs to do.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Form, Path, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use cabinet::CabinetFault;
use serde::Deserialize;
use values::PersonId;

use super::account::{moment, to_confirm};
use super::home::{absent_page, to_sign_in};
use super::{Frame, render, render_as};
use crate::accounts::{self, AccountAct, Done, State as Standing};
use crate::app::{App, Visitor};
use crate::fault;
use crate::telling::Teller;

#[derive(Template)]
#[template(path = "accounts.html")]
struct Page<'a> {
    f: Frame<'a>,
    told: Option<String>,
    error: Option<String>,
    sought: String,
    states: Vec<(String, String, bool)>,
    rows: Vec<Row>,
    total: usize,
    /// What else is this administrator's to do for the office.
    office: Vec<(String, String)>,
    may_open: bool,
    people: Vec<(String, String)>,
    login: String,
    next: Option<String>,
}

struct Row {
    login: String,
    name: String,
    capacities: String,
    state: String,
    used: String,
    factors: u32,
    two_places: bool,
    acts: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "account_code.html")]
struct CodePage<'a> {
    f: Frame<'a>,
    login: String,
    code: String,
    expires: String,
    /// Whether it links an identity elsewhere, and does not set a password.
    links: bool,
}

#[derive(Template)]
#[template(path = "account_act.html")]
struct ActPage<'a> {
    f: Frame<'a>,
    login: String,
    act: String,
    follows: String,
    here: String,
}

/// The filters of the list.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    from: usize,
    told: Option<String>,
}

/// A posted form.
#[derive(Debug, Default, Deserialize)]
pub struct Posted {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    person: String,
}

/// Accounts on one page.
const ROWS: usize = 50;

/// The list.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    list(&app, &visitor, &uri, StatusCode::OK, &asked, None, "")
}

fn list(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    asked: &Asked,
    error: Option<String>,
    login: &str,
) -> Response {
    if visitor.person().is_none() {
        return to_sign_in(uri);
    }
    let world = app.world();
    if !accounts::may_see(&world, visitor) {
        return absent_page(app, &world, visitor, uri);
    }
    match listed(app, visitor, uri, asked, error, login) {
        Ok(page) => render_as(status, &page),
        Err(cause) => fault::ours(cause),
    }
}

fn listed<'a>(
    app: &'a App,
    visitor: &Visitor,
    uri: &Uri,
    asked: &Asked,
    error: Option<String>,
    login: &str,
) -> Result<Page<'a>, CabinetFault> {
    let world = app.world();
    let day = visitor.day();
    let teller = app.teller(visitor.language, app.policy(day), &world);
    let w = teller.words;
    let found = accounts::listed(app, &world, visitor, &asked.q, Standing::of(&asked.state))?;
    let total = found.len();
    let rows = found
        .iter()
        .skip(asked.from)
        .take(ROWS)
        .map(|listed| row(teller, visitor, listed))
        .collect();
    let next = (asked.from + ROWS < total).then(|| {
        format!(
            "/accounts?q={}&state={}&from={}",
            crate::listing::encode(&asked.q),
            crate::listing::encode(&asked.state),
            asked.from + ROWS
        )
    });
    let may_open = accounts::may(&world, visitor, AccountAct::Open);
    Ok(Page {
        told: asked
            .told
            .as_ref()
            .and_then(|key| w.find(&format!("accounts.told.{key}")))
            .map(str::to_owned),
        error,
        sought: asked.q.clone(),
        states: Standing::ALL
            .into_iter()
            .map(|state| {
                (
                    state.key().to_owned(),
                    w.t(&format!("accounts.state.{}", state.key())).to_owned(),
                    state.key() == asked.state,
                )
            })
            .collect(),
        rows,
        total,
        people: if may_open {
            without_account(app, visitor)?
        } else {
            Vec::new()
        },
        may_open,
        login: login.to_owned(),
        next,
        office: app
            .rulings(&world, visitor, acts::Subject::Office)
            .iter()
            .map(|ruling| {
                let href = super::panel::act_href(acts::Subject::Office, ruling.act.key);
                (href, teller.act(ruling.act.key))
            })
            .chain(accounts::may(&world, visitor, AccountAct::Unlock).then(|| {
                let title = w.t("exceptions.title").to_owned();
                ("/address-exceptions".to_owned(), title)
            }))
            .collect(),
        f: Frame::new(app, &world, visitor, uri, w.t("accounts.title")),
    })
}

fn row(teller: Teller, visitor: &Visitor, listed: &accounts::Listed) -> Row {
    let w = teller.words;
    let account = &listed.account;
    Row {
        login: account.login.clone(),
        name: listed.name.clone(),
        capacities: capacities(teller, visitor, account.person),
        state: w
            .t(&format!("accounts.state.{}", listed.state.key()))
            .to_owned(),
        used: account
            .used
            .map_or_else(|| "—".to_owned(), |used| moment(teller, used)),
        factors: account.factors,
        two_places: listed.two_places,
        acts: listed
            .acts
            .iter()
            .map(|act| {
                let login = crate::listing::encode(&account.login);
                (
                    format!("/accounts/{login}/{}", act.key()),
                    w.t(&format!("accounts.{}", act.key())).to_owned(),
                )
            })
            .collect(),
    }
}

/// What the owner of an account may act as today, in words.
fn capacities(teller: Teller, visitor: &Visitor, person: PersonId) -> String {
    let offices = teller.world.appointments.get(&person).into_iter().flatten();
    let mut capacities: Vec<String> = offices
        .filter(|held| held.held_on(visitor.day()))
        .map(|held| {
            let (what, of) = teller.role(&held.role);
            if of.is_empty() {
                what
            } else {
                format!("{of} {what}")
            }
        })
        .collect();
    capacities.extend(
        acts::capacity::organisations_of(teller.world, person)
            .map(|organisation| teller.organisation(organisation.id)),
    );
    capacities.join(teller.words.t("list.comma"))
}

/// Most persons offered at once when an account is opened; the newest come first.
const OFFERED: usize = 200;

fn without_account(app: &App, visitor: &Visitor) -> Result<Vec<(String, String)>, CabinetFault> {
    let world = app.world();
    let all = app.cabinet.accounts_shown(visitor.at)?;
    let have: std::collections::BTreeSet<PersonId> =
        all.iter().map(|account| account.person).collect();
    let mut people: Vec<PersonId> = world
        .people
        .keys()
        .copied()
        .filter(|person| !have.contains(person))
        .collect();
    people.sort_by_key(|person| std::cmp::Reverse(person.0));
    let offered = people.into_iter().take(OFFERED);
    Ok(offered
        .map(|person| (person.to_string(), app.person_name(&world, person)))
        .collect())
}

/// Opens an account.
pub async fn open(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Form(posted): Form<Posted>,
) -> Response {
    if let Err(elsewhere) = checked(&app, &visitor, &uri, AccountAct::Open, &posted.secret) {
        return *elsewhere;
    }
    let w = app.words(visitor.language);
    let Ok(person) = posted.person.parse::<PersonId>() else {
        let error = Some(w.t("accounts.person_wanted").to_owned());
        return list(
            &app,
            &visitor,
            &uri,
            StatusCode::BAD_REQUEST,
            &Asked::default(),
            error,
            &posted.login,
        );
    };
    match accounts::open(&app, &visitor, posted.login.trim(), person) {
        Ok(Done::Mistaken(mistake)) => {
            let error = Some(accounts::told(w, &mistake));
            list(
                &app,
                &visitor,
                &uri,
                StatusCode::BAD_REQUEST,
                &Asked::default(),
                error,
                &posted.login,
            )
        }
        other => after(&app, &visitor, &uri, AccountAct::Open, &posted.login, other),
    }
}

/// The right to do it, the form's own secret, and who it is shown just now.
fn checked(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    act: AccountAct,
    secret: &str,
) -> Result<(), Box<Response>> {
    let world = app.world();
    if visitor.person().is_none() || visitor.form_secret.as_deref() != Some(secret) {
        return Err(Box::new(to_sign_in(uri)));
    }
    if !accounts::may(&world, visitor, act) {
        return Err(Box::new(absent_page(app, &world, visitor, uri)));
    }
    if !visitor.came_lately() {
        return Err(Box::new(to_confirm("/accounts")));
    }
    Ok(())
}

fn after(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    act: AccountAct,
    login: &str,
    done: Result<Done, CabinetFault>,
) -> Response {
    let world = app.world();
    let w = app.words(visitor.language);
    match done {
        Ok(Done::Plainly) => Redirect::to(&format!("/accounts?told={}", act.key())).into_response(),
        Ok(Done::Code { code, expires }) => {
            let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
            let title = match act {
                AccountAct::Link => "account_code.title_link",
                _ => "account_code.title",
            };
            render(&CodePage {
                login: login.to_owned(),
                code,
                expires: moment(teller, expires),
                links: act == AccountAct::Link,
                f: Frame::new(app, &world, visitor, uri, w.t(title)),
            })
        }
        Ok(Done::Own) => list(
            app,
            visitor,
            uri,
            StatusCode::CONFLICT,
            &Asked::default(),
            Some(w.t("accounts.not_own").to_owned()),
            "",
        ),
        Ok(Done::Absent | Done::Mistaken(_)) => absent_page(app, &world, visitor, uri),
        Err(cause) => fault::ours(cause),
    }
}

/// What follows, before it is done.
pub async fn ask(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path((login, act)): Path<(String, String)>,
) -> Response {
    if visitor.person().is_none() {
        return to_sign_in(&uri);
    }
    let world = app.world();
    let Some(act) = AccountAct::of(&act)
        .filter(|act| *act != AccountAct::Open && accounts::may(&world, &visitor, *act))
    else {
        return absent_page(&app, &world, &visitor, &uri);
    };
    match app.cabinet.person_of(&login) {
        Ok(Some(_)) => {}
        Ok(None) => return absent_page(&app, &world, &visitor, &uri),
        Err(cause) => return fault::ours(cause),
    }
    let w = app.words(visitor.language);
    let name = w.t(&format!("accounts.{}", act.key())).to_owned();
    render(&ActPage {
        here: uri.path().to_owned(),
        follows: w.t(&format!("accounts.{}_follows", act.key())).to_owned(),
        f: Frame::new(&app, &world, &visitor, &uri, name.clone()),
        act: name,
        login,
    })
}

/// Does something with an account.
pub async fn change(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path((login, act)): Path<(String, String)>,
    Form(posted): Form<Posted>,
) -> Response {
    let Some(act) = AccountAct::of(&act).filter(|act| *act != AccountAct::Open) else {
        return absent_page(&app, &app.world(), &visitor, &uri);
    };
    if let Err(elsewhere) = checked(&app, &visitor, &uri, act, &posted.secret) {
        return *elsewhere;
    }
    let done = accounts::change(&app, &visitor, act, &login);
    after(&app, &visitor, &uri, act, &login, done)
}
