//! With every store failing in turn, every door answers without the cause, grants nothing and records nothing; and every fault is
//! an event with its cause.

use std::path::Path;

use audit::{EventKind, Outcome, Query};
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use register::{SqliteStore, Store as _};
use rusqlite::Connection;
use serde_json::Value;

use super::{Scene, scene};
use crate::app::Visitor;
use crate::doors::{Access, doors};
use crate::fault;

/// How a store fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Failing {
    /// It can be read and takes nothing more.
    Full,
    /// What was in it is not found any more.
    Gone,
    /// The same, but for what says who comes in.
    GoneInside,
}

/// What says who comes in.
const ENTERING: [&str; 5] = ["account", "session", "token", "second_factor", "row_code"];

/// Lets a database fail under the program that has it open.
fn breaks(file: &Path, failing: Failing) {
    let database = Connection::open(file).unwrap();
    let mut tables = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .unwrap();
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    assert!(!tables.is_empty());
    let steps = tables.iter().map(|table| match failing {
        Failing::GoneInside if ENTERING.contains(&table.as_str()) => String::new(),
        Failing::Gone | Failing::GoneInside => {
            format!("ALTER TABLE \"{table}\" RENAME TO \"{table}_gone\";")
        }
        Failing::Full => ["INSERT", "UPDATE", "DELETE"]
            .map(|step| format!("CREATE TRIGGER \"full_{table}_{step}\" BEFORE {step} ON \"{table}\" BEGIN SELECT raise(ABORT, 'the disk is full'); END;"))
            .concat(),
    });
    let steps: Vec<String> = std::iter::once("PRAGMA legacy_alter_table = ON;".to_owned())
        .chain(steps)
        .collect();
    let steps = steps.join("\n");
    database.execute_batch(&steps).unwrap();
}

/// What nobody outside is told: names of files and folders, tables, statements, libraries.
fn tells_nothing_of_the_inside(what: &str, scene: &Scene, body: &str) {
    let folder = scene.folder.path().display().to_string();
    for inner in [
        folder.as_str(),
        "no such table",
        "the disk is full",
        "SELECT ",
        "INSERT ",
        "UPDATE ",
        "sqlite",
        "SQLite",
        "rusqlite",
        ".db",
        "os error",
        "src/",
        "panicked",
    ] {
        assert!(!body.contains(inner), "{what}: {inner}\n{body}");
    }
}

/// An address with the scene's own things in its places.
fn filled(scene: &Scene, path: &str, number: u64) -> String {
    let subject = match path {
        path if path.contains("/organisations") => scene.organisation.to_string(),
        path if path.contains("/candidacies") => scene.candidacy.to_string(),
        _ => scene.consortium.to_string(),
    };
    path.replace("{kind}", "consortia")
        .replace("{subject}", &subject)
        .replace(
            "{folder}/{verb}",
            if path.contains("/office/") {
                "person/enrol"
            } else {
                "matter/urge"
            },
        )
        .replace("{number}", &number.to_string())
        .replace("{digest}", &scene.file)
        .replace("{field}", "name")
        .replace("{login}", "officer@bureau")
        .replace("{act}", "lock")
        .replace("{file}", "00112233445566778899aabbccddeeff.ics")
        .replace("{id}", "1")
        .replace("{mark}", "1")
        .replace("{name}", "decision.pdf")
}

/// Who comes through a door of that rule.
fn whoever(access: Access) -> &'static str {
    match access {
        Access::System | Access::Administrators => "system@office",
        Access::Security => "security@office",
        Access::Auditor => "auditor@office",
        Access::Everyone | Access::Arriving | Access::Person | Access::Ruling => "officer@bureau",
    }
}

/// Something sent that would do something if it could.
fn sent(path: &str) -> &'static str {
    match path {
        "/api/v1/tokens" => r#"{"login":"officer@bureau","password":"correct horse","label":"t"}"#,
        path if path.ends_with("/office/person/enrol") => r#"{"name":"示例人员"}"#,
        path if path.contains("/personal/") => r#"{"reason":"须书面联系本人"}"#,
        path if path.ends_with("/records") => r#"{"acts":[]}"#,
        path if path.ends_with("/files") => "%PDF-1.7 another example",
        _ => "{}",
    }
}

