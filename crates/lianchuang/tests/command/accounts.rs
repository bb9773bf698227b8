//! Accounts by the API and at the command line, and one's own account by the API.

use serde_json::{Value, json};

use super::city::{Folder, run};
use super::server::Server;

/// Asks the API with the token of that server's login.
fn ask(server: &Server, method: &str, path: &str, sent: Option<&Value>) -> (u16, Value) {
    let (status, _, body) = server.answer_by(method, &format!("/api/v1{path}"), sent);
    (status, serde_json::from_str(&body).unwrap_or(Value::Null))
}

fn account(list: &Value, login: &str) -> Value {
    let items = list["items"].as_array().unwrap();
    let found = items.iter().find(|item| item["login"] == login);
    found.unwrap_or_else(|| panic!("{login}: {list:#}")).clone()
}

#[test]
fn the_system_administrator_opens_and_ends_accounts_by_the_api_and_no_more() {
    let folder = Folder::with_city();
    let city = folder.text("city");
    let server = Server::of(&city, "system@office");
    let person = json!({"name": "欧阳示例"});
    let (status, enrolled) = ask(&server, "POST", "/office/person/enrol", Some(&person));
    assert_eq!(status, 201, "{enrolled}");
    let new = format!("p{}", enrolled["record"]);

    let opening = json!({"login": "ouyang@bureau", "person": new});
    let (status, opened) = ask(&server, "POST", "/accounts", Some(&opening));
    assert_eq!(status, 201, "{opened}");
    assert!(
        opened["code"].as_str().is_some_and(|code| code.len() >= 16),
        "{opened}"
    );
    let (_, list) = ask(&server, "GET", "/accounts?q=ouyang&state=waiting", None);
    let found = account(&list, "ouyang@bureau");
    assert_eq!(
        found["acts"],
        json!(["end"]),
        "unlocking and renewing are another's"
    );
    assert_eq!(found["person"], new.as_str());

    // A login is never used again, a person has one account, and nobody ends their own.
    for (sent, status) in [
        (json!({"login": "officer@bureau", "person": new}), 400),
        (json!({"login": "another@bureau", "person": new}), 400),
        (
            json!({"login": "another@bureau", "person": "p999999999"}),
            404,
        ),
        (json!({"login": "another@bureau", "person": "nobody"}), 400),
        (
            json!({"login": "another@bureau", "person": new, "role": "leader"}),
            400,
        ),
    ] {
        let answered = ask(&server, "POST", "/accounts", Some(&sent));
        assert_eq!(answered.0, status, "{sent}: {}", answered.1);
    }
    for (path, status) in [
        ("/accounts/ouyang@bureau/renew", 404),
        ("/accounts/ouyang@bureau/open", 404),
        ("/accounts/system@office/end", 409),
        ("/accounts/nobody@bureau/end", 404),
        ("/accounts/ouyang@bureau/end", 204),
    ] {
        assert_eq!(ask(&server, "POST", path, None).0, status, "{path}");
    }
    let (_, list) = ask(&server, "GET", "/accounts?q=ouyang", None);
    assert_eq!(account(&list, "ouyang@bureau")["state"], "ended");
    let (status, problem) = ask(&server, "GET", "/accounts?state=gone", None);
    assert_eq!(status, 400);
    assert!(
        problem["detail"]
            .as_str()
            .unwrap()
            .contains("live, waiting"),
        "{problem}"
    );
}

#[test]
fn whoever_is_no_administrator_finds_no_accounts_by_api_or_command() {
    let folder = Folder::with_city();
    let city = folder.text("city");
    let server = Server::of(&city, "officer@bureau");
    let absent = ask(&server, "GET", "/nothing", None).0;
    assert_eq!(ask(&server, "GET", "/accounts", None).0, absent);
    assert_eq!(
        ask(&server, "POST", "/accounts/leader@bureau/end", None).0,
        absent
    );
    for arguments in [
        vec!["accounts", "list"],
        vec!["accounts", "end", "leader@bureau"],
        vec!["accounts", "renew", "leader@bureau"],
    ] {
        let mut all = arguments.clone();
        all.extend(["--data", &city, "--as", "officer@bureau"]);
        assert_eq!(run(&all).code, 3, "{arguments:?}");
    }
}

#[test]
fn accounts_are_administered_at_the_command_line_and_each_time_on_record() {
    let folder = Folder::with_city();
    let city = folder.text("city");
    let accounts = |arguments: &[&str], by: &str| {
        let mut all = vec!["accounts"];
        all.extend(arguments);
        all.extend(["--data", &city, "--as", by, "--format", "json"]);
        run(&all)
    };
    let renewed = accounts(&["renew", "officer@bureau"], "security@office")
        .well()
        .json();
    assert!(renewed["code"].is_string(), "{renewed}");
    let waiting = accounts(&["list", "--state", "waiting"], "security@office")
        .well()
        .json();
    assert_eq!(account(&waiting, "officer@bureau")["state"], "waiting");
    // The security administrator ends none, the system administrator renews none; nobody their own.
    assert_eq!(
        accounts(&["end", "officer@bureau"], "security@office").code,
        3
    );
    assert_eq!(
        accounts(&["renew", "officer@bureau"], "system@office").code,
        3
    );
    assert_eq!(
        accounts(&["renew", "security@office"], "security@office").code,
        3
    );
    accounts(&["end", "officer@bureau"], "system@office").well();
    let ended = accounts(&["list", "--state", "ended"], "system@office")
        .well()
        .json();
    account(&ended, "officer@bureau");

    let recorded = run(&[
        "audit",
        "search",
        "--data",
        &city,
        "--as",
        "auditor@office",
        "--format",
        "json",
        "kind=account.administered",
    ])
    .well();
    for what in [
        "accounts renew officer@bureau",
        "accounts end officer@bureau",
    ] {
        assert!(recorded.out.contains(what), "{what}: {}", recorded.out);
    }
}

#[test]
fn v17_own_sessions_and_tokens_are_listed_and_ended_by_the_api() {
    let folder = Folder::with_city();
    let server = Server::of(&folder.text("city"), "officer@bureau");
    let browser = super::browser::Browser::signed_in(&server, "officer@bureau");
    let (status, own) = ask(&server, "GET", "/account", None);
    assert_eq!(status, 200);
    assert_eq!(own["login"], "officer@bureau");
    assert!(!own["capacities"].as_array().unwrap().is_empty(), "{own}");
    let session = own["sessions"][0]["mark"].as_str().unwrap();
    assert_eq!(browser.get("/account").0, 200);
    let end = format!("/account/sessions/{session}/end");
    assert_eq!(ask(&server, "POST", &end, None).0, 204);
    assert_eq!(
        browser.get("/account").0,
        303,
        "it ends at the next request"
    );
    assert_eq!(ask(&server, "POST", &end, None).0, 404);

    let token = own["tokens"][0]["mark"].as_str().unwrap();
    let revoke = format!("/account/tokens/{token}/revoke");
    // Another's is not there.
    let login = json!({"login": "leader@bureau", "password": "lianchuang-demo", "label": "test"});
    let (_, made) = ask(&server, "POST", "/tokens", Some(&login));
    let refused = ureq::post(format!("{}/api/v1{revoke}", server.address()))
        .header(
            "Authorization",
            format!("Bearer {}", made["token"].as_str().unwrap()),
        )
        .send_empty();
    assert!(matches!(refused, Err(ureq::Error::StatusCode(404))));
    assert_eq!(ask(&server, "POST", &revoke, None).0, 204);
    assert_eq!(
        ask(&server, "GET", "/account", None).0,
        401,
        "it opens nothing any more"
    );
}
