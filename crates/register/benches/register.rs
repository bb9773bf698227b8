//! How the register compares with what it cannot be faster than: `cargo bench -p register [-- RECORDS]`.
//!
//! Append against the same rows inserted as durably without chain and checks; verify against SM3 of the same bytes on
//! all cores. A ratio of 1 would mean that the register costs nothing. Given no number, verify takes 1,000,000 records.
#![allow(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on should stop"
)]
#![allow(
    clippy::cast_precision_loss,
    reason = "figures for people, not for sums"
)]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use register::{Head, NewEntry, SqliteStore, Store, Verification, verify};

const SIZE: usize = 1024;

fn main() {
    // Without this word, cargo only wants to know that it builds and starts.
    if !std::env::args().any(|word| word == "--bench") {
        return;
    }
    let records = std::env::args()
        .find_map(|word| word.parse().ok())
        .unwrap_or(1_000_000);
    let place = std::env::current_exe()
        .unwrap()
        .with_file_name(format!("bench-{}", std::process::id()));
    std::fs::create_dir_all(&place).unwrap();
    for (batch, rounds) in [(1, 2000), (64, 400), (1000, 100)] {
        append_of(&place, batch, rounds);
    }
    verification(&place.join("verify"), records);
    std::fs::remove_dir_all(&place).unwrap();
}

/// A record of 1 KB, none like another.
fn payload(number: usize) -> Vec<u8> {
    let mut payload = format!("{number:020}").into_bytes();
    payload.resize(SIZE, b'x');
    payload
}

fn new(number: usize) -> NewEntry {
    NewEntry {
        at_millis: 1_700_000_000_000,
        payload: payload(number),
        idempotency: Some(format!("key {number}")),
        tell: None,
    }
}

/// Rounds of both kinds take turns, so that a disk that slows down slows both.
fn append_of(place: &Path, batch: usize, rounds: usize) {
    let mut raw = raw_database(&place.join(format!("raw-{batch}.db")));
    let mut store = SqliteStore::open_for_writing(&place.join(format!("ours-{batch}"))).unwrap();
    let mut head = Head::empty();
    let (mut raw_time, mut our_time) = (Duration::ZERO, Duration::ZERO);
    for round in 0..rounds {
        let entries: Vec<NewEntry> = (round * batch..(round + 1) * batch).map(new).collect();
        let start = Instant::now();
        insert(&mut raw, &entries);
        raw_time += start.elapsed();
        let start = Instant::now();
        head = store.append(&head, &entries).unwrap();
        our_time += start.elapsed();
    }
    let each = |time: Duration| (rounds * batch) as f64 / time.as_secs_f64();
    println!(
        "append, batches of {batch}: {:.0} records a second; insert alone {:.0}; ratio {:.2}",
        each(our_time),
        each(raw_time),
        raw_time.as_secs_f64() / our_time.as_secs_f64()
    );
}

fn raw_database(path: &PathBuf) -> rusqlite::Connection {
    let raw = rusqlite::Connection::open(path).unwrap();
    raw.pragma_update(None, "journal_mode", "WAL").unwrap();
    raw.pragma_update(None, "synchronous", "FULL").unwrap();
    raw.execute_batch(
        "CREATE TABLE entry (number INTEGER PRIMARY KEY, at_millis INTEGER, previous BLOB, digest BLOB,
         idempotency TEXT, payload BLOB) STRICT;
         CREATE UNIQUE INDEX entry_idempotency ON entry (idempotency);",
    )
    .unwrap();
    raw
}

fn insert(raw: &mut rusqlite::Connection, entries: &[NewEntry]) {
    let transaction = raw.transaction().unwrap();
    {
        let mut insert = transaction
            .prepare_cached("INSERT INTO entry (at_millis, previous, digest, idempotency, payload) VALUES (?1, ?2, ?3, ?4, ?5)")
            .unwrap();
        for entry in entries {
            insert
                .execute((
                    entry.at_millis,
                    [0_u8; 32],
                    [0_u8; 32],
                    &entry.idempotency,
                    &entry.payload,
                ))
                .unwrap();
        }
    }
    transaction.commit().unwrap();
}

fn verification(folder: &Path, records: usize) {
    let mut store = SqliteStore::open_for_writing(folder).unwrap();
    let mut head = Head::empty();
    for first in (0..records).step_by(10_000) {
        let entries: Vec<NewEntry> = (first..records.min(first + 10_000)).map(new).collect();
        head = store.append(&head, &entries).unwrap();
    }
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        bare.push(digests_alone(records));
        let start = Instant::now();
        let found = verify(&store, Some(&head), |_, _| {}).unwrap();
        ours.push(start.elapsed());
        assert_eq!(found, Verification::Whole(head));
    }
    let (bare, ours) = (bare.iter().min().unwrap(), ours.iter().min().unwrap());
    println!(
        "verify, {records} records of 1 KB: {:.2} s; SM3 alone on all cores {:.2} s; ratio {:.2}",
        ours.as_secs_f64(),
        bare.as_secs_f64(),
        bare.as_secs_f64() / ours.as_secs_f64()
    );
}

/// SM3 of as many payloads from memory, shared out over the cores.
fn digests_alone(records: usize) -> Duration {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let payload = payload(0);
    let start = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                for _ in 0..records / cores {
                    std::hint::black_box(seal::sm3(std::hint::black_box(&payload)));
                }
            });
        }
    });
    start.elapsed()
}
