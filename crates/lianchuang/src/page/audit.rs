//! The auditor's page: everything in the audit log, searched by who, what, on what, outcome, from where and when.

use std::sync::Arc;

use acts::subject::person::Role;
use askama::Template;
use audit::{EventKind, Query, Recorded};
use axum::extract::{Query as Pairs, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};

use super::home::{absent_page, to_sign_in};
use super::{Frame, render, render_as};
use crate::app::{App, Visitor};
use crate::fault;
use crate::sheet::FileForm;
use crate::trail::{Remark, search};

/// Events on a page.
const PAGE: usize = 50;

#[derive(Template)]
#[template(path = "audit.html")]
struct Page<'a> {
    f: Frame<'a>,
    wrong: Vec<String>,
    fields: Vec<(&'static str, &'static str, String)>,
    kinds: Vec<Choice>,
    outcomes: Vec<Choice>,
    filtered: bool,
    events: Vec<Line>,
    next: Option<String>,
    lines: String,
    sheet: String,
    head: String,
}

struct Choice {
    key: &'static str,
    text: String,
    chosen: bool,
}

struct Line {
    number: u64,
    at: String,
    kind: String,
    who: String,
    capacity: String,
    object: String,
    failed: bool,
    outcome: String,
    reason: String,
    source: String,
    request: String,
}

type Asked = Pairs<Vec<(String, String)>>;

/// A page of events, for auditors.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Pairs(pairs): Asked,
) -> Response {
    let world = app.world();
    if visitor.person().is_none() {
        return to_sign_in(&uri);
    }
    if !search::holds(&world, &visitor, &Role::Auditor) {
        return absent_page(&app, &world, &visitor, &uri);
    }
    let (query, wrong) = match search::read(&pairs) {
        Ok(query) => (query, Vec::new()),
        Err(wrong) => (Query::default(), wrong),
    };
    // Nothing is searched for by filters of which some were not understood.
    let found = app.audit.look(|store| {
        let found = store.search(&query, if wrong.is_empty() { PAGE } else { 0 })?;
        Ok((found, store.head()?))
    });
    let (found, head) = match found {
        Ok(found) => found,
        Err(cause) => return fault::ours(cause),
    };
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let given = |name: &str| {
        let given = pairs.iter().find(|(given, _)| given == name);
        given.map_or_else(String::new, |(_, value)| value.clone())
    };
    let w = app.words(visitor.language);
    let choice = |name: &str, key: &'static str, text: String| Choice {
        key,
        text,
        chosen: given(name) == key,
    };
    let line = |found: &Recorded| Line {
        number: found.number,
        at: search::time(&found.event),
        kind: w.t(&format!("event.{}", found.event.kind.key())).to_owned(),
        who: search::name(&app, &world, teller, &found.event),
        capacity: found.event.capacity.clone(),
        object: [&found.event.object, &found.event.login, &found.event.note]
            .map(|part| part.trim())
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        failed: found.event.outcome.key() == "failure",
        outcome: w
            .t(&format!("audit.{}", found.event.outcome.key()))
            .to_owned(),
        reason: found.event.outcome.reason().to_owned(),
        source: found.event.origin.source.clone(),
        request: found.event.origin.request.clone(),
    };
    let kept = search::address(&pairs, None);
    let status = if wrong.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::BAD_REQUEST
    };
    render_as(
        status,
        &Page {
            wrong: wrong
                .iter()
                .map(|wrong| {
                    let label = w.t(&format!("audit.{}", wrong.name)).to_owned();
                    w.fill("audit.unread", &[label])
                })
                .collect(),
            fields: [
                ("q", "search"),
                ("actor", "text"),
                ("login", "text"),
                ("object", "text"),
                ("source", "text"),
                ("request", "text"),
                ("from", "date"),
                ("until", "date"),
            ]
            .map(|(name, form)| (name, form, given(name)))
            .to_vec(),
            kinds: EventKind::ALL
                .iter()
                .map(|kind| {
                    choice(
                        "kind",
                        kind.key(),
                        w.t(&format!("event.{}", kind.key())).to_owned(),
                    )
                })
                .collect(),
            outcomes: ["success", "failure"]
                .map(|key| choice("outcome", key, w.t(&format!("audit.{key}")).to_owned()))
                .into(),
            filtered: !kept.is_empty(),
            events: found.events.iter().map(line).collect(),
            next: found
                .next
                .map(|next| format!("/audit?{}", search::address(&pairs, Some(next)))),
            lines: format!("/audit.csv?{kept}"),
            sheet: format!("/audit.xlsx?{kept}"),
            head: head.to_string(),
            f: Frame::new(&app, &world, &visitor, &uri, w.t("audit.title")),
        },
    )
}

/// The events found as lines of text.
pub async fn lines(state: State<Arc<App>>, visitor: Visitor, uri: Uri, pairs: Asked) -> Response {
    export(state, visitor, uri, pairs, FileForm::Csv).await
}

/// The events found as a workbook.
pub async fn sheet(state: State<Arc<App>>, visitor: Visitor, uri: Uri, pairs: Asked) -> Response {
    export(state, visitor, uri, pairs, FileForm::Xlsx).await
}

