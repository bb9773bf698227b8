//! Acts through the office, durable before they are acknowledged; and the register read again from its first record.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use acts::ask::{Actor, Office as Rules, Request};
use acts::subject::Subject;
use anyhow::Context as _;
use register::{SqliteStore, Store as _, Verification, verify};
use seal::KeyProvider;
use serde_json::json;
use values::{OrganisationId, PersonId};

use super::{Figure, per_second, rate, timed};
use crate::office::{self, Answer, Office, Submission};

/// Acts of one client, and of all clients together, in one run.
const ALONE: usize = 500;
const TOGETHER: usize = 6_400;
const CLIENTS: usize = 64;
/// Runs, of which the median counts: a disk is not equally fast from one moment to the next.
const RUNS: usize = 7;

/// One client and sixty-four, beside one durable insert at a time of a record of the same size; in turn, so that all meet the same disk.
pub fn measure(office: &Office, data: &Path, at: values::Instant) -> anyhow::Result<Vec<Figure>> {
    let acting = Acting {
        owners: Arc::new(owners(office)),
        next: Arc::new(AtomicUsize::new(usize::try_from(office.world().number.0)?)),
        office: office.clone(),
        at,
    };
    let raw = Raw::open(data)?;
    let (mut inserts, mut alone, mut together) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        inserts.push(raw.inserts()?);
        alone.push(acting.alone()?);
        together.push(acting.together()?);
    }
    let raw_rate = middle(inserts);
    let figure = |job, ours: f64| Figure {
        job,
        result: per_second(ours),
        limit: format!(
            "one durable insert of {} bytes a transaction {}",
            raw.payload.len(),
            per_second(raw_rate)
        ),
        ratio: Some(ours / raw_rate),
    };
    Ok(vec![
        figure("act, 1 client", middle(alone)),
        figure("act, 64 clients", middle(together)),
    ])
}

fn middle(mut rates: Vec<f64>) -> f64 {
    rates.sort_unstable_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// People who act.
#[derive(Clone)]
struct Acting {
    office: Office,
    owners: Arc<Vec<(OrganisationId, PersonId)>>,
    next: Arc<AtomicUsize>,
    at: values::Instant,
}

impl Acting {
    fn next(&self) -> Submission {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        submission(&self.owners, number, self.at)
    }

    /// Acts one after the other; gives how many were not recorded.
    async fn act_in_turn(&self, count: usize) -> usize {
        let mut refused = 0;
        for _ in 0..count {
            let answer = self.office.submit(self.next()).await;
            refused += usize::from(!matches!(answer, Answer::Recorded(_)));
        }
        refused
    }

    fn alone(&self) -> anyhow::Result<f64> {
        let refused = || {
            !matches!(
                self.office.submit_and_wait(self.next()),
                Answer::Recorded(_)
            )
        };
        let (refused, time) = timed(|| (0..ALONE).filter(|_| refused()).count());
        anyhow::ensure!(refused == 0, "{refused} acts were not recorded");
        Ok(rate(ALONE, time))
    }

    /// As the server does it: each client waits for its answer as a task, not as a thread.
    fn together(&self) -> anyhow::Result<f64> {
        let runtime = tokio::runtime::Builder::new_current_thread().build()?;
        let (refused, time) = timed(|| {
            runtime.block_on(async {
                let mut clients = tokio::task::JoinSet::new();
                for _ in 0..CLIENTS {
                    let client = self.clone();
                    clients.spawn(async move { client.act_in_turn(TOGETHER / CLIENTS).await });
                }
                clients.join_all().await.into_iter().sum::<usize>()
            })
        });
        anyhow::ensure!(refused == 0, "{refused} acts were not recorded");
        Ok(rate(TOGETHER, time))
    }
}

/// Organisations and who may speak for them.
fn owners(office: &Office) -> Vec<(OrganisationId, PersonId)> {
    let world = office.world();
    let represented = world.organisations.values();
    represented
        .filter_map(|found| Some((found.id, found.representatives.last()?.person)))
        .collect()
}

fn submission(
    owners: &[(OrganisationId, PersonId)],
    number: usize,
    at: values::Instant,
) -> Submission {
    let (organisation, person) = owners[number % owners.len()];
    let day = at.china_day();
    let fields = json!({"name": format!("示例基金{number}"), "registration": format!("SDEM{number}"), "from": day});
    Submission::one(Request {
        act: "organisation.add_fund".to_owned(),
        subject: Subject::Organisation(organisation),
        actor: Actor::Person(person),
        at,
        fields: fields.as_object().cloned().unwrap_or_default(),
        justify: BTreeMap::new(),
    })
}

/// A bare table that takes records as large as those of the register are on average, one durable transaction each.
struct Raw {
    connection: rusqlite::Connection,
    payload: Vec<u8>,
}

impl Raw {
    fn open(data: &Path) -> anyhow::Result<Raw> {
        let store = SqliteStore::open_for_reading(data).context("opening the register")?;
        let last = store.head()?.number;
        let mut bytes = 0;
        store.read(last.saturating_sub(1000).max(1), 1000, &mut |entry| {
            bytes += entry.payload.len();
        })?;
        let connection = rusqlite::Connection::open(data.join("raw.db"))?;
        // The folder may have been measured before.
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; DROP TABLE IF EXISTS raw;
             CREATE TABLE raw (number INTEGER PRIMARY KEY, payload BLOB);",
        )?;
        Ok(Raw {
            connection,
            payload: vec![b'x'; bytes / 1000],
        })
    }

    /// Inserts a second.
    fn inserts(&self) -> anyhow::Result<f64> {
        let (done, time) = timed(|| {
            (0..ALONE).try_for_each(|_| {
                let inserted = self
                    .connection
                    .execute("INSERT INTO raw (payload) VALUES (?1)", [&self.payload]);
                inserted.map(drop)
            })
        });
        done?;
        Ok(rate(ALONE, time))
    }
}

