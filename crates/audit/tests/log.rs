//! The log keeps what it is told, finds it again, shows every change, and gives up only what is old enough.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use audit::{
    Actor, AlarmRule, AuditStore, Bad, Chain, Event, EventKind, Head, HeadFault, Origin, Outcome,
    PurgeFault, Query, SignedHead, Thresholds, Verification, acknowledged, signed_text,
};
use rusqlite::Connection;
use tempfile::TempDir;
use values::{Instant, PersonId};

const NOON: i64 = 1_767_240_000;
const DAY: i64 = 86_400;

fn at(second: i64) -> Instant {
    Instant::from_second(second).unwrap()
}

fn event(second: i64, kind: EventKind, person: u64) -> Event {
    Event {
        actor: Actor::Person(PersonId(person)),
        capacity: "auditor".to_owned(),
        origin: Origin {
            source: format!("192.0.2.{}", person % 200),
            request: format!("r{second}"),
        },
        ..Event::of_system(at(second), kind, "o7")
    }
}

fn folder() -> (TempDir, AuditStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = AuditStore::open(folder.path()).unwrap();
    (folder, store)
}

fn append(store: &mut AuditStore, events: &[Event]) -> u64 {
    store.append(events, &Thresholds::default()).unwrap()
}

/// A log of so many events on following seconds.
fn filled(count: u64) -> (TempDir, AuditStore) {
    let (folder, mut store) = folder();
    let events: Vec<Event> = (1..=count)
        .map(|number| {
            event(
                NOON + i64::try_from(number).unwrap(),
                EventKind::FileRead,
                number,
            )
        })
        .collect();
    append(&mut store, &events);
    (folder, store)
}

/// The folder's database without the triggers, as somebody with the disk in hand has it.
fn forced(folder: &TempDir) -> Connection {
    let connection = Connection::open(folder.path().join(audit::DATABASE)).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER event_never_changes; DROP TRIGGER event_leaves_only_behind_a_checkpoint;
             DROP TRIGGER event_only_at_the_end; DROP TRIGGER checkpoint_only_behind_a_year;
             DROP TRIGGER searched_never_changes; DROP TRIGGER searched_leaves_only_behind_a_checkpoint;
             DROP TRIGGER searched_upto_only_goes_on;",
        )
        .unwrap();
    connection
}

fn broken_at(store: &AuditStore, kept: Option<&Head>) -> Option<(u64, Bad)> {
    match store.verify(kept, |_, _| ()).unwrap() {
        Verification::Whole(_) => None,
        Verification::Broken { number, bad } => Some((number, bad)),
    }
}

#[test]
fn an_event_comes_back_as_it_was_told() {
    let (_folder, mut store) = folder();
    let told = event(NOON, EventKind::SignIn, 4)
        .typed("lin")
        .failed("wrong")
        .counting(3)
        .noting("twice");
    let number = append(&mut store, std::slice::from_ref(&told));
    assert_eq!(store.event(number).unwrap().unwrap().event, told);
    assert_eq!(told.json()["at"], "2026-01-01T12:00:00+08:00");
}

#[test]
fn a_line_feed_in_a_login_does_not_forge_a_line() {
    let (_folder, mut store) = folder();
    let told = event(NOON, EventKind::SignIn, 4).typed("lin\r\nroot");
    let number = append(&mut store, &[told]);
    let kept = store.event(number).unwrap().unwrap().event.login;
    assert_eq!(kept, "lin\u{fffd}\u{fffd}root");
}

#[test]
fn the_database_itself_refuses_to_change_or_remove_an_event() {
    let (folder, _store) = filled(3);
    let connection = Connection::open(folder.path().join(audit::DATABASE)).unwrap();
    for forbidden in [
        "UPDATE event SET actor = 'p9' WHERE number = 2",
        "DELETE FROM event WHERE number = 2",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT 2, at_millis, previous, digest, payload, kind, 'p9', login, source, object, outcome, reason, request FROM event WHERE number = 2",
        "INSERT INTO checkpoint SELECT number, digest, 3 FROM event WHERE number = 2",
        "UPDATE searched SET actor = 'p9' WHERE number = 2",
        "DELETE FROM searched WHERE number = 2",
        "UPDATE searched_upto SET number = 1",
        "UPDATE searched_upto SET number = 999",
        "DELETE FROM searched_upto",
    ] {
        assert!(connection.execute_batch(forbidden).is_err(), "{forbidden}");
    }
}

