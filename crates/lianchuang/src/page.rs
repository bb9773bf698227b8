//! Pages: complete HTML before any script runs. First what waits for the visitor, then the rest.

mod account;
mod accounts;
mod act;
mod act_aside;
mod address_exceptions;
mod asset;
mod audit;
mod candidacy;
mod choices;
mod conditions;
mod consortium;
mod data;
mod data_requests;
mod draft;
mod elsewhere;
mod field;
mod file;
mod form_body;
mod frame;
mod home;
mod inbox;
mod justification;
mod list;
mod notices;
mod offered;
mod organisation;
mod outbox;
mod panel;
mod paper;
mod policy;
mod prefill;
mod privacy;
mod register;
mod self_check;
mod sign_in;
mod stage_line;
mod targets;
mod unmasking;
mod uploads;

use askama::Template;
use axum::extract::DefaultBodyLimit;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};

use crate::app::{App, Visitor};
use crate::doors::{Access, Doors, form, reads, takes};
use crate::fault;
use crate::serve::BODY_LIMIT;
use crate::visitor::keep_language;

pub use field::FormContext;
pub use file::{Given, download, given as given_file, named as named_file, withheld};
pub use frame::Frame;
pub use home::to_sign_in;
pub use list::RowsAsked;
pub use outbox::which as outbox_choice;
pub use panel::{act_href, subject_href};
pub use paper::{as_pdf, printed};
pub use prefill::{closing, is_theirs, prefill};
#[cfg(test)]
pub use sign_in::onward as sign_in_next;
pub use targets::TargetShown;

/// The routes of the pages.
pub fn routes() -> Doors {
    Doors::new()
        .at("/", reads(Access::Everyone), get(home::home))
        .at("/assets/{name}", reads(Access::Everyone), get(asset::asset))
        .at(
            "/sign-in",
            form(Access::Everyone),
            get(sign_in::form).post(sign_in::enter),
        )
        .at(
            "/sign-in/second",
            form(Access::Arriving),
            get(sign_in::second).post(sign_in::second_code),
        )
        .at(
            "/sign-in/elsewhere",
            reads(Access::Everyone),
            get(elsewhere::go),
        )
        .at(
            "/sign-in/elsewhere/back",
            reads(Access::Everyone),
            get(elsewhere::back),
        )
        .at(
            "/sign-in/elsewhere/link",
            takes(Access::Everyone),
            post(elsewhere::link),
        )
        .at("/sign-out", takes(Access::Everyone), post(sign_in::leave))
        .merge(account::routes())
        .at(
            "/accounts",
            form(Access::Administrators),
            get(accounts::page).post(accounts::open),
        )
        .at(
            "/accounts/{login}/{act}",
            form(Access::Administrators),
            get(accounts::ask).post(accounts::change),
        )
        .at("/privacy", reads(Access::Everyone), get(privacy::page))
        .at(
            "/privacy/read",
            form(Access::Person),
            get(privacy::form).post(privacy::read),
        )
        .at("/account/data", reads(Access::Person), get(data::page))
        .at("/account/data.csv", reads(Access::Person), get(data::lines))
        .at("/account/data.json", reads(Access::Person), get(data::data))
        .at(
            "/account/data/requests",
            takes(Access::Person),
            post(data::ask),
        )
        .at(
            "/data-requests",
            reads(Access::Security),
            get(data_requests::page),
        )
        .at(
            "/data-requests/{id}",
            form(Access::Security),
            get(data_requests::one).post(data_requests::answer),
        )
        .at(
            "/address-exceptions",
            form(Access::Security),
            get(address_exceptions::page).post(address_exceptions::grant),
        )
        .at(
            "/address-exceptions/{id}/end",
            takes(Access::Security),
            post(address_exceptions::end),
        )
        .at("/audit", reads(Access::Auditor), get(audit::page))
        .at("/audit.csv", reads(Access::Auditor), get(audit::lines))
        .at("/audit.xlsx", reads(Access::Auditor), get(audit::sheet))
        .at(
            "/alarms",
            form(Access::Security),
            get(audit::alarms).post(audit::take_note),
        )
        .at(
            "/inbox",
            form(Access::Person),
            get(inbox::page).post(inbox::take),
        )
        .at(
            "/notices",
            form(Access::Person),
            get(notices::page).post(notices::mark),
        )
        .at("/notices/{id}", reads(Access::Person), get(notices::notice))
        .at(
            "/notices/choices",
            form(Access::Person),
            get(choices::form).post(choices::keep),
        )
        .at(
            "/notices/calendar",
            takes(Access::Person),
            post(choices::calendar_link),
        )
        .at(
            "/outbox",
            form(Access::System),
            get(outbox::page).post(outbox::handle),
        )
        .at("/outbox/{id}", reads(Access::System), get(outbox::job))
        .at(
            "/uploads",
            form(Access::Security),
            get(uploads::page).post(uploads::again),
        )
        .at(
            "/calendar/{file}",
            reads(Access::Everyone),
            get(choices::feed),
        )
        .at("/consortia", reads(Access::Everyone), get(list::consortia))
        .at(
            "/consortia/{subject}",
            reads(Access::Everyone),
            get(consortium::page),
        )
        .at(
            "/organisations",
            reads(Access::Person),
            get(list::organisations),
        )
        .at(
            "/organisations/{subject}",
            reads(Access::Everyone),
            get(organisation::page),
        )
        .at(
            "/candidacies",
            reads(Access::Person),
            get(list::candidacies),
        )
        .at(
            "/candidacies/{subject}",
            reads(Access::Everyone),
            get(candidacy::page),
        )
        .at("/screening", reads(Access::Person), get(list::screening))
        .at(
            "/self-check",
            form(Access::Everyone),
            get(self_check::form).post(self_check::checked),
        )
        .at("/policy", reads(Access::Everyone), get(policy::page))
        .at(
            "/documents/{number}/{name}",
            reads(Access::Everyone),
            get(paper::document),
        )
        .at("/register", reads(Access::Everyone), get(register::page))
        .at(
            "/register/{number}",
            reads(Access::Everyone),
            get(register::record),
        )
        .at(
            "/register/{number}/files/{digest}",
            reads(Access::Everyone),
            get(file::file),
        )
        .at(
            "/register/{number}/personal/{field}",
            form(Access::Person),
            get(unmasking::form).post(unmasking::show),
        )
        .at(
            "/office/{folder}/{verb}",
            form(Access::Ruling),
            get(act::office_form)
                .post(act::office_post)
                .layer(DefaultBodyLimit::max(BODY_LIMIT)),
        )
        .at(
            "/{kind}/{subject}/{folder}/{verb}",
            form(Access::Ruling),
            get(act::form)
                .post(act::post)
                .layer(DefaultBodyLimit::max(BODY_LIMIT)),
        )
        .around(|router| {
            router
                .fallback(home::absent)
                .layer(axum::middleware::from_fn(keep_language))
        })
}

