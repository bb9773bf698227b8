//! Backup during work, and a restore that proves itself.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod place;

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

use place::Place;
use register::{
    BackupFault, Broken, FileFault, Files, Head, NewEntry, SqliteStore, Stage, Store, Verification,
    backup, restore, verify,
};

fn new(text: &str) -> NewEntry {
    NewEntry {
        at_millis: 1_700_000_000_000,
        payload: text.as_bytes().to_vec(),
        idempotency: None,
        tell: None,
    }
}

/// A data folder with three records, two files and a cabinet.
fn filled(data: &Path) -> Head {
    let mut store = SqliteStore::open_for_writing(data).unwrap();
    let head = store
        .append(&Head::empty(), &[new("one"), new("two"), new("three")])
        .unwrap();
    let files = Files::open(&data.join("files")).unwrap();
    files.put(b"minutes").unwrap();
    files.put(b"charter").unwrap();
    let cabinet = rusqlite::Connection::open(data.join("cabinet.db")).unwrap();
    cabinet
        .execute_batch("CREATE TABLE person (name TEXT); INSERT INTO person VALUES ('某某');")
        .unwrap();
    head
}

/// A filled folder and its backup.
fn backed_up(name: &str) -> (Place, Head) {
    let place = Place::new(name);
    let head = filled(&place.join("data"));
    let found = backup(&place.join("data"), &place.join("backup"), |_, _, _| {}).unwrap();
    assert_eq!(found, head);
    (place, head)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|item| item.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// Restores, expecting a refusal that leaves nothing behind.
fn refusal(place: &Place) -> BackupFault {
    let before = names(place);
    let refused =
        restore(&place.join("backup"), &place.join("restored"), |_, _, _| {}).unwrap_err();
    assert_eq!(names(place), before, "something was left behind");
    refused
}

fn tamper(database: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(database).unwrap();
    connection
        .execute_batch("DROP TRIGGER entry_never_changes; DROP TRIGGER entry_never_leaves;")
        .unwrap();
    connection.execute_batch(sql).unwrap();
}

/// Makes the list agree with what the backup holds now, as one who tampers would.
fn relist(backup: &Path) {
    let path = backup.join("digests.sm3");
    let list: Vec<String> = std::fs::read_to_string(&path)
        .unwrap()
        .lines()
        .map(|line| {
            let name = line.split_once(" *").unwrap().1;
            let digest = seal::sm3(&std::fs::read(backup.join(name)).unwrap());
            format!("{digest} *{name}\n")
        })
        .collect();
    std::fs::write(path, list.concat()).unwrap();
}

#[test]
fn a_restored_folder_holds_all_that_was_backed_up() {
    let (place, head) = backed_up("backup-all");
    let mut stages = Vec::new();
    let found = restore(
        &place.join("backup"),
        &place.join("restored"),
        |stage, done, total| {
            assert!(done <= total);
            stages.push(stage);
        },
    );
    assert_eq!(found.unwrap(), head);
    assert!(stages.contains(&Stage::Files) && stages.contains(&Stage::Chain));
    let mut store = SqliteStore::open_for_writing(&place.join("restored")).unwrap();
    assert_eq!(
        verify(&store, Some(&head), |_, _| {}).unwrap(),
        Verification::Whole(head)
    );
    store.append(&head, &[new("work goes on")]).unwrap();
    let files = Files::open(&place.join("restored").join("files")).unwrap();
    assert_eq!(files.get(seal::sm3(b"charter")).unwrap(), b"charter");
    let cabinet = rusqlite::Connection::open(place.join("restored").join("cabinet.db")).unwrap();
    let name: String = cabinet
        .query_row("SELECT name FROM person", [], |row| row.get(0))
        .unwrap();
    assert_eq!(name, "某某");
}

#[test]
fn a_backup_during_work_is_whole_and_stops_no_one() {
    let place = Place::new("backup-during");
    let data = place.join("data");
    filled(&data);
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut store = SqliteStore::open_for_writing(&data).unwrap();
            let files = Files::open(&data.join("files")).unwrap();
            let mut head = store.head().unwrap();
            while !over.load(Ordering::Relaxed) {
                // Like real work: first the file, then the record that refers to it.
                let digest = files.put(head.to_string().as_bytes()).unwrap();
                head = store.append(&head, &[new(&digest.to_string())]).unwrap();
            }
            head
        });
        let mut last = 0;
        for round in 0..5 {
            let to = place.join(format!("backup-{round}"));
            let head = backup(&data, &to, |_, _, _| {}).unwrap();
            assert!(head.number >= last);
            last = head.number;
            let restored = place.join(format!("restored-{round}"));
            assert_eq!(restore(&to, &restored, |_, _, _| {}).unwrap(), head);
            let files = Files::open(&restored.join("files")).unwrap();
            let store = SqliteStore::open_for_reading(&restored).unwrap();
            store
                .read(4, u64::MAX, &mut |entry| {
                    let digest = String::from_utf8(entry.payload).unwrap();
                    files.get(digest.parse().unwrap()).unwrap();
                })
                .unwrap();
        }
        over.store(true, Ordering::Relaxed);
        assert!(writer.join().unwrap().number > 3);
    });
}

#[test]
fn openssl_gives_the_list_of_digests() {
    let (place, _) = backed_up("backup-openssl");
    let list = std::fs::read_to_string(place.join("backup").join("digests.sm3")).unwrap();
    let output = Command::new("openssl")
        .current_dir(place.join("backup"))
        .args(["dgst", "-sm3", "-r"])
        .args(list.lines().map(|line| line.split_once(" *").unwrap().1))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), list);
    assert_eq!(list.lines().count(), 4);
}

