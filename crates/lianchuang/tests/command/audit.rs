//! The audit log at the command line: for auditors, found and exported as asked, proven, and not relieved before its time.

use rusqlite::Connection;

use super::city::{Folder, run};

fn asked<'a>(data: &'a str, verb: &'a str, login: &'a str, more: &[&'a str]) -> super::city::Ran {
    let rest = [
        "audit", verb, "--data", data, "--as", login, "--format", "json",
    ];
    run(&[&rest[..], more].concat())
}

#[test]
fn an_auditor_finds_what_was_done_and_nobody_else_may_look() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    run(&["register", "verify", "--data", &data]).well();
    folder
        .export("consortia", "officer@bureau", "list.csv", &[])
        .well();
    let found = asked(
        &data,
        "search",
        "auditor@office",
        &["kind=register.verified"],
    )
    .well();
    let found = found.json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found["items"][0]["actor"], "machine");
    let found = asked(&data, "search", "auditor@office", &["kind=export"])
        .well()
        .json();
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    assert_eq!(found["items"][0]["source"], "local");
    assert_eq!(asked(&data, "search", "officer@bureau", &[]).code, 1);
    let refused = asked(&data, "search", "auditor@office", &["kind=access.refused"]).well();
    assert_eq!(refused.json()["items"].as_array().unwrap().len(), 1);
    let wrong = asked(&data, "search", "auditor@office", &["kind=nothing"]);
    assert_eq!(wrong.code, 1);
    let out = folder.text("audit.csv");
    asked(
        &data,
        "export",
        "auditor@office",
        &["--out", &out, "kind=export"],
    )
    .well();
    let text = std::fs::read_to_string(&out).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
}

#[test]
fn the_first_bad_event_is_named_and_a_year_is_kept() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    for _ in 0..3 {
        run(&["register", "verify", "--data", &data]).well();
    }
    let whole = run(&["audit", "verify", "--data", &data, "--format", "json"])
        .well()
        .json();
    assert_eq!(whole["whole"], true);
    let near = asked(
        &data,
        "purge",
        "auditor@office",
        &["--before", "2099-01-01"],
    );
    assert_eq!(near.code, 3, "{}", near.err);
    let nobody = asked(&data, "purge", "system@office", &["--before", "2001-01-01"]);
    assert_eq!(nobody.code, 1);
    let connection = Connection::open(folder.path("city/audit.db")).unwrap();
    connection
        .execute_batch(
            "DROP TRIGGER event_never_changes; UPDATE event SET payload = replace(payload, 'local', 'lokal') WHERE number = 2;",
        )
        .unwrap();
    let broken = run(&["audit", "verify", "--data", &data, "--format", "json"]);
    assert_eq!(broken.code, 1);
    assert_eq!(broken.json()["event"], 2);
}