struct Walk {
    asked: usize,
    faults: usize,
}

/// Asks at every door, by a token and by a session where it has pages.
async fn walks(
    scene: &Scene,
    name: &str,
    tokens: &[(String, String)],
    sessions: &[(String, super::Session)],
) -> Walk {
    let mut walk = Walk {
        asked: 0,
        faults: 0,
    };
    let number = scene.app.world().number.0;
    let list: Vec<(String, Vec<(Method, Access)>)> = doors()
        .list()
        .map(|(path, rules)| (path.to_owned(), rules.to_vec()))
        .collect();
    for (path, rules) in list {
        for (method, access) in rules {
            let asked = filled(scene, &path, number);
            let who = whoever(access);
            let what = format!("{name}: {method} {asked} by {who}");
            let api = path.starts_with("/api/");
            let request = if api {
                let token = &tokens.iter().find(|(alias, _)| alias == who).unwrap().1;
                let form = if asked.ends_with("/files") {
                    "application/octet-stream"
                } else {
                    "application/json"
                };
                let request = Request::builder().method(&method).uri(&asked);
                let request = request
                    .header(header::CONTENT_TYPE, form)
                    .header(header::AUTHORIZATION, format!("Bearer {token}"));
                let body = if method == Method::GET {
                    ""
                } else {
                    sent(&asked)
                };
                request.body(Body::from(body)).unwrap()
            } else {
                let session = &sessions.iter().find(|(alias, _)| alias == who).unwrap().1;
                if method == Method::POST {
                    session.post(&asked, "name=%E7%A4%BA%E4%BE%8B&reason=%E9%A1%BB%E8%81%94%E7%B3%BB&login=a&password=b&_step=do")
                } else {
                    Request::get(&asked)
                        .header(header::COOKIE, format!("lc_session={}", session.secret))
                        .body(Body::empty())
                        .unwrap()
                }
            };
            let answer = scene.answer(request).await;
            walk.asked += 1;
            let status = answer.status();
            let told = |name: &str| {
                let value = answer.headers().get(name);
                value
                    .map(|value| value.to_str().unwrap().to_owned())
                    .unwrap_or_default()
            };
            let (form, id, cookie) = (
                told("content-type"),
                told("x-request-id"),
                told("set-cookie"),
            );
            let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
                .await
                .unwrap();
            let body = String::from_utf8_lossy(&body);
            // The auditor reads the causes where they are kept.
            let log = path.contains("/audit") && status.is_success();
            if !log && !form.starts_with("application/pdf") && !path.starts_with("/assets/") {
                tells_nothing_of_the_inside(&what, scene, &body);
            }
            if !status.is_server_error() {
                continue;
            }
            walk.faults += 1;
            assert!(
                matches!(
                    status,
                    StatusCode::INTERNAL_SERVER_ERROR | StatusCode::SERVICE_UNAVAILABLE
                ),
                "{what}: {status}"
            );
            assert!(
                !id.is_empty() && body.contains(&id),
                "{what}: the request's number\n{body}"
            );
            assert!(
                !cookie.contains("lc_session="),
                "{what}: a session was given"
            );
            if api {
                assert_eq!(form, "application/problem+json", "{what}");
                let problem: Value = serde_json::from_str(&body).unwrap();
                let key = problem["type"].as_str().unwrap();
                assert!(
                    matches!(key, "/problems/fault" | "/problems/unrecordable"),
                    "{what}: {key}"
                );
                assert_eq!(problem["status"], status.as_u16(), "{what}");
                assert_eq!(problem["request"], id, "{what}");
                assert!(
                    problem["title"].is_string() && problem["detail"].is_string(),
                    "{what}"
                );
            }
        }
    }
    walk
}

/// Events of faults in the log.
async fn kept(scene: &Scene) -> Vec<audit::Event> {
    let last = scene.app.own_event(EventKind::KeyUsed, "test");
    scene.app.audit.write(last).await.unwrap();
    let query = Query {
        kind: Some(EventKind::Fault),
        ..Query::default()
    };
    let found = scene.app.audit.look(|store| store.search(&query, 10_000));
    found
        .unwrap()
        .events
        .into_iter()
        .map(|found| found.event)
        .collect()
}