#[test]
fn neither_backup_nor_restore_touches_a_folder_that_holds_something() {
    let (place, _) = backed_up("backup-full");
    let again = backup(&place.join("data"), &place.join("backup"), |_, _, _| {});
    assert!(matches!(again, Err(BackupFault::NotEmpty(_))));
    let over = restore(&place.join("backup"), &place.join("data"), |_, _, _| {});
    assert!(matches!(over, Err(BackupFault::NotEmpty(_))));
    std::fs::create_dir(place.join("empty")).unwrap();
    restore(&place.join("backup"), &place.join("empty"), |_, _, _| {}).unwrap();
}

#[test]
fn a_changed_byte_in_any_file_of_the_backup_is_refused() {
    let (place, _) = backed_up("backup-byte");
    let list = std::fs::read_to_string(place.join("backup").join("digests.sm3")).unwrap();
    for name in list.lines().map(|line| line.split_once(" *").unwrap().1) {
        let path = place.join("backup").join(name);
        let whole = std::fs::read(&path).unwrap();
        let mut changed = whole.clone();
        *changed.last_mut().unwrap() ^= 1;
        std::fs::write(&path, changed).unwrap();
        assert!(matches!(refusal(&place), BackupFault::Altered { file, .. } if file == name));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(refusal(&place), BackupFault::Absent(_)));
        std::fs::write(&path, whole).unwrap();
    }
    restore(&place.join("backup"), &place.join("restored"), |_, _, _| {}).unwrap();
}

#[test]
fn a_tampered_register_is_refused_even_if_the_list_was_made_to_agree() {
    let (place, _) = backed_up("backup-tampered");
    let sql = "UPDATE entry SET at_millis = 0 WHERE number = 2";
    tamper(&place.join("backup").join("register.db"), sql);
    relist(&place.join("backup"));
    let BackupFault::Broken { number, broken } = refusal(&place) else {
        panic!("another refusal was expected");
    };
    assert_eq!((number, broken), (2, Broken::Digest));
}

#[test]
fn a_cut_tail_is_refused_against_the_head() {
    let (place, _) = backed_up("backup-cut");
    let sql = "DELETE FROM entry WHERE number = 3";
    tamper(&place.join("backup").join("register.db"), sql);
    relist(&place.join("backup"));
    let refused = refusal(&place);
    assert!(matches!(
        refused,
        BackupFault::Broken {
            number: 3,
            broken: Broken::Tail { .. }
        }
    ));
}

#[test]
fn a_register_longer_than_the_head_is_refused() {
    let (place, head) = backed_up("backup-longer");
    let mut store = SqliteStore::open_for_writing(&place.join("backup")).unwrap();
    store.append(&head, &[new("slipped in")]).unwrap();
    drop(store);
    relist(&place.join("backup"));
    assert!(matches!(
        refusal(&place),
        BackupFault::Broken { number: 4, .. }
    ));
}

#[test]
fn a_list_that_points_out_of_the_backup_is_refused() {
    let (place, _) = backed_up("backup-outside");
    let digest = seal::sm3(b"");
    for path in ["../data/register.db", "/etc/hosts", ""] {
        let list = format!("{digest} *{path}\n");
        std::fs::write(place.join("backup").join("digests.sm3"), list).unwrap();
        assert!(
            matches!(refusal(&place), BackupFault::Unreadable { .. }),
            "{path}"
        );
    }
}

#[test]
fn an_altered_file_stops_the_backup() {
    let place = Place::new("backup-altered");
    filled(&place.join("data"));
    let files = Files::open(&place.join("data").join("files")).unwrap();
    std::fs::write(files.path(seal::sm3(b"minutes")), b"other").unwrap();
    let refused = backup(&place.join("data"), &place.join("backup"), |_, _, _| {});
    assert!(matches!(
        refused,
        Err(BackupFault::File(FileFault::Altered { .. }))
    ));
    assert_eq!(names(&place), ["data"]);
}

#[test]
fn m27_encrypted_files_are_backed_up_as_they_stand_verified_without_keys_and_read_with_them_after()
{
    let place = Place::new("backup-sealed");
    let data = place.join("data");
    filled(&data);
    let keys = std::sync::Arc::new(seal::SoftwareKeys::in_memory());
    let marker = b"marker of a planted file";
    let files = Files::open(&data.join("files"))
        .unwrap()
        .sealed_by(keys.clone());
    let digest = files.put(marker).unwrap();
    backup(&data, &place.join("backup"), |_, _, _| {}).unwrap();
    let copy = Files::open(&place.join("backup").join("files")).unwrap();
    let stands = std::fs::read(copy.path(digest)).unwrap();
    assert!(!stands.windows(marker.len()).any(|part| part == marker));
    let list = std::fs::read_to_string(place.join("backup").join("digests.sm3")).unwrap();
    assert!(
        list.contains(&seal::sm3(&stands).to_string()),
        "openssl can check it"
    );

    restore(&place.join("backup"), &place.join("restored"), |_, _, _| {}).unwrap();
    let restored = Files::open(&place.join("restored").join("files")).unwrap();
    assert_eq!(restored.sealed_by(keys).get(digest).unwrap(), marker);

    // Altered with the list made to agree: the digest of the cipher that stands in the file tells.
    std::fs::remove_dir_all(place.join("restored")).unwrap();
    let mut altered = stands;
    *altered.last_mut().unwrap() ^= 1;
    std::fs::write(copy.path(digest), &altered).unwrap();
    relist(&place.join("backup"));
    let refused = refusal(&place);
    assert!(
        matches!(refused, BackupFault::File(FileFault::Altered { .. })),
        "{refused}"
    );
}
