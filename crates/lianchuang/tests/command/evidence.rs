//! The assessor's pack: complete, the same over the same data, checked by its own digests, without a secret in it, and on record.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use rusqlite::Connection;
use serde_json::Value;

use super::city::{Folder, Ran, run, run_with};

const MAIL_PASSWORD: &str = "planted-mail-password-8264";
const WEBHOOK_SECRET: &str = "whsec_cGxhbnRlZC1zZWNyZXQtb2YtYS13ZWJob29rLTEyMzQ1";

fn made(folder: &Folder, out: &str, login: &str) -> Ran {
    let variables = [
        ("LIANCHUANG_LANG", "en"),
        (
            "LIANCHUANG_SMTP",
            &format!("smtps://office:{MAIL_PASSWORD}@mail.example"),
        ),
        ("LIANCHUANG_WEBHOOK_SECRET", WEBHOOK_SECRET),
    ];
    let (data, out, results) = (
        folder.text("city"),
        folder.text(out),
        folder.text("results.txt"),
    );
    let asked = ["evidence", "--data", &data, "--as", login, "--out", &out];
    run_with(
        &variables,
        &[&asked[..], &["--results", &results, "--format", "json"]].concat(),
    )
}

fn opened(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            file.read_to_end(&mut content).unwrap();
            (file.name().to_owned(), content)
        })
        .collect()
}

fn json(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Value {
    serde_json::from_slice(&files[name]).unwrap_or_else(|cause| panic!("{name}: {cause}"))
}

fn holds(content: &[u8], wanted: &[u8]) -> bool {
    content.windows(wanted.len()).any(|part| part == wanted)
}

/// What must not stand in it: secrets of the settings, keys, digests of passwords, names.
fn planted(folder: &Folder) -> Vec<String> {
    let mut secrets = Vec::new();
    for (file, fewest) in [("city/keys.txt", 3), ("city/master.txt", 1)] {
        let kept = std::fs::read_to_string(folder.path(file)).unwrap();
        let lines = kept.lines().filter(|line| !line.starts_with('#'));
        let words = lines.filter_map(|line| line.split_whitespace().last());
        let keys: Vec<String> = words
            .map(|word| word.trim_start_matches("sm4:").to_owned())
            .filter(|word| word.len() >= 32)
            .collect();
        assert!(keys.len() >= fewest, "too few keys were found in {file}");
        secrets.extend(keys);
    }
    let cabinet = Connection::open(folder.path("city/cabinet.db")).unwrap();
    let mut statement = cabinet.prepare("SELECT password FROM account").unwrap();
    let digests = statement
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap();
    secrets.extend(digests.map(Result::unwrap));
    secrets.extend([MAIL_PASSWORD.to_owned(), WEBHOOK_SECRET.to_owned()]);
    secrets.push("officer@bureau".to_owned());
    secrets
}

#[test]
fn m33_the_pack_is_complete_the_same_twice_proves_itself_and_holds_no_secret() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    std::fs::write(folder.path("results.txt"), "test result: ok.\n").unwrap();
    run(&["backup", "--data", &data, "--out", &folder.text("copy")]).well();
    let told = made(&folder, "one.zip", "auditor@office").well().json();
    let one = std::fs::read(folder.path("one.zip")).unwrap();
    assert_eq!(told["sm3"], seal::sm3(&one).to_string());
    made(&folder, "two.zip", "auditor@office").well();
    let two = std::fs::read(folder.path("two.zip")).unwrap();
    assert!(one == two, "two packs over the same data differ");

    let files = opened(one);
    for name in [
        "backup.json",
        "bill-of-materials.cdx.json",
        "audit.json",
        "checklists/algorithms.toml",
        "checklists/asvs-5.0-level-2.toml",
        "checklists/cryptography.toml",
        "checklists/mlps-level-3.toml",
        "checklists/personal-data.toml",
        "checklists/top-10-2025.toml",
        "checklists/totals.json",
        "checklists/verification.toml",
        "cryptography/in-use.toml",
        "cryptography/keys.json",
        "digests.sha256",
        "digests.sm3",
        "permissions/acts.en.md",
        "permissions/acts.json",
        "permissions/acts.zh.md",
        "permissions/doors.json",
        "register.json",
        "settings.json",
        "summary.en.md",
        "summary.zh.md",
        "test-results.txt",
        "versions.json",
    ] {
        assert!(files.get(name).is_some_and(|it| !it.is_empty()), "{name}");
    }
    proves_itself(&files);
    says_what_is_so(&files, &data);
    for secret in planted(&folder) {
        for (name, content) in &files {
            assert!(
                !holds(content, secret.as_bytes()),
                "{secret} stands in {name}"
            );
        }
    }
}