/// A start that folds every record, one that reads the world kept in a file, and that file's making.
pub fn starting(
    data: &Path,
    keys: &Arc<dyn KeyProvider>,
    rules: impl Fn() -> anyhow::Result<Rules>,
) -> anyhow::Result<Vec<Figure>> {
    let kept = data.join("world.snapshot");
    if kept.exists() {
        std::fs::remove_file(&kept)?;
    }
    let (opened, folding) = timed(|| office::open_for_reading(data, Arc::clone(keys), rules()?));
    let world = opened?.office.world();
    let head = SqliteStore::open_for_reading(data)?.head()?;
    let (made, keeping) = timed(|| office::keep(data, &world, &head));
    made?;
    let (opened, reading) = timed(|| office::open_for_reading(data, Arc::clone(keys), rules()?));
    anyhow::ensure!(
        office::same(&world, &opened?.office.world())?,
        "the kept world is another"
    );
    let (read, limit) = timed(|| std::fs::read(&kept));
    let size = read?.len() / 1_000_000;
    let (read, limit_folding) = timed(|| std::fs::read(data.join("register.db")));
    let register = read?.len() / 1_000_000;
    let figure = |job, time: Duration, of, limit: Duration| Figure {
        job,
        result: format!("{:.2} s, {} records", time.as_secs_f64(), world.number),
        limit: format!("reading {of} MB once {:.2} s", limit.as_secs_f64()),
        ratio: Some(limit.as_secs_f64() / time.as_secs_f64()),
    };
    Ok(vec![
        figure(
            "start, folding every record",
            folding,
            register,
            limit_folding,
        ),
        figure("start, from the kept world", reading, size, limit),
        Figure::alone(
            "keeping the world, beside the work",
            format!("{:.2} s", keeping.as_secs_f64()),
        ),
    ])
}

/// Verifying the chain and folding the world, from the first record.
pub fn again(data: &Path) -> anyhow::Result<Vec<Figure>> {
    let store = SqliteStore::open_for_reading(data).context("opening the register")?;
    let count = usize::try_from(store.head()?.number)?;
    let (read, reading) = timed(|| {
        let mut bytes = 0_usize;
        store
            .read(1, u64::MAX, &mut |entry| bytes += entry.payload.len())
            .map(|()| bytes)
    });
    let bytes = read?;
    let (folded, folding) = timed(|| crate::office::fold(&store, |_| ()));
    let world = folded?;
    anyhow::ensure!(
        usize::try_from(world.number.0)? == count,
        "not all was folded"
    );
    drop(world);
    let (verified, verifying) = timed(|| verify(&store, None, |_, _| {}));
    anyhow::ensure!(
        matches!(verified?, Verification::Whole(_)),
        "the chain is broken"
    );
    let block = vec![b'x'; bytes / count.max(1)];
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let ((), hashing) = timed(|| {
        std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    for _ in 0..count / threads {
                        std::hint::black_box(seal::sm3(&block));
                    }
                });
            }
        });
    });
    let reading_rate = per_second(rate(count, reading));
    Ok(vec![
        Figure {
            job: "verify the chain",
            result: format!(
                "{count} acts of {} bytes in {:.2} s, {}",
                bytes / count.max(1),
                verifying.as_secs_f64(),
                per_second(rate(count, verifying))
            ),
            limit: format!(
                "SM3 of the same bytes on {threads} cores {}",
                per_second(rate(count, hashing))
            ),
            ratio: Some(hashing.as_secs_f64() / verifying.as_secs_f64()),
        },
        Figure {
            job: "verify the chain and replay",
            result: format!(
                "{:.2} s, {}",
                (verifying + folding).as_secs_f64(),
                per_second(rate(count, verifying + folding))
            ),
            limit: format!(
                "SM3 of the same bytes on {threads} cores {}",
                per_second(rate(count, hashing))
            ),
            ratio: Some(hashing.as_secs_f64() / (verifying + folding).as_secs_f64()),
        },
        Figure {
            job: "replay into the world",
            result: format!(
                "{count} acts in {:.2} s, {}",
                folding.as_secs_f64(),
                per_second(rate(count, folding))
            ),
            limit: format!("reading the records alone {reading_rate}"),
            ratio: Some(reading.as_secs_f64() / folding.as_secs_f64()),
        },
    ])
}
