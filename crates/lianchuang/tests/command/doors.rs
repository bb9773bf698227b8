//! Every door of the product, tried by every kind of visitor: who may come in does, everybody else is asked to sign in or
//! meets what is met where nothing is.

use serde_json::{Value, json};

use super::city::{Folder, run};
use super::server::Server;

/// A visitor, and which rules let them in.
const VISITORS: [(&str, &[&str]); 6] = [
    ("", &[]),
    ("secretary@katsura2", &[]),
    ("officer@bureau", &[]),
    ("auditor@office", &["auditor"]),
    (
        "security@office",
        &["security administrator", "system or security administrator"],
    ),
    (
        "system@office",
        &["system administrator", "system or security administrator"],
    ),
];

/// What a door may answer to a visitor.
fn fits(
    method: &str,
    who: &str,
    login: &str,
    held: &[&str],
    page: bool,
    status: u16,
    to: &str,
) -> bool {
    let asked_to_sign_in = if page {
        status == 303 && to.starts_with("/sign-in")
    } else {
        status == 401
    };
    match who {
        // Decided within; what is not for this visitor may be asked for after signing in.
        "everyone" | "the act's ruling" => status < 500,
        _ if login.is_empty() => asked_to_sign_in,
        // A form of the pages carries the secret of a session, which a program's token has not.
        "arriving" => status < 500,
        "person" => status < 500 && !(method == "GET" && asked_to_sign_in),
        rule if held.contains(&rule) => status < 500 && !asked_to_sign_in,
        _ => status == 404,
    }
}

#[test]
fn v08_m10_every_door_lets_in_whom_its_rule_names_and_nobody_else() {
    let folder = Folder::with_city();
    let list = run(&["doors", "--format", "json"]).well().json();
    let doors = list["doors"].as_array().unwrap();
    let mut cells = 0;
    let mut wrong = Vec::new();
    for (login, held) in VISITORS {
        let server = if login.is_empty() {
            Server::unknown(&folder.text("city"))
        } else {
            Server::of(&folder.text("city"), login)
        };
        for door in doors {
            let text = |name: &str| door[name].as_str().unwrap();
            let (address, method, who) = (text("address"), text("method"), text("who"));
            let path: String = address
                .split('/')
                .map(|part| match part {
                    "{subject}" => "c999999",
                    "{kind}" => "consortia",
                    "{folder}" => "charter",
                    "{verb}" => "sign",
                    "{login}" => "officer@bureau",
                    "{act}" => "end",
                    part if part.starts_with('{') => "999999",
                    part => part,
                })
                .collect::<Vec<_>>()
                .join("/");
            let posted: Option<Value> = (method != "GET").then(|| json!({}));
            let (status, headers, _) = server.answer_by(method, &path, posted.as_ref());
            let to = headers
                .iter()
                .find_map(|line| line.strip_prefix("location: "))
                .unwrap_or_default();
            let page = !address.starts_with("/api/");
            cells += 1;
            if !fits(method, who, login, held, page, status, to) {
                wrong.push(format!("{login} {method} {address} ({who}): {status} {to}"));
            }
        }
    }
    assert!(cells > 500, "{cells} doors were tried");
    assert!(wrong.is_empty(), "{} of {cells}: {wrong:#?}", wrong.len());
}

#[test]
fn a_method_without_a_rule_is_not_answered() {
    let folder = Folder::with_city();
    let server = Server::of(&folder.text("city"), "officer@bureau");
    for (method, path) in [
        ("DELETE", "/policy"),
        ("POST", "/policy"),
        ("PUT", "/api/v1/policy"),
    ] {
        let (status, headers, _) = server.answer_by(method, path, None);
        assert_eq!(status, 405, "{method} {path}");
        assert!(
            headers.contains(&"allow: GET, HEAD".to_owned()),
            "{headers:?}"
        );
    }
}

#[test]
fn m21_staff_come_in_from_their_ranges_only_and_others_are_not_touched() {
    let folder = Folder::with_city();
    let city = folder.text("city");
    let tried = |ranges: &str, login: &str| {
        let server = Server::with(&city, "", &["--staff-from", ranges]);
        let asked = json!({"login": login, "password": "lianchuang-demo", "label": "test"});
        server.answer_by("POST", "/api/v1/tokens", Some(&asked)).0
    };
    for staff in ["officer@bureau", "system@office"] {
        assert_eq!(tried("192.0.2.0/24", staff), 401, "{staff} from outside");
        assert_eq!(
            tried("192.0.2.0/24,127.0.0.0/8", staff),
            201,
            "{staff} from inside"
        );
    }
    assert_eq!(tried("192.0.2.0/24", "secretary@katsura2"), 201);
}
