//! A personal field in full: the page that asks for the reason, and the one answer that shows it.

use std::sync::Arc;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use serde::Deserialize;

use super::home::{absent_page, to_sign_in};
use super::sign_in::same_site;
use super::{Frame, render_as};
use crate::app::{App, Visitor};
use crate::fault;
use crate::trail::Told;
use crate::unmasking::{self, Masked, NotShown, REASON};
use crate::words::Words;

#[derive(Template)]
#[template(path = "unmasking.html")]
struct Page<'a> {
    f: Frame<'a>,
    number: u64,
    label: String,
    masked: String,
    here: String,
    error: Option<String>,
    reason: String,
    longest: usize,
    shown: Option<String>,
}

/// What was asked.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(rename = "_csrf", default)]
    secret: String,
    #[serde(default)]
    reason: String,
}

/// The page that asks for the reason.
pub async fn form(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path((number, field)): Path<(u64, String)>,
) -> Response {
    match unmasking::found(&app, &visitor, number, &field) {
        Ok((_, masked)) => page(&app, &visitor, &uri, number, &masked, Given::Nothing),
        Err(why) => not_shown(&app, &visitor, &uri, &why),
    }
}

/// What stands on the page beside the masked field.
enum Given<'a> {
    Nothing,
    NoReason(&'a str),
    Text(String),
}

fn page(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    number: u64,
    masked: &Masked,
    given: Given,
) -> Response {
    let world = app.world();
    let w = app.words(visitor.language);
    let (status, error, reason, shown) = match given {
        Given::Nothing => (StatusCode::OK, None, "", None),
        Given::NoReason(reason) => {
            let error = w.t("unmasking.reason_wanted").to_owned();
            (StatusCode::BAD_REQUEST, Some(error), reason, None)
        }
        Given::Text(text) => (StatusCode::OK, None, "", Some(text)),
    };
    render_as(
        status,
        &Page {
            number,
            label: label(w, masked),
            masked: masked.shown.clone(),
            here: uri.path().to_owned(),
            error,
            reason: reason.to_owned(),
            longest: *REASON.end(),
            shown,
            f: Frame::new(app, &world, visitor, uri, w.t("unmasking.title")),
        },
    )
}

/// What a field is called.
pub fn label(words: &Words, masked: &Masked) -> String {
    let own = words.find(&format!("field.{}.{}", masked.act, masked.field));
    let label = own.or_else(|| words.find(&format!("field.{}", masked.field)));
    label.unwrap_or(masked.field).to_owned()
}

/// Shows the field once, for a reason, after the log was told.
pub async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    Path((number, field)): Path<(u64, String)>,
    Form(posted): Form<Asked>,
) -> Response {
    if visitor.person().is_none() {
        return to_sign_in(&uri);
    }
    let own = visitor.form_secret.as_deref() == Some(posted.secret.as_str());
    if !own || !same_site(&headers) {
        return super::sign_in::strange_form(&app, &visitor, &uri);
    }
    let asked = match unmasking::asked(&app, &visitor, number, &field, &posted.reason) {
        Ok(asked) => asked,
        Err(NotShown::ReasonWanted) => {
            return match unmasking::found(&app, &visitor, number, &field) {
                Ok((_, masked)) => {
                    let given = Given::NoReason(posted.reason.trim());
                    page(&app, &visitor, &uri, number, &masked, given)
                }
                Err(why) => not_shown(&app, &visitor, &uri, &why),
            };
        }
        Err(why) => return not_shown(&app, &visitor, &uri, &why),
    };
    if let Err(cause) = app.audit.write(asked.event(&app, &visitor)).await {
        return fault::unrecordable(cause);
    }
    Told::on(match asked.text(&app) {
        Ok(text) => page(
            &app,
            &visitor,
            &uri,
            number,
            &asked.masked,
            Given::Text(text),
        ),
        Err(why) => not_shown(&app, &visitor, &uri, &why),
    })
}

fn not_shown(app: &App, visitor: &Visitor, uri: &Uri, why: &NotShown) -> Response {
    let world = app.world();
    match why {
        NotShown::Fault(cause) => fault::ours(cause),
        NotShown::Absent | NotShown::ReasonWanted => absent_page(app, &world, visitor, uri),
    }
}
