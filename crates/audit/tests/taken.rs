//! Events of recorded acts, which wait in the register beside their records: taken over into the chain in order, each once.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use audit::{
    Actor, AuditFault, AuditStore, Event, EventKind, Origin, Outcome, Query, Taken, Thresholds,
    Verification, lines,
};
use register::{Head, NewEntry, SqliteStore, Store as _};
use values::{Instant, PersonId};

fn act(record: u64) -> Event {
    Event {
        at: Instant::from_second(1_760_000_000 + i64::try_from(record).unwrap()).unwrap(),
        kind: EventKind::Act,
        actor: Actor::Person(PersonId(7)),
        capacity: "secretary".to_owned(),
        login: String::new(),
        origin: Origin {
            source: "192.0.2.7".to_owned(),
            request: format!("r\u{2028}\n\"{record}"),
        },
        object: format!("organisation:{record}"),
        outcome: Outcome::Success,
        count: record,
        note: "organisation.add_fund".to_owned(),
    }
}

fn entry(record: u64, events: &[Event]) -> NewEntry {
    NewEntry {
        at_millis: 0,
        payload: record.to_string().into_bytes(),
        idempotency: None,
        tell: Some(lines(events).unwrap()),
    }
}

/// So many records in a folder, each with its event beside it.
fn filled(records: u64) -> (tempfile::TempDir, SqliteStore, Head) {
    let folder = tempfile::tempdir().unwrap();
    let mut register = SqliteStore::open_for_writing(folder.path()).unwrap();
    let entries: Vec<NewEntry> = (1..=records).map(|n| entry(n, &[act(n)])).collect();
    let head = register.append(&Head::empty(), &entries).unwrap();
    (folder, register, head)
}

/// Of which records the log tells, in its order.
fn told(store: &AuditStore) -> Vec<u64> {
    let found = store.search(&Query::default(), 10_000).unwrap();
    let mut events = found.events;
    events.sort_by_key(|recorded| recorded.number);
    let acts = events
        .into_iter()
        .filter(|one| one.event.kind == EventKind::Act);
    acts.map(|recorded| recorded.event.count).collect()
}

fn whole(store: &AuditStore) -> bool {
    matches!(
        store.verify(None, |_, _| ()).unwrap(),
        Verification::Whole(_)
    )
}

#[test]
fn what_waits_is_taken_over_in_order_and_each_once_whoever_does_it() {
    let (folder, mut register, head) = filled(1_300);
    let limits = Thresholds::default();
    let one = AuditStore::open(folder.path()).unwrap();
    let other = AuditStore::open(folder.path()).unwrap();
    assert_eq!(one.take_some(&limits).unwrap(), Taken::More(500));
    assert_eq!(other.take_some(&limits).unwrap(), Taken::More(1_000));
    assert_eq!(one.take_some(&limits).unwrap(), Taken::Last(1_300));
    assert_eq!(other.take_some(&limits).unwrap(), Taken::Nothing);
    other.catch_up(&limits).unwrap();
    assert_eq!(told(&one), (1..=1_300).collect::<Vec<_>>());
    assert!(whole(&one));
    // Letting go changes nothing for the log, and it goes on behind.
    register.let_go(1_300).unwrap();
    assert_eq!(one.take_some(&limits).unwrap(), Taken::Nothing);
    register
        .append(&head, &[entry(1_301, &[act(1_301)])])
        .unwrap();
    drop((one, other));
    let searching = AuditStore::open_for_searching(folder.path()).unwrap();
    assert_eq!(told(&searching).last(), Some(&1_301));
    let found = searching.search(&Query::default(), 1).unwrap();
    let spelt = act(1_301).origin.request.replace('\n', "\u{fffd}");
    assert_eq!(found.events[0].event.origin.request, spelt);
    assert!(whole(&searching));
}

#[test]
fn four_at_once_take_over_each_event_once() {
    let (folder, _register, _) = filled(4_000);
    let stores: Vec<AuditStore> = (0..4)
        .map(|_| AuditStore::open(folder.path()).unwrap())
        .collect();
    std::thread::scope(|scope| {
        for store in stores {
            scope.spawn(move || store.catch_up(&Thresholds::default()).unwrap());
        }
    });
    let store = AuditStore::open_for_searching(folder.path()).unwrap();
    assert_eq!(told(&store), (1..=4_000).collect::<Vec<_>>());
    assert!(whole(&store));
}

#[test]
fn what_gives_rise_to_an_alarm_does_when_it_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut register = SqliteStore::open_for_writing(folder.path()).unwrap();
    let appointed = Event {
        kind: EventKind::AdministratorAppointed,
        object: "person:9".to_owned(),
        ..act(1)
    };
    let entries = [entry(1, &[act(1), appointed]), entry(2, &[act(2)])];
    register.append(&Head::empty(), &entries).unwrap();
    let store = AuditStore::open(folder.path()).unwrap();
    let limits = Thresholds::default();
    assert_eq!(store.take_some(&limits).unwrap(), Taken::Last(2));
    assert_eq!(store.alarms(None, 10).unwrap().alarms.len(), 1);
    store.catch_up(&limits).unwrap();
    assert_eq!(told(&store), [1, 2]);
    assert!(whole(&store));
}

#[test]
fn a_register_brought_back_to_an_earlier_day_is_told_of_again_rather_than_not_at_all() {
    let (folder, register, _) = filled(30);
    let store = AuditStore::open(folder.path()).unwrap();
    store.catch_up(&Thresholds::default()).unwrap();
    assert_eq!(told(&store).len(), 30);
    drop(register);
    for file in ["register.db", "register.db-wal", "register.db-shm"] {
        let _ = std::fs::remove_file(folder.path().join(file));
    }
    drop(store);
    let mut register = SqliteStore::open_for_writing(folder.path()).unwrap();
    let entries: Vec<NewEntry> = (1..=3).map(|n| entry(n, &[act(100 + n)])).collect();
    register.append(&Head::empty(), &entries).unwrap();
    let store = AuditStore::open_for_searching(folder.path()).unwrap();
    assert_eq!(told(&store)[30..], [101, 102, 103]);
    assert!(whole(&store));
}

#[test]
fn what_cannot_be_read_is_named_and_nothing_behind_it_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut register = SqliteStore::open_for_writing(folder.path()).unwrap();
    let odd = NewEntry {
        tell: Some("{}".to_owned()),
        ..entry(2, &[])
    };
    let entries = [entry(1, &[act(1)]), odd, entry(3, &[act(3)])];
    register.append(&Head::empty(), &entries).unwrap();
    let store = AuditStore::open(folder.path()).unwrap();
    let fault = store.take_some(&Thresholds::default()).unwrap_err();
    assert!(matches!(fault, AuditFault::Waiting(2)), "{fault}");
    assert_eq!(store.head().unwrap().number, 0);
    let searching = AuditStore::open_for_searching(folder.path()).unwrap();
    assert_eq!(told(&searching), [0; 0], "the log is searched as it is");
}
