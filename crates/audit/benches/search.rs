//! A million events written and searched, each figure beside a plain limit. Run with `cargo bench -p audit`.
#![allow(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on should stop"
)]

use std::time::{Duration, Instant as Stopwatch};

use audit::{Actor, AuditStore, Event, EventKind, Origin, Query, Thresholds, Verification};
use values::{Instant, PersonId};

const EVENTS: i64 = 1_000_000;
const BATCH: i64 = 10_000;
/// The log covers a year up to this moment, in seconds.
const END: i64 = 1_767_240_000;
const STEP: i64 = 31;

/// Two hundred people at work, a few doors tried, now and then an export; the same every time.
fn event(number: i64) -> Event {
    let mixed = number.unsigned_abs().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
    let person = 1 + mixed % 200;
    let kind = match mixed % 100 {
        0..=54 => EventKind::Act,
        55..=69 => EventKind::SignIn,
        70..=79 => EventKind::FileRead,
        80..=89 => EventKind::DocumentRead,
        90..=96 => EventKind::SignOut,
        97..=98 => EventKind::SecondFactor,
        _ => EventKind::AccountChanged,
    };
    let at = Instant::from_second(END - (EVENTS - number) * STEP).unwrap();
    let event = Event {
        actor: Actor::Person(PersonId(person)),
        capacity: "bureau".to_owned(),
        login: if kind == EventKind::SignIn {
            format!("user{person}")
        } else {
            String::new()
        },
        origin: Origin {
            source: format!("10.0.{}.{}", person % 4, mixed % 250),
            request: format!("65a4f1c2b3-{number}"),
        },
        note: "application.submit".to_owned(),
        ..Event::of_system(at, kind, format!("c{}", mixed % 5_000))
    };
    match mixed % 17 {
        0 if mixed.is_multiple_of(5_003) => event.failed("3.2.1d members.least"),
        0 => event.failed("capacity"),
        _ => event,
    }
}

fn median(mut work: impl FnMut()) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..5)
        .map(|_| {
            let begun = Stopwatch::now();
            work();
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[2]
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = AuditStore::open(folder.path()).unwrap();
    let begun = Stopwatch::now();
    for first in (1..=EVENTS).step_by(usize::try_from(BATCH).unwrap()) {
        let batch: Vec<Event> = (first..=EVENTS.min(first + BATCH - 1)).map(event).collect();
        store.append(&batch, &Thresholds::default()).unwrap();
    }
    let seconds = begun.elapsed().as_secs_f64();
    println!("| written, {BATCH} a transaction | {seconds:.0} s |");
    let size = std::fs::metadata(folder.path().join(audit::DATABASE))
        .unwrap()
        .len();
    println!("| size | {} MB |", size / 1_000_000);
    let one = median(|| {
        store
            .append(&[event(EVENTS)], &Thresholds::default())
            .unwrap();
    });
    println!("| one event, durable | {:.2} ms |", one.as_secs_f64() * 1e3);
    drop(store);
    let store = AuditStore::open_for_reading(folder.path()).unwrap();
    let day = |days: i64| Instant::from_second(END - days * 86_400);
    let any = Query::default();
    let searches: Vec<(&str, Query)> = vec![
        ("the newest", any.clone()),
        (
            "by person",
            Query {
                actor: Some(Actor::Person(PersonId(7))),
                ..any.clone()
            },
        ),
        (
            "by kind",
            Query {
                kind: Some(EventKind::AccountChanged),
                ..any.clone()
            },
        ),
        (
            "by object",
            Query {
                object: Some("c4711".to_owned()),
                ..any.clone()
            },
        ),
        (
            "by address",
            Query {
                source: Some("10.0.3.7".to_owned()),
                ..any.clone()
            },
        ),
        (
            "by login",
            Query {
                login: Some("user7".to_owned()),
                ..any.clone()
            },
        ),
        (
            "by request",
            Query {
                request: Some("65a4f1c2b3-500000".to_owned()),
                ..any.clone()
            },
        ),
        (
            "failures of one person",
            Query {
                actor: Some(Actor::Person(PersonId(7))),
                outcome: Some("failure".to_owned()),
                ..any.clone()
            },
        ),
        (
            "a week nine months ago",
            Query {
                from: day(280),
                until: day(273),
                ..any.clone()
            },
        ),
        (
            "a rare text in the reason",
            Query {
                text: Some("members.least".to_owned()),
                ..any.clone()
            },
        ),
        (
            "a text in no reason",
            Query {
                text: Some("nowhere".to_owned()),
                ..any.clone()
            },
        ),
        (
            "person, object and failure: nothing",
            Query {
                actor: Some(Actor::Person(PersonId(7))),
                object: Some("c1".to_owned()),
                outcome: Some("failure".to_owned()),
                ..any.clone()
            },
        ),
        (
            "kind and address over the year: nothing",
            Query {
                kind: Some(EventKind::Act),
                source: Some("10.9.9.9".to_owned()),
                ..any.clone()
            },
        ),
        (
            "kind and failure with a text: nothing",
            Query {
                kind: Some(EventKind::Act),
                outcome: Some("failure".to_owned()),
                text: Some("nowhere".to_owned()),
                ..any
            },
        ),
    ];
    for (name, query) in &searches {
        let mut found = 0;
        let time = median(|| found = store.search(query, 50).unwrap().events.len());
        println!(
            "| {name} ({found} found) | {:.1} ms |",
            time.as_secs_f64() * 1e3
        );
    }
    let begun = Stopwatch::now();
    let whole = store.verify(None, |_, _| ()).unwrap();
    assert!(matches!(whole, Verification::Whole(_)));
    println!("| verified | {:.1} s |", begun.elapsed().as_secs_f64());
    let begun = Stopwatch::now();
    let count = store.each(&Query::default(), |_| Ok(())).unwrap();
    println!(
        "| all {count} read for an export | {:.1} s |",
        begun.elapsed().as_secs_f64()
    );
}
