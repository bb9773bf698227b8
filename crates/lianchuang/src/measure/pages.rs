//! Pages and documents as a signed-in officer gets them, over a socket and through the whole router.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, ensure};
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use values::{EntryNumber, PersonId};

use super::{Figure, median, per_second, rate};
use crate::app::App;

/// Answers to each caller in one run.
const ANSWERS: usize = 250;
const RUNS: usize = 5;
/// Callers at once, each keeping its connection.
const CALLERS: usize = 8;
/// Documents printed.
const DOCUMENTS: usize = 50;

/// What is asked for next.
type Path<'a> = dyn Fn() -> String + Sync + 'a;

/// The product answering on a socket of this machine.
struct Desk {
    runtime: tokio::runtime::Runtime,
    token: String,
}

impl Desk {
    fn open(&self, router: Router) -> anyhow::Result<SocketAddr> {
        let listener = self
            .runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        self.runtime.spawn(async move {
            // It ends with the runtime; nobody waits for it.
            let _ = axum::serve(listener, router).await;
        });
        Ok(address)
    }

    /// Answers a second, all callers together, and the size of one.
    fn rate(&self, address: SocketAddr, path: &Path) -> anyhow::Result<(f64, usize)> {
        let size = Caller::new(address, &self.token)?.ask(&path())?;
        let mut fault = None;
        let time = median(RUNS, || {
            let called: anyhow::Result<()> = std::thread::scope(|scope| {
                let callers: Vec<_> = (0..CALLERS)
                    .map(|_| scope.spawn(|| self.call(address, path)))
                    .collect();
                callers.into_iter().try_for_each(|caller| {
                    caller
                        .join()
                        .unwrap_or_else(|_| anyhow::bail!("a caller stopped"))
                })
            });
            fault = fault.take().or(called.err());
        });
        match fault {
            Some(cause) => Err(cause),
            None => Ok((rate(ANSWERS * CALLERS, time), size)),
        }
    }

    fn call(&self, address: SocketAddr, path: &Path) -> anyhow::Result<()> {
        let mut caller = Caller::new(address, &self.token)?;
        (0..ANSWERS).try_for_each(|_| caller.ask(&path()).map(drop))
    }
}

/// One caller on a kept connection, as plain as can be, so that the server's work is what is measured.
struct Caller {
    connection: BufReader<TcpStream>,
    head: String,
    body: Vec<u8>,
}

impl Caller {
    fn new(address: SocketAddr, token: &str) -> anyhow::Result<Caller> {
        let connection = TcpStream::connect(address)?;
        connection.set_nodelay(true)?;
        Ok(Caller {
            connection: BufReader::with_capacity(64 * 1024, connection),
            head: format!(" HTTP/1.1\r\nHost: measure\r\nAuthorization: Bearer {token}\r\n\r\n"),
            body: Vec::new(),
        })
    }

    fn ask(&mut self, path: &str) -> anyhow::Result<usize> {
        let request = format!("GET {path}{}", self.head);
        self.connection.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.connection.read_line(&mut line)?;
        ensure!(line.contains(" 200 "), "{line}");
        let mut length = None;
        loop {
            line.clear();
            self.connection.read_line(&mut line)?;
            if line.trim().is_empty() {
                break;
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = Some(value.trim().parse()?);
            }
        }
        self.body
            .resize(length.context("an answer without a length")?, 0);
        self.connection.read_exact(&mut self.body)?;
        Ok(self.body.len())
    }
}

/// A list of consortia filtered and sorted, one consortium, and the same size fixed.
pub fn measure(app: &Arc<App>, officer: PersonId, count: usize) -> anyhow::Result<Vec<Figure>> {
    let at = app.now();
    let expires = values::Instant::from_second(at.second() + 86_400).context("a day from now")?;
    let token = app
        .cabinet
        .make_token(officer, "measure", cabinet::Scope::Act, at, expires)?;
    let world = app.world();
    // One that is still on its way, so that the page has open and closed acts to show.
    let consortium = world
        .consortia
        .values()
        .rev()
        .find(|found| found.established.is_none())
        .context("no consortium is on its way")?
        .id;
    let list = "/consortia?track=municipal&sort=-lead";
    let begun = AtomicUsize::new(0);
    let apart = (count / 2).max(1);
    let paths: [(&'static str, &Path<'_>); 3] = [
        ("list page, filtered and sorted, 50 rows", &|| {
            list.to_owned()
        }),
        ("the same list, begun elsewhere each time", &|| {
            let from = begun.fetch_add(1, Ordering::Relaxed) % apart;
            format!("{list}&cursor={from}")
        }),
        ("consortium page with its act panel", &|| {
            format!("/consortia/{consortium}")
        }),
    ];
    let desk = Desk {
        runtime: tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?,
        token,
    };
    let mut figures = Vec::new();
    for (job, path) in paths {
        let product = desk.open(crate::serve::router(Arc::clone(app))?)?;
        let (ours, size) = desk.rate(product, path)?;
        let fixed = "x".repeat(size);
        let bare =
            desk.open(Router::new().route("/fixed", get(move || async move { Html(fixed) })))?;
        let (limit, _) = desk.rate(bare, &|| "/fixed".to_owned())?;
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

/// Decisions printed a second, one after the other, from the world at hand as they are printed after their act; and one that
/// is asked for later, for which the register is folded up to its record.
pub fn printing(app: &Arc<App>) -> anyhow::Result<Vec<Figure>> {
    let world = app.world();
    let decided: Vec<u64> = world
        .consortia
        .values()
        .filter_map(|found| found.examination.decision.as_ref())
        .map(|decision| decision.number.0)
        .collect();
    let last = *decided.last().context("nothing was decided")?;
    let (later, waited) = super::timed(|| crate::document::of_record(app, last));
    let size = later?.context("the decision has no document")?.len();
    let records = decided
        .iter()
        .take(DOCUMENTS)
        .map(|number| {
            app.record(EntryNumber(*number))?
                .context("a decision is a record")
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let (done, time) = super::timed(|| {
        records.iter().try_fold(0, |done, record| {
            Ok(done + crate::document::print_issued(app, &world, record)?)
        })
    });
    let done: anyhow::Result<usize> = done;
    Ok(vec![
        Figure::alone(
            "decision letters, printed after their act",
            format!(
                "{:.1} a second on one core, {} KB each",
                rate(done?, time),
                size / 1024
            ),
        ),
        Figure::alone(
            "a decision letter asked for long after",
            format!(
                "{:.2} s, register of {} records",
                waited.as_secs_f64(),
                world.number
            ),
        ),
    ])
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