#[test]
fn one_byte_changed_in_any_event_is_named() {
    for number in [1_u64, 7, 20] {
        let (folder, store) = filled(20);
        let changed = forced(&folder)
            .execute(
                "UPDATE event SET payload = replace(payload, 'file.read', 'file.reae') WHERE number = ?1",
                [i64::try_from(number).unwrap()],
            )
            .unwrap();
        assert_eq!(changed, 1);
        assert_eq!(broken_at(&store, None).unwrap().0, number);
    }
}

#[test]
fn an_event_removed_two_swapped_and_a_column_changed_are_named() {
    let (folder, store) = filled(20);
    forced(&folder)
        .execute("DELETE FROM event WHERE number = 9", [])
        .unwrap();
    assert_eq!(broken_at(&store, None).unwrap().0, 9);

    let (folder, store) = filled(20);
    forced(&folder)
        .execute_batch(
            "UPDATE event SET number = 99 WHERE number = 5; UPDATE event SET number = 5 WHERE number = 6;
             UPDATE event SET number = 6 WHERE number = 99;",
        )
        .unwrap();
    assert_eq!(broken_at(&store, None).unwrap().0, 5);

    let (folder, store) = filled(20);
    forced(&folder)
        .execute("UPDATE event SET actor = 'p1' WHERE number = 12", [])
        .unwrap();
    assert_eq!(broken_at(&store, None), Some((12, Bad::Column("actor"))));
}

#[test]
fn a_tail_cut_off_is_named_against_a_kept_head() {
    let (folder, store) = filled(20);
    let kept = store.head().unwrap();
    assert_eq!(broken_at(&store, Some(&kept)), None);
    forced(&folder)
        .execute("DELETE FROM event WHERE number > 15", [])
        .unwrap();
    assert_eq!(broken_at(&store, None), Some((16, Bad::Searched)));
    Connection::open(folder.path().join(audit::DATABASE))
        .unwrap()
        .execute_batch(
            "DELETE FROM searched WHERE number > 15; UPDATE searched_upto SET number = 15;",
        )
        .unwrap();
    assert_eq!(broken_at(&store, None), None);
    assert_eq!(broken_at(&store, Some(&kept)).unwrap().0, 16);
}

#[test]
fn events_are_found_by_everything_they_say_newest_first() {
    let (_folder, mut store) = filled(120);
    append(
        &mut store,
        &[event(NOON + 500, EventKind::SignIn, 7)
            .typed("lin")
            .failed("second_factor")],
    );
    let numbers = |query: &Query| -> Vec<u64> {
        let found = store.search(query, 50).unwrap();
        found.events.iter().map(|found| found.number).collect()
    };
    let by = |change: &dyn Fn(&mut Query)| {
        let mut query = Query::default();
        change(&mut query);
        numbers(&query)
    };
    assert_eq!(
        by(&|query| query.actor = Some(Actor::Person(PersonId(7)))),
        [121, 7]
    );
    assert_eq!(by(&|query| query.kind = Some(EventKind::SignIn)), [121]);
    assert_eq!(by(&|query| query.login = Some("lin".to_owned())), [121]);
    assert_eq!(
        by(&|query| query.outcome = Some("failure".to_owned())),
        [121]
    );
    assert_eq!(by(&|query| query.text = Some("FACTOR".to_owned())), [121]);
    assert_eq!(
        by(&|query| query.source = Some("192.0.2.9".to_owned())),
        [9]
    );
    assert_eq!(
        by(&|query| query.request = Some(format!("r{}", NOON + 3))),
        [3]
    );
    assert_eq!(
        by(&|query| query.object = Some("c1".to_owned())),
        [0_u64; 0]
    );
    assert_eq!(
        by(&|query| {
            query.from = Some(at(NOON + 3));
            query.until = Some(at(NOON + 6));
        }),
        [5, 4, 3]
    );
    let mut seen = Vec::new();
    let count = store
        .each(
            &Query {
                object: Some("o7".to_owned()),
                ..Query::default()
            },
            |found| {
                seen.push(found.number);
                Ok(())
            },
        )
        .unwrap();
    assert_eq!(count, 121);
    assert!(seen.windows(2).all(|pair| pair[0] > pair[1]));
}

