//! The security administrator's desk of requests about personal data: the one due first before the others, and one of them in full
//! with the form of its answer.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use cabinet::{RequestOutcome, WhichRequests};
use serde::Deserialize;
use values::{Certainty, Due};

use super::account::moment;
use super::data::{RequestShown, shown};
use super::home::{absent_page, to_sign_in};
use super::panel::{DueShown, due_shown};
use super::sign_in::{same_site, strange_form};
use super::{Frame, render, render_as};
use crate::app::{App, Visitor};
use crate::fault;
use crate::personal::answer::{self, AnswerMistake};
use crate::personal::request::{self, item_told};
use crate::trail::Told;
use crate::unmasking::REASON;

#[derive(Template)]
#[template(path = "data_requests.html")]
struct Page<'a> {
    f: Frame<'a>,
    told: Option<String>,
    all: bool,
    count: String,
    rows: Vec<Row>,
}

struct Row {
    id: i64,
    kind: String,
    name: String,
    what: String,
    made: String,
    due: Option<DueShown>,
    overdue: bool,
    outcome: Option<String>,
}

#[derive(Template)]
#[template(path = "data_request.html")]
struct One<'a> {
    f: Frame<'a>,
    error: Option<String>,
    name: String,
    request: RequestShown,
    /// What a grant will do, in words.
    follows: String,
    outcomes: Vec<(&'static str, String, bool)>,
    reason: String,
    longest: usize,
    /// Why it cannot be answered by this visitor.
    closed: Option<String>,
}

/// What the list shows.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    show: String,
    answered: Option<i64>,
}

/// The requests.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let world = app.world();
    let all = asked.show == "all";
    let which = if all {
        WhichRequests::All
    } else {
        WhichRequests::Open
    };
    let listed = match request::listed(&app, &visitor, which) {
        Ok(listed) => listed,
        Err(cause) => return fault::ours(format!("{cause:#}")),
    };
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let w = teller.words;
    let waiting = listed.iter().filter(|one| one.request.answer.is_none());
    let late = listed.iter().filter(|one| one.overdue()).count();
    render(&Page {
        told: asked
            .answered
            .map(|id| w.fill("request.answered", &[id.to_string()])),
        all,
        count: w.fill(
            "request.count",
            &[waiting.count().to_string(), late.to_string()],
        ),
        rows: listed
            .iter()
            .map(|one| {
                let request = &one.request;
                let due = Due {
                    date: request.due,
                    provisional: Certainty::Firm,
                };
                let answer = request.answer.as_ref();
                Row {
                    id: request.id,
                    kind: w.t(&format!("data.kind.{}", request.kind.key())).to_owned(),
                    name: one.name.clone(),
                    what: item_told(w, request),
                    made: request
                        .made
                        .map(|at| moment(teller, at))
                        .unwrap_or_default(),
                    due: answer
                        .is_none()
                        .then(|| due_shown(teller, app.rules(), visitor.day(), due)),
                    overdue: one.overdue(),
                    outcome: answer.map(|answer| {
                        w.t(&format!("request.outcome.{}", answer.outcome.key()))
                            .to_owned()
                    }),
                }
            })
            .collect(),
        f: Frame::new(&app, &world, &visitor, &uri, w.t("request.title")),
    })
}

/// One request in full.
pub async fn one(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(id): Path<i64>,
) -> Response {
    in_full(&app, &visitor, &uri, id, None, &Posted::default())
}

fn in_full(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    id: i64,
    mistake: Option<&AnswerMistake>,
    posted: &Posted,
) -> Response {
    let world = app.world();
    let full = match request::full(app, visitor, id) {
        Ok(Some(full)) => full,
        Ok(None) => return absent_page(app, &world, visitor, uri),
        Err(cause) => return fault::ours(format!("{cause:#}")),
    };
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let w = teller.words;
    let status = match mistake {
        None => StatusCode::OK,
        Some(AnswerMistake::Outcome | AnswerMistake::ReasonWanted) => StatusCode::BAD_REQUEST,
        Some(_) => StatusCode::CONFLICT,
    };
    let kind = full.listed.request.kind.key();
    let own = visitor.person() == Some(full.listed.request.person);
    render_as(
        status,
        &One {
            error: mistake.map(|mistake| mistake.told(w)),
            name: full.listed.name.clone(),
            request: shown(app, teller, visitor, &full),
            follows: w.fill(
                &format!("request.follows.{kind}"),
                &[request::grounds_told(w, &full.kept_on)],
            ),
            outcomes: RequestOutcome::ALL
                .into_iter()
                .map(|outcome| {
                    let key = outcome.key();
                    let text = w.t(&format!("request.outcome.{key}")).to_owned();
                    (key, text, posted.outcome == key)
                })
                .collect(),
            reason: posted.reason.clone(),
            longest: *REASON.end(),
            closed: own.then(|| AnswerMistake::Own.told(w)),
            f: Frame::new(
                app,
                &world,
                visitor,
                uri,
                w.fill("request.one", &[id.to_string()]),
            ),
        },
    )
}

/// A posted answer.
#[derive(Debug, Default, Deserialize)]
pub struct Posted {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    outcome: String,
    #[serde(default)]
    reason: String,
}

/// Answers a request, after the log was told.
pub async fn answer(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(id): Path<i64>,
    headers: HeaderMap,
    Form(posted): Form<Posted>,
) -> Response {
    if visitor.person().is_none() {
        return to_sign_in(&uri);
    }
    let own = visitor.form_secret.as_deref() == Some(posted.secret.as_str());
    if !own || !same_site(&headers) {
        return strange_form(&app, &visitor, &uri);
    }
    let world = app.world();
    let fault = |cause: &anyhow::Error| fault::ours(format!("{cause:#}"));
    let answering = match answer::answering(&app, &visitor, id, &posted.outcome, &posted.reason) {
        Ok(Ok(answering)) => answering,
        Ok(Err(AnswerMistake::Absent)) => return absent_page(&app, &world, &visitor, &uri),
        Ok(Err(mistake)) => return in_full(&app, &visitor, &uri, id, Some(&mistake), &posted),
        Err(cause) => return fault(&cause),
    };
    if let Err(cause) = app.audit.write_all(answering.events(&app, &visitor)).await {
        return fault::unrecordable(cause);
    }
    Told::on(match answering.give(&app, &visitor) {
        Ok(true) => Redirect::to(&format!("/data-requests?answered={id}")).into_response(),
        Ok(false) => in_full(
            &app,
            &visitor,
            &uri,
            id,
            Some(&AnswerMistake::Answered),
            &posted,
        ),
        Err(cause) => fault(&cause),
    })
}
