//! The register proved, exported, backed up and restored.

use serde_json::Value;

use super::city::{Folder, run};

fn head(data: &str) -> String {
    run(&["register", "head", "--data", data]).well().out
}

/// The lines of an export.
fn exported(folder: &Folder) -> Vec<Value> {
    let out = folder.text("register.jsonl");
    let data = folder.text("city");
    run(&["register", "export", "--data", &data, "--out", &out]).well();
    let text = std::fs::read_to_string(&out).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_register_that_is_whole_is_told_so_with_its_head() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let kept = head(&data);
    std::fs::write(folder.path("head"), &kept).unwrap();
    let kept_file = folder.text("head");
    let ran = run(&[
        "register", "verify", "--data", &data, "--head", &kept_file, "--format", "json",
    ]);
    let told = ran.well();
    assert_eq!(told.json()["whole"], true);
    assert_eq!(told.json()["head"], kept.trim());
    assert_eq!(told.err, "", "a piped run is quiet");
}

#[test]
fn one_byte_changed_names_the_record() {
    let folder = Folder::with_city();
    let lines = exported(&folder);
    let database = folder.path("city/register.db");
    let mut bytes = std::fs::read(&database).unwrap();
    // The first line is the header, so line 4000 is record 4000.
    let payload = lines[4000]["payload"].as_str().unwrap().as_bytes();
    let places: Vec<usize> = bytes
        .windows(payload.len())
        .enumerate()
        .filter(|(_, window)| *window == payload)
        .map(|(place, _)| place)
        .collect();
    let [place] = places[..] else {
        panic!("record 4000 stands {} times in the file", places.len());
    };
    let digit = (place..place + payload.len())
        .rfind(|at| bytes[*at].is_ascii_digit())
        .unwrap();
    bytes[digit] = if bytes[digit] == b'1' { b'2' } else { b'1' };
    std::fs::write(&database, bytes).unwrap();
    let data = folder.text("city");
    let told = run(&["register", "verify", "--data", &data, "--format", "json"]);
    assert_eq!(told.code, 1);
    assert_eq!(told.json()["record"], 4000);
    let told = run(&["register", "verify", "--data", &data]);
    assert_eq!((told.code, told.out.as_str()), (1, ""));
    assert!(told.err.contains("record 4000"), "{}", told.err);
}

#[test]
fn a_head_that_is_not_there_names_where_the_tail_ends() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let whole = head(&data);
    let (number, digest) = whole.trim().split_once(':').unwrap();
    let later: u64 = number.parse::<u64>().unwrap() + 5;
    std::fs::write(folder.path("head"), format!("{later}:{digest}\n")).unwrap();
    let kept = folder.text("head");
    let told = run(&[
        "register", "verify", "--data", &data, "--head", &kept, "--format", "json",
    ]);
    assert_eq!(told.code, 1);
    assert_eq!(
        told.json()["record"],
        number.parse::<u64>().unwrap() + 1,
        "the first record that is missing"
    );
}

#[test]
fn a_folder_without_a_register_is_told_apart_from_a_broken_one() {
    let folder = Folder::new();
    let told = run(&["register", "verify", "--data", &folder.text("nothing")]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("there is no register"), "{}", told.err);
}

#[test]
fn an_export_ends_with_the_head_and_carries_every_record() {
    let folder = Folder::with_city();
    let lines = exported(&folder);
    let head = head(&folder.text("city"));
    assert_eq!(lines.last().unwrap()["head"], head.trim());
    let number: usize = head.split(':').next().unwrap().parse().unwrap();
    assert_eq!(lines.len(), number + 2, "a first and a last line");
}

#[test]
fn an_export_that_cannot_be_written_fails() {
    let folder = Folder::with_city();
    let out = folder.text("no/such/folder/register.jsonl");
    let data = folder.text("city");
    assert_eq!(
        run(&["register", "export", "--data", &data, "--out", &out]).code,
        1
    );
}

#[test]
fn a_backup_restores_to_the_same_head_and_an_altered_one_to_nothing() {
    let folder = Folder::with_city();
    let (data, kept, again) = (
        folder.text("city"),
        folder.text("backup"),
        folder.text("again"),
    );
    run(&["backup", "--data", &data, "--out", &kept]).well();
    let told = run(&["backup", "--data", &data, "--out", &kept]);
    assert_eq!(told.code, 1, "a backup does not overwrite another");
    run(&["restore", "--from", &kept, "--data", &again]).well();
    assert_eq!(head(&data), head(&again));

    let database = folder.path("backup/register.db");
    let mut bytes = std::fs::read(&database).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&database, bytes).unwrap();
    let third = folder.text("third");
    let told = run(&["restore", "--from", &kept, "--data", &third]);
    assert_eq!(told.code, 1);
    assert!(told.err.contains("register.db"), "{}", told.err);
    assert!(!folder.path("third").exists());
}

#[test]
fn a_record_that_is_chained_well_but_fits_no_world_is_named_by_the_replay() {
    use ::register::{NewEntry, SqliteStore, Store as _};

    let folder = Folder::with_city();
    let mut store = SqliteStore::open_for_writing(&folder.path("city")).unwrap();
    let head = store.head().unwrap();
    let odd = NewEntry {
        at_millis: 0,
        payload: b"{\"act\": \"no act\"}".to_vec(),
        idempotency: None,
        tell: None,
    };
    store.append(&head, &[odd]).unwrap();
    drop(store);
    let data = folder.text("city");
    let told = run(&["register", "verify", "--data", &data, "--format", "json"]);
    assert_eq!(told.code, 1);
    assert_eq!(told.json()["record"], head.number + 1);
}
