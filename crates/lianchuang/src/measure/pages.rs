//! Pages and documents as a signed-in officer gets them, through the whole router.

use std::sync::Arc;

use anyhow::{Context as _, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use axum::response::Html;
use axum::routing::get;
use tower::ServiceExt as _;
use values::PersonId;

use super::{Figure, median, per_second, rate};
use crate::app::App;

/// Answers of one run.
const ANSWERS: usize = 60;
const RUNS: usize = 5;

struct Desk {
    router: Router,
    runtime: tokio::runtime::Runtime,
    token: String,
}

impl Desk {
    fn ask(&self, path: &str) -> anyhow::Result<Vec<u8>> {
        self.runtime.block_on(async {
            let request = Request::get(path)
                .header(header::AUTHORIZATION, format!("Bearer {}", self.token))
                .body(Body::empty())?;
            let response = self.router.clone().oneshot(request).await?;
            ensure!(
                response.status().is_success(),
                "{path}: {}",
                response.status()
            );
            Ok(to_bytes(response.into_body(), usize::MAX).await?.to_vec())
        })
    }

    /// Answers a second.
    fn rate(&self, path: &str) -> anyhow::Result<(f64, usize)> {
        let size = self.ask(path)?.len();
        let mut fault = None;
        let time = median(RUNS, || {
            for _ in 0..ANSWERS {
                fault = fault.take().or(self.ask(path).err());
            }
        });
        match fault {
            Some(cause) => Err(cause),
            None => Ok((rate(ANSWERS, time), size)),
        }
    }
}

/// A list of consortia filtered and sorted, one consortium, and the same size fixed.
pub fn measure(app: &Arc<App>, officer: PersonId, count: usize) -> anyhow::Result<Vec<Figure>> {
    let at = app.now();
    let expires = values::Instant::from_second(at.second() + 86_400).context("a day from now")?;
    let token = app.cabinet.make_token(officer, "measure", at, expires)?;
    let world = app.world();
    let consortium = *world
        .consortia
        .keys()
        .next_back()
        .context("there is no consortium")?;
    let list = "/consortia?track=municipal&sort=-lead";
    let subject = format!("/consortia/{consortium}");
    let paths = [
        ("list page, filtered and sorted, 50 rows", list.to_owned()),
        ("consortium page with its act panel", subject),
    ];
    let mut desk = Desk {
        router: crate::serve::router(Arc::clone(app)),
        runtime: tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?,
        token,
    };
    let mut figures = Vec::new();
    for (job, path) in paths {
        let (ours, size) = desk.rate(&path)?;
        let fixed = "x".repeat(size);
        let router = crate::serve::router(Arc::clone(app));
        desk.router = router.route("/fixed", get(move || async move { Html(fixed) }));
        let (limit, _) = desk.rate("/fixed")?;
        figures.push(Figure {
            job,
            result: format!(
                "{} of {size} bytes, among {count} consortia",
                per_second(ours)
            ),
            limit: format!("a fixed page of the same size {}", per_second(limit)),
            ratio: Some(ours / limit),
        });
    }
    Ok(figures)
}

/// Decisions printed a second, one after the other.
pub fn printing(app: &Arc<App>) -> anyhow::Result<Figure> {
    let world = app.world();
    let established: Vec<u64> = world
        .consortia
        .values()
        .filter_map(|found| found.examination.decision.as_ref())
        .map(|decision| decision.number.0)
        .take(24)
        .collect();
    let mut pages = 0;
    let mut fault = None;
    let (done, time) = super::timed(|| {
        established
            .iter()
            .filter(|number| match crate::document::of_record(app, **number) {
                Ok(Some(pdf)) => {
                    pages += pdf.len();
                    true
                }
                Ok(None) => false,
                Err(cause) => {
                    fault = Some(cause);
                    false
                }
            })
            .count()
    });
    if let Some(cause) = fault {
        return Err(cause);
    }
    Ok(Figure::alone(
        "decision letters",
        format!(
            "{:.1} a second, {} KB each; the world as of each record is folded anew",
            rate(done, time),
            pages / done.max(1) / 1024
        ),
    ))
}

/// The officer of the body for the whole area.
pub fn officer(app: &App) -> anyhow::Result<PersonId> {
    let world = app.world();
    let day = app.now().china_day();
    world
        .people
        .keys()
        .copied()
        .find(|person| {
            acts::capacity::bodies_of(&world, *person, day).any(|(body, _)| body.division.is_none())
        })
        .context("nobody holds office")
}
