//! The outbox, for the system administrator: what waits, what is held, what failed; each mail can be read before it leaves.

use std::sync::Arc;

use acts::World;
use acts::subject::person::Role;
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use cabinet::{CabinetFault, Job, JobKind, JobState, Which};
use serde::Deserialize;
use values::{EntryNumber, Language};

use super::home::{absent_page, to_sign_in};
use super::notices::{own_form, time};
use super::{Frame, form_body, render};
use crate::app::{App, Visitor};
use crate::fault;
use crate::post::{self, Letter};
use crate::telling::Teller;

/// Jobs on a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "outbox.html")]
struct Page<'a> {
    f: Frame<'a>,
    done: Option<String>,
    server: bool,
    states: Vec<StateShown>,
    state: &'static str,
    jobs: Vec<Line>,
    older: Option<String>,
    held: bool,
    failed: bool,
}

struct StateShown {
    href: String,
    text: String,
    here: bool,
}

struct Line {
    id: i64,
    kind: String,
    to: String,
    record: u64,
    stands: &'static str,
    state: &'static str,
    state_text: String,
    attempts: u32,
    next: String,
    fault: String,
}

#[derive(Template)]
#[template(path = "outbox_job.html")]
struct One<'a> {
    f: Frame<'a>,
    job: Line,
    letter: Option<Letter>,
    unwritten: Option<&'a str>,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: String,
    before: Option<i64>,
    done: Option<usize>,
}

/// Whether the visitor runs the installation.
pub fn administers(world: &World, visitor: &Visitor) -> bool {
    let held = visitor
        .person()
        .and_then(|person| world.appointments.get(&person));
    held.is_some_and(|held| {
        held.iter()
            .any(|held| held.role == Role::SystemAdministrator && held.held_on(visitor.day()))
    })
}

fn line(app: &App, teller: Teller, language: Language, job: &Job) -> Line {
    let words = app.words(language);
    let address = job
        .person
        .and_then(|person| app.cabinet.correspondence(person).ok()?.address)
        .map(|address| values::masked(&address));
    Line {
        id: job.id,
        kind: words
            .t(&format!("outbox.kind.{}", job.kind.key()))
            .to_owned(),
        to: job.target.clone().or(address).unwrap_or_default(),
        record: job.record.0,
        stands: job.state.key(),
        state: match job.state {
            JobState::Failed => "refused",
            JobState::Held | JobState::Waiting | JobState::Sending => "waits",
            JobState::Done => "met",
            JobState::Gathered | JobState::Withdrawn => "",
        },
        state_text: words
            .t(&format!("outbox.state.{}", job.state.key()))
            .to_owned(),
        attempts: job.attempts,
        next: match job.state {
            JobState::Waiting => time(teller, job.due),
            _ => String::new(),
        },
        fault: fault(app, language, job),
    }
}

fn fault(app: &App, language: Language, job: &Job) -> String {
    let Some(fault) = &job.fault else {
        return String::new();
    };
    let words = app.words(language);
    let why = words.find(&format!("outbox.why.{fault}"));
    why.map_or_else(|| fault.clone(), str::to_owned)
}

/// The outbox.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let world = app.world();
    if visitor.person().is_none() {
        return to_sign_in(&uri);
    }
    if !administers(&world, &visitor) {
        return absent_page(&app, &world, &visitor, &uri);
    }
    match list(&app, &world, &visitor, &uri, &asked) {
        Ok(page) => render(&page),
        Err(cause) => fault::ours(cause),
    }
}

