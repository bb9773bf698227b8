//! The export: anyone can verify it, our program and the script in the repository say the same, and it can be taken over.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod place;

use std::io::Cursor;
use std::path::Path;
use std::process::Command;

use place::Place;
use register::{
    Entry, ExportFault, Head, NewEntry, SqliteStore, Store, Verification, export, import,
    read_export, verify,
};

/// Records with what is awkward in JSON: quotes, line ends, Chinese, controls, keys.
fn awkward() -> Vec<NewEntry> {
    let texts = [
        "{\"act\":\"one\"}",
        "line\nend\ttab \u{1} \u{7f} \u{2028} \\ /",
        "某示范联合体 😀",
        "",
        "{}",
        "the last",
    ];
    (0_i64..)
        .zip(texts)
        .map(|(at, text)| NewEntry {
            at_millis: 1_700_000_000_000 * (at - 1),
            payload: text.as_bytes().to_vec(),
            idempotency: (at % 2 == 0).then(|| format!("键 \"{at}\"")),
            tell: None,
        })
        .collect()
}

fn filled(folder: &Path) -> Head {
    let mut store = SqliteStore::open_for_writing(folder).unwrap();
    store.append(&Head::empty(), &awkward()).unwrap()
}

fn exported(folder: &Path) -> Vec<u8> {
    let mut out = Vec::new();
    let store = SqliteStore::open_for_reading(folder).unwrap();
    export(&store, &mut out, |_, _| {}).unwrap();
    out
}

/// What reading the export says, as the script prints it.
fn ours(bytes: &[u8], kept: Option<&Head>) -> String {
    match read_export(&mut Cursor::new(bytes), kept, |_, _| Ok(())) {
        Ok(head) => format!("whole {head}\n"),
        Err(fault) => format!("{fault}\n"),
    }
}

/// What the script says, with Python's SM3 and with its own.
fn theirs(place: &Place, bytes: &[u8], kept: Option<&Head>) -> String {
    let file = place.join("export.jsonl");
    std::fs::write(&file, bytes).unwrap();
    let said = |own: &[&str]| {
        let mut command = Command::new("python3");
        command
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/../../scripts/verify_register.py"
            ))
            .arg(&file)
            .args(own);
        if let Some(kept) = kept {
            command.args(["--head", &kept.to_string()]);
        }
        let output = command.output().unwrap();
        assert!(output.stderr.is_empty(), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            output.status.code(),
            Some(i32::from(!text.starts_with("whole ")))
        );
        text
    };
    let text = said(&[]);
    assert_eq!(text, said(&["--own-sm3"]));
    text
}

fn tamper(folder: &Path, sql: &str) {
    let connection = rusqlite::Connection::open(folder.join("register.db")).unwrap();
    connection
        .execute_batch("DROP TRIGGER entry_never_changes; DROP TRIGGER entry_never_leaves;")
        .unwrap();
    connection.execute_batch(sql).unwrap();
}

#[test]
fn an_export_is_whole_and_holds_exactly_the_bytes_recorded() {
    let place = Place::new("export-whole");
    let head = filled(&place);
    let bytes = exported(&place);
    let mut read: Vec<Entry> = Vec::new();
    let found = read_export(&mut bytes.as_slice(), Some(&head), |entry, count| {
        assert_eq!(count, head.number);
        read.push(entry);
        Ok(())
    });
    assert_eq!(found.unwrap(), head);
    for (entry, new) in read.iter().zip(awkward()) {
        assert_eq!(entry.payload, new.payload);
        assert_eq!(entry.idempotency, new.idempotency);
    }
    assert_eq!(
        theirs(&place, &bytes, Some(&head)),
        format!("whole {head}\n")
    );
}

#[test]
fn an_empty_register_exports_and_imports() {
    let place = Place::new("export-empty");
    drop(SqliteStore::open_for_writing(&place).unwrap());
    let bytes = exported(&place);
    let expected = format!("whole {}\n", Head::empty());
    assert_eq!(ours(&bytes, Some(&Head::empty())), expected);
    assert_eq!(theirs(&place, &bytes, Some(&Head::empty())), expected);
    let mut store = SqliteStore::open_for_writing(&place.join("other")).unwrap();
    import(&mut store, &mut Cursor::new(bytes), None, |_, _| {}).unwrap();
}

