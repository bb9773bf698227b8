//! What the cabinet's file shows to whoever steals it, and what becomes of it when keys change.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;
use std::sync::Arc;

use cabinet::{Cabinet, CabinetFault, CodeShown, Correspondence, Delivery, prepare_personal};
use rusqlite::Connection;
use seal::{FieldFault, KeyFault, KeyId, KeyState, Purpose, SoftwareKeys};
use serde_json::json;
use tempfile::TempDir;
use values::{Instant, PersonId};

const PERSON: PersonId = PersonId(7);
const NAME: &str = "赵样本一号";
const PHONE: &str = "13912345678";
const ADDRESS: &str = "zhao@alder.example";
const DRAFT: &str = "牵头单位尚未公布的研发内容";

fn at(second: i64) -> Instant {
    Instant::from_second(1_700_000_000 + second).unwrap()
}

fn opened(folder: &TempDir) -> Result<Cabinet, CabinetFault> {
    let keys = SoftwareKeys::open(
        &folder.path().join("keys.txt"),
        &folder.path().join("master.txt"),
    )
    .unwrap();
    Cabinet::open(&folder.path().join("cabinet.db"), Arc::new(keys))
}

/// Whether any file of the cabinet holds the text.
fn holds(folder: &TempDir, text: &str) -> bool {
    let files = std::fs::read_dir(folder.path()).unwrap();
    files.map(|file| file.unwrap().path()).any(|file| {
        let bytes = std::fs::read(&file).unwrap();
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    })
}

fn key(purpose: Purpose, version: u32) -> KeyId {
    KeyId { purpose, version }
}

fn column(folder: &TempDir, sql: &str) -> String {
    let raw = Connection::open(folder.path().join("cabinet.db")).unwrap();
    raw.query_row(sql, [], |row| row.get(0)).unwrap()
}

struct Kept {
    name: String,
    seed: String,
}

fn fill(cabinet: &Cabinet) -> Kept {
    let name = cabinet.keep_personal(NAME).unwrap();
    cabinet.keep_personal(PHONE).unwrap();
    let wanted = Correspondence {
        address: Some(ADDRESS.to_owned()),
        delivery: Delivery::Daily,
    };
    cabinet.keep_correspondence(PERSON, &wanted, at(0)).unwrap();
    let draft = json!({ "content": DRAFT });
    cabinet
        .keep_draft(PERSON, "plan/c1", &draft, at(0))
        .unwrap();
    let offered = cabinet.offer_seed(PERSON, "联创", "zhao", at(0)).unwrap();
    let seed = hex_of_base32(&offered.seed.typed());
    let code = offered.seed.code(at(0));
    assert_eq!(
        cabinet.prove_seed(PERSON, "手机", &code, at(0)).unwrap(),
        CodeShown::Right
    );
    cabinet
        .add_passkey(PERSON, "钥匙", "{\"passkey\":\"planted\"}", at(0))
        .unwrap();
    Kept { name, seed }
}

/// The bytes of a seed, as the earlier version of the cabinet wrote them.
fn hex_of_base32(typed: &str) -> String {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let values = typed.chars().filter_map(|digit| DIGITS.find(digit));
    let bits: Vec<usize> = values
        .flat_map(|value| (0..5).rev().map(move |bit| (value >> bit) & 1))
        .collect();
    let nibble = |four: &[usize]| four.iter().fold(0, |value, bit| value * 2 + bit);
    bits.chunks_exact(4)
        .filter_map(|four| char::from_digit(u32::try_from(nibble(four)).ok()?, 16))
        .collect()
}

fn readable(cabinet: &Cabinet, kept: &Kept) {
    assert_eq!(cabinet.personal(&kept.name).unwrap().as_deref(), Some(NAME));
    let texts = cabinet.all_personal().unwrap();
    assert!(texts.iter().any(|(_, text)| text == PHONE));
    let wanted = cabinet.correspondence(PERSON).unwrap();
    assert_eq!(wanted.address.as_deref(), Some(ADDRESS));
    let draft = cabinet.draft(PERSON, "plan/c1").unwrap().unwrap();
    assert_eq!(draft.fields["content"], DRAFT);
    let passkeys = cabinet.passkeys(PERSON).unwrap();
    assert_eq!(passkeys[0].1, "{\"passkey\":\"planted\"}");
}