fn list<'a>(
    app: &'a App,
    world: &World,
    visitor: &Visitor,
    uri: &Uri,
    asked: &Asked,
) -> Result<Page<'a>, CabinetFault> {
    let teller = app.teller(visitor.language, app.policy(visitor.day()), world);
    let w = app.words(visitor.language);
    let state = JobState::of(&asked.state);
    let found = app.cabinet.jobs(state, asked.before, PAGE + 1)?;
    let counts = app.cabinet.count_jobs()?;
    let all: u64 = counts.iter().map(|(_, count)| count).sum();
    let mut states = vec![StateShown {
        href: "/outbox".to_owned(),
        text: w.fill("outbox.state.all", &[all.to_string()]),
        here: state.is_none(),
    }];
    states.extend(counts.iter().map(|(of, count)| StateShown {
        href: format!("/outbox?state={}", of.key()),
        text: format!("{} {count}", w.t(&format!("outbox.state.{}", of.key()))),
        here: state == Some(*of),
    }));
    let some = |wanted| counts.iter().any(|(of, count)| *of == wanted && *count > 0);
    let older = found.get(PAGE).and(found.get(PAGE - 1)).map(|last| {
        let state = state.map(|of| format!("state={}&", of.key()));
        format!("/outbox?{}before={}", state.unwrap_or_default(), last.id)
    });
    Ok(Page {
        done: asked
            .done
            .map(|done| w.fill("outbox.done", &[done.to_string()])),
        server: app.post.smtp.is_some(),
        states,
        state: state.map_or("", JobState::key),
        jobs: found
            .iter()
            .take(PAGE)
            .map(|job| line(app, teller, visitor.language, job))
            .collect(),
        older,
        held: some(JobState::Held),
        failed: some(JobState::Failed),
        f: Frame::new(app, world, visitor, uri, w.t("outbox.title")),
    })
}

/// One job: for a mail, its text as it would leave now.
pub async fn job(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(id): Path<i64>,
) -> Response {
    let world = app.world();
    if visitor.person().is_none() {
        return to_sign_in(&uri);
    }
    let found = match app.cabinet.job(id) {
        Ok(found) => found.filter(|_| administers(&world, &visitor)),
        Err(cause) => return fault::ours(cause),
    };
    let Some(job) = found else {
        return absent_page(&app, &world, &visitor, &uri);
    };
    let w = app.words(visitor.language);
    let (letter, unwritten) = if matches!(job.kind, JobKind::Webhook | JobKind::Scan) {
        (None, None)
    } else {
        match post::write(&app, &world, &job, visitor.at) {
            Ok(Ok(mut letter)) => {
                letter.to = values::masked(&letter.to);
                (Some(letter), None)
            }
            Ok(Err(why)) => (
                None,
                w.find(match why.key() {
                    "stale" => "outbox.why.stale",
                    "hidden" => "outbox.why.hidden",
                    _ => "outbox.why.no_address",
                }),
            ),
            Err(cause) => return fault::ours(cause),
        }
    };
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    render(&One {
        job: line(&app, teller, visitor.language, &job),
        letter,
        unwritten,
        f: Frame::new(
            &app,
            &world,
            &visitor,
            &uri,
            w.fill("outbox.job", &[id.to_string()]),
        ),
    })
}

/// Lays a hand on jobs: tries again, lets go, holds.
pub async fn handle(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let world = app.world();
    if visitor.person().is_none() {
        return to_sign_in(&uri);
    }
    if !administers(&world, &visitor) {
        return absent_page(&app, &world, &visitor, &uri);
    }
    let pairs = form_body::pairs(&headers, body).await;
    if !own_form(&visitor, &headers, &pairs) {
        return super::sign_in::strange_form(&app, &visitor, &uri);
    }
    let mut done = 0;
    for (name, value) in &pairs {
        let Some(which) = which(value) else {
            continue;
        };
        let laid = match name.as_str() {
            "retry" => app.cabinet.retry_jobs(which, visitor.at),
            "release" => app.cabinet.release_jobs(which, visitor.at),
            "hold" => app.cabinet.hold_jobs(which, visitor.at),
            _ => continue,
        };
        match laid {
            Ok(count) => done += count,
            Err(cause) => return fault::ours(cause),
        }
    }
    let state = pairs
        .iter()
        .find(|(name, value)| name == "state" && JobState::of(value).is_some())
        .map(|(_, value)| format!("&state={value}"));
    Redirect::to(&format!("/outbox?done={done}{}", state.unwrap_or_default())).into_response()
}

/// `all`, `r17` for all mails of a record, or the number of a job.
pub fn which(text: &str) -> Option<Which> {
    if text == "all" {
        return Some(Which::All);
    }
    match text.strip_prefix('r') {
        Some(record) => Some(Which::OfRecord(EntryNumber(record.parse().ok()?))),
        None => Some(Which::One(text.parse().ok()?)),
    }
}