/// The page of nothing being there.
pub fn absent(app: &App, visitor: &Visitor, uri: &Uri) -> Response {
    home::absent_page(app, &app.world(), visitor, uri)
}

/// A page with one message and that status.
pub fn message(
    app: &App,
    visitor: &Visitor,
    uri: &Uri,
    status: StatusCode,
    title: String,
    text: String,
) -> Response {
    home::message(app, &app.world(), visitor, uri, status, title, text)
}

/// The request is larger than what is taken.
pub fn too_large(app: &App, visitor: &Visitor, uri: &Uri) -> Response {
    let words = app.words(visitor.language);
    home::message(
        app,
        &app.world(),
        visitor,
        uri,
        StatusCode::PAYLOAD_TOO_LARGE,
        words.t("too_large.title").to_owned(),
        words.t("problem.too_large").to_owned(),
    )
}

/// Too much was asked; when to come back.
pub fn too_many(app: &App, visitor: &Visitor, uri: &Uri, seconds: u64) -> Response {
    let words = app.words(visitor.language);
    let text = words.fill("problem.too_many", &[seconds.to_string()]);
    let title = words.t("too_many.title").to_owned();
    message(
        app,
        visitor,
        uri,
        StatusCode::TOO_MANY_REQUESTS,
        title,
        text,
    )
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
        Err(cause) => fault::ours(cause),
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
        let mut told = teller.words.fill("done", &[teller.act(&record.act)]);
        // Whoever attached a file learns at once that others cannot open it yet.
        if let Some(withheld) = file::first_withheld(app, &record) {
            let withheld = withheld.told(teller.words);
            told = crate::upload::sentences(teller.words, &told, &withheld);
        }
        Some((number, told))
    }
}