#[test]
fn m27_neither_the_database_nor_its_log_shows_what_was_kept() {
    let folder = tempfile::tempdir().unwrap();
    let cabinet = opened(&folder).unwrap();
    let kept = fill(&cabinet);
    for open in [true, false] {
        for text in [NAME, PHONE, ADDRESS, DRAFT, &kept.seed, "planted"] {
            assert!(!holds(&folder, text), "{text} while open: {open}");
        }
        if open {
            readable(&cabinet, &kept);
        }
    }
    assert!(holds(&folder, "钥匙"), "the search finds what is there");
    drop(cabinet);
    readable(&opened(&folder).unwrap(), &kept);
}

#[test]
fn m27_a_cabinet_of_an_earlier_version_is_encrypted_when_it_is_opened_and_old_bytes_are_overwritten()
 {
    let folder = tempfile::tempdir().unwrap();
    drop(opened(&folder).unwrap());
    let file = folder.path().join("cabinet.db");
    let raw = Connection::open(&file).unwrap();
    // As the version before left it: plain, one text that looks encrypted among them, and nothing said of columns.
    raw.execute_batch(&format!(
        "DELETE FROM sealed_column;
         INSERT INTO personal (reference, salt, text) VALUES ('personal:1', x'00', '{NAME}'), ('personal:2', x'00', '{PHONE}'),
           ('personal:3', x'', NULL), ('personal:4', x'00', 'sm4:1:AAAA');
         INSERT INTO draft VALUES (7, 'plan/c1', '{{\"content\":\"{DRAFT}\"}}', 0);
         INSERT INTO second_factor (person, kind, label, secret, made, proved)
           VALUES (7, 'passkey', 'p', '{{\"passkey\":\"planted\"}}', 0, 0), (7, 'code', '', 'a digest', 0, 0);"
    ))
    .unwrap();
    drop(raw);
    assert!(holds(&folder, NAME) && holds(&folder, DRAFT));
    let cabinet = opened(&folder).unwrap();
    // What was written by hand here has no codes; as of an earlier version, it is taken as it stands.
    cabinet.protect_anew(&[]).unwrap();
    for text in [NAME, PHONE, DRAFT, "planted"] {
        assert!(!holds(&folder, text), "{text}");
    }
    assert_eq!(
        cabinet.personal("personal:1").unwrap().as_deref(),
        Some(NAME)
    );
    assert_eq!(cabinet.personal("personal:3").unwrap(), None);
    let odd = cabinet.personal("personal:4").unwrap();
    assert_eq!(odd.as_deref(), Some("sm4:1:AAAA"));
    assert_eq!(
        cabinet.draft(PERSON, "plan/c1").unwrap().unwrap().fields["content"],
        DRAFT
    );
    assert_eq!(cabinet.passkeys(PERSON).unwrap().len(), 1);
    assert_eq!(cabinet.paper_codes_left(PERSON).unwrap(), 1);
    drop(cabinet);
    let before = column(
        &folder,
        "SELECT text FROM personal WHERE reference = 'personal:1'",
    );
    drop(opened(&folder).unwrap());
    let after = column(
        &folder,
        "SELECT text FROM personal WHERE reference = 'personal:1'",
    );
    assert_eq!(before, after, "opened again, nothing is encrypted twice");
}

#[test]
fn k09_a_text_moved_to_another_row_is_refused_and_not_shown() {
    let folder = tempfile::tempdir().unwrap();
    let cabinet = opened(&folder).unwrap();
    let mine = cabinet.keep_personal("mine").unwrap();
    let yours = cabinet.keep_personal("yours").unwrap();
    let raw = Connection::open(folder.path().join("cabinet.db")).unwrap();
    raw.execute(
        "UPDATE personal SET text = (SELECT text FROM personal WHERE reference = ?1) WHERE reference = ?2",
        [&mine, &yours],
    )
    .unwrap();
    assert!(matches!(
        cabinet.personal(&yours),
        Err(CabinetFault::Field(FieldFault::Key(KeyFault::Altered(_))))
    ));
    assert_eq!(cabinet.personal(&mine).unwrap().as_deref(), Some("mine"));
}

