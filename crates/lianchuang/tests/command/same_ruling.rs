//! One act by page, API, command line and workbook: what one face refuses all refuse and record nothing of, and what one records all
//! record with the same content.

use serde_json::{Map, Value, json};

use super::browser::Browser;
use super::city::{Folder, run};
use super::server::Server;
use super::workbook::{ORGANISATIONS, code, fill};

/// A registration: fields of the act, and whether it holds.
fn registrations() -> Vec<(Value, bool)> {
    let with = |changed: &[(&str, &str)]| {
        let mut fields = json!({"zh": "同示例", "credit_code": code(93_001), "kind": "enterprise",
            "legal_form": "company", "place": "Elsewhere"});
        for (name, value) in changed {
            fields[*name] = json!(value);
        }
        fields
    };
    let long = "长".repeat(2_000);
    vec![
        (with(&[("kind", "shop")]), false),
        (with(&[("zh", &long)]), false),
        (with(&[("founded", "last spring")]), false),
        (with(&[("kind", "shop"), ("credit_code", "12")]), false),
        (with(&[]), true),
        // The same code a second time.
        (with(&[("zh", "又示例")]), false),
    ]
}

/// What came of it on a face: the number of mistakes or findings, where the face counts them.
struct Outcome {
    recorded: bool,
    named: Option<usize>,
}

fn count(told: &Value) -> Option<usize> {
    let lists = ["errors", "findings", "mistakes"];
    let list = lists.iter().find_map(|name| told[*name].as_array())?;
    let unmet = list
        .iter()
        .filter(|one| one["state"].is_null() || one["state"] == "unmet");
    Some(unmet.count())
}

fn head(data: &str) -> String {
    run(&["register", "head", "--data", data]).well().out
}

fn by_api(data: &str, fields: &Value) -> Outcome {
    let server = Server::of(data, "officer@bureau");
    let path = "/api/v1/office/organisation/register";
    let (status, _, body) = server.answer_by("POST", path, Some(fields));
    Outcome {
        recorded: status == 201,
        named: count(&serde_json::from_str(&body).unwrap()),
    }
}

fn by_page(data: &str, fields: &Value) -> Outcome {
    let server = Server::of(data, "officer@bureau");
    let browser = Browser::signed_in(&server, "officer@bureau");
    let secret = browser.secret();
    let mut form = vec![("_csrf", secret.as_str()), ("_step", "do")];
    let fields = fields.as_object().unwrap().iter();
    form.extend(fields.map(|(name, value)| (name.as_str(), value.as_str().unwrap())));
    let (status, _) = browser.post("/office/organisation/register", &form);
    Outcome {
        recorded: status == 303,
        named: None,
    }
}

fn by_command(data: &str, fields: &Value) -> Outcome {
    let given: Vec<String> = fields
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| format!("{name}={}", value.as_str().unwrap()))
        .collect();
    let mut asked = vec!["act", "organisation.register", "office", "--data", data];
    asked.extend(["--as", "officer@bureau", "--format", "json"]);
    asked.extend(given.iter().map(String::as_str));
    let ran = run(&asked);
    Outcome {
        recorded: ran.code == 0,
        named: count(&ran.json()),
    }
}

fn by_workbook(folder: &Folder, data: &str, fields: &Value) -> Outcome {
    let text = |name: &str| fields[name].as_str().unwrap_or_default();
    let mut row = vec![
        ("Name in Chinese", text("zh")),
        ("Credit code", text("credit_code")),
        ("Kind", text("kind")),
        ("Legal form", text("legal_form")),
        ("Place outside the area", text("place")),
    ];
    if !text("founded").is_empty() {
        row.push(("Founded on", text("founded")));
    }
    let file = fill(folder, "one.xlsx", &[(ORGANISATIONS, &row)]);
    let asked = ["import", &file, "--data", data, "--as", "officer@bureau"];
    let ran = run(&[&asked[..], &["--format", "json"]].concat());
    Outcome {
        recorded: ran.code == 0,
        named: count(&ran.json()),
    }
}

/// The fields of the last record.
fn last(data: &str) -> Map<String, Value> {
    let number = head(data);
    let number = number.trim().split(':').next().unwrap().to_owned();
    let server = Server::of(data, "officer@bureau");
    let told = server.get(&format!("/records/{number}"));
    let told: Value = serde_json::from_slice(&told).unwrap();
    assert_eq!(told["act"], "organisation.register");
    told["fields"].as_object().unwrap().clone()
}

#[test]
fn m19_what_one_face_refuses_all_refuse_and_what_one_records_all_record_alike() {
    let folders = [(); 4].map(|()| Folder::with_city());
    let data = [0, 1, 2, 3].map(|at: usize| folders[at].text("city"));
    for (fields, holds) in registrations() {
        let before = data.each_ref().map(|data| head(data));
        let outcomes = [
            ("API", by_api(&data[0], &fields)),
            ("page", by_page(&data[1], &fields)),
            ("command line", by_command(&data[2], &fields)),
            ("workbook", by_workbook(&folders[3], &data[3], &fields)),
        ];
        let named = outcomes[0].1.named;
        for (((face, outcome), data), before) in outcomes.iter().zip(&data).zip(&before) {
            assert_eq!(outcome.recorded, holds, "{face}: {fields}");
            assert_eq!(holds, head(data) != *before, "{face}: {fields}");
            if !holds && *face != "page" {
                assert!(
                    outcome.named.is_some_and(|named| named > 0),
                    "{face}: {fields}"
                );
                assert_eq!(outcome.named, named, "{face}: {fields}");
            }
        }
        if holds {
            let records = data.each_ref().map(|data| last(data));
            for record in &records[1..] {
                assert_eq!(record, &records[0]);
            }
        }
    }
}
