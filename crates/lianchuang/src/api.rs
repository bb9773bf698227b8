//! The JSON API under `/api/v1`. Routes of acts are made from the list of acts; reading goes through the same sight as the pages.

mod account;
pub mod accounts;
mod address_exceptions;
mod audit;
mod data;
mod door;
mod file;
mod form;
mod heads;
mod inbox;
mod lists;
mod notices;
pub mod openapi;
mod privacy;
pub mod problem;
mod read;
mod token;
mod unmasking;
mod uploads;

use axum::extract::DefaultBodyLimit;
use axum::http::{Method, StatusCode};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::json;

use crate::app::{App, Visitor};
use crate::doors::{Access, Doors, form, reads, takes};
use crate::serve::BODY_LIMIT;

pub use door::{own_key, plural, recorded_body, ruling_policy, subject_after};
pub use read::{form_of, found_conditions, weighed};
pub use token::DAYS as TOKEN_DAYS;

/// The routes of the API, below `/api/v1`.
pub fn routes() -> Doors {
    Doors::new()
        .at(
            "/openapi.json",
            reads(Access::Everyone),
            get(openapi::served),
        )
        .at("/tokens", takes(Access::Everyone), post(token::make))
        .at("/acts", reads(Access::Everyone), get(read::acts))
        .at("/heads", reads(Access::Everyone), get(heads::list))
        .at("/audit", reads(Access::Auditor), get(audit::events))
        .at("/alarms", reads(Access::Security), get(audit::alarms))
        .at(
            "/alarms/{number}",
            takes(Access::Security),
            post(audit::take_note),
        )
        .at(
            "/uploads",
            form(Access::Security),
            get(uploads::list).post(uploads::again),
        )
        .at("/account", reads(Access::Person), get(account::show))
        .at(
            "/account/sessions/{mark}/end",
            takes(Access::Person),
            post(account::end_session),
        )
        .at(
            "/account/tokens/{mark}/revoke",
            takes(Access::Person),
            post(account::revoke_token),
        )
        .at("/privacy", reads(Access::Everyone), get(privacy::show))
        .at("/privacy/read", takes(Access::Person), post(privacy::read))
        .at("/account/data", reads(Access::Person), get(data::own))
        .at(
            "/account/data/requests",
            takes(Access::Person),
            post(data::ask),
        )
        .at("/data-requests", reads(Access::Security), get(data::list))
        .at(
            "/data-requests/{id}",
            form(Access::Security),
            get(data::one).post(data::answer),
        )
        .at(
            "/accounts",
            form(Access::Administrators),
            get(accounts::list).post(accounts::open),
        )
        .at(
            "/accounts/{login}/{act}",
            takes(Access::Administrators),
            post(accounts::change),
        )
        .at(
            "/address-exceptions",
            form(Access::Security),
            get(address_exceptions::list).post(address_exceptions::grant),
        )
        .at(
            "/address-exceptions/{id}/end",
            takes(Access::Security),
            post(address_exceptions::end),
        )
        .at(
            "/inbox",
            form(Access::Person),
            get(inbox::show).post(inbox::mark),
        )
        .at("/notices", reads(Access::Person), get(notices::list))
        .at("/notices/read", takes(Access::Person), post(notices::mark))
        .at(
            "/notices/choices",
            vec![(Method::GET, Access::Person), (Method::PUT, Access::Person)],
            get(notices::choices).put(notices::choose),
        )
        .at(
            "/organisations",
            reads(Access::Everyone),
            get(lists::organisations),
        )
        .at(
            "/organisations/{subject}",
            reads(Access::Everyone),
            get(read::subject),
        )
        .at(
            "/organisations/{subject}/acts",
            reads(Access::Everyone),
            get(read::panel),
        )
        .at(
            "/candidacies",
            reads(Access::Everyone),
            get(lists::candidacies),
        )
        .at("/screening", reads(Access::Person), get(lists::screening))
        .at(
            "/candidacies/{subject}",
            reads(Access::Everyone),
            get(read::subject),
        )
        .at(
            "/candidacies/{subject}/acts",
            reads(Access::Everyone),
            get(read::panel),
        )
        .at("/consortia", reads(Access::Everyone), get(lists::consortia))
        .at(
            "/consortia/{subject}",
            reads(Access::Everyone),
            get(read::subject),
        )
        .at(
            "/consortia/{subject}/acts",
            reads(Access::Everyone),
            get(read::panel),
        )
        .at(
            "/consortia/{subject}/conditions",
            reads(Access::Everyone),
            get(read::conditions),
        )
        .at(
            "/organisations/{subject}/conditions",
            reads(Access::Everyone),
            get(read::conditions),
        )
        .at("/records", reads(Access::Everyone), get(lists::records))
        .at(
            "/records/{number}",
            reads(Access::Everyone),
            get(read::record),
        )
        .at(
            "/files",
            takes(Access::Person),
            post(file::keep).layer(DefaultBodyLimit::max(BODY_LIMIT)),
        )
        .at("/files/{digest}", reads(Access::Person), get(file::state))
        .at(
            "/records/{number}/personal/{field}",
            takes(Access::Person),
            post(unmasking::show),
        )
        .at(
            "/records/{number}/files/{digest}",
            reads(Access::Everyone),
            get(file::of_record),
        )
        .at(
            "/records/{number}/documents/{name}",
            reads(Access::Everyone),
            get(file::document),
        )
        .at("/policy", reads(Access::Everyone), get(read::policy))
        .at(
            "/office/{folder}/{verb}",
            form(Access::Ruling),
            get(form::of_office).post(door::on_office),
        )
        .at(
            "/{kind}/{subject}/{folder}/{verb}",
            form(Access::Ruling),
            get(form::of_subject).post(door::on_subject),
        )
        .around(|router| {
            router
                .layer(map_response(problem::in_our_form))
                .fallback(problem::no_route)
        })
}

/// Only for those signed in.
pub fn unknown(app: &App, visitor: &Visitor) -> Response {
    let world = app.world();
    problem::sign_in(app.teller(visitor.language, app.policy(visitor.day()), &world))
}

/// Nothing is there for this visitor.
pub fn absent(app: &App, visitor: &Visitor) -> Response {
    let world = app.world();
    problem::absent(app.teller(visitor.language, app.policy(visitor.day()), &world))
}

/// The request is larger than what is taken.
pub fn too_large(app: &App, visitor: &Visitor) -> Response {
    let world = app.world();
    problem::too_large(app.teller(visitor.language, app.policy(visitor.day()), &world))
}

/// Too much was asked; it may be asked again in so many seconds.
pub fn too_many(app: &App, visitor: &Visitor, seconds: u64) -> Response {
    let words = app.words(visitor.language);
    problem::problem(
        StatusCode::TOO_MANY_REQUESTS,
        "too-many",
        &words.fill("problem.too_many", &[seconds.to_string()]),
        json!({"retry_after": seconds}),
    )
}
