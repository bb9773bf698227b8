//! The JSON API under `/api/v1`. Routes of acts are made from the list of acts; reading goes through the same sight as the pages.

mod door;
mod file;
mod form;
mod lists;
mod notices;
pub mod openapi;
pub mod problem;
mod read;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::app::App;

pub use door::{own_key, plural, recorded_body, ruling_policy, subject_after};
pub use read::{form_of, found_conditions};
pub use token::DAYS as TOKEN_DAYS;

/// The routes of the API, below `/api/v1`.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/openapi.json", get(openapi::served))
        .route("/tokens", post(token::make))
        .route("/acts", get(read::acts))
        .route("/inbox", get(read::inbox))
        .route("/notices", get(notices::list))
        .route("/notices/read", post(notices::mark))
        .route(
            "/notices/choices",
            get(notices::choices).put(notices::choose),
        )
        .route("/organisations", get(lists::organisations))
        .route("/organisations/{subject}", get(read::subject))
        .route("/organisations/{subject}/acts", get(read::panel))
        .route("/candidacies", get(lists::candidacies))
        .route("/screening", get(lists::screening))
        .route("/candidacies/{subject}", get(read::subject))
        .route("/candidacies/{subject}/acts", get(read::panel))
        .route("/consortia", get(lists::consortia))
        .route("/consortia/{subject}", get(read::subject))
        .route("/consortia/{subject}/acts", get(read::panel))
        .route("/consortia/{subject}/conditions", get(read::conditions))
        .route("/organisations/{subject}/conditions", get(read::conditions))
        .route("/records", get(lists::records))
        .route("/records/{number}", get(read::record))
        .route("/files", post(file::keep))
        .route("/records/{number}/files/{digest}", get(file::of_record))
        .route("/records/{number}/documents/{name}", get(file::document))
        .route("/policy", get(read::policy))
        .route(
            "/office/{folder}/{verb}",
            get(form::of_office).post(door::on_office),
        )
        .route(
            "/{kind}/{subject}/{folder}/{verb}",
            get(form::of_subject).post(door::on_subject),
        )
        .fallback(problem::no_route)
}