async fn with(store: &str, failing: Failing, least: usize) {
    let scene = scene();
    let people = [
        "officer@bureau",
        "system@office",
        "security@office",
        "auditor@office",
    ];
    let tokens: Vec<_> = people.map(|who| (who.to_owned(), scene.token(who))).into();
    let sessions: Vec<_> = people
        .map(|who| (who.to_owned(), scene.session(who)))
        .into();
    let before = scene.app.world().number;
    breaks(&scene.folder.path().join(store), failing);
    let name = format!("{store} {failing:?}");
    let walk = walks(&scene, &name, &tokens, &sessions).await;
    println!("{name}: {} doors asked, {} faults", walk.asked, walk.faults);
    assert!(walk.asked > 120, "{name}: {}", walk.asked);
    assert!(walk.faults >= least, "{name}: only {} faults", walk.faults);
    if store == audit::DATABASE || store == "register.db" {
        assert_eq!(
            scene.app.world().number,
            before,
            "{name}: something was recorded"
        );
    }
    if store != "register.db" {
        let kept = SqliteStore::open_for_reading(scene.folder.path()).unwrap();
        assert_eq!(
            kept.head().unwrap().number,
            scene.app.world().number.0,
            "{name}"
        );
    }
    if store != audit::DATABASE {
        let kept = kept(&scene).await;
        assert!(
            kept.len() >= walk.faults,
            "{name}: {} events of {} faults",
            kept.len(),
            walk.faults
        );
        for event in &kept {
            assert!(
                matches!(event.outcome, Outcome::Failure(_)) && !event.note.is_empty(),
                "{name}: {event:?}"
            );
        }
        // The cause is there for whoever has to mend it.
        let causes = kept.iter().filter(|event| {
            event.note.contains("no such table") || event.note.contains("the disk is full")
        });
        assert!(causes.count() > 0, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn v20_with_the_cabinet_failing_no_door_tells_the_cause_or_grants_anything() {
    with("cabinet.db", Failing::Gone, 100).await;
    with("cabinet.db", Failing::GoneInside, 10).await;
    with("cabinet.db", Failing::Full, 40).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v20_with_the_register_failing_no_door_tells_the_cause_or_records_anything() {
    with("register.db", Failing::Gone, 8).await;
    with("register.db", Failing::Full, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v20_with_the_audit_log_failing_no_door_tells_the_cause_or_does_anything() {
    with(audit::DATABASE, Failing::Gone, 50).await;
    with(audit::DATABASE, Failing::Full, 50).await;
}

#[tokio::test]
async fn v20_with_the_folder_of_files_gone_a_file_is_a_fault_with_an_event_and_no_path() {
    let scene = scene();
    let token = scene.token("officer@bureau");
    let files = scene.folder.path().join("files");
    std::fs::rename(&files, scene.folder.path().join("gone")).unwrap();
    std::fs::write(&files, "a file where the folder was").unwrap();
    let request = Request::post("/api/v1/files")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .body(Body::from("%PDF-1.7 another example"))
        .unwrap();
    let answer = scene.answer(request).await;
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .unwrap();
    let body = String::from_utf8_lossy(&body);
    tells_nothing_of_the_inside("files", &scene, &body);
    let kept = kept(&scene).await;
    assert_eq!(kept.len(), 1, "{kept:?}");
    assert_eq!(kept[0].object, "POST /api/v1/files");
    let problem: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(problem["request"], kept[0].origin.request);
}

#[tokio::test]
async fn v20_a_program_that_gives_up_is_answered_as_a_fault_without_its_words() {
    let scene = scene();
    let request = Request::get("/consortia").body(Body::empty()).unwrap();
    let visitor = Visitor::stranger(&scene.app, &request, "a-1");
    let fault = fault::gave_up(Box::new("index 7 out of bounds in src/page.rs".to_owned()));
    let answer = fault::answer(&scene.app, &visitor, request.uri(), "GET /consortia", fault);
    assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .unwrap();
    let body = String::from_utf8_lossy(&body);
    assert!(
        body.contains("a-1") && !body.contains("out of bounds"),
        "{body}"
    );
    let kept = kept(&scene).await;
    assert_eq!(kept.len(), 1);
    assert!(kept[0].note.contains("out of bounds"), "{kept:?}");
}
