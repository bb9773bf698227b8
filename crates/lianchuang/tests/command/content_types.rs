//! Every answer with a body says what it is, with its charset where it is text, and that nobody may guess otherwise.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use super::city::{Folder, run};
use super::server::Server;

/// What is wrong with how an answer says what it is.
fn wrong(path: &str, headers: &[String], body: &str) -> Option<String> {
    let says = |name: &str| {
        let start = format!("{name}: ");
        let found = headers.iter().find_map(|line| line.strip_prefix(&start));
        found.unwrap_or_default().to_ascii_lowercase()
    };
    if says("x-content-type-options") != "nosniff" {
        return Some("it may be guessed at".to_owned());
    }
    if body.is_empty() {
        return None;
    }
    let form = says("content-type");
    let (kind, charset) = form.split_once(';').unwrap_or((&form, ""));
    let charset = charset.trim();
    let fits = match kind {
        "" => false,
        // JSON is UTF-8 by its own standard and takes no charset.
        "application/json" | "application/problem+json" => {
            serde_json::from_str::<Value>(body).is_ok()
        }
        "text/html" => charset == "charset=utf-8" && body.starts_with("<!doctype html>"),
        "text/csv" => charset.contains("charset=utf-8") && path.contains(".csv"),
        kind if kind.starts_with("text/") => charset.contains("charset=utf-8"),
        kind if kind.ends_with("+xml") => charset == "charset=utf-8" || body.contains("UTF-8"),
        _ => true,
    };
    (!fits).then(|| format!("content-type {form:?} on {:?}", body.get(..40)))
}

/// An address of a door with something that is there, or is not, in place of what varies.
fn filled(path: &str, there: bool) -> String {
    path.split('/')
        .map(|part| match part {
            "{number}" | "{id}" if there => "1",
            "{kind}" => "consortia",
            "{folder}" => "charter",
            "{verb}" => "sign",
            "{act}" => "end",
            "{login}" if there => "officer@bureau",
            part if part.starts_with('{') => "999999",
            part => part,
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// What is answered to a body that is announced as longer than anything that is taken; it is never sent.
fn too_long(server: &Server, path: &str) -> (u16, Vec<String>, String) {
    let host = server.address().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).unwrap();
    let asked = format!(
        "POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 999999999\r\n\r\n"
    );
    stream.write_all(asked.as_bytes()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let headers = lines.map(str::to_ascii_lowercase).collect();
    (status.parse().unwrap(), headers, body.to_owned())
}

/// What is asked beside the doors: refusals of every kind, and the product's own files.
const MORE: &[(&str, &str)] = &[
    ("GET", "/nothing/here"),
    ("GET", "/api/v1/nothing"),
    ("DELETE", "/policy"),
    ("DELETE", "/api/v1/policy"),
    ("GET", "/register/99999999999999999999"),
    ("GET", "/api/v1/records/x"),
    ("GET", "/%ff"),
    ("GET", "/api/v1/consortia/%ff"),
    ("GET", "/consortia?sort=nothing"),
    ("GET", "/api/v1/consortia?sort=nothing"),
    ("GET", "/assets/lianchuang.css"),
    ("GET", "/assets/nothing.css"),
];

#[test]
fn every_answer_of_every_door_says_what_it_is_with_its_charset() {
    let folder = Folder::with_city();
    let doors: Value = run(&["doors", "--format", "json"]).well().json();
    let doors = doors["doors"].as_array().unwrap();
    let city = folder.text("city");
    let (mut faults, mut statuses, mut bodies) = (Vec::new(), Vec::new(), 0);
    for login in ["officer@bureau", "", "auditor@office"] {
        let server = Server::of(&city, login);
        let mut tried: Vec<(String, String)> = MORE
            .iter()
            .map(|(method, path)| ((*method).to_owned(), (*path).to_owned()))
            .collect();
        let listed = server.answer_by("GET", "/api/v1/consortia", None).2;
        let listed: Value = serde_json::from_str(&listed).unwrap();
        let consortium = listed["items"][0]["id"].as_str().unwrap().to_owned();
        for door in doors {
            let text = |name: &str| door[name].as_str().unwrap().to_owned();
            let (method, address) = (text("method"), text("address"));
            let real = address.replace("{subject}", &consortium);
            tried.push((method.clone(), filled(&real, true)));
            tried.push((method, filled(&address, false)));
        }
        for (method, path) in tried {
            let (status, headers, body) = server.answer_by(&method, &path, None);
            statuses.push(status);
            bodies += usize::from(!body.is_empty());
            if let Some(fault) = wrong(&path, &headers, &body) {
                faults.push(format!("{login} {method} {path} ({status}): {fault}"));
            }
        }
        for path in ["/sign-in", "/api/v1/tokens", "/api/v1/office/person/enrol"] {
            let (status, headers, body) = too_long(&server, path);
            statuses.push(status);
            if let Some(fault) = wrong(path, &headers, &body) {
                faults.push(format!("{login} POST {path} ({status}): {fault}"));
            }
        }
    }
    faults.sort();
    faults.dedup();
    assert!(faults.is_empty(), "{} {faults:#?}", faults.len());
    assert!(bodies > 500, "{bodies}");
    for status in [200, 400, 401, 404, 405, 413] {
        assert!(statuses.contains(&status), "no answer was {status}");
    }
}
