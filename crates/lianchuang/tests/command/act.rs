//! One act by the command line: recorded, refused or mistaken, in the words of the API.

use serde_json::{Value, json};

use super::city::{Folder, Ran, run};
use super::server::Server;
use super::workbook::code;

fn act(folder: &Folder, login: &str, rest: &[&str]) -> Ran {
    let data = folder.text("city");
    run(&[&["act", "--data", &data, "--as", login], rest].concat())
}

/// A consortium that is still gathering its members.
fn forming(folder: &Folder) -> String {
    let (data, out) = (folder.text("city"), folder.text("forming.json"));
    run(&[
        "export",
        "consortia",
        "--data",
        &data,
        "--as",
        "officer@bureau",
        "--out",
        &out,
        "stage=invitation",
    ])
    .well();
    let list: Value = serde_json::from_str(&std::fs::read_to_string(&out).unwrap()).unwrap();
    list["items"][0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_act_that_holds_is_recorded_once_for_its_key() {
    let folder = Folder::with_city();
    let code = format!("credit_code={}", code(90_031));
    let fields = json!({"zh": "戊示例", "kind": "enterprise", "legal_form": "company", "place": "Elsewhere"});
    std::fs::write(folder.path("fields.json"), fields.to_string()).unwrap();
    let file = folder.text("fields.json");
    let asked = [
        "organisation.register",
        "office",
        &code,
        "--fields",
        &file,
        "--key",
        "one",
        "--format",
        "json",
    ];
    let first = act(&folder, "officer@bureau", &asked).well().json();
    let again = act(&folder, "officer@bureau", &asked).well().json();
    assert_eq!(first["record"], again["record"]);
    assert_eq!(first["subject"], format!("o{}", first["record"]));
}

#[test]
fn a_refusal_names_every_finding_and_is_the_same_as_the_api_gives() {
    let folder = Folder::with_city();
    let consortium = forming(&folder);
    let asked = ["charter.freeze", consortium.as_str()];
    let told = act(&folder, "leader@bureau", &asked);
    assert_eq!(told.code, 3);
    let problem = act(
        &folder,
        "leader@bureau",
        &[&asked[..], &["--format", "json"]].concat(),
    );
    assert_eq!(problem.code, 3);
    let problem = problem.json();
    let findings = problem["findings"].as_array().unwrap();
    assert!(findings.len() > 1, "{problem:#}");
    for finding in findings {
        for part in ["clause", "found", "wanted"] {
            let text = finding[part].as_str().unwrap();
            assert!(told.err.contains(text), "{text} is not in {}", told.err);
        }
    }
    let in_chinese = act(
        &folder,
        "leader@bureau",
        &[&asked[..], &["--format", "json", "--lang", "zh"]].concat(),
    );
    let server = Server::of(&folder.text("city"), "leader@bureau");
    let path = format!("/consortia/{consortium}/charter/freeze");
    for (language, told) in [("en", problem), ("zh", in_chinese.json())] {
        assert_eq!(server.refused(&path, language, &json!({})), told);
    }
}

#[test]
fn what_cannot_be_read_is_named_by_field_and_what_is_not_there_is_wrong_usage() {
    let folder = Folder::with_city();
    let asked = [
        "organisation.register",
        "office",
        "zh=己示例",
        "credit_code=12",
        "--format",
        "json",
    ];
    let told = act(&folder, "officer@bureau", &asked);
    assert_eq!(told.code, 1);
    let errors = told.json()["errors"].to_string();
    for pointer in ["/credit_code", "/kind", "/legal_form"] {
        assert!(errors.contains(pointer), "{errors}");
    }
    assert_eq!(
        act(&folder, "officer@bureau", &["organisation.praise", "o1"]).code,
        2
    );
    assert_eq!(
        act(&folder, "officer@bureau", &["organisation.amend", "x1"]).code,
        2
    );
}

#[test]
fn while_the_server_writes_a_command_does_not() {
    let folder = Folder::with_city();
    let data = folder.text("city");
    let _server = Server::of(&data, "officer@bureau");
    let told = act(
        &folder,
        "officer@bureau",
        &["organisation.register", "office", "zh=庚示例"],
    );
    assert_eq!(told.code, 1);
    assert!(told.err.contains("API"), "{}", told.err);
    folder
        .export("consortia", "officer@bureau", "list.csv", &[])
        .well();
}

#[test]
fn a_name_that_looks_like_a_reference_is_put_away_like_any_other() {
    let folder = Folder::with_city();
    let typed = "personal:示例张";
    let name = format!("name={typed}");
    let asked = ["person.enrol", "office", &name, "--format", "json"];
    let record = act(&folder, "system@office", &asked).well().json()["record"].clone();
    assert!(record.is_u64());
    let database = std::fs::read(folder.path("city").join("register.db")).unwrap();
    let log = std::fs::read(folder.path("city").join("register.db-wal")).unwrap_or_default();
    for bytes in [database, log] {
        let found = bytes
            .windows(typed.len())
            .any(|window| window == typed.as_bytes());
        assert!(!found, "the register holds the name in clear");
    }
}
