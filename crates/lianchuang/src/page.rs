//! Pages: complete HTML before any script runs. First what waits for the visitor, then the rest.

mod account;
mod accounts;
mod act;
mod act_aside;
mod asset;
mod candidacy;
mod choices;
mod conditions;
mod consortium;
mod draft;
mod field;
mod file;
mod form_body;
mod frame;
mod home;
mod inbox;
mod list;
mod notices;
mod offered;
mod organisation;
mod outbox;
mod panel;
mod paper;
mod policy;
mod prefill;
mod register;
mod self_check;
mod sign_in;
mod stage_line;
mod targets;

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};

use crate::app::App;
use crate::visitor::keep_language;

pub use field::FormContext;
pub use file::{download, named as named_file};
pub use frame::Frame;
pub use home::unwritten_page;
pub use outbox::which as outbox_choice;
pub use panel::{act_href, subject_href};
pub use paper::{as_pdf, printed};
pub use prefill::prefill;
pub use targets::TargetShown;

/// The routes of the pages.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(home::home))
        .route("/assets/{name}", get(asset::asset))
        .route("/sign-in", get(sign_in::form).post(sign_in::enter))
        .route(
            "/sign-in/second",
            get(sign_in::second).post(sign_in::second_code),
        )
        .route("/sign-out", post(sign_in::leave))
        .merge(account::routes())
        .route("/accounts", get(accounts::page).post(accounts::open))
        .route(
            "/accounts/{login}/{act}",
            get(accounts::ask).post(accounts::change),
        )
        .route("/inbox", get(inbox::inbox))
        .route("/notices", get(notices::page).post(notices::mark))
        .route("/notices/{id}", get(notices::notice))
        .route("/notices/choices", get(choices::form).post(choices::keep))
        .route("/notices/calendar", post(choices::calendar_link))
        .route("/outbox", get(outbox::page).post(outbox::handle))
        .route("/outbox/{id}", get(outbox::job))
        .route("/calendar/{file}", get(choices::feed))
        .route("/consortia", get(list::consortia))
        .route("/consortia/{subject}", get(consortium::page))
        .route("/organisations", get(list::organisations))
        .route("/organisations/{subject}", get(organisation::page))
        .route("/candidacies", get(list::candidacies))
        .route("/candidacies/{subject}", get(candidacy::page))
        .route("/screening", get(list::screening))
        .route(
            "/self-check",
            get(self_check::form).post(self_check::checked),
        )
        .route("/policy", get(policy::page))
        .route("/documents/{number}/{name}", get(paper::document))
        .route("/register", get(register::page))
        .route("/register/{number}", get(register::record))
        .route("/register/{number}/files/{digest}", get(file::file))
        .route(
            "/office/{folder}/{verb}",
            get(act::office_form).post(act::office_post),
        )
        .route(
            "/{kind}/{subject}/{folder}/{verb}",
            get(act::form).post(act::post),
        )
        .fallback(home::absent)
        .layer(axum::middleware::from_fn(keep_language))
}

/// A page as an answer; a template that cannot be rendered is a fault of ours.
pub fn render(page: &impl Template) -> Response {
    render_as(StatusCode::OK, page)
}

/// What most pages take.
const PAGE_BYTES: usize = 48 * 1024;

/// A page with another status.
pub fn render_as(status: StatusCode, page: &impl Template) -> Response {
    // Room for most pages, so that writing one does not copy it again and again.
    let mut html = String::with_capacity(PAGE_BYTES);
    match page.render_into(&mut html) {
        Ok(()) => (status, Html(html)).into_response(),
        Err(cause) => {
            tracing::error!(%cause, "a page could not be rendered");
            (StatusCode::INTERNAL_SERVER_ERROR, "500").into_response()
        }
    }
}

/// What was just done, told on the page one comes back to.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Done {
    done: Option<u64>,
}

impl Done {
    /// The record's number and what was done.
    pub fn told(&self, app: &App, teller: crate::telling::Teller) -> Option<(u64, String)> {
        let number = self.done?;
        let record = app.record(values::EntryNumber(number)).ok().flatten()?;
        Some((
            number,
            teller.words.fill("done", &[teller.act(&record.act)]),
        ))
    }
}
