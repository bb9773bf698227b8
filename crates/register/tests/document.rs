//! The commands printed in docs/register-format.md do what it says, with public tools alone.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod place;

use std::path::Path;
use std::process::Command;

use place::Place;
use register::{Files, Head, NewEntry, SqliteStore, Store, backup, export, genesis};

const DOCUMENT: &str = include_str!("../../../docs/register-format.md");

/// The printed command that begins so.
fn printed(beginning: &str) -> String {
    let lines = DOCUMENT.lines().map(|line| line.strip_prefix("    "));
    let command: Vec<&str> = lines
        .skip_while(|line| !line.is_some_and(|line| line.starts_with(beginning)))
        .map_while(|line| line)
        .collect();
    assert!(!command.is_empty(), "no command begins with {beginning}");
    command.join("\n")
}

/// What a command says in a folder.
fn said(folder: &Path, command: &str) -> String {
    let output = Command::new("sh")
        .current_dir(folder)
        .args(["-c", command])
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A folder with an export and a backup of three records and a file.
fn prepared(name: &str) -> (Place, Head) {
    let place = Place::new(name);
    let data = place.join("data");
    let mut store = SqliteStore::open_for_writing(&data).unwrap();
    let entries = ["one", "two", "三\n"].map(|text| NewEntry {
        at_millis: -1,
        payload: text.as_bytes().to_vec(),
        idempotency: Some(format!("key {text}")),
        tell: None,
    });
    let head = store.append(&Head::empty(), &entries).unwrap();
    let files = Files::open(&data.join("files")).unwrap();
    files.put(b"minutes").unwrap();
    let mut out = std::fs::File::create(place.join("EXPORT.jsonl")).unwrap();
    export(&store, &mut out, |_, _| {}).unwrap();
    backup(&data, &place.join("BACKUP"), |_, _, _| {}).unwrap();
    (place, head)
}

#[test]
fn openssl_gives_the_digest_of_a_record() {
    let (place, head) = prepared("document-record");
    let said = said(&place, &printed("python3 -c"));
    assert!(said.starts_with(&head.digest.to_string()), "{said}");
}

#[test]
fn the_script_verifies_an_export() {
    let (place, head) = prepared("document-script");
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/");
    let command = printed("python3 scripts/")
        .replace("scripts/", root)
        .replace("NUMBER:DIGEST", &head.to_string());
    assert_eq!(said(&place, &command), format!("whole {head}\n"));
}

#[test]
fn openssl_checks_a_backup() {
    let (place, _) = prepared("document-backup");
    let command = printed("cd BACKUP");
    assert_eq!(said(&place, &command), "");
    std::fs::write(place.join("BACKUP").join("register.db"), b"other").unwrap();
    let changed = said(&place, &format!("{command} || true"));
    assert!(changed.contains("register.db"), "{changed}");
}

#[test]
fn the_genesis_printed_is_the_genesis() {
    assert!(DOCUMENT.contains(&format!("`{}`", genesis())));
}
