//! What the database guards by itself, and that random work gives what its rules say.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod place;

use place::Place;
use proptest::prelude::*;
use register::{
    AppendFailure, Head, NewEntry, SqliteStore, Store, StoreFault, Verification, verify,
};

fn entry(text: &str) -> NewEntry {
    NewEntry {
        at_millis: 1_700_000_000_000,
        payload: text.as_bytes().to_vec(),
        idempotency: None,
        tell: None,
    }
}

/// Five records, the fourth under a key, and the head after them.
fn filled(name: &str) -> (Place, Head) {
    let folder = Place::new(name);
    let mut store = SqliteStore::open_for_writing(&folder).unwrap();
    let mut new: Vec<NewEntry> = (1..=5).map(|n| entry(&format!("record {n}"))).collect();
    new[3].idempotency = Some("key of the fourth".to_owned());
    let head = store.append(&Head::empty(), &new).unwrap();
    (folder, head)
}

fn reader(folder: &Place) -> SqliteStore {
    SqliteStore::open_for_reading(folder).unwrap()
}

fn raw(folder: &Place) -> rusqlite::Connection {
    rusqlite::Connection::open(folder.join("register.db")).unwrap()
}

fn verified(folder: &Place, kept: &Head) -> Verification {
    verify(&reader(folder), Some(kept), |_, _| {}).unwrap()
}

#[test]
fn what_was_recorded_cannot_be_changed_or_removed_by_sql() {
    let (folder, head) = filled("store-sql");
    let connection = raw(&folder);
    let digest = "zeroblob(32)";
    for sql in [
        "UPDATE entry SET at_millis = 0".to_owned(),
        "DELETE FROM entry WHERE number = 5".to_owned(),
        format!("INSERT OR REPLACE INTO entry VALUES (2, 0, {digest}, {digest}, NULL, x'00')"),
        format!(
            "INSERT OR REPLACE INTO entry VALUES (6, 0, {digest}, {digest}, 'key of the fourth', x'00')"
        ),
        format!("INSERT INTO entry VALUES (7, 0, {digest}, {digest}, NULL, x'00')"),
        format!("INSERT INTO entry VALUES (-1, 0, {digest}, {digest}, NULL, x'00')"),
        format!("INSERT INTO entry VALUES (6, 0, {digest}, {digest}, '', x'00')"),
    ] {
        assert!(connection.execute_batch(&sql).is_err(), "{sql}");
    }
    assert_eq!(verified(&folder, &head), Verification::Whole(head));
}

#[test]
fn a_reader_cannot_append_and_needs_a_register() {
    let (folder, head) = filled("store-reader");
    assert!(reader(&folder).append(&head, &[entry("x")]).is_err());
    let nothing = Place::new("store-nothing");
    assert!(matches!(
        SqliteStore::open_for_reading(&nothing),
        Err(StoreFault::Missing(_))
    ));
}

#[test]
fn a_register_of_a_newer_version_is_left_alone() {
    let (folder, _) = filled("store-newer");
    let connection = raw(&folder);
    connection.pragma_update(None, "user_version", 99).unwrap();
    for opened in [
        SqliteStore::open_for_reading(&folder),
        SqliteStore::open_for_writing(&folder),
    ] {
        assert!(matches!(opened, Err(StoreFault::Newer { found: 99, .. })));
    }
}

#[test]
fn a_register_of_the_first_layout_is_read_as_it_is_and_brought_up_for_writing() {
    let folder = Place::new("store-first");
    let old = raw(&folder);
    old.execute_batch(include_str!("../src/migrations/0001_register.sql"))
        .unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    assert_eq!(reader(&folder).head().unwrap(), Head::empty());
    let mut store = SqliteStore::open_for_writing(&folder).unwrap();
    let head = store.append(&Head::empty(), &[entry("first")]).unwrap();
    assert_eq!(verified(&folder, &head), Verification::Whole(head));
}

fn batches() -> impl Strategy<Value = Vec<Vec<NewEntry>>> {
    let entry = (
        any::<i64>(),
        prop::collection::vec(any::<u8>(), 0..200),
        prop::option::of("[a-c]{0,2}"),
    )
        .prop_map(|(at_millis, payload, idempotency)| NewEntry {
            at_millis,
            payload,
            idempotency,
            tell: None,
        });
    prop::collection::vec(prop::collection::vec(entry, 0..6), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// A plain list of what should stand there, told by the rules in words, agrees with the register.
    #[test]
    fn random_batches_are_recorded_whole_or_not_at_all(batches in batches()) {
        let folder = Place::new("store-batches");
        let mut store = SqliteStore::open_for_writing(&folder).unwrap();
        let mut tally: Vec<NewEntry> = Vec::new();
        let mut head = Head::empty();
        for batch in &batches {
            let mut wanted = tally.clone();
            let mut holder = None;
            for new in batch {
                let key = new.idempotency.clone().filter(|key| !key.is_empty());
                let used = wanted.iter().position(|old| key.is_some() && old.idempotency == key);
                if holder.is_none() {
                    holder = used;
                }
                wanted.push(NewEntry { idempotency: key, ..new.clone() });
            }
            match (store.append(&head, batch), holder) {
                (Ok(next), None) => {
                    tally = wanted;
                    head = next;
                }
                (Err(AppendFailure::KeyUsed { number, .. }), Some(place)) => {
                    prop_assert_eq!(number, place as u64 + 1);
                }
                (found, wanted) => prop_assert!(false, "{:?} where {:?} was due", found, wanted),
            }
        }
        let mut read = Vec::new();
        store.read(1, u64::MAX, &mut |entry| read.push(NewEntry {
            at_millis: entry.at_millis,
            payload: entry.payload,
            idempotency: entry.idempotency, tell: None })).unwrap();
        prop_assert_eq!(read, tally);
        drop(store);
        prop_assert_eq!(verified(&folder, &head), Verification::Whole(head));
    }
}