#[test]
fn k09_keys_change_while_others_work_and_the_old_one_can_then_be_destroyed() {
    let folder = tempfile::tempdir().unwrap();
    let server = opened(&folder).unwrap();
    let kept = fill(&server);
    let command = opened(&folder).unwrap();
    let first = key(Purpose::Personal, 1);
    let (second, anew) = command.rotate_key(Purpose::Personal).unwrap();
    assert_eq!((second.version, anew), (2, 3));
    readable(&server, &kept);
    readable(&command, &kept);
    let after = server.keep_personal("钱样本").unwrap();
    assert!(matches!(
        command.destroy_key(second),
        Err(CabinetFault::KeyNeeded { under: 5, .. })
    ));
    command.destroy_key(first).unwrap();
    readable(&server, &kept);
    assert_eq!(server.personal(&after).unwrap().as_deref(), Some("钱样本"));
    for purpose in [Purpose::Drafts, Purpose::Factors] {
        command.rotate_key(purpose).unwrap();
        command.destroy_key(key(purpose, 1)).unwrap();
    }
    readable(&server, &kept);
    let states: Vec<_> = server
        .keys()
        .keys()
        .unwrap()
        .iter()
        .map(|key| key.state)
        .collect();
    assert_eq!(
        states[..6],
        [KeyState::Destroyed, KeyState::Current].repeat(3)
    );
    drop((server, command));
    readable(&opened(&folder).unwrap(), &kept);
}

#[test]
fn k09_what_was_written_under_the_key_before_by_somebody_slow_keeps_that_key_alive() {
    let folder = tempfile::tempdir().unwrap();
    let cabinet = opened(&folder).unwrap();
    cabinet.keep_personal(NAME).unwrap();
    cabinet.keys().rotate(Purpose::Personal).unwrap();
    let refused = cabinet.destroy_key(key(Purpose::Personal, 1));
    assert!(matches!(
        refused,
        Err(CabinetFault::KeyNeeded { under: 2, .. })
    ));
    assert_eq!(cabinet.encrypt_anew(Purpose::Personal).unwrap(), 1);
    cabinet.destroy_key(key(Purpose::Personal, 1)).unwrap();
}

#[test]
fn a_cabinet_is_not_opened_with_anothers_keys_and_nothing_is_changed_by_trying() {
    let folder = tempfile::tempdir().unwrap();
    let kept = fill(&opened(&folder).unwrap());
    let mine = folder.path().join("keys.txt");
    let away = folder.path().join("away.txt");
    std::fs::rename(&mine, &away).unwrap();
    let without = opened(&folder).unwrap_err().to_string();
    assert!(without.contains("no key personal.1"), "{without}");
    assert!(
        !mine.exists(),
        "no new keys are made over the lack of the old"
    );
    let others = tempfile::tempdir().unwrap();
    drop(opened(&others).unwrap());
    let master = folder.path().join("master.txt");
    let own = std::fs::read(&master).unwrap();
    for (name, to) in [("keys.txt", &mine), ("master.txt", &master)] {
        std::fs::copy(others.path().join(name), to).unwrap();
    }
    assert!(opened(&folder).is_err());
    std::fs::rename(&away, &mine).unwrap();
    std::fs::write(&master, own).unwrap();
    readable(&opened(&folder).unwrap(), &kept);
}

#[test]
fn many_personal_texts_are_kept_in_one_go() {
    let folder = tempfile::tempdir().unwrap();
    let cabinet = opened(&folder).unwrap();
    let many: Vec<_> = (0..2_000)
        .map(|number| prepare_personal(&format!("样本{number}")).unwrap())
        .collect();
    cabinet.keep_all(&many).unwrap();
    assert_eq!(cabinet.all_personal().unwrap().len(), 2_000);
    assert!(!holds(&folder, "样本"));
    assert!(Path::new(&folder.path().join("keys.txt")).exists());
}
