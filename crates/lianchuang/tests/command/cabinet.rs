//! The cabinet verified, rows changed behind the program's back found and restored, keys listed and wrapped by another master key.

use rusqlite::Connection;

use super::city::{Folder, Ran, run};

fn verified(data: &str) -> Ran {
    run(&["cabinet", "verify", "--data", data, "--format", "json"])
}

fn alarms(folder: &Folder) -> Vec<String> {
    let log = Connection::open(folder.path("city/audit.db")).unwrap();
    let mut found = log
        .prepare(
            "SELECT object FROM event WHERE kind = 'alarm.raised' AND object LIKE 'protection%'",
        )
        .unwrap();
    let rows = found.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn m26_rows_changed_by_sql_are_named_with_an_alarm_and_a_restored_backup_passes() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let whole = verified(&data).well().json();
    assert_eq!(whole["whole"], true);
    assert!(whole["checked"].as_u64().unwrap() > 20);
    let backup = folder.text("backup");
    run(&["backup", "--data", &data, "--out", &backup]).well();

    let cabinet = Connection::open(folder.path("city/cabinet.db")).unwrap();
    cabinet
        .execute_batch(
            "UPDATE account SET person = 1 WHERE login = 'auditor@office';
             INSERT INTO setup_code VALUES ('planted', 'auditor@office', 0, 9000000000, NULL);",
        )
        .unwrap();
    drop(cabinet);
    let found = verified(&data);
    assert_eq!(found.code, 1);
    let altered = found.json()["altered"].clone();
    assert_eq!(
        altered,
        serde_json::json!([
            {"table": "account", "row": "auditor@office", "change": "changed", "fields": ["owner"]},
            {"table": "setup_code", "row": "planted", "change": "added", "fields": ["owner", "term"]},
        ])
    );
    verified(&data);
    assert_eq!(
        alarms(&folder),
        ["protection:cabinet.db"],
        "one alarm, however often it is looked"
    );
    let told = run(&["cabinet", "verify", "--data", &data, "--lang", "en"]);
    assert!(
        told.out.contains("account auditor@office  changed  owner"),
        "{}",
        told.out
    );

    let again = folder.text("again");
    run(&["restore", "--from", &backup, "--data", &again]).well();
    for name in ["keys.txt", "master.txt"] {
        assert!(
            !folder.path("again").join(name).exists(),
            "a backup holds no keys"
        );
        std::fs::copy(
            folder.path("city").join(name),
            folder.path("again").join(name),
        )
        .unwrap();
    }
    assert_eq!(
        verified(&again).well().json()["altered"],
        serde_json::json!([])
    );
    run(&[
        "cabinet",
        "protect",
        "--data",
        &data,
        "account",
        "setup_code",
    ])
    .well();
    verified(&data).well();
}

#[test]
fn k12_the_inventory_names_every_key_and_k11_the_master_key_can_be_moved_away() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let list = |more: &[&str]| {
        let rest = ["keys", "list", "--data", &data, "--format", "json"];
        run(&[&rest[..], more].concat())
    };
    let told = list(&[]).well().json();
    assert_eq!(told["master_beside_keys"], true);
    let keys = told["keys"].as_array().unwrap();
    for (purpose, algorithm) in [
        ("personal", "SM4-GCM"),
        ("passwords", "HMAC-SM3"),
        ("rows", "HMAC-SM3"),
    ] {
        let key = keys.iter().find(|key| key["purpose"] == purpose).unwrap();
        assert_eq!(
            (&key["algorithm"], &key["provider"]),
            (&algorithm.into(), &"software".into())
        );
        assert!(key["made"].as_str() < key["expires"].as_str());
    }
    let file = std::fs::read_to_string(folder.path("city/keys.txt")).unwrap();
    let wrapped = |line: &str| line.starts_with('#') || line.contains(" sm4:");
    assert!(file.lines().all(wrapped), "no key stands there as it is");

    let master = folder.text("elsewhere.txt");
    run(&["keys", "wrap", "--data", &data, "--to", &master]).well();
    assert_ne!(
        list(&[]).code,
        0,
        "the master key beside them no longer opens them"
    );
    let told = list(&["--master-key", &master]).well().json();
    assert_eq!(told["master_beside_keys"], false);
    assert_eq!(told["keys"].as_array().unwrap(), keys);
    run(&[
        "keys",
        "rotate",
        "rows",
        "--data",
        &data,
        "--master-key",
        &master,
    ])
    .well();
    run(&[
        "keys",
        "destroy",
        "rows.1",
        "--data",
        &data,
        "--master-key",
        &master,
    ])
    .well();
    run(&[
        "cabinet",
        "verify",
        "--data",
        &data,
        "--master-key",
        &master,
    ])
    .well();
}