#[test]
fn what_is_told_ahead_is_in_the_chain_at_once_and_found_when_the_log_catches_up() {
    let (folder, mut store) = folder();
    let limits = Thresholds::default();
    let acts: Vec<Event> = (1..=2_500)
        .map(|second| event(NOON + second, EventKind::Act, 5))
        .collect();
    store.append_ahead(&acts, &limits).unwrap();
    assert_eq!(store.head().unwrap().number, 2_500);
    assert_eq!(store.behind().unwrap(), 2_500);
    assert_eq!(store.search(&Query::default(), 10).unwrap().events, []);
    assert_eq!(broken_at(&store, None), None);
    let searching = AuditStore::open_for_searching(folder.path()).unwrap();
    let newest = searching.search(&Query::default(), 1).unwrap();
    assert_eq!(newest.events.first().unwrap().number, 2_500);
    assert_eq!(store.behind().unwrap(), 0);
    assert_eq!(broken_at(&store, None), None);
    // What gives rise to an alarm waits for nothing, and takes along what was told before it.
    store.append_ahead(&acts[..3], &limits).unwrap();
    let appointed = event(NOON + 3_000, EventKind::AdministratorAppointed, 6);
    store.append_ahead(&[appointed], &limits).unwrap();
    assert_eq!(store.behind().unwrap(), 0);
    assert_eq!(store.alarms(None, 10).unwrap().alarms.len(), 1);
    assert_eq!(broken_at(&store, None), None);
}

#[test]
fn an_event_hidden_from_searches_or_shown_otherwise_is_named() {
    let (folder, store) = filled(20);
    forced(&folder)
        .execute("DELETE FROM searched WHERE number = 9", [])
        .unwrap();
    assert_eq!(broken_at(&store, None), Some((9, Bad::Searched)));

    let (folder, store) = filled(20);
    forced(&folder)
        .execute("UPDATE searched SET object = 'o8' WHERE number = 12", [])
        .unwrap();
    assert_eq!(broken_at(&store, None), Some((12, Bad::Column("object"))));

    let (folder, store) = filled(20);
    forced(&folder)
        .execute(
            "INSERT INTO searched SELECT at_millis + 1, 21, kind, actor, login, source, object, outcome, reason, request FROM searched WHERE number = 20",
            [],
        )
        .unwrap();
    assert_eq!(broken_at(&store, None), Some((21, Bad::Searched)));
}

#[test]
fn a_log_of_the_layout_before_is_taken_over_whole() {
    let folder = tempfile::tempdir().unwrap();
    let connection = Connection::open(folder.path().join(audit::DATABASE)).unwrap();
    for layout in [
        include_str!("../src/migrations/0001_audit.sql"),
        include_str!("../src/migrations/0002_signed.sql"),
    ] {
        connection.execute_batch(layout).unwrap();
    }
    connection.pragma_update(None, "user_version", 2).unwrap();
    let (other, _) = filled(20);
    connection
        .execute(
            "ATTACH ?1 AS other",
            [other.path().join(audit::DATABASE).to_str().unwrap()],
        )
        .unwrap();
    connection
        .execute_batch("INSERT INTO event SELECT * FROM other.event ORDER BY number;")
        .unwrap();
    drop(connection);
    // A backup of it is verified without being changed.
    let before = AuditStore::open_for_reading(folder.path()).unwrap();
    assert_eq!(broken_at(&before, None), None);
    drop(before);
    let store = AuditStore::open(folder.path()).unwrap();
    assert_eq!(store.behind().unwrap(), 0);
    assert_eq!(broken_at(&store, None), None);
    let query = Query {
        actor: Some(Actor::Person(PersonId(7))),
        ..Query::default()
    };
    assert_eq!(store.search(&query, 5).unwrap().events.len(), 1);
}

#[test]
fn a_page_goes_on_where_the_last_one_ended() {
    let (_folder, store) = filled(25);
    let first = store.search(&Query::default(), 10).unwrap();
    assert_eq!(first.next, Some(16));
    let second = Query {
        before: first.next,
        ..Query::default()
    };
    let second = store.search(&second, 10).unwrap();
    assert_eq!(second.events.first().unwrap().number, 15);
    let last = Query {
        before: second.next,
        ..Query::default()
    };
    assert_eq!(store.search(&last, 10).unwrap().next, None);
}