async fn export(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Pairs(pairs): Asked,
    form: FileForm,
) -> Response {
    let world = app.world();
    if visitor.person().is_none() {
        return to_sign_in(&uri);
    }
    if !search::holds(&world, &visitor, &Role::Auditor) {
        return absent_page(&app, &world, &visitor, &uri);
    }
    let Ok(query) = search::read(&pairs) else {
        return page(State(app), visitor, uri, Pairs(pairs)).await;
    };
    let worker = Arc::clone(&app);
    let language = visitor.language;
    let day = visitor.day();
    // Much may be read and written; it must not hold up other answers.
    let written = tokio::task::spawn_blocking(move || -> anyhow::Result<_> {
        let mut found = Vec::new();
        worker.audit.look(|store| {
            store.each(&query, |event| {
                found.push(event);
                Ok(())
            })
        })?;
        let world = worker.world();
        let teller = worker.teller(language, worker.policy(day), &world);
        if form == FileForm::Xlsx && found.len() as u64 > search::WORKBOOK {
            return Ok(None);
        }
        let bytes = search::table(&worker, teller, &world, &found).write(form)?;
        Ok(Some((found.len(), bytes)))
    })
    .await;
    let w = app.words(language);
    match written {
        Ok(Ok(Some((count, bytes)))) => {
            let name = format!(
                "attachment; filename=\"audit-{}.{}\"",
                search::LABEL,
                form.ending()
            );
            let kind = match form {
                FileForm::Xlsx => {
                    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
                }
                FileForm::Csv | FileForm::Json => "text/csv; charset=utf-8",
            };
            let headers = [
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            let remark = Remark {
                count,
                ..Remark::default()
            };
            remark.on((headers, bytes).into_response())
        }
        Ok(Ok(None)) => {
            let text = w.fill("audit.too_many", &[search::WORKBOOK.to_string()]);
            {
                let title = app.words(visitor.language).t("list.export").to_owned();
                super::home::message(
                    &app,
                    &world,
                    &visitor,
                    &uri,
                    StatusCode::BAD_REQUEST,
                    title,
                    text,
                )
            }
        }
        Ok(Err(cause)) => fault::ours(format!("{cause:#}")),
        Err(cause) => fault::ours(cause),
    }
}

/// The alarms' page stands beside, for another administrator.
#[derive(Template)]
#[template(path = "alarms.html")]
struct AlarmPage<'a> {
    f: Frame<'a>,
    taken: Option<String>,
    alarms: Vec<AlarmLine>,
    next: Option<String>,
}

struct AlarmLine {
    number: u64,
    at: String,
    rule: String,
    advice: String,
    about: String,
    event: u64,
    source: String,
    /// By whom and when somebody took note of it.
    taken: Option<String>,
}

/// What an address of the alarms asks.
#[derive(serde::Deserialize)]
pub struct AlarmsAsked {
    cursor: Option<u64>,
    done: Option<u64>,
}

/// The alarms, for the security administrator.
pub async fn alarms(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Pairs(asked): Pairs<AlarmsAsked>,
) -> Response {
    let world = app.world();
    if visitor.person().is_none() {
        return to_sign_in(&uri);
    }
    if !search::holds(&world, &visitor, &Role::SecurityAdministrator) {
        return absent_page(&app, &world, &visitor, &uri);
    }
    let found = match app.audit.look(|store| store.alarms(asked.cursor, PAGE)) {
        Ok(found) => found,
        Err(cause) => return fault::ours(cause),
    };
    let w = app.words(visitor.language);
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let shown = |alarm: &audit::Alarm| {
        let rule = alarm.rule.map_or("", audit::AlarmRule::key);
        AlarmLine {
            number: alarm.raised.number,
            at: search::time(&alarm.raised.event),
            rule: w.t(&format!("alarm.{rule}")).to_owned(),
            advice: w.t(&format!("alarm.{rule}.advice")).to_owned(),
            about: alarm.about.clone(),
            event: alarm.raised.event.count,
            source: alarm.raised.event.origin.source.clone(),
            taken: alarm.acknowledged.as_ref().map(|taken| {
                let who = search::name(&app, &world, teller, &taken.event);
                w.fill("alarms.taken", &[who, search::time(&taken.event)])
            }),
        }
    };
    render(&AlarmPage {
        taken: asked
            .done
            .map(|number| w.fill("alarms.done", &[number.to_string()])),
        alarms: found.alarms.iter().map(shown).collect(),
        next: found.next.map(|next| format!("/alarms?cursor={next}")),
        f: Frame::new(&app, &world, &visitor, &uri, w.t("alarms.title")),
    })
}

/// Taking note of an alarm.
#[derive(serde::Deserialize)]
pub struct Taken {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    number: u64,
}

/// Records that the security administrator took note of an alarm.
pub async fn take_note(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: axum::http::HeaderMap,
    axum::Form(taken): axum::Form<Taken>,
) -> Response {
    let world = app.world();
    if visitor.person().is_none() {
        return to_sign_in(&uri);
    }
    if !search::holds(&world, &visitor, &Role::SecurityAdministrator) {
        return absent_page(&app, &world, &visitor, &uri);
    }
    let own = visitor.form_secret.as_deref() == Some(taken.secret.as_str());
    if !own || !super::sign_in::same_site(&headers) {
        return super::sign_in::strange_form(&app, &visitor, &uri);
    }
    match crate::trail::acknowledge(&app, &visitor, taken.number).await {
        Ok(true) => {
            let to = format!("/alarms?done={}", taken.number);
            let to = axum::response::Redirect::to(&to).into_response();
            crate::trail::Told::on(to)
        }
        Ok(false) => absent_page(&app, &world, &visitor, &uri),
        Err(cause) => fault::unrecordable(cause),
    }
}
