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

#[test]
fn m21_exceptions_are_granted_listed_and_ended_at_the_command_line_each_on_record() {
    let folder = Folder::with_city();
    let city = folder.text("city");
    let exception = |arguments: &[&str], by: &str| {
        let mut all = vec!["accounts", "exception"];
        all.extend(arguments);
        all.extend(["--data", &city, "--as", by, "--format", "json"]);
        run(&all)
    };
    let grant = |range: &str, reason: &str, by: &str| {
        let until = today();
        exception(
            &[
                "grant",
                "officer@bureau",
                range,
                "--until",
                &until,
                "--reason",
                reason,
            ],
            by,
        )
    };
    assert_eq!(
        grant("198.51.100.0/24", "at a fair", "system@office").code,
        3
    );
    assert_eq!(grant("198.51.100.0/24", "", "security@office").code, 3);
    assert_eq!(grant("198.0.0.0/8", "at a fair", "security@office").code, 3);
    let made = grant("127.0.0.0/24", "at a fair", "security@office")
        .well()
        .json();
    assert_eq!(made["id"], 1);
    let tried = |login: &str| {
        let server = Server::with(&city, "", &["--staff-from", "192.0.2.0/24"]);
        let asked = json!({"login": login, "password": "lianchuang-demo", "label": "test"});
        server.answer_by("POST", "/api/v1/tokens", Some(&asked)).0
    };
    assert_eq!(tried("officer@bureau"), 201, "by the exception");
    assert_eq!(tried("leader@bureau"), 401, "nobody else");
    let listed = exception(&["list"], "security@office").well().json();
    assert_eq!(listed["items"][0]["state"], "holds");
    exception(&["end", "1"], "security@office").well();
    assert_eq!(exception(&["end", "1"], "security@office").code, 3, "once");
    assert_eq!(tried("officer@bureau"), 401);
    run(&["cabinet", "verify", "--data", &city]).well();
    let told = run(&[
        "audit",
        "search",
        "--data",
        &city,
        "--as",
        "auditor@office",
        "--format",
        "json",
        "kind=account.administered",
    ]);
    let told = told.well().out;
    for what in [
        "exception officer@bureau 127.0.0.0/24 until",
        "exception 1 ended",
        "wide",
        "at a fair",
    ] {
        assert!(told.contains(what), "{what}: {told}");
    }
}

/// Today, in the place's time.
fn today() -> String {
    values::Instant::from(jiff::Timestamp::now())
        .china_day()
        .to_string()
}

#[test]
fn v17_the_security_administrator_ends_anothers_sessions_and_nothing_else_and_its_owner_is_told() {
    let folder = Folder::with_city();
    let city = folder.text("city");
    let server = Server::of(&city, "security@office");
    let browser = super::browser::Browser::signed_in(&server, "officer@bureau");
    assert_eq!(browser.get("/account").0, 200);
    let (_, list) = ask(&server, "GET", "/accounts?q=officer@bureau", None);
    let acts = account(&list, "officer@bureau")["acts"].clone();
    assert!(
        acts.as_array().unwrap().contains(&json!("sessions")),
        "{acts}"
    );
    for (login, status) in [
        ("officer@bureau", 204),
        ("nobody@bureau", 404),
        ("security@office", 409),
    ] {
        let path = format!("/accounts/{login}/sessions");
        assert_eq!(ask(&server, "POST", &path, None).0, status, "{login}");
    }
    assert_eq!(
        browser.get("/account").0,
        303,
        "it ends at the next request"
    );
    let again = super::browser::Browser::signed_in(&server, "officer@bureau");
    let (status, page) = again.get("/notices");
    assert_eq!(status, 200, "the account and its password stay");
    assert!(
        page.contains("安全管理员结束了您的登录") || page.contains("ended your sessions"),
        "{page}"
    );
    // By the page, by command, and by nobody else.
    let guard = super::browser::Browser::signed_in(&server, "security@office");
    let (status, page) = guard.get("/accounts/officer@bureau/sessions");
    assert_eq!(status, 200, "{page}");
    let by = |login: &str| {
        run(&[
            "accounts",
            "sessions",
            "officer@bureau",
            "--data",
            &city,
            "--as",
            login,
        ])
        .code
    };
    assert_eq!(by("system@office"), 3);
    assert_eq!(by("security@office"), 0);
    assert_eq!(again.get("/account").0, 303);
    let told = run(&[
        "audit",
        "search",
        "--data",
        &city,
        "--as",
        "auditor@office",
        "--format",
        "json",
        "kind=session.ended",
    ]);
    let told = told.well().out;
    for what in [
        "POST /api/v1/accounts/officer@bureau/sessions",
        "accounts sessions officer@bureau",
    ] {
        assert!(told.contains(what), "{what}: {told}");
    }
}

#[test]
fn m02_a_password_with_a_word_the_place_bars_is_named_under_both_profiles() {
    let folder = Folder::with_city();
    let city = folder.text("city");
    let words = folder.text("words.txt");
    std::fs::write(&words, "# the bureau\nsuke\n创新处\n").unwrap();
    for (profile, password) in [
        ("mlps", "Tq7-Suke-stone-lark"),
        ("modern", "mulberry-SUKE-stone-lark"),
    ] {
        let server = Server::with(
            &city,
            "officer@bureau",
            &["--passwords", profile, "--password-words", &words],
        );
        let browser = super::browser::Browser::signed_in(&server, "officer@bureau");
        let (status, page) = browser.get("/account/password");
        assert_eq!(status, 200);
        assert!(
            page.contains("本单位禁用的词") || page.contains("barred here"),
            "{page}"
        );
        let secret = browser.secret();
        let (status, page) = browser.post(
            "/account/password",
            &[
                ("_csrf", secret.as_str()),
                ("now", "lianchuang-demo"),
                ("new", password),
                ("again", password),
            ],
        );
        assert_eq!(status, 400, "{profile}");
        assert!(
            page.contains("禁止在密码中使用的词") || page.contains("a word barred in passwords"),
            "{profile}: {page}"
        );
    }
    std::fs::write(&words, "x\n").unwrap();
    let serve = run(&[
        "serve",
        "--data",
        &folder.text("new"),
        "--listen",
        "127.0.0.1:0",
        "--password-words",
        &words,
    ]);
    assert_eq!(serve.code, 1);
    assert!(serve.err.contains("line 1"), "{}", serve.err);
}