#[test]
fn events_younger_than_a_year_are_not_removed_and_older_ones_leave_a_trace() {
    let (_folder, mut store) = filled(20);
    let kept = store.head().unwrap();
    let by = |days: i64| event(NOON + days * DAY, EventKind::AuditPurged, 3);
    let near = store.purge(at(NOON + 11), by(364));
    assert!(matches!(near, Err(PurgeFault::TooNear { days: 363 })));
    assert_eq!(store.head().unwrap(), kept);
    let removed = store.purge(at(NOON + 11), by(366)).unwrap();
    assert_eq!((removed.count, removed.checkpoint.number), (10, 10));
    assert_eq!(broken_at(&store, None), None);
    assert_eq!(broken_at(&store, Some(&kept)), None);
    let told = store.event(21).unwrap().unwrap().event;
    assert_eq!(told.kind, EventKind::AuditPurged);
    assert_eq!(told.actor, Actor::Person(PersonId(3)));
    assert_eq!(store.event(10).unwrap(), None);
    assert!(matches!(
        store.purge(at(NOON + 11), by(366)),
        Err(PurgeFault::Nothing)
    ));
    append(&mut store, &[event(NOON + 367 * DAY, EventKind::SignIn, 1)]);
    assert_eq!(broken_at(&store, None), None);
}

#[test]
fn a_checkpoint_that_no_event_tells_of_is_found() {
    let (folder, store) = filled(20);
    forced(&folder)
        .execute_batch(
            "INSERT INTO checkpoint SELECT number, digest, 15 FROM event WHERE number = 10; DELETE FROM event WHERE number <= 10;",
        )
        .unwrap();
    assert_eq!(broken_at(&store, None), Some((15, Bad::Checkpoint)));
}

#[test]
fn each_cause_raises_exactly_one_alarm_and_an_alarm_is_taken_note_of_once() {
    let limits = Thresholds {
        refusals: 5,
        exports: 3,
        rows: 100,
        minutes: 10,
    };
    let refused = |second: i64| event(NOON + second, EventKind::AccessRefused, 9).failed("401");
    let scenes: Vec<(AlarmRule, Vec<Event>)> = vec![
        (AlarmRule::Refusals, (0..40).map(refused).collect()),
        (
            AlarmRule::Chain,
            vec![event(NOON, EventKind::RegisterVerified, 1).failed("12")],
        ),
        (
            AlarmRule::Chain,
            vec![event(NOON, EventKind::AuditVerified, 1).failed("12")],
        ),
        (
            AlarmRule::Exports,
            vec![event(NOON, EventKind::Export, 1).counting(100)],
        ),
        (
            AlarmRule::Exports,
            (0..9)
                .map(|second| event(NOON + second, EventKind::Export, 1))
                .collect(),
        ),
        (
            AlarmRule::Protection,
            vec![event(NOON, EventKind::ProtectionFailed, 1).failed("code")],
        ),
        (
            AlarmRule::Administrator,
            vec![event(NOON, EventKind::AdministratorAppointed, 1)],
        ),
        (
            AlarmRule::Lockout,
            (0..7)
                .map(|second| {
                    event(NOON + second, EventKind::SignInLocked, 1)
                        .typed("lin")
                        .failed("locked")
                })
                .collect(),
        ),
    ];
    for (rule, events) in scenes {
        let (_folder, mut store) = folder();
        for event in &events {
            store.append(std::slice::from_ref(event), &limits).unwrap();
        }
        let alarms = store.alarms(None, 50).unwrap().alarms;
        assert_eq!(alarms.len(), 1, "{rule:?}");
        assert_eq!(alarms[0].rule, Some(rule));
        assert_eq!(alarms[0].acknowledged, None);
        let number = alarms[0].raised.number;
        let mut taken = event(NOON + 60, EventKind::AlarmAcknowledged, 2);
        taken.object = acknowledged(number);
        append(&mut store, &[taken]);
        assert_eq!(store.open_alarms().unwrap(), 0);
        assert!(store.alarm(number).unwrap().unwrap().acknowledged.is_some());
        assert_eq!(broken_at(&store, None), None);
    }
}