#[test]
fn register_reader_and_script_name_the_same_record_after_every_tampering() {
    let changes = (1..=6).map(|number| {
        let sql = format!(
            "UPDATE entry SET payload = CAST('!' || substr(CAST(payload AS TEXT), 2) AS BLOB) WHERE number = {number}"
        );
        (sql, number)
    });
    let others = [
        ("DELETE FROM entry WHERE number = 1", 1),
        ("DELETE FROM entry WHERE number = 4", 4),
        ("DELETE FROM entry WHERE number = 6", 6),
        ("DELETE FROM entry WHERE number > 3", 4),
        ("UPDATE entry SET at_millis = at_millis + 1 WHERE number = 2", 2),
        ("UPDATE entry SET idempotency = 'other' WHERE number = 3", 3),
        ("UPDATE entry SET idempotency = '' WHERE number = 4", 4),
        ("UPDATE entry SET previous = zeroblob(32) WHERE number = 5", 5),
        (
            "UPDATE entry SET number = 99 WHERE number = 2; UPDATE entry SET number = 2 WHERE number = 3;
             UPDATE entry SET number = 3 WHERE number = 99;",
            2,
        ),
        ("UPDATE entry SET number = 99 WHERE number = 6", 6),
    ];
    let others = others.map(|(sql, number)| (sql.to_owned(), number));
    for (sql, number) in changes.chain(others) {
        let place = Place::new("export-tampered");
        let head = filled(&place);
        tamper(&place, &sql);
        let store = SqliteStore::open_for_reading(&place).unwrap();
        let Verification::Broken {
            number: found,
            broken,
        } = verify(&store, Some(&head), |_, _| {}).unwrap()
        else {
            panic!("not found: {sql}");
        };
        assert_eq!(found, number, "{sql}");
        let bytes = exported(&place);
        let expected = format!("record {number}: {broken}\n");
        assert_eq!(ours(&bytes, Some(&head)), expected, "{sql}");
        assert_eq!(theirs(&place, &bytes, Some(&head)), expected, "{sql}");
    }
}

#[test]
fn lines_removed_swapped_or_cut_in_the_file_are_named_alike() {
    let place = Place::new("export-lines");
    let head = filled(&place);
    let bytes = exported(&place);
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let without = |from: usize, to: usize| [&lines[..from], &lines[to..]].concat().concat();
    let mut swapped = lines.clone();
    swapped.swap(4, 5);
    let cases = [
        (without(3, 4), "record 3: "),
        (without(6, 7), "record 6: "),
        (without(4, 7), "record 4: "),
        (without(4, 8), "record 4: "),
        (without(7, 8), "record 7: "),
        (without(0, 1), "header: "),
        (swapped.concat(), "record 4: "),
        ([&lines[..], &lines[7..]].concat().concat(), "record 7: "),
        (Vec::new(), "header: "),
    ];
    for (index, (bytes, expected)) in cases.iter().enumerate() {
        let said = ours(bytes, Some(&head));
        assert!(said.starts_with(expected), "case {index}: {said}");
        assert_eq!(theirs(&place, bytes, Some(&head)), said, "case {index}");
    }
}

#[test]
fn a_tail_cut_with_a_rewritten_end_shows_only_against_a_kept_head() {
    let place = Place::new("export-cut");
    let head = filled(&place);
    tamper(&place, "DELETE FROM entry WHERE number > 4");
    let bytes = exported(&place);
    assert!(ours(&bytes, None).starts_with("whole 4:"));
    assert!(theirs(&place, &bytes, None).starts_with("whole 4:"));
    assert!(ours(&bytes, Some(&head)).starts_with("record 5: the kept head 6:"));
}

#[test]
fn no_byte_of_an_export_can_be_changed_unseen() {
    let place = Place::new("export-byte");
    let head = filled(&place);
    let bytes = exported(&place);
    for index in 0..bytes.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut changed = bytes.clone();
            changed[index] ^= flip;
            let said = ours(&changed, Some(&head));
            assert!(!said.starts_with("whole"), "byte {index} by {flip}");
            // Starting the script is slow, so it sees every 499th change.
            if (index * 3 + usize::from(flip)) % 499 == 0 {
                assert_eq!(
                    theirs(&place, &changed, Some(&head)),
                    said,
                    "byte {index} by {flip}"
                );
            }
        }
    }
}

#[test]
fn an_import_gives_the_same_proofs() {
    let place = Place::new("export-import");
    let head = filled(&place);
    let bytes = exported(&place);
    let mut store = SqliteStore::open_for_writing(&place.join("other")).unwrap();
    let found = import(&mut store, &mut Cursor::new(&bytes), Some(&head), |_, _| {}).unwrap();
    assert_eq!(found, head);
    assert_eq!(exported(&place.join("other")), bytes);
    assert!(matches!(
        import(&mut store, &mut Cursor::new(&bytes), None, |_, _| {}),
        Err(ExportFault::NotEmpty(6))
    ));
}

#[test]
fn a_bad_export_leaves_the_register_empty() {
    let place = Place::new("export-bad");
    filled(&place);
    tamper(&place, "UPDATE entry SET at_millis = 7 WHERE number = 6");
    let bytes = exported(&place);
    let mut store = SqliteStore::open_for_writing(&place.join("other")).unwrap();
    let refused = import(&mut store, &mut Cursor::new(bytes), None, |_, _| {});
    assert!(matches!(
        refused,
        Err(ExportFault::Broken { number: 6, .. })
    ));
    assert_eq!(store.head().unwrap(), Head::empty());
}

#[test]
fn a_record_that_is_not_text_is_not_exported() {
    let place = Place::new("export-text");
    let mut store = SqliteStore::open_for_writing(&place).unwrap();
    let new = NewEntry {
        at_millis: 0,
        payload: vec![0xff],
        idempotency: None,
        tell: None,
    };
    store.append(&Head::empty(), &[new]).unwrap();
    let refused = export(&store, &mut Vec::new(), |_, _| {});
    assert!(matches!(refused, Err(ExportFault::NotText(1))));
}
