//! What is held about oneself, taken along as a file, and what one asks about it.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use cabinet::RequestKind;
use serde::Deserialize;
use values::{Certainty, Due, PersonId};

use super::account::moment;
use super::home::to_sign_in;
use super::panel::{DueShown, due_shown};
use super::sign_in::{same_site, strange_form};
use super::{Frame, render_as};
use crate::app::{App, Visitor};
use crate::fault;
use crate::personal::field::FIELDS;
use crate::personal::held::{Held, held, table};
use crate::personal::notice::{self, Short};
use crate::personal::request::{self, Asking, Full, TEXT, VALUE, item_told};
use crate::sheet::FileForm;
use crate::telling::Teller;
use crate::trail::{Remark, Told};

#[derive(Template)]
#[template(path = "account_data.html")]
struct Page<'a> {
    f: Frame<'a>,
    told: Option<String>,
    error: Option<String>,
    lead: String,
    rows: Vec<Row>,
    /// What is held of nobody in particular here, but may be: the other rows of the register.
    others: Vec<(String, String, String)>,
    kinds: Vec<Choice>,
    items: Vec<Choice>,
    asking: Asking,
    text_most: usize,
    value_most: usize,
    requests: Vec<RequestShown>,
    privacy: Option<Short>,
}

struct Row {
    label: String,
    record: Option<String>,
    value: String,
    purpose: String,
    ground: String,
    kept: String,
    since: Option<String>,
    notice: Option<String>,
}

struct Choice {
    key: String,
    text: String,
    chosen: bool,
}

/// A request with its answer, for the person and for whoever answers it.
pub struct RequestShown {
    pub id: i64,
    pub kind: String,
    pub what: String,
    pub made: String,
    pub text: String,
    pub value: Option<String>,
    pub due: Option<DueShown>,
    pub outcome: Option<(&'static str, String)>,
    pub answered: String,
    pub reason: Option<String>,
    pub kept_on: Option<String>,
    pub appeal: Option<String>,
}

/// A request in words.
pub fn shown(app: &App, teller: Teller, visitor: &Visitor, full: &Full) -> RequestShown {
    let words = teller.words;
    let one = &full.listed.request;
    let due = Due {
        date: one.due,
        provisional: Certainty::Firm,
    };
    let answer = one.answer.as_ref();
    let kept = answer.is_some() && !full.kept_on.is_empty();
    RequestShown {
        id: one.id,
        kind: words.t(&format!("data.kind.{}", one.kind.key())).to_owned(),
        what: item_told(words, one),
        made: one.made.map(|at| moment(teller, at)).unwrap_or_default(),
        text: full.text.clone(),
        value: full.value.clone(),
        due: answer
            .is_none()
            .then(|| due_shown(teller, app.rules(), visitor.day(), due)),
        outcome: answer.map(|answer| {
            let style = match answer.outcome {
                cabinet::RequestOutcome::Granted => "met",
                cabinet::RequestOutcome::Refused => "unmet",
            };
            let key = format!("request.outcome.{}", answer.outcome.key());
            (style, words.t(&key).to_owned())
        }),
        answered: answer
            .and_then(|answer| answer.at)
            .map(|at| moment(teller, at))
            .unwrap_or_default(),
        reason: full.answer.clone(),
        kept_on: kept.then(|| {
            let grounds = request::grounds_told(words, &full.kept_on);
            words.fill("request.kept_on", &[grounds])
        }),
        appeal: full.refused().then(|| request::appeal(app, words)),
    }
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    asked: Option<i64>,
}

/// What is held about the visitor.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let Some(person) = visitor.person() else {
        return to_sign_in(&uri);
    };
    let told = asked.asked.map(|id| {
        app.words(visitor.language)
            .fill("data.asked", &[id.to_string()])
    });
    answer(&app, &visitor, &uri, person, told, None, Asking::default())
}

fn answer(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    person: PersonId,
    told: Option<String>,
    error: Option<String>,
    asking: Asking,
) -> Response {
    let status = match &error {
        Some(_) => StatusCode::BAD_REQUEST,
        None => StatusCode::OK,
    };
    match listed(app, visitor, uri, person, asking) {
        Ok(page) => render_as(
            status,
            &Page {
                told,
                error,
                ..page
            },
        ),
        Err(cause) => fault::ours(format!("{cause:#}")),
    }
}

