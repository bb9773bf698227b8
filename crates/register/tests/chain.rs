//! The chain: what is appended stands, and every tampering is named by its record.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use register::{AppendFailure, Broken, Head, NewEntry, SqliteStore, Store, Verification, verify};

fn entry(text: &str) -> NewEntry {
    NewEntry {
        at_millis: 1_700_000_000_000,
        payload: text.as_bytes().to_vec(),
        idempotency: None,
        tell: None,
    }
}

fn keyed(text: &str, key: &str) -> NewEntry {
    NewEntry {
        idempotency: Some(key.to_owned()),
        ..entry(text)
    }
}

struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path =
            std::env::temp_dir().join(format!("lianchuang-register-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    /// Five records, and the head after them.
    fn filled(name: &str) -> (Folder, Head) {
        let folder = Folder::new(name);
        let mut store = SqliteStore::open_for_writing(&folder.0).unwrap();
        let new: Vec<NewEntry> = (1..=5).map(|n| entry(&format!("record {n}"))).collect();
        let head = store.append(&Head::empty(), &new).unwrap();
        (folder, head)
    }

    /// Changes the table behind the register's back, triggers and all.
    fn tamper(&self, sql: &str) {
        let connection = rusqlite::Connection::open(self.0.join("register.db")).unwrap();
        connection
            .execute_batch("DROP TRIGGER entry_never_changes; DROP TRIGGER entry_never_leaves;")
            .unwrap();
        connection.execute_batch(sql).unwrap();
    }

    fn tamper_again(&self, sql: &str) {
        let connection = rusqlite::Connection::open(self.0.join("register.db")).unwrap();
        connection.execute_batch(sql).unwrap();
    }

    fn verify(&self, kept: Option<&Head>) -> Verification {
        verify(
            &SqliteStore::open_for_reading(&self.0).unwrap(),
            kept,
            |_, _| {},
        )
        .unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn an_untouched_register_is_whole() {
    let (folder, head) = Folder::filled("whole");
    assert_eq!(folder.verify(Some(&head)), Verification::Whole(head));
}

#[test]
fn a_changed_byte_is_named() {
    let (folder, head) = Folder::filled("byte");
    folder.tamper("UPDATE entry SET payload = CAST('record X' AS BLOB) WHERE number = 3");
    assert_eq!(
        folder.verify(Some(&head)),
        Verification::Broken {
            number: 3,
            broken: Broken::Digest
        }
    );
}

#[test]
fn a_deleted_row_is_named() {
    let (folder, head) = Folder::filled("row");
    folder.tamper("DELETE FROM entry WHERE number = 2");
    let broken = Broken::Order {
        expected: 2,
        found: 3,
    };
    assert_eq!(
        folder.verify(Some(&head)),
        Verification::Broken { number: 2, broken }
    );
}

#[test]
fn two_swapped_rows_are_named() {
    let (folder, head) = Folder::filled("swap");
    folder.tamper(
        "UPDATE entry SET number = 99 WHERE number = 2; UPDATE entry SET number = 2 WHERE number = 3;
         UPDATE entry SET number = 3 WHERE number = 99;",
    );
    assert_eq!(
        folder.verify(Some(&head)),
        Verification::Broken {
            number: 2,
            broken: Broken::Previous
        }
    );
}

#[test]
fn a_cut_tail_shows_against_a_kept_head() {
    let (folder, head) = Folder::filled("tail");
    folder.tamper("DELETE FROM entry WHERE number > 3");
    assert!(
        matches!(folder.verify(None), Verification::Whole(_)),
        "alone, the chain cannot know of a cut tail"
    );
    assert!(matches!(
        folder.verify(Some(&head)),
        Verification::Broken {
            number: 4,
            broken: Broken::Tail { .. }
        }
    ));
}

#[test]
fn an_append_on_an_old_head_is_refused_and_changes_nothing() {
    let (folder, head) = Folder::filled("head");
    let mut store = SqliteStore::open_for_writing(&folder.0).unwrap();
    let refused = store.append(&Head::empty(), &[entry("late")]);
    assert!(matches!(refused, Err(AppendFailure::HeadMoved { found, .. }) if found == head));
    assert_eq!(store.head().unwrap(), head);
}

#[test]
fn a_key_records_once() {
    let (folder, head) = Folder::filled("key");
    let mut store = SqliteStore::open_for_writing(&folder.0).unwrap();
    let next = store.append(&head, &[keyed("once", "k1")]).unwrap();
    let again = store.append(&next, &[entry("fine"), keyed("twice", "k1")]);
    assert!(matches!(
        again,
        Err(AppendFailure::KeyUsed { number: 6, .. })
    ));
    assert_eq!(
        store.head().unwrap(),
        next,
        "a batch is recorded whole or not at all"
    );
    assert_eq!(store.by_idempotency("k1").unwrap().unwrap().number, 6);
}

#[test]
fn one_process_writes_at_a_time() {
    let (folder, _) = Folder::filled("lock");
    let _writer = SqliteStore::open_for_writing(&folder.0).unwrap();
    assert!(matches!(
        SqliteStore::open_for_writing(&folder.0),
        Err(register::StoreFault::Locked(_))
    ));
}

#[test]
fn a_row_that_is_no_entry_is_named() {
    let (folder, _) = Folder::filled("row-form");
    folder.tamper(
        "PRAGMA ignore_check_constraints = ON; UPDATE entry SET previous = x'00' WHERE number = 4;",
    );
    let unreadable = Verification::Broken {
        number: 4,
        broken: Broken::Unreadable,
    };
    assert_eq!(folder.verify(None), unreadable);
    folder.tamper_again("UPDATE entry SET at_millis = 0 WHERE number = 3");
    assert!(matches!(
        folder.verify(None),
        Verification::Broken { number: 3, .. }
    ));
}

#[test]
fn a_last_row_that_is_no_entry_is_named() {
    let (folder, head) = Folder::filled("last-form");
    folder.tamper(
        "PRAGMA ignore_check_constraints = ON; UPDATE entry SET digest = x'00' WHERE number = 5;",
    );
    let unreadable = Verification::Broken {
        number: 5,
        broken: Broken::Unreadable,
    };
    assert_eq!(folder.verify(Some(&head)), unreadable);
}

#[test]
fn no_byte_of_the_database_file_changes_a_record_unseen() {
    let (folder, head) = Folder::filled("file-byte");
    let path = folder.0.join("register.db");
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("PRAGMA journal_mode = DELETE")
        .unwrap();
    drop(connection);
    let whole = std::fs::read(&path).unwrap();
    let read = || {
        let mut entries = Vec::new();
        let store = SqliteStore::open_for_reading(&folder.0)?;
        store.read(1, u64::MAX, &mut |entry| entries.push(entry))?;
        let found = verify(&store, Some(&head), |_, _| {})?;
        Ok::<_, register::StoreFault>((entries, found))
    };
    let (entries, _) = read().unwrap();
    for index in (0..whole.len()).step_by(17) {
        let mut changed = whole.clone();
        changed[index] ^= 1 << (index % 8);
        std::fs::write(&path, changed).unwrap();
        // Bytes that hold nothing of a record may change; then the records are as they were.
        if let Ok((found, Verification::Whole(_))) = read() {
            assert_eq!(found, entries, "byte {index}");
        }
    }
}
