//! What another log is to be told of records: there with the record or not at all, in order, until that log has it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod place;

use place::Place;
use register::{Head, NewEntry, SqliteStore, Store, Telling, Untold};

fn entry(text: &str, tell: Option<&str>) -> NewEntry {
    NewEntry {
        at_millis: 1_700_000_000_000,
        payload: text.as_bytes().to_vec(),
        idempotency: None,
        tell: tell.map(str::to_owned),
    }
}

/// Four records, of which the third has nothing to tell.
fn filled(name: &str) -> (Place, SqliteStore, Head) {
    let folder = Place::new(name);
    let mut store = SqliteStore::open_for_writing(&folder).unwrap();
    let entries = [
        entry("one", Some("of one")),
        entry("two", Some("of two")),
        entry("three", None),
        entry("four", Some("of four")),
    ];
    let head = store.append(&Head::empty(), &entries).unwrap();
    (folder, store, head)
}

fn numbers(tellings: &[Telling]) -> Vec<u64> {
    tellings
        .iter()
        .map(|telling| telling.record.number)
        .collect()
}

#[test]
fn what_is_to_be_told_stands_beside_its_record_and_goes_on_where_the_log_is() {
    let (folder, store, head) = filled("untold-order");
    let untold = Untold::open(&folder).unwrap().unwrap();
    let all = untold.after(None, 10).unwrap();
    assert_eq!(numbers(&all), [1, 2, 4]);
    assert_eq!(all[1].text, "of two");
    assert_eq!(all[2].record, head);
    assert_eq!(numbers(&untold.after(None, 2).unwrap()), [1, 2]);
    let told = all[1].record;
    assert_eq!(numbers(&untold.after(Some(told), 10).unwrap()), [4]);
    assert_eq!(untold.after(Some(head), 10).unwrap(), []);
    // The chain knows nothing of it.
    let plain = Place::new("untold-plain");
    let mut other = SqliteStore::open_for_writing(&plain).unwrap();
    let entries = ["one", "two", "three", "four"].map(|text| entry(text, None));
    assert_eq!(other.append(&Head::empty(), &entries).unwrap(), head);
    drop(store);
}

#[test]
fn a_log_that_was_told_of_another_register_is_told_of_everything_that_was_not_let_go() {
    let (folder, mut store, head) = filled("untold-other");
    let untold = Untold::open(&folder).unwrap().unwrap();
    let foreign = Head {
        number: 2,
        digest: register::genesis(),
    };
    let beyond = Head {
        number: 900,
        ..head
    };
    for other in [foreign, beyond] {
        assert_eq!(numbers(&untold.after(Some(other), 10).unwrap()), [1, 2, 4]);
    }
    store.let_go(2).unwrap();
    assert_eq!(numbers(&untold.after(Some(foreign), 10).unwrap()), [4]);
}

#[test]
fn what_was_told_is_let_go_and_stays_told() {
    let (folder, mut store, head) = filled("untold-gone");
    assert_eq!(store.gone().unwrap(), 0);
    store.let_go(2).unwrap();
    assert_eq!(store.gone().unwrap(), 2);
    let untold = Untold::open(&folder).unwrap().unwrap();
    assert_eq!(numbers(&untold.after(None, 10).unwrap()), [4]);
    store.let_go(1).unwrap();
    assert_eq!(store.gone().unwrap(), 2, "it never goes back");
    assert!(
        store.let_go(900).is_err(),
        "nobody was told of what is not there"
    );
    assert_eq!(numbers(&untold.after(None, 10).unwrap()), [4]);
    store.let_go(head.number).unwrap();
    assert_eq!(untold.after(None, 10).unwrap(), []);
    let next = store
        .append(&head, &[entry("five", Some("of five"))])
        .unwrap();
    assert_eq!(untold.after(Some(head), 10).unwrap()[0].record, next);
}

#[test]
fn what_does_not_get_recorded_is_not_to_be_told() {
    let (folder, mut store, head) = filled("untold-failed");
    let keyed = NewEntry {
        idempotency: Some("k".to_owned()),
        ..entry("five", Some("of five"))
    };
    let twice = [keyed.clone(), keyed];
    assert!(store.append(&head, &twice).is_err());
    let untold = Untold::open(&folder).unwrap().unwrap();
    assert_eq!(numbers(&untold.after(None, 10).unwrap()), [1, 2, 4]);
}

#[test]
fn what_is_to_be_told_cannot_be_changed_removed_or_made_up_by_sql() {
    let (folder, mut store, _) = filled("untold-sql");
    store.let_go(1).unwrap();
    let connection = rusqlite::Connection::open(folder.join("register.db")).unwrap();
    for sql in [
        "UPDATE untold SET text = 'nothing' WHERE number = 4",
        "DELETE FROM untold WHERE number = 4",
        "INSERT INTO untold VALUES (3, 'made up')",
        "INSERT INTO untold VALUES (5, 'made up')",
        "INSERT OR REPLACE INTO untold VALUES (4, 'nothing')",
        "UPDATE told_upto SET number = 0",
        "UPDATE told_upto SET number = 5",
        "DELETE FROM told_upto",
        "INSERT INTO told_upto VALUES (9)",
    ] {
        assert!(connection.execute_batch(sql).is_err(), "{sql}");
    }
    let untold = Untold::open(&folder).unwrap().unwrap();
    assert_eq!(numbers(&untold.after(None, 10).unwrap()), [2, 4]);
}

#[test]
fn a_folder_without_a_register_and_a_register_of_the_layout_before_have_nothing_to_tell() {
    let folder = Place::new("untold-none");
    assert!(Untold::open(&folder).unwrap().is_none());
    let (old, store, _) = filled("untold-old");
    drop(store);
    let connection = rusqlite::Connection::open(old.join("register.db")).unwrap();
    connection.pragma_update(None, "user_version", 4).unwrap();
    assert!(Untold::open(&old).unwrap().is_none());
}

#[test]
fn a_register_of_the_layout_before_has_told_everything() {
    let (folder, store, head) = filled("untold-migrated");
    drop(store);
    let connection = rusqlite::Connection::open(folder.join("register.db")).unwrap();
    connection
        .execute_batch("DROP TABLE untold; DROP TABLE told_upto; PRAGMA user_version = 4;")
        .unwrap();
    drop(connection);
    let mut store = SqliteStore::open_for_writing(&folder).unwrap();
    assert_eq!(store.gone().unwrap(), head.number);
    let untold = Untold::open(&folder).unwrap().unwrap();
    assert_eq!(untold.after(None, 10).unwrap(), []);
    let next = store
        .append(&head, &[entry("five", Some("of five"))])
        .unwrap();
    assert_eq!(untold.after(None, 10).unwrap()[0].record, next);
}
