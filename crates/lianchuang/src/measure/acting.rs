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

/// Acts of one client, and of all clients together.
const ALONE: usize = 300;
const TOGETHER: usize = 6_400;
const CLIENTS: usize = 64;

/// One client and sixty-four, beside one durable insert at a time of a record of the same size.
pub fn measure(office: &Office, data: &Path, at: values::Instant) -> anyhow::Result<Vec<Figure>> {
    let owners = owners(office);
    let (raw, size) = raw_inserts(data)?;
    let next = AtomicUsize::new(usize::try_from(office.world().number.0).unwrap_or(0));
    let one = || {
        let number = next.fetch_add(1, Ordering::Relaxed);
        submission(&owners, number, at)
    };
    let (refused, alone) = timed(|| {
        (0..ALONE)
            .filter(|_| !matches!(office.submit_and_wait(one()), Answer::Recorded(_)))
            .count()
    });
    anyhow::ensure!(refused == 0, "{refused} acts were not recorded");
    let office = Arc::new(office.clone());
    let owners = Arc::new(owners);
    let next = Arc::new(next);
    let (refused, together) = timed(|| {
        let threads: Vec<_> = (0..CLIENTS)
            .map(|_| {
                let (office, owners, next) =
                    (Arc::clone(&office), Arc::clone(&owners), Arc::clone(&next));
                std::thread::spawn(move || {
                    (0..TOGETHER / CLIENTS)
                        .filter(|_| {
                            let number = next.fetch_add(1, Ordering::Relaxed);
                            let asked = submission(&owners, number, at);
                            !matches!(office.submit_and_wait(asked), Answer::Recorded(_))
                        })
                        .count()
                })
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or(TOGETHER))
            .sum::<usize>()
    });
    anyhow::ensure!(refused == 0, "{refused} acts were not recorded");
    let figure = |job, ours: f64| Figure {
        job,
        result: per_second(ours),
        limit: format!(
            "one durable insert of {size} bytes a transaction {}",
            per_second(raw)
        ),
        ratio: Some(ours / raw),
    };
    Ok(vec![
        figure("act, 1 client", rate(ALONE, alone)),
        figure("act, 64 clients", rate(TOGETHER, together)),
    ])
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

/// Durable inserts a second, one a transaction, of a record as large as those of the register on average.
fn raw_inserts(data: &Path) -> anyhow::Result<(f64, usize)> {
    let store = SqliteStore::open_for_reading(data).context("opening the register")?;
    let last = store.head()?.number;
    let mut bytes = 0;
    store.read(last.saturating_sub(1000).max(1), 1000, &mut |entry| {
        bytes += entry.payload.len();
    })?;
    let size = bytes / 1000;
    let connection = rusqlite::Connection::open(data.join("raw.db"))?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE raw (number INTEGER PRIMARY KEY, payload BLOB);",
    )?;
    let payload = vec![b'x'; size];
    let mut fault = None;
    let ((), time) = timed(|| {
        for number in 0..ALONE {
            let done = connection.execute(
                "INSERT INTO raw VALUES (?1, ?2)",
                rusqlite::params![i64::try_from(number).unwrap_or(0), payload],
            );
            fault = fault.take().or(done.err());
        }
    });
    match fault {
        Some(cause) => Err(cause.into()),
        None => Ok((rate(ALONE, time), size)),
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