/// Every file is in the manifest with the digests it has.
fn proves_itself(files: &BTreeMap<String, Vec<u8>>) {
    let manifest = json(files, "manifest.json");
    let rows = manifest["files"].as_array().unwrap();
    assert_eq!(rows.len() + 3, files.len());
    let listed = String::from_utf8(files["digests.sha256"].clone()).unwrap();
    for row in rows {
        let name = row["file"].as_str().unwrap();
        let content = &files[name];
        assert_eq!(row["sm3"], seal::sm3(content).to_string(), "{name}");
        let sha256 = seal::sha256(content).to_string();
        assert_eq!(row["sha256"], sha256, "{name}");
        assert!(listed.contains(&format!("{sha256}  {name}\n")), "{name}");
    }
}

/// Heads, doors, totals and settings are those of the program and the data.
fn says_what_is_so(files: &BTreeMap<String, Vec<u8>>, data: &str) {
    let head = run(&["register", "head", "--data", data]).well().out;
    let register = json(files, "register.json");
    assert_eq!(register["verified"]["whole"], true);
    assert_eq!(register["verified"]["head"], head.trim());
    let audit = json(files, "audit.json");
    assert_eq!(audit["verified"]["whole"], true);
    let doors = run(&["doors", "--format", "json"]).well().json();
    assert_eq!(json(files, "permissions/doors.json"), doors);
    let totals = json(files, "checklists/totals.json");
    assert_eq!(totals[0]["items"], 253);
    let settings = json(files, "settings.json");
    let smtp = settings["settings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["key"] == "smtp")
        .unwrap();
    assert_eq!(smtp["value"], "smtps://…@mail.example");
    let bill = json(files, "bill-of-materials.cdx.json");
    assert_eq!(bill["specVersion"], "1.6");
    assert!(json(files, "backup.json")["last_backup"]["at"].is_string());
    let summary = String::from_utf8(files["summary.zh.md"].clone()).unwrap();
    assert!(summary.contains("案卷簿：校验完整"), "{summary}");
    let keys = json(files, "cryptography/keys.json");
    assert!(!keys["keys"].as_array().unwrap().is_empty());
}

#[test]
fn m33_only_an_auditor_makes_the_pack_and_each_is_on_record() {
    let folder = Folder::with_city();
    std::fs::write(folder.path("results.txt"), "").unwrap();
    for login in ["officer@bureau", "security@office", "system@office"] {
        assert_eq!(made(&folder, "none.zip", login).code, 1, "{login}");
    }
    assert!(!folder.path("none.zip").exists());
    made(&folder, "pack.zip", "auditor@office").well();
    let data = folder.text("city");
    let search = |filter: &str| {
        let asked = ["audit", "search", "--data", &data, "--as", "auditor@office"];
        let found = run(&[&asked[..], &["--format", "json", filter, "object=evidence"]].concat());
        found.well().json()["items"].as_array().unwrap().len()
    };
    assert_eq!(search("kind=export"), 1);
}

#[test]
fn m33_a_broken_log_is_told_in_the_pack() {
    let folder = Folder::with_city();
    std::fs::write(folder.path("results.txt"), "").unwrap();
    run(&["register", "verify", "--data", &folder.text("city")]).well();
    let log = Connection::open(folder.path("city/audit.db")).unwrap();
    let triggers: Vec<String> = log
        .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    for trigger in triggers {
        log.execute_batch(&format!("DROP TRIGGER {trigger}"))
            .unwrap();
    }
    log.execute(
        "UPDATE event SET payload = replace(payload, '\"at\"', '\"At\"') WHERE number = 1",
        [],
    )
    .unwrap();
    drop(log);
    made(&folder, "pack.zip", "auditor@office").well();
    let files = opened(std::fs::read(folder.path("pack.zip")).unwrap());
    let audit = json(&files, "audit.json");
    assert_eq!(audit["verified"]["whole"], false, "{audit}");
    assert_eq!(audit["verified"]["event"], 1);
    let summary = String::from_utf8(files["summary.en.md"].clone()).unwrap();
    assert!(summary.contains("Audit log: found broken"), "{summary}");
}
