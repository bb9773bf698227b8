//! An application with four failing conditions: refused once with all four, the same by API, page, command line and sheet, in
//! both languages.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::city::{Folder, run, run_with};
use super::server::Server;

/// Clause, found and wanted of one condition.
type Named = (String, String, String);

fn named(findings: &Value) -> BTreeSet<Named> {
    let text = |finding: &Value, part: &str| finding[part].as_str().unwrap().to_owned();
    findings
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["state"] == "unmet")
        .map(|finding| {
            (
                text(finding, "clause"),
                text(finding, "found"),
                text(finding, "wanted"),
            )
        })
        .collect()
}

/// The login of whoever keeps the lead's business, and the consortium that may apply.
fn ready(folder: &Folder) -> (String, String, String) {
    let data = folder.text("city");
    let list = folder.listed("consortia", "officer@bureau", &["stage=application"]);
    let consortium = list["items"][0]["id"].as_str().unwrap().to_owned();
    let server = Server::of(&data, "officer@bureau");
    let found: Value =
        serde_json::from_slice(&server.get(&format!("/consortia/{consortium}"))).unwrap();
    let lead = found["lead"]["id"]
        .as_str()
        .or(found["lead"].as_str())
        .unwrap()
        .to_owned();
    (consortium, lead, data)
}

fn disputed(data: &str, lead: &str, records: &[u64]) {
    for record in records {
        let item = format!("item={record}");
        let asked = [
            "act",
            "organisation.dispute",
            lead,
            &item,
            "reason=查无实据",
            "--data",
            data,
            "--as",
            "officer@bureau",
        ];
        run(&asked).well();
    }
}

/// Records of the lead's items of these kinds.
fn items(data: &str, lead: &str, kinds: &[&str]) -> Vec<u64> {
    let server = Server::of(data, "officer@bureau");
    let found: Value =
        serde_json::from_slice(&server.get(&format!("/organisations/{lead}"))).unwrap();
    let items = found["items"].as_array().unwrap();
    items
        .iter()
        .filter(|item| kinds.iter().any(|kind| item.get(*kind).is_some()))
        .map(|item| item["record"].as_u64().unwrap())
        .collect()
}

/// The part of the logins after the @: the demo's funds are called after it.
fn alias(data: &str, lead: &str) -> String {
    let server = Server::of(data, "officer@bureau");
    let found: Value =
        serde_json::from_slice(&server.get(&format!("/organisations/{lead}"))).unwrap();
    let items = found["items"].as_array().unwrap();
    let called = items.iter().find_map(|item| item["fund"].as_str());
    called.unwrap().to_owned()
}

/// Both heads confirm, so that only conditions are left to fail.
fn confirmed(data: &str, consortium: &str, alias: &str) {
    for login in [format!("head@{alias}"), format!("chief@{alias}-consortium")] {
        let asked = [
            "act",
            "responsibility.confirm",
            consortium,
            "act=application.submit",
            "--data",
            data,
            "--as",
            &login,
        ];
        // The city may have told it already.
        let _ = run(&asked);
    }
}

#[test]
fn four_failing_conditions_are_the_same_on_every_face_in_both_languages() {
    let folder = Folder::with_city();
    let (consortium, lead, data) = ready(&folder);
    // Fund and agreements are disputed by the bureau: the lead is no longer qualified either. That makes four.
    let records = items(&data, &lead, &["fund", "agreement", "carrier"]);
    assert!(!records.is_empty());
    disputed(&data, &lead, &records);
    let place = alias(&data, &lead);
    confirmed(&data, &consortium, &place);
    let secretary = format!("secretary@{place}");
    for language in ["zh", "en"] {
        let server = Server::of(&data, &secretary);
        let path = format!("/consortia/{consortium}/application/submit");
        let problem = server.refused(&path, language, &json!({}));
        let by_api = named(&problem["findings"]);
        let clauses: Vec<&str> = by_api.iter().map(|(clause, ..)| clause.as_str()).collect();
        assert_eq!(
            clauses,
            ["3.1.2a", "3.2.1b", "3.2.1c", "3.2.1d"],
            "{problem:#}"
        );
        let evidence = problem["findings"].as_array().unwrap().iter();
        let with_evidence =
            evidence.filter(|finding| !finding["evidence"].as_array().unwrap().is_empty());
        assert!(with_evidence.count() > 0, "{problem:#}");

        let page = server.page(
            &format!("/consortia/{consortium}?tab=application"),
            language,
        );
        let sheet = server.page(&format!("/consortia/{consortium}/conditions.csv"), language);
        drop(server);
        let asked = [
            "--lang",
            language,
            "act",
            "application.submit",
            &consortium,
            "--data",
            &data,
            "--as",
            &secretary,
        ];
        let told = run_with(&[], &[&asked[..], &["--format", "json"]].concat());
        assert_eq!(told.code, 3, "{}", told.err);
        assert_eq!(named(&told.json()["findings"]), by_api);
        for (clause, found, wanted) in &by_api {
            assert!(page.contains(clause), "{clause} is not on the page");
            assert!(page.contains(found), "{found} is not on the page");
            assert!(page.contains(wanted), "{wanted} is not on the page");
            let line = sheet
                .lines()
                .find(|line| line.starts_with(&format!("\"{clause}\"")));
            let line = line.unwrap_or_else(|| panic!("{clause} is not in the sheet"));
            assert!(line.contains(found) && line.contains(wanted), "{line}");
        }
    }
}
