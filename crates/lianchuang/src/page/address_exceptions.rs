//! Exceptions from the address ranges of staff: listed, granted and ended by the security administrator.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::account::{moment, to_confirm};
use super::home::{absent_page, to_sign_in};
use super::{Frame, render_as};
use crate::address_exceptions::{self, ExceptionMistake, ExceptionState, Granting};
use crate::app::{App, Visitor};
use crate::fault;
use crate::trail::Told;

#[derive(Template)]
#[template(path = "address_exceptions.html")]
struct Page<'a> {
    f: Frame<'a>,
    told: Option<String>,
    error: Option<String>,
    /// The ranges staff come from, or that they come from everywhere.
    ranges: String,
    rows: Vec<Row>,
    given: Granting,
    help: String,
}

struct Row {
    id: i64,
    login: String,
    range: String,
    begins: String,
    ends: String,
    reason: String,
    state: (&'static str, String),
    over: bool,
}

/// What was just done.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    told: Option<String>,
    #[serde(default)]
    login: String,
}

/// The exceptions.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let w = app.words(visitor.language);
    // Only a word of ours is told: nobody writes on this page by its address.
    let told = asked
        .told
        .and_then(|key| w.find(&format!("exceptions.told.{key}")).map(str::to_owned));
    let given = Granting {
        login: asked.login,
        ..Granting::default()
    };
    shown(&app, &visitor, &uri, told, None, given)
}

fn shown(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    told: Option<String>,
    mistake: Option<ExceptionMistake>,
    given: Granting,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let w = teller.words;
    let found = match app.cabinet.exceptions() {
        Ok(found) => found,
        Err(cause) => return fault::ours(cause),
    };
    let status = match mistake {
        None => StatusCode::OK,
        Some(ExceptionMistake::Own) => StatusCode::CONFLICT,
        Some(_) => StatusCode::BAD_REQUEST,
    };
    let at = |at: Option<values::Instant>| at.map(|at| moment(teller, at)).unwrap_or_default();
    let ranges = &app.entrance.staff_from;
    let ranges: Vec<String> = ranges.iter().map(ToString::to_string).collect();
    render_as(
        status,
        &Page {
            told,
            error: mistake.map(|mistake| mistake.told(app, w)),
            ranges: if ranges.is_empty() {
                w.t("exceptions.everywhere").to_owned()
            } else {
                w.fill("exceptions.ranges", &[ranges.join(w.t("list.comma"))])
            },
            rows: found
                .iter()
                .map(|one| {
                    let state = ExceptionState::of(one, visitor.at);
                    let style = match state {
                        ExceptionState::Holds => "met",
                        ExceptionState::ToCome => "waits",
                        ExceptionState::Over | ExceptionState::Ended => "",
                    };
                    let told = w.t(&format!("exceptions.state.{}", state.key())).to_owned();
                    Row {
                        id: one.id,
                        login: one.login.clone(),
                        range: one.range.clone(),
                        begins: at(one.begins),
                        ends: at(one.ended.or(one.ends)),
                        reason: one.reason.clone(),
                        state: (style, told),
                        over: one.over(visitor.at),
                    }
                })
                .collect(),
            given,
            help: w.fill("exceptions.until_help", &[app.exception_days.to_string()]),
            f: Frame::new(app, &world, visitor, uri, w.t("exceptions.title")),
        },
    )
}

/// A posted form.
#[derive(Debug, Default, Deserialize)]
pub struct Posted {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    range: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    until: String,
    #[serde(default)]
    reason: String,
}

/// The form's own secret, and who it is shown just now.
fn checked(visitor: &Visitor, uri: &Uri, secret: &str) -> Result<(), Box<Response>> {
    if visitor.person().is_none() || visitor.form_secret.as_deref() != Some(secret) {
        return Err(Box::new(to_sign_in(uri)));
    }
    if !visitor.came_lately() {
        return Err(Box::new(to_confirm("/address-exceptions")));
    }
    Ok(())
}

/// Grants one, after the log was told.
pub async fn grant(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Form(posted): Form<Posted>,
) -> Response {
    if let Err(elsewhere) = checked(&visitor, &uri, &posted.secret) {
        return *elsewhere;
    }
    let given = Granting {
        login: posted.login,
        range: posted.range,
        from: posted.from,
        until: posted.until,
        reason: posted.reason,
    };
    let granted = match address_exceptions::granting(&app, &visitor, &given) {
        Ok(Ok(granted)) => granted,
        Ok(Err(mistake)) => return shown(&app, &visitor, &uri, None, Some(mistake), given),
        Err(cause) => return fault::ours(format!("{cause:#}")),
    };
    if let Err(cause) = app.audit.write(granted.event(&app, &visitor)).await {
        return fault::unrecordable(cause);
    }
    Told::on(match granted.keep(&app, &visitor) {
        Ok(_) => Redirect::to("/address-exceptions?told=granted").into_response(),
        Err(cause) => fault::ours(format!("{cause:#}")),
    })
}

/// Ends one before its time, after the log was told.
pub async fn end(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(id): Path<i64>,
    Form(posted): Form<Posted>,
) -> Response {
    if let Err(elsewhere) = checked(&visitor, &uri, &posted.secret) {
        return *elsewhere;
    }
    let world = app.world();
    let fault = |cause: &anyhow::Error| fault::ours(format!("{cause:#}"));
    match address_exceptions::stands(&app, &visitor, id) {
        Ok(true) => {}
        Ok(false) => return absent_page(&app, &world, &visitor, &uri),
        Err(cause) => return fault(&cause),
    }
    let event = address_exceptions::ending(&app, &visitor, id);
    if let Err(cause) = app.audit.write(event).await {
        return fault::unrecordable(cause);
    }
    Told::on(match address_exceptions::end(&app, &visitor, id) {
        Ok(true) => Redirect::to("/address-exceptions?told=ended").into_response(),
        Ok(false) => absent_page(&app, &world, &visitor, &uri),
        Err(cause) => fault(&cause),
    })
}
