//! Notices: what was told to the visitor, read and unread, and one of them in full.

use std::sync::Arc;

use acts::World;
use askama::Template;
use audit::EventKind;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use cabinet::{Notice, Shown};
use serde::Deserialize;
use values::{EntryNumber, Instant, PersonId};

use super::home::{absent_page, to_sign_in};
use super::panel::{DueShown, due_shown};
use super::sign_in::same_site;
use super::{Frame, form_body, register, render};
use crate::app::{App, Visitor};
use crate::fault;
use crate::post::{Kind, Told, kind, told};
use crate::telling::Teller;

/// Notices on a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "notices.html")]
struct Page<'a> {
    f: Frame<'a>,
    count: String,
    marked: Option<String>,
    unread_only: bool,
    notices: Vec<Line>,
    older: Option<String>,
}

struct Line {
    id: i64,
    title: String,
    made: String,
    due: Option<DueShown>,
    read: bool,
}

#[derive(Template)]
#[template(path = "notice.html")]
struct One<'a> {
    f: Frame<'a>,
    made: String,
    told: Told,
    due: Option<DueShown>,
    /// Served and first opened, for a decision.
    served: Option<(String, String)>,
    go: &'a str,
    documents: Vec<(String, String)>,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    show: String,
    before: Option<i64>,
    marked: Option<usize>,
}

/// Which notices an address asks for.
pub fn shown(show: &str) -> Shown {
    if show == "unread" {
        Shown::Unread
    } else {
        Shown::All
    }
}

/// A time in words.
pub fn time(teller: Teller, at: Option<Instant>) -> String {
    at.map(|at| format!("{} {}", teller.day(at.china_day()), at.china_clock()))
        .unwrap_or_default()
}

/// The visitor's notices.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(person) = visitor.person() else {
        return to_sign_in(&uri);
    };
    let world = app.world();
    match list(&app, &world, &visitor, &uri, person, &asked) {
        Ok(page) => render(&page),
        Err(cause) => fault::ours(cause),
    }
}

fn list<'a>(
    app: &'a App,
    world: &World,
    visitor: &Visitor,
    uri: &Uri,
    person: PersonId,
    asked: &Asked,
) -> Result<Page<'a>, cabinet::CabinetFault> {
    let teller = app.teller(visitor.language, app.policy(visitor.day()), world);
    let shown = shown(&asked.show);
    let found = app.cabinet.notices(person, shown, asked.before, PAGE + 1)?;
    let (all, unread) = app.cabinet.count_notices(person)?;
    let older = found.get(PAGE).and(found.get(PAGE - 1)).map(|last| {
        let show = if shown == Shown::Unread {
            "show=unread&"
        } else {
            ""
        };
        format!("/notices?{show}before={}", last.id)
    });
    let w = app.words(visitor.language);
    Ok(Page {
        count: w.fill("notices.count", &[all.to_string(), unread.to_string()]),
        marked: asked
            .marked
            .map(|marked| w.fill("notices.marked", &[marked.to_string()])),
        unread_only: shown == Shown::Unread,
        notices: found
            .iter()
            .take(PAGE)
            .map(|notice| Line {
                id: notice.id,
                title: told(app, world, visitor.language, notice, visitor.at).title,
                made: time(teller, notice.made),
                due: due(app, teller, visitor, notice),
                read: notice.read.is_some(),
            })
            .collect(),
        older,
        f: Frame::new(app, world, visitor, uri, w.t("notices.title")),
    })
}

fn due(app: &App, teller: Teller, visitor: &Visitor, notice: &Notice) -> Option<DueShown> {
    let date = notice.due?;
    let due = values::Due {
        date,
        provisional: values::Certainty::Firm,
    };
    Some(due_shown(teller, app.rules(), visitor.day(), due))
}

/// One notice in full. Opening it is its receipt: the first time is kept.
pub async fn notice(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(id): Path<i64>,
) -> Response {
    let Some(person) = visitor.person() else {
        return to_sign_in(&uri);
    };
    let world = app.world();
    if let Err(cause) = receive(&app, &visitor, person, id).await {
        return fault::unrecordable(cause);
    }
    let notice = match app.cabinet.open_notice(person, id, visitor.at) {
        Ok(Some(notice)) => notice,
        Ok(None) => return absent_page(&app, &world, &visitor, &uri),
        Err(cause) => return fault::ours(cause),
    };
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let w = teller.words;
    let told = told(&app, &world, visitor.language, &notice, visitor.at);
    let service = kind(&notice) == Kind::Service && told.href != "/inbox";
    let documents = match app.record(EntryNumber(notice.record.0)) {
        Ok(Some(record)) if service => register::documents(teller, &record),
        _ => Vec::new(),
    };
    render(&One {
        made: time(teller, notice.made),
        due: due(&app, teller, &visitor, &notice),
        served: service.then(|| (time(teller, notice.made), time(teller, notice.opened))),
        go: w.t(if service {
            "notice.read_decision"
        } else {
            "notice.go"
        }),
        documents,
        f: Frame::new(&app, &world, &visitor, &uri, told.title.clone()),
        told,
    })
}

/// The receipt of a decision stands in the audit log before its addressee reads on.
async fn receive(
    app: &App,
    visitor: &Visitor,
    person: PersonId,
    id: i64,
) -> Result<(), crate::trail::Unwritten> {
    let Ok(Some(notice)) = app.cabinet.notice(id) else {
        return Ok(());
    };
    if notice.person != person || kind(&notice) != Kind::Service || notice.opened.is_some() {
        return Ok(());
    }
    let what = format!("served record {}", notice.record);
    let event = app.event(visitor, EventKind::DocumentRead, what);
    app.audit.write(event).await
}

/// Marks notices as read: those chosen, or all.
pub async fn mark(
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
    let all = pairs.iter().any(|(name, _)| name == "all");
    let ids: Vec<i64> = pairs
        .iter()
        .filter(|(name, _)| name == "notice")
        .filter_map(|(_, id)| id.parse().ok())
        .collect();
    let ids = (!all).then_some(ids.as_slice());
    match app.cabinet.mark_read(person, ids, visitor.at) {
        Ok(marked) => {
            let unread = pairs
                .iter()
                .any(|(name, value)| name == "show" && value == "unread");
            let show = if unread { "&show=unread" } else { "" };
            Redirect::to(&format!("/notices?marked={marked}{show}")).into_response()
        }
        Err(cause) => fault::ours(cause),
    }
}

/// Whether a posted form is one of this session's own.
pub fn own_form(visitor: &Visitor, headers: &HeaderMap, pairs: &[(String, String)]) -> bool {
    let given = pairs
        .iter()
        .find(|(name, _)| name == "_csrf")
        .map(|(_, secret)| secret.as_str());
    same_site(headers) && visitor.form_secret.is_some() && given == visitor.form_secret.as_deref()
}