fn listed<'a>(
    app: &'a App,
    visitor: &Visitor,
    uri: &Uri,
    person: PersonId,
    asking: Asking,
) -> anyhow::Result<Page<'a>> {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let w = teller.words;
    let found = held(app, person, visitor.at)?;
    let rows = found.iter().map(|one| row(app, teller, one)).collect();
    let others = FIELDS
        .iter()
        .filter(|field| !found.iter().any(|one| one.field == *field))
        .map(|field| {
            (
                field.label(w),
                field.purpose(w),
                field.keeping.told(w, app.retention),
            )
        })
        .collect();
    let mut items: Vec<Choice> = Vec::new();
    for one in &found {
        let key = one.item();
        if items.iter().all(|other| other.key != key) {
            let label = one.field.label(w);
            let text = match one.record {
                Some(record) => w.fill("data.of_record", &[label, record.to_string()]),
                None => label,
            };
            let chosen = asking.item == key;
            items.push(Choice { key, text, chosen });
        }
    }
    let requests = request::own(app, visitor, person)?;
    Ok(Page {
        told: None,
        error: None,
        lead: w.fill("data.about", &[app.persons.days.to_string()]),
        rows,
        others,
        kinds: RequestKind::ALL
            .into_iter()
            .map(|kind| Choice {
                key: kind.key().to_owned(),
                text: w.t(&format!("data.kind.{}", kind.key())).to_owned(),
                chosen: kind.key() == asking.kind,
            })
            .collect(),
        items,
        asking,
        text_most: TEXT,
        value_most: VALUE,
        requests: requests
            .iter()
            .map(|full| shown(app, teller, visitor, full))
            .collect(),
        privacy: notice::short(app, w, &["personal_request.text"]),
        f: Frame::new(app, &world, visitor, uri, w.t("data.title")),
    })
}

fn row(app: &App, teller: Teller, one: &Held) -> Row {
    let words = teller.words;
    Row {
        label: one.field.label(words),
        record: one.record.map(|record| record.to_string()),
        value: one.value.clone(),
        purpose: one.field.purpose(words),
        ground: one.field.ground.told(words),
        kept: one.field.keeping.told(words, app.retention),
        notice: one
            .notice
            .as_ref()
            .map(|version| words.fill("data.under_notice", &[version])),
        since: one
            .since
            .map(|at| words.fill("data.since_then", &[moment(teller, at)])),
    }
}

/// A posted request.
#[derive(Debug, Default, Deserialize)]
pub struct Posted {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    item: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    value: String,
}

/// Takes a request, after the log was told.
pub async fn ask(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    Form(posted): Form<Posted>,
) -> Response {
    let Some(person) = visitor.person() else {
        return to_sign_in(&uri);
    };
    let own = visitor.form_secret.as_deref() == Some(posted.secret.as_str());
    if !own || !same_site(&headers) {
        return strange_form(&app, &visitor, &uri);
    }
    let asking = Asking {
        kind: posted.kind,
        item: posted.item,
        text: posted.text,
        value: posted.value,
    };
    let asked = match request::asked(&app, &visitor, person, &asking) {
        Ok(Ok(asked)) => asked,
        Ok(Err(mistake)) => {
            let error = mistake.told(app.words(visitor.language));
            return answer(&app, &visitor, &uri, person, None, Some(error), asking);
        }
        Err(cause) => return fault::ours(format!("{cause:#}")),
    };
    if let Err(cause) = app.audit.write(asked.event(&app, &visitor)).await {
        return fault::unrecordable(cause);
    }
    Told::on(match asked.keep(&app, &visitor) {
        Ok(id) => Redirect::to(&format!("/account/data?asked={id}#requests")).into_response(),
        Err(cause) => fault::ours(format!("{cause:#}")),
    })
}

/// The copy as lines of text.
pub async fn lines(state: State<Arc<App>>, visitor: Visitor, uri: Uri) -> Response {
    copy(&state, &visitor, &uri, FileForm::Csv)
}

/// The copy for programs.
pub async fn data(state: State<Arc<App>>, visitor: Visitor, uri: Uri) -> Response {
    copy(&state, &visitor, &uri, FileForm::Json)
}

fn copy(app: &App, visitor: &Visitor, uri: &Uri, form: FileForm) -> Response {
    let Some(person) = visitor.person() else {
        return to_sign_in(uri);
    };
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let written = held(app, person, visitor.at)
        .and_then(|held| Ok((held.len(), table(app, teller, &held).write(form)?)));
    match written {
        Ok((count, bytes)) => {
            let kind = match form {
                FileForm::Csv => "text/csv; charset=utf-8",
                FileForm::Json | FileForm::Xlsx => "application/json",
            };
            let name = format!("attachment; filename=\"personal-data.{}\"", form.ending());
            let headers = [
                (header::CONTENT_TYPE, kind.to_owned()),
                (header::CONTENT_DISPOSITION, name),
            ];
            Remark {
                count,
                ..Remark::default()
            }
            .on((headers, bytes).into_response())
        }
        Err(cause) => fault::ours(format!("{cause:#}")),
    }
}
