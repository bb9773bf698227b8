//! What every answer of the built server carries, whatever it answers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::city::{Folder, run};
use super::server::Server;

/// What stands on every answer, and what it must say.
const ALWAYS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

fn table(headers: &[String]) -> BTreeMap<String, String> {
    headers
        .iter()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// What is wrong with the headers of an answer.
fn wrong(headers: &[String]) -> Vec<String> {
    let found = table(headers);
    let says = |name: &str| found.get(name).map_or("", String::as_str);
    let mut wrong: Vec<String> = ALWAYS
        .iter()
        .filter(|(name, value)| says(name) != *value)
        .map(|(name, _)| format!("{name}: {}", says(name)))
        .collect();
    let policy = says("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
    ] {
        if !policy.split(';').any(|found| found.trim() == part) {
            wrong.push(format!("content-security-policy without {part}"));
        }
    }
    if policy.contains("unsafe") || policy.contains('*') {
        wrong.push(format!("content-security-policy: {policy}"));
    }
    if !permissions(says("permissions-policy")) {
        wrong.push("permissions-policy".to_owned());
    }
    if found.contains_key("server") || found.contains_key("x-powered-by") {
        wrong.push("it says what it is made of".to_owned());
    }
    if found.contains_key("access-control-allow-origin") {
        wrong.push("others may read it".to_owned());
    }
    wrong
}

fn permissions(policy: &str) -> bool {
    ["camera=()", "geolocation=()", "microphone=()"]
        .iter()
        .all(|part| policy.contains(part))
}

/// An address of a door with something in place of what varies.
fn filled(path: &str) -> String {
    path.split('/')
        .map(|part| match part {
            "{number}" | "{id}" => "1",
            "{kind}" => "consortia",
            "{subject}" => "c1",
            "{folder}" => "charter",
            "{verb}" => "sign",
            "{act}" => "end",
            part if part.starts_with('{') => "x",
            part => part,
        })
        .collect::<Vec<_>>()
        .join("/")
}

#[test]
fn v11_every_answer_of_every_door_carries_the_headers_that_keep_it_apart() {
    let folder = Folder::with_city();
    let doors: Value = run(&["doors", "--format", "json"]).well().json();
    let doors: Vec<(String, String)> = doors["doors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|door| {
            let text = |name: &str| door[name].as_str().unwrap().to_owned();
            (text("method"), text("address"))
        })
        .collect();
    assert!(doors.len() > 120, "{}", doors.len());
    let city = folder.text("city");
    let mut faults = Vec::new();
    let mut answers = BTreeMap::new();
    {
        let server = Server::of(&city, "officer@bureau");
        let mut tried: Vec<(String, String)> = doors
            .iter()
            .map(|(method, path)| (method.clone(), filled(path)))
            .collect();
        // Refusals of the frame itself, and what a browser keeps.
        for (method, path) in [
            ("GET", "/nothing/here"),
            ("GET", "/api/v1/nothing"),
            ("DELETE", "/policy"),
            ("GET", "/register/99999999999999999999"),
            ("GET", "/api/v1/records/x"),
            ("GET", "/%ff"),
            ("GET", "/assets/lianchuang.css"),
            ("GET", "/consortia.xlsx"),
            ("GET", "/consortia?sort=nothing"),
        ] {
            tried.push((method.to_owned(), path.to_owned()));
        }
        for (method, path) in tried {
            let (status, headers, _) = server.answer_by(&method, &path, None);
            *answers.entry(status).or_insert(0) += 1;
            for fault in wrong(&headers) {
                faults.push(format!("{method} {path} ({status}): {fault}"));
            }
            let kept = table(&headers);
            let cache = kept.get("cache-control").map_or("", String::as_str);
            if !path.starts_with("/assets/") && cache != "no-store" {
                faults.push(format!("{method} {path} ({status}): cache-control {cache}"));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
    for status in [200, 303, 400, 404, 405] {
        assert!(answers.contains_key(&status), "{status}: {answers:?}");
    }
}

#[test]
fn v11_behind_tls_the_browser_keeps_to_it_and_holds_the_cookie_to_this_host() {
    let folder = Folder::with_city();
    let server = Server::with(&folder.text("city"), "", &["--behind-tls"]);
    let (_, headers, _) = server.answer_by("GET", "/sign-in", None);
    let said = table(&headers);
    let strict = &said["strict-transport-security"];
    let seconds: u64 = strict
        .split(';')
        .find_map(|part| part.trim().strip_prefix("max-age="))
        .unwrap()
        .parse()
        .unwrap();
    assert!(
        seconds >= 31_536_000 && strict.contains("includeSubDomains"),
        "{strict}"
    );
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into();
    let entered = agent
        .post(format!("{}/sign-in", server.address()))
        .header("Sec-Fetch-Site", "same-origin")
        .send_form([("login", "officer@bureau"), ("password", "lianchuang-demo")])
        .unwrap();
    let cookie = entered.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-lc_session="), "{cookie}");
    for part in ["Secure", "HttpOnly", "Path=/", "SameSite="] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
}

#[test]
fn v07_who_asks_too_much_is_told_when_to_come_back_and_others_are_answered() {
    let folder = Folder::with_city();
    let limits = ["--limits", "address=60,caller=20,costly=3"];
    let server = Server::with(&folder.text("city"), "officer@bureau", &limits);
    let files: Vec<u16> = (0..5)
        .map(|_| server.answer_by("GET", "/consortia.csv", None).0)
        .collect();
    assert_eq!(files, [200, 200, 200, 429, 429]);
    let (status, headers, page) = server.answer_by("GET", "/consortia.csv", None);
    assert_eq!(status, 429);
    let wait: u64 = table(&headers)["retry-after"].parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");
    assert!(page.contains(&format!("请 {wait} 秒后再试")), "{page}");
    assert!(wrong(&headers).is_empty(), "{:?}", wrong(&headers));
    // Pages go on, and so does somebody else at the same address.
    assert_eq!(server.answer_by("GET", "/consortia", None).0, 200);
    let problem: Value = (0..30)
        .map(|_| server.answer_by("GET", "/api/v1/consortia", None))
        .find(|(status, ..)| *status == 429)
        .map(|(.., body)| serde_json::from_str(&body).unwrap())
        .unwrap();
    assert_eq!(problem["type"], "/problems/too-many");
    assert!(problem["retry_after"].as_u64().is_some(), "{problem}");
    let other = ureq::get(format!("{}/consortia", server.address()))
        .call()
        .unwrap();
    assert_eq!(other.status().as_u16(), 200);
}

#[test]
fn m05_an_open_address_without_tls_is_refused_at_the_start() {
    let folder = Folder::with_city();
    let city = folder.text("city");
    for address in ["0.0.0.0:0", "[::]:0"] {
        let refused = run(&["demo", "--data", &city, "--listen", address]);
        assert_eq!(refused.code, 1, "{address}");
        assert!(refused.err.contains("--behind-tls"), "{}", refused.err);
    }
}

/// What another site could make a visitor's browser send, and what came of it.
#[test]
fn v12_a_form_from_elsewhere_changes_nothing_and_reading_changes_nothing() {
    let folder = Folder::with_city();
    let city = folder.text("city");
    let head = || {
        run(&["register", "head", "--data", &city, "--format", "json"])
            .well()
            .out
    };
    let server = Server::of(&city, "officer@bureau");
    let browser = super::browser::Browser::signed_in(&server, "officer@bureau");
    let before = head();
    let doors: Value = run(&["doors", "--format", "json"]).well().json();
    let mut posted = 0;
    let mut wrong = Vec::new();
    for door in doors["doors"].as_array().unwrap() {
        let path = filled(door["address"].as_str().unwrap());
        if door["method"] == "GET" {
            browser.get(&path);
            continue;
        }
        // The browser sends the session's cookie along; the form's secret the other site cannot know.
        let guessed = [
            ("_csrf", "guessed"),
            ("login", "officer@bureau"),
            ("password", "lianchuang-demo"),
        ];
        let (status, page) = browser.post_from("cross-site", &path, &guessed);
        posted += 1;
        let refused = matches!(status, 303 | 400 | 401 | 403 | 404 | 405 | 415);
        if !refused || page.contains("name=\"code\" value") {
            wrong.push(format!("{path}: {status}"));
        }
    }
    assert!(posted > 40, "{posted}");
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(head(), before);
    // Nobody was signed out, no session or token was ended.
    assert_eq!(browser.get("/account").0, 200);
}

#[test]
fn v12_public_forms_carry_a_secret_of_their_own_where_the_browser_does_not_say_whence_they_come() {
    let folder = Folder::with_city();
    let server = Server::unknown(&folder.text("city"));
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into();
    let mut shown = agent
        .get(format!("{}/sign-in", server.address()))
        .call()
        .unwrap();
    let cookie = shown.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let page = shown.body_mut().read_to_string().unwrap();
    let secret = page.split_once("name=\"_csrf\" value=\"").unwrap().1;
    let secret = secret.split_once('"').unwrap().0.to_owned();
    assert!(secret.len() >= 40, "{secret}");
    let post = |given: &str, site: Option<&str>| {
        let form = [
            ("login", "officer@bureau"),
            ("password", "lianchuang-demo"),
            ("_csrf", given),
        ];
        let asked = agent
            .post(format!("{}/sign-in", server.address()))
            .header("Cookie", &cookie);
        let asked = match site {
            Some(site) => asked.header("Sec-Fetch-Site", site),
            None => asked,
        };
        asked.send_form(form).unwrap().status().as_u16()
    };
    assert_eq!(post(&secret, None), 303);
    assert_eq!(post("guessed", None), 403);
    assert_eq!(post("", None), 403);
    assert_eq!(post(&secret, Some("cross-site")), 403);
    assert_eq!(post(&secret, Some("same-site")), 403);
    assert_eq!(post("", Some("same-origin")), 303);
}
