//! Attached files in quarantine, for the security administrator: what waits for the scanner and why, what malware was found in, and
//! having files looked at again by hand.

use std::sync::Arc;

use acts::World;
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use cabinet::{CabinetFault, JobState, Listed, Upload};
use serde::Deserialize;

use super::notices::{own_form, time};
use super::{Frame, form_body, render};
use crate::app::{App, Visitor};
use crate::fault;
use crate::telling::Teller;
use crate::upload::{self, Standing};

/// Files on the page.
const PAGE: usize = 200;

#[derive(Template)]
#[template(path = "uploads.html")]
struct Page<'a> {
    f: Frame<'a>,
    done: Option<String>,
    scanner: String,
    set: bool,
    tabs: Vec<(String, String, bool)>,
    files: Vec<Line>,
    waiting: bool,
}

struct Line {
    digest: String,
    short: String,
    taken: String,
    size: String,
    style: &'static str,
    state: String,
    why: String,
    tried: String,
    again: bool,
}

/// What is asked for.
#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    state: String,
    done: Option<usize>,
}

fn listed(word: &str) -> Listed {
    match word {
        "all" => Listed::All,
        "infected" => Listed::Infected,
        _ => Listed::Waiting,
    }
}

/// The files.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let world = app.world();
    match list(&app, &world, &visitor, &uri, &asked) {
        Ok(page) => render(&page),
        Err(cause) => fault::ours(cause),
    }
}

fn list<'a>(
    app: &'a App,
    world: &World,
    visitor: &Visitor,
    uri: &Uri,
    asked: &Asked,
) -> Result<Page<'a>, CabinetFault> {
    let w = app.words(visitor.language);
    let teller = app.teller(visitor.language, app.policy(visitor.day()), world);
    let chosen = listed(&asked.state);
    let (all, waiting, infected) = app.cabinet.count_uploads()?;
    let tab = |word: &str, count: u64| {
        (
            format!("/uploads?state={word}"),
            format!("{} {count}", w.t(&format!("uploads.tab.{word}"))),
            listed(word) == chosen,
        )
    };
    Ok(Page {
        done: asked
            .done
            .map(|done| w.fill("uploads.done", &[done.to_string()])),
        set: app.scanner.is_some(),
        scanner: match &app.scanner {
            Some(scanner) => w.fill("uploads.scanner", &[scanner.name()]),
            None => w.t("uploads.no_scanner").to_owned(),
        },
        tabs: vec![
            tab("waiting", waiting),
            tab("infected", infected),
            tab("all", all),
        ],
        files: app
            .cabinet
            .uploads(chosen, PAGE)?
            .iter()
            .map(|found| line(app, teller, found))
            .collect(),
        waiting: app.scanner.is_some() && waiting > 0,
        f: Frame::new(app, world, visitor, uri, w.t("uploads.title")),
    })
}

fn line(app: &App, teller: Teller, found: &Upload) -> Line {
    let w = teller.words;
    let standing = upload::of(app, Some(found));
    let quarantined = matches!(standing, Standing::Quarantined { .. });
    let next = match found.job {
        Some(JobState::Waiting) if quarantined && found.fault.is_some() => {
            w.fill("uploads.next", &[time(teller, found.due)])
        }
        Some(JobState::Failed) if quarantined => w.t("uploads.given_up").to_owned(),
        _ => String::new(),
    };
    Line {
        digest: found.digest.to_string(),
        short: found.digest.to_string()[..12].to_owned(),
        taken: time(teller, found.taken),
        size: w.fill(
            "uploads.kilobytes",
            &[found.size.div_ceil(1024).to_string()],
        ),
        style: match standing {
            Standing::Infected { .. } => "refused",
            Standing::Quarantined { .. } => "waits",
            Standing::Clean => "met",
            Standing::Unscanned => "",
        },
        state: standing.short(w),
        why: match &standing {
            Standing::Infected { name } => name.clone(),
            Standing::Quarantined { .. } => found.fault.clone().unwrap_or_default(),
            Standing::Clean | Standing::Unscanned => String::new(),
        },
        tried: [
            time(teller, found.looked),
            match found.attempts {
                0 => String::new(),
                attempts => w.fill("uploads.attempts", &[attempts.to_string()]),
            },
            next,
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · "),
        again: quarantined,
    }
}

/// Has files looked at again: one by its digest, or all that wait.
pub async fn again(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let pairs = form_body::pairs(&headers, body).await;
    if !own_form(&visitor, &headers, &pairs) {
        return super::sign_in::strange_form(&app, &visitor, &uri);
    }
    let asked = pairs.iter().find(|(name, _)| name == "again");
    let done = match asked.map(|(_, value)| value.as_str()) {
        Some("all") => app.cabinet.scan_again(None, visitor.at),
        Some(digest) => match digest.parse() {
            Ok(digest) => app.cabinet.scan_again(Some(digest), visitor.at),
            Err(_) => Ok(0),
        },
        None => Ok(0),
    };
    match done {
        Ok(done) => Redirect::to(&format!("/uploads?done={done}")).into_response(),
        Err(cause) => fault::ours(cause),
    }
}
