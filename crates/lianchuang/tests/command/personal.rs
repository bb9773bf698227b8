//! Personal data at the command line, and what everybody may read: no telephone, mail address or number of a person in it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::city::{Folder, run};
use super::server::Server;

const PHONE: &str = "13812345678";

/// Enrols somebody in a city; gives the record's number.
fn enrolled(data: &str) -> String {
    let done = run(&[
        "--format",
        "json",
        "act",
        "person.enrol",
        "office",
        "--data",
        data,
        "--as",
        "system@office",
        "name=示例某",
        &format!("contact={PHONE}"),
    ]);
    let told = done.well().json();
    let record = &told["record"];
    let number = told["number"]
        .as_u64()
        .or(record.as_u64())
        .or(record["number"].as_u64());
    number.unwrap_or_else(|| panic!("{told}")).to_string()
}

#[test]
fn m31_at_the_command_line_a_field_is_shown_for_a_reason_and_the_log_tells_it() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let number = enrolled(&data);
    let show = |login: &str, more: &[&str]| {
        let asked = [
            "personal", "show", &number, "contact", "--data", &data, "--as", login,
        ];
        run(&[&asked[..], more].concat())
    };
    let refused = show("system@office", &[]);
    assert_eq!(refused.code, 3);
    assert!(
        refused.err.contains("A reason in writing is wanted"),
        "{}",
        refused.err
    );
    for login in ["security@office", "auditor@office", "officer@bureau"] {
        let refused = show(login, &["--reason", "because I want to"]);
        assert_eq!(refused.code, 3, "{login}");
        assert!(!refused.out.contains(PHONE) && !refused.err.contains(PHONE));
    }
    let shown = show(
        "system@office",
        &["--reason", "to send the code", "--format", "json"],
    );
    assert_eq!(shown.well().json()["text"], PHONE);
    let told = folder.audited("kind=personal.unmasked").out;
    assert!(told.contains("to send the code"), "{told}");
    assert!(
        told.contains(&format!("{number} office person.enrol/contact")),
        "{told}"
    );
    assert!(!told.contains(PHONE), "{told}");
}

#[test]
fn c15_a_field_erased_on_request_is_gone_from_a_running_server_too_and_the_chain_is_whole() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let number = enrolled(&data);
    let server = Server::of(&data, "system@office");
    let page = || server.page(&format!("/register/{number}"), "en");
    assert!(page().contains("138****5678"));
    let erase = |reason: &str| {
        run(&[
            "personal",
            "erase",
            &number,
            "contact",
            "--data",
            &data,
            "--as",
            "system@office",
            "--reason",
            reason,
        ])
    };
    assert_eq!(erase("").code, 3, "a reason is wanted");
    erase("on request of 12 March").well();
    assert_eq!(erase("once more").code, 3, "there is nothing left to erase");
    // The server notices within its next round.
    let begun = std::time::Instant::now();
    while page().contains("138****5678") {
        assert!(begun.elapsed().as_secs() < 30, "the server shows it still");
        std::thread::yield_now();
    }
    run(&["register", "verify", "--data", &data]).well();
    run(&["audit", "verify", "--data", &data]).well();
    let told = run(&[
        "personal",
        "sweep",
        "--dry-run",
        "--data",
        &data,
        "--format",
        "json",
    ]);
    let told = told.well().json();
    assert_eq!(told["erased"], false);
    // Enrolled, and without any capacity: by other terms its name would go the next day, but not on the same.
    assert!(told["fields"]["person.enrol/name"].is_null(), "{told}");
}

/// Addresses of our own a page leads to.
fn links(page: &str) -> impl Iterator<Item = String> + '_ {
    page.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with('/') && !href.starts_with("/assets"))
        .map(|href| {
            href.split('#')
                .next()
                .unwrap_or_default()
                .replace("&amp;", "&")
        })
}

/// Telephones, mail addresses and resident numbers in a text.
fn personal(text: &str) -> Vec<String> {
    let joins = |letter: char| letter.is_ascii_alphanumeric() || "@._+-*".contains(letter);
    text.split(|letter: char| !joins(letter))
        .filter(|word| {
            let digits = word.chars().all(|letter| letter.is_ascii_digit());
            let mobile = digits && word.len() == 11 && word.starts_with('1');
            let mail = word
                .split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
            mobile || mail || word.parse::<values::ResidentNumber>().is_ok()
        })
        .map(str::to_owned)
        .collect()
}

#[test]
fn c10_no_public_page_list_or_file_shows_a_telephone_mail_address_or_resident_number() {
    // The search itself.
    let planted = "<p>电话13812345678，a@b.example；11010519491231002X</p>";
    assert_eq!(personal(planted).len(), 3);
    assert!(personal("138****5678 a***@b c1 91320505DEM0000142").is_empty());
    let folder = Folder::with_city();
    let data = folder.text("city");
    enrolled(&data);
    let server = Server::unknown(&data);
    let mut waiting: Vec<String> = [
        "/",
        "/consortia",
        "/consortia.csv",
        "/register",
        "/policy",
        "/self-check",
        "/api/v1/consortia",
        "/api/v1/records",
        "/api/v1/acts",
        "/api/v1/policy",
    ]
    .map(str::to_owned)
    .to_vec();
    let mut asked = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        if asked.len() >= 250 || !asked.insert(path.clone()) {
            continue;
        }
        let (status, headers, body) = server.answer_by("GET", &path, None);
        if status != 200 {
            continue;
        }
        // What is compressed says nothing by its letters; the same list is read as text.
        if path.contains(".xlsx") || path.contains(".pdf") {
            continue;
        }
        // The page of the demo's accounts names its logins; outside a demo there are none.
        if !path.starts_with("/sign-in") {
            found.extend(
                personal(&body)
                    .into_iter()
                    .map(|what| format!("{what} on {path}")),
            );
        }
        if headers
            .iter()
            .any(|header| header.starts_with("content-type: text/html"))
        {
            waiting.extend(links(&body).filter(|link| !asked.contains(link)));
        }
        for list in ["consortia", "records"] {
            if path == format!("/api/v1/{list}") {
                let told: Value = serde_json::from_str(&body).unwrap();
                for item in told["items"].as_array().unwrap() {
                    let id = item["id"].as_str().map(str::to_owned);
                    let id = id.unwrap_or_else(|| item["number"].to_string());
                    waiting.push(format!("/api/v1/{list}/{id}"));
                    let page = if list == "records" { "register" } else { list };
                    waiting.push(format!("/{page}/{id}"));
                }
            }
        }
    }
    assert!(
        asked.len() > 40,
        "only {} addresses were asked",
        asked.len()
    );
    assert!(found.is_empty(), "{found:#?}");
}