#[test]
fn fewer_refusals_than_the_threshold_or_over_a_longer_time_raise_no_alarm() {
    let (_folder, mut store) = folder();
    let limits = Thresholds {
        refusals: 5,
        ..Thresholds::default()
    };
    for minute in 0..30 {
        let refused = event(NOON + minute * 150, EventKind::AccessRefused, 9).failed("403");
        store.append(&[refused], &limits).unwrap();
    }
    assert!(store.alarms(None, 50).unwrap().alarms.is_empty());
}

#[test]
fn what_cannot_be_written_is_not_half_written() {
    let (folder, mut store) = filled(3);
    let head = store.head().unwrap();
    let blocker = Connection::open(folder.path().join(audit::DATABASE)).unwrap();
    blocker
        .execute_batch("CREATE TRIGGER full BEFORE INSERT ON event WHEN new.number = 5 BEGIN SELECT raise(ABORT, 'full'); END;")
        .unwrap();
    let two = [
        event(NOON, EventKind::SignIn, 1),
        event(NOON, EventKind::SignIn, 2),
    ];
    assert!(store.append(&two, &Thresholds::default()).is_err());
    assert_eq!(store.head().unwrap(), head);
    assert_eq!(two[0].outcome, Outcome::Success);
}

#[test]
fn m16_a_tail_cut_off_behind_a_signed_head_is_named_and_so_is_a_signature_made_up() {
    use seal::{KeyProvider as _, Purpose, SoftwareKeys};
    let (folder, mut store) = filled(9);
    let keys = SoftwareKeys::in_memory();
    let key = keys.current(Purpose::Heads).unwrap();
    let day = values::parse_date("2026-01-01").unwrap();
    let head = store.head().unwrap();
    let text = signed_text(Chain::Audit, day, &head);
    let signed = SignedHead {
        chain: Chain::Audit,
        day,
        head,
        key: key.to_string(),
        public: keys.public(key).unwrap(),
        signature: keys.sign(key, text.as_bytes()).unwrap(),
    };
    assert!(store.keep_signed(&signed).unwrap());
    assert!(!store.keep_signed(&signed).unwrap(), "one a day");
    let kept = store.signed_heads(Chain::Audit, 9).unwrap();
    assert_eq!(kept, std::slice::from_ref(&signed));
    let known = keys.public(key).unwrap();
    assert_eq!(kept[0].proves(Some(&known)), Ok(()));
    let stands = store.digest_at(head.number).unwrap();
    assert_eq!(kept[0].held(&head, stands), Ok(()));

    // Another text, another key: named.
    let mut other = signed.clone();
    other.head.number = 8;
    assert_eq!(other.proves(None), Err(HeadFault::Signature));
    let forger = SoftwareKeys::in_memory();
    let own = forger.current(Purpose::Heads).unwrap();
    other.public = forger.public(own).unwrap();
    other.signature = forger.sign(own, other.text().as_bytes()).unwrap();
    assert_eq!(other.proves(None), Ok(()), "by itself it holds");
    assert_eq!(other.proves(Some(&known)), Err(HeadFault::OtherKey));

    // The chain by itself is whole after a cut, if what is searched is cut as well; the signed head tells.
    forced(&folder)
        .execute_batch(
            "DELETE FROM event WHERE number > 6; DELETE FROM searched WHERE number > 6;
             UPDATE searched_upto SET number = 6;",
        )
        .unwrap();
    let Verification::Whole(end) = store.verify(None, |_, _| ()).unwrap() else {
        panic!("a cut chain is whole by itself")
    };
    assert!(matches!(kept[0].held(&end, None), Err(HeadFault::Chain(_))));
    // So it does where the tail was made anew.
    let again: Vec<Event> = (1..=5)
        .map(|at| event(NOON + 90 + at, EventKind::FileRead, 3))
        .collect();
    append(&mut store, &again);
    let Verification::Whole(end) = store.verify(None, |_, _| ()).unwrap() else {
        panic!("a chain made anew is whole by itself")
    };
    let stands = store.digest_at(head.number).unwrap();
    assert!(matches!(
        kept[0].held(&end, stands),
        Err(HeadFault::Chain(_))
    ));
}
