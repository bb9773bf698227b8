//! What people ask about their own data, at the command line.

use super::city::{Folder, run};

#[test]
fn c12_requests_are_made_listed_and_answered_at_the_command_line_and_a_breach_tells_its_persons() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let personal = |arguments: &[&str], by: &str| {
        let mut all = vec!["personal"];
        all.extend(arguments);
        all.extend(["--data", &data, "--as", by, "--format", "json"]);
        run(&all)
    };
    let held = personal(&["held"], "officer@bureau").well().json();
    let items = held["items"].as_array().unwrap();
    let named = |field: &str| items.iter().find(|item| item["field"] == field).unwrap();
    let name = named("person.enrol/name");
    assert_eq!(name["erasable"], false, "the officer acts still");
    assert!(
        name["purpose"]
            .as_str()
            .unwrap()
            .contains("who acts for whom")
    );
    let copy = folder.text("copy.csv");
    personal(&["held", "--out", &copy], "officer@bureau").well();
    assert!(
        std::fs::read_to_string(&copy)
            .unwrap()
            .contains("person.enrol/name")
    );

    let item = name["item"].as_str().unwrap();
    let ask = |more: &[&str]| {
        let mut all = vec!["ask", "correction", "--item", item, "--text", "mistyped"];
        all.extend(more);
        personal(&all, "officer@bureau")
    };
    assert_eq!(ask(&[]).code, 3, "what it should say is wanted");
    let made = ask(&["--value", "示例新名", "--personal-days", "10"])
        .well()
        .json();
    assert_eq!(made["id"], 1);
    assert_eq!(personal(&["requests"], "officer@bureau").code, 3);
    let listed = personal(&["requests"], "security@office").well().json();
    assert_eq!(listed["items"][0]["working_days_left"], 10);
    assert_eq!(listed["items"][0]["kind"], "correction");
    assert!(
        !listed.to_string().contains("mistyped"),
        "a list tells nothing of it"
    );
    let full = personal(&["requests", "1"], "security@office")
        .well()
        .json();
    assert_eq!(full["value"], "示例新名");
    let answer =
        |by: &str, reason: &str| personal(&["answer", "1", "granted", "--reason", reason], by).code;
    assert_eq!(answer("system@office", "as asked"), 3);
    assert_eq!(answer("security@office", ""), 3);
    assert_eq!(answer("security@office", "put right"), 0);
    assert_eq!(answer("security@office", "put right"), 3, "once");
    let held = personal(&["held"], "officer@bureau").well().out;
    assert!(held.contains("示例新名"), "{held}");
    run(&["register", "verify", "--data", &data]).well();
    run(&["cabinet", "verify", "--data", &data]).well();

    let report = folder.text("report.toml");
    let text = "found = \"2020-03-12\"\nfields = [\"person.enrol/name\"]\nhappened = \"a disk was lost\"\nharm = \"little\"\nmeasures = \"the key is gone\"\nadvice = \"nothing\"\n";
    std::fs::write(&report, text).unwrap();
    assert_eq!(personal(&["breach", &report], "officer@bureau").code, 3);
    let looked = personal(&["breach", &report, "--check"], "security@office")
        .well()
        .json();
    assert_eq!(looked["told"], 0);
    let done = personal(
        &["breach", &report, "--organ-zh", "示例局"],
        "security@office",
    )
    .well()
    .json();
    assert_eq!(done["told"], looked["persons"]);
    let paper = done["to_authority"].as_str().unwrap();
    assert!(
        paper.contains("示例局") && paper.contains("a disk was lost"),
        "{paper}"
    );
    let told = folder.audited("kind=personal.breach").out;
    assert!(
        told.contains("person.enrol/name") && !told.contains("disk"),
        "{told}"
    );
}

#[test]
fn c11_the_notice_is_printed_with_its_version_and_that_somebody_read_it_is_kept_on_record() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let notice = |more: &[&str]| {
        let mut all = vec![
            "personal",
            "notice",
            "--data",
            &data,
            "--as",
            "officer@bureau",
            "--format",
            "json",
        ];
        all.extend(more);
        run(&all).well().json()
    };
    let plain = notice(&[]);
    assert!(
        plain["organ"].is_null() && plain["contact"].is_null(),
        "{plain}"
    );
    let named = notice(&["--organ-zh", "示例局", "--read"]);
    assert_eq!(named["organ"], "示例局");
    assert_ne!(plain["version"], named["version"]);
    let told = folder.audited("kind=account.changed").out;
    let version = named["version"].as_str().unwrap();
    assert!(
        told.contains("privacy notice read") && told.contains(version),
        "{told}"
    );
}
