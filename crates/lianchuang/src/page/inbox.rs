//! The inbox: what waits for me, why and until when, what changed since I last looked; then what I wait for. Several matters
//! at once are marked as looked at or handed to a colleague.

mod handing;

use std::sync::Arc;

use acts::{Subject, World};
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use cabinet::CabinetFault;

use super::home::to_sign_in;
use super::notices::own_form;
use super::panel::{DueShown, act_href, due_shown, subject_href};
use super::{Done, Frame, form_body, render_as};
use crate::api::{plural, ruling_policy};
use crate::app::{App, Visitor};
use crate::desk::{self, Asked, CHANGED, FILTERS, KINDS, Keeper, Nearness, News, Row, desk};
use crate::fault;
use crate::listing::encode;
use crate::personal::request;
use handing::{Handed, hand_over};

/// Matters on a page.
const PAGE: usize = 50;
/// As many as are looked through without filters.
const FEW: usize = 5;

#[derive(Template)]
#[template(path = "inbox.html")]
struct Page<'a> {
    f: Frame<'a>,
    done: Option<(u64, String)>,
    /// What was just marked, in words.
    marked: Option<String>,
    handed: Option<Handed>,
    /// Requests about personal data that wait, for the security administrator: in words, and whether one is overdue.
    requests: Option<(String, bool)>,
    count: String,
    text: String,
    filters: Vec<FilterShown>,
    filtered: bool,
    /// Whether there is enough to look through.
    many: bool,
    /// What the address asks, for the forms to come back to.
    query: String,
    key: String,
    colleagues: Vec<(String, String)>,
    mine: Vec<Line>,
    theirs: Vec<Line>,
    before: Option<String>,
    next: Option<String>,
}

struct FilterShown {
    name: &'static str,
    label: String,
    choices: Vec<(String, String, bool)>,
}

struct Line {
    subject: String,
    href: String,
    title: String,
    /// Style and words of what changed.
    news: Option<(&'static str, String)>,
    /// What changed last.
    last: Option<String>,
    /// Each act with its form and the clause that opens it.
    acts: Vec<(String, String, String)>,
    turn: String,
    stage: String,
    /// Who keeps it, whether it was urged, whether its clock stands still.
    remarks: Vec<String>,
    due: Option<DueShown>,
}

type Pairs = Query<Vec<(String, String)>>;

/// The page.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(pairs): Pairs,
    Query(done): Query<Done>,
) -> Response {
    if visitor.person().is_none() {
        return to_sign_in(&uri);
    }
    answer(&app, &visitor, &uri, &pairs, &done, None)
}

fn answer(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    pairs: &[(String, String)],
    done: &Done,
    handed: Option<Handed>,
) -> Response {
    let world = app.world();
    let status = match &handed {
        Some(handed) if !handed.refused.is_empty() => StatusCode::CONFLICT,
        Some(_) | None => StatusCode::OK,
    };
    match shown(app, &world, visitor, uri, pairs, done, handed) {
        Ok(page) => render_as(status, &page),
        Err(cause) => fault::ours(cause),
    }
}

fn shown<'a>(
    app: &'a App,
    world: &World,
    visitor: &Visitor,
    uri: &Uri,
    pairs: &[(String, String)],
    done: &Done,
    handed: Option<Handed>,
) -> Result<Page<'a>, CabinetFault> {
    let asked = Asked::read(pairs);
    let found = desk(app, world, visitor, &asked)?;
    let value = |name: &str| pairs.iter().find(|(found, _)| found == name);
    let from: usize = value("cursor")
        .and_then(|(_, cursor)| cursor.parse().ok())
        .unwrap_or(0);
    let from = from.min(found.mine.len());
    let w = app.words(visitor.language);
    let teller = app.teller(visitor.language, app.policy(visitor.day()), world);
    let query = query_of(pairs);
    let at = |from: usize| format!("/inbox?{query}cursor={from}");
    let colleagues = desk::colleagues(app, world, visitor);
    Ok(Page {
        done: done.told(app, teller),
        marked: value("looked").map(|(_, count)| {
            let count: usize = count.parse().unwrap_or(0);
            w.fill("inbox.looked", &[count.to_string()])
        }),
        handed,
        requests: requests(app, world, visitor)?,
        count: w.fill(
            "inbox.count",
            &[
                found.mine.len().to_string(),
                found.theirs.len().to_string(),
                teller.day(visitor.day()),
            ],
        ),
        text: asked.text.clone().unwrap_or_default(),
        filters: filters(app, visitor, &asked, !colleagues.is_empty()),
        filtered: asked != Asked::default(),
        many: found.mine.len() + found.theirs.len() > FEW,
        key: format!("handing-{}-{}", world.number, visitor.at.second()),
        colleagues: colleagues
            .into_iter()
            .map(|(person, name)| (person.to_string(), name))
            .collect(),
        mine: found
            .mine
            .iter()
            .skip(from)
            .take(PAGE)
            .map(|row| line(app, world, visitor, row))
            .collect(),
        theirs: found
            .theirs
            .iter()
            .take(PAGE)
            .map(|row| line(app, world, visitor, row))
            .collect(),
        before: (from > 0).then(|| at(from.saturating_sub(PAGE))),
        next: (from + PAGE < found.mine.len()).then(|| at(from + PAGE)),
        query,
        f: Frame::new(app, world, visitor, uri, w.t("inbox.title")),
    })
}

/// The filters of an address, to be put before more; nothing else of it.
fn query_of(pairs: &[(String, String)]) -> String {
    let kept = pairs
        .iter()
        .filter(|(name, value)| FILTERS.contains(&name.as_str()) && !value.is_empty())
        .map(|(name, value)| format!("{name}={}&", encode(value)));
    kept.collect::<Vec<_>>().concat()
}

/// What the desk can be filtered by; who keeps a matter only where there are colleagues.
fn filters(app: &App, visitor: &Visitor, asked: &Asked, shared: bool) -> Vec<FilterShown> {
    let w = app.words(visitor.language);
    let filter = |name: &'static str, chosen: Option<&str>, keys: Vec<&'static str>| FilterShown {
        name,
        label: w.t(&format!("inbox.by.{name}")).to_owned(),
        choices: keys
            .into_iter()
            .map(|key| {
                let word = w.t(&format!("inbox.{name}.{key}")).to_owned();
                (key.to_owned(), word, chosen == Some(key))
            })
            .collect(),
    };
    let mut filters = vec![
        filter("kind", asked.kind.map(plural), KINDS.map(plural).to_vec()),
        filter(
            "due",
            asked.due.map(Nearness::key),
            Nearness::ALL.map(Nearness::key).to_vec(),
        ),
    ];
    if shared {
        filters.push(filter(
            "keeper",
            asked.keeper.map(Keeper::key),
            Keeper::ALL.map(Keeper::key).to_vec(),
        ));
    }
    filters.push(filter("news", asked.news.map(|_| CHANGED), vec![CHANGED]));
    filters
}

fn requests(
    app: &App,
    world: &World,
    visitor: &Visitor,
) -> Result<Option<(String, bool)>, CabinetFault> {
    if !request::may(world, visitor) {
        return Ok(None);
    }
    let (waiting, late) = request::waiting(app, visitor)?;
    let words = app.words(visitor.language);
    let told = words.fill("request.count", &[waiting.to_string(), late.to_string()]);
    Ok((waiting > 0).then_some((told, late > 0)))
}

fn line(app: &App, world: &World, visitor: &Visitor, row: &Row) -> Line {
    let item = &row.item;
    let policy = ruling_policy(app, world, item.subject, visitor);
    let teller = app.teller(visitor.language, policy, world);
    let w = teller.words;
    let holders: Vec<String> = item
        .holders
        .iter()
        .map(|holder| teller.holder(holder))
        .collect();
    let (news, last) = match &row.news {
        News::Nothing => (None, None),
        News::First => (Some(("", w.t("inbox.new").to_owned())), None),
        News::Changed(count, record) => (
            Some(("waits", w.fill("inbox.changed", &[count.to_string()]))),
            Some(w.fill(
                "inbox.last",
                &[teller.day(record.day), teller.act(&record.act)],
            )),
        ),
    };
    let mut remarks = Vec::new();
    match (row.keeper, item.handler) {
        (Keeper::Me, _) => remarks.push(w.t("inbox.kept_by_me").to_owned()),
        (Keeper::Colleague, Some(person)) => {
            remarks.push(w.fill("inbox.kept_by", &[app.person_name(world, person)]));
        }
        (Keeper::Colleague | Keeper::Nobody, _) => {}
    }
    if let Some(day) = item.urged {
        remarks.push(w.fill("inbox.urged", &[teller.day(day)]));
    }
    if let Some(since) = item.stopped {
        remarks.push(w.fill("inbox.stopped", &[teller.day(since)]));
    }
    Line {
        subject: item.subject.to_string(),
        href: subject_href(item.subject),
        title: row.title.clone(),
        news,
        last,
        acts: item
            .acts
            .iter()
            .zip(&item.clauses)
            .map(|(act, clause)| {
                (
                    act_href(item.subject, act),
                    teller.act(act),
                    clause.to_string(),
                )
            })
            .collect(),
        turn: holders.join(w.t("list.comma")),
        stage: world
            .stage(item.subject)
            .map(|stage| teller.stage(&stage.key))
            .unwrap_or_default(),
        remarks,
        due: item
            .due
            .map(|due| due_shown(teller, app.rules(), visitor.day(), due)),
    }
}

/// Marks the chosen matters as looked at, or hands them over.
pub async fn take(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let pairs = form_body::pairs(&headers, body).await;
    if !own_form(&visitor, &headers, &pairs) {
        return to_sign_in(&uri);
    }
    let value = |name: &str| {
        pairs
            .iter()
            .find(|(found, _)| found == name)
            .map_or("", |(_, value)| value.as_str())
    };
    let asked: Vec<(String, String)> =
        serde_urlencoded::from_str(value("_query")).unwrap_or_default();
    let world = app.world();
    let chosen: Vec<Subject> = if value("do") == "all" {
        match desk(&app, &world, &visitor, &Asked::read(&asked)) {
            Ok(found) => {
                let rows = found.mine.iter().chain(&found.theirs);
                rows.map(|row| row.item.subject).collect()
            }
            Err(cause) => return fault::ours(cause),
        }
    } else {
        pairs
            .iter()
            .filter(|(name, _)| name == "subject")
            .filter_map(|(_, subject)| subject.parse().ok())
            .collect()
    };
    if value("do") == "hand_over" {
        let handed = hand_over(
            &app,
            &visitor,
            &chosen,
            value("to"),
            value("note"),
            value("_key"),
        )
        .await;
        return answer(&app, &visitor, &uri, &asked, &Done::default(), Some(handed));
    }
    match desk::look(&app, &world, &visitor, &chosen) {
        Ok(marked) => {
            let query = query_of(&asked);
            Redirect::to(&format!("/inbox?{query}looked={marked}")).into_response()
        }
        Err(cause) => fault::ours(cause),
    }
}
