//! What is done through the faces is in the log once, and nothing is done that the log cannot take.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod administrators;
mod data;
mod exceptions;
mod faults;
mod hostile;
mod kinds;
mod notice;
mod retention;
mod unknown_login;
mod unmasking;

use std::sync::Arc;

use acts::Subject;
use acts::ask::{Actor, Request as Asked};
use acts::scenario::{Cast, Profile, Story, nominate, walk};
use audit::{Event, EventKind, Outcome, Query};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use cabinet::Scope;
use register::{Head, NewEntry, SqliteStore, Store as _};
use rusqlite::Connection;
use serde_json::json;
use tower::ServiceExt as _;
use values::{PersonId, parse_date};

use crate::app::App;
use crate::clock::Clock;
use crate::command::rules_of;
use crate::document::Printer;
use crate::office::{Answer, Submission};
use crate::{keys, office, pack_files, serve};

const PACK: &str = "suzhou-2022";

/// A founded office with its three administrators, and an account for each.
pub struct Scene {
    pub app: Arc<App>,
    pub people: Vec<(String, PersonId)>,
    pub organisation: values::OrganisationId,
    pub candidacy: Subject,
    pub consortium: Subject,
    /// The digest of a file that is kept.
    pub file: String,
    pub folder: tempfile::TempDir,
}

/// A browser's session.
pub struct Session {
    secret: String,
    form_secret: String,
}

impl Session {
    /// A form posted from one of our pages.
    pub fn post(&self, path: &str, form: &str) -> Request<Body> {
        Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, format!("lc_session={}", self.secret))
            .body(Body::from(format!("_csrf={}&{form}", self.form_secret)))
            .unwrap()
    }
}

impl Session {
    /// A form posted from one of our pages with a file in one of its fields.
    pub fn attach(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file: (&str, &[u8]),
    ) -> Request<Body> {
        const BETWEEN: &str = "----between";
        let mut body = Vec::new();
        let csrf = ("_csrf", self.form_secret.as_str());
        for (name, value) in fields.iter().chain([&csrf]) {
            let part = format!(
                "--{BETWEEN}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.into_bytes());
        }
        let (name, content) = file;
        let part = format!(
            "--{BETWEEN}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"../../x.php.pdf\"\r\n\r\n"
        );
        body.extend(part.into_bytes());
        body.extend(content);
        body.extend(format!("\r\n--{BETWEEN}--\r\n").into_bytes());
        Request::post(path)
            .header(
                header::CONTENT_TYPE,
                format!("multipart/form-data; boundary={BETWEEN}"),
            )
            .header(header::COOKIE, format!("lc_session={}", self.secret))
            .header(header::ACCEPT_LANGUAGE, "en")
            .body(Body::from(body))
            .unwrap()
    }
}

impl Scene {
    pub fn person(&self, alias: &str) -> PersonId {
        let mut people = self.people.iter();
        people.find(|(name, _)| name == alias).unwrap().1
    }

    /// A token of that person.
    pub fn token(&self, alias: &str) -> String {
        let now = self.app.now();
        let until = values::Instant::from_second(now.second() + 3600).unwrap();
        let person = self.person(alias);
        let cabinet = &self.app.cabinet;
        cabinet
            .make_token(person, "test", Scope::Act, now, until)
            .unwrap()
    }

    /// A session of that person, with everything shown.
    pub fn session(&self, alias: &str) -> Session {
        let now = self.app.now();
        let beginning = cabinet::Beginning {
            person: self.person(alias),
            standing: cabinet::Standing::Whole,
            idle_seconds: 900,
            source: "192.0.2.7",
            agent: "test",
        };
        let secret = self.app.cabinet.begin_session(&beginning, now).unwrap();
        let session = self.app.cabinet.session(&secret, now).unwrap().unwrap();
        Session {
            secret,
            form_secret: session.form_secret,
        }
    }

    pub fn events(&self, kind: EventKind) -> Vec<Event> {
        // Whatever was only noted is in the log once this is.
        let last = self.app.own_event(EventKind::KeyUsed, "test");
        self.app.audit.write_and_wait(last).unwrap();
        let query = Query {
            kind: Some(kind),
            ..Query::default()
        };
        let found = self.app.audit.look(|store| store.search(&query, 100));
        let found = found.unwrap().events.into_iter();
        found.map(|found| found.event).collect()
    }

    /// Somebody with the disk in hand lets the log take nothing more.
    pub fn fill_the_log(&self) {
        Connection::open(self.folder.path().join(audit::DATABASE))
            .unwrap()
            .execute_batch("CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT raise(ABORT, 'the disk is full'); END;")
            .unwrap();
    }

    pub async fn answer(&self, request: Request<Body>) -> axum::response::Response {
        let router = serve::router(Arc::clone(&self.app)).unwrap();
        router.oneshot(request).await.unwrap()
    }
}

pub fn scene() -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let files = pack_files::files(PACK).unwrap();
    let rules = rules_of(PACK, &files).unwrap();
    let mut cast = Cast::founded(&rules, parse_date("2025-03-03").unwrap(), Box::new(|_| {}));
    cast.stage_officials(None);
    let organisation = cast.found_organisation("alder", &Profile::default());
    let story = Story {
        alias: "alder-consortium".to_owned(),
        lead: "alder".to_owned(),
        members: Vec::new(),
        field: "光学薄膜".to_owned(),
        field_en: String::new(),
        track: String::new(),
        without: Vec::new(),
    };
    let candidacy = nominate(&mut cast, &story).unwrap();
    let Subject::Candidacy(id) = candidacy else {
        panic!("a candidacy")
    };
    while cast.world.candidacy(id).unwrap().consortium.is_none() {
        walk(&mut cast, &story, candidacy);
    }
    let consortium = cast.world.candidacy(id).unwrap().consortium.unwrap();
    let entries: Vec<NewEntry> = cast
        .entries
        .iter()
        .map(|act| NewEntry {
            at_millis: act.at.timestamp().as_millisecond(),
            payload: serde_json::to_vec(act).unwrap(),
            idempotency: None,
            tell: None,
        })
        .collect();
    let people = cast
        .people()
        .map(|(alias, person)| (alias.to_owned(), person))
        .collect();
    drop(cast);
    let mut register = SqliteStore::open_for_writing(folder.path()).unwrap();
    register.append(&Head::empty(), &entries).unwrap();
    drop(register);
    let opened =
        office::open(folder.path(), keys::of(folder.path(), None).unwrap(), rules).unwrap();
    let printer = Printer::new(&files, None);
    let file = opened.files.put(b"%PDF-1.7 example").unwrap().to_string();
    let app = App::new(opened, printer, Clock::default(), None);
    Scene {
        app: Arc::new(app),
        people,
        organisation: organisation.unwrap(),
        candidacy,
        consortium: Subject::Consortium(consortium),
        file,
        folder,
    }
}

fn post(path: &str, token: Option<&str>, body: &str) -> Request<Body> {
    let mut request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    request.body(Body::from(body.to_owned())).unwrap()
}

fn get(path: &str, token: &str) -> Request<Body> {
    Request::get(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap()
}

fn enrol(app: &App, by: PersonId) -> Submission {
    let fields = json!({"name": "示例人员"});
    Submission::one(Asked {
        act: "person.enrol".to_owned(),
        subject: Subject::Office,
        actor: Actor::Person(by),
        at: app.now(),
        fields: fields.as_object().cloned().unwrap(),
        justify: std::collections::BTreeMap::new(),
    })
}

#[test]
fn an_act_is_told_once_recorded_or_refused_with_what_closed_it() {
    let scene = scene();
    let (app, system) = (&scene.app, scene.person("system@office"));
    let done = app.office.submit_and_wait(enrol(app, system));
    assert!(matches!(done, Answer::Recorded(_)), "{done:?}");
    let refused = app
        .office
        .submit_and_wait(enrol(app, scene.person("auditor@office")));
    assert!(matches!(refused, Answer::Refused { .. }), "{refused:?}");
    let told = scene.events(EventKind::Act);
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].outcome, Outcome::Failure("capacity".to_owned()));
    assert_eq!(
        (told[0].capacity.as_str(), told[0].note.as_str()),
        ("auditor", "person.enrol")
    );
    assert_eq!(told[1].outcome, Outcome::Success);
    assert_eq!(told[1].capacity, "system_administrator");
    assert_eq!(told[1].count, app.world().number.0);
}

#[test]
fn what_the_log_cannot_take_is_not_recorded_in_the_register_either() {
    let scene = scene();
    let (app, system) = (&scene.app, scene.person("system@office"));
    let before = app.world().number;
    scene.fill_the_log();
    let answer = app.office.submit_and_wait(enrol(app, system));
    assert!(matches!(answer, Answer::Unwritten(_)), "{answer:?}");
    assert_eq!(app.world().number, before);
    let kept = SqliteStore::open_for_reading(scene.folder.path()).unwrap();
    assert_eq!(kept.head().unwrap().number, before.0);
}

#[tokio::test]
async fn without_the_log_acts_sign_in_tokens_and_exports_are_answered_503() {
    let scene = scene();
    let token = scene.token("system@office");
    scene.fill_the_log();
    let before = scene.app.world().number;
    let act = post(
        "/api/v1/office/person/enrol",
        Some(&token),
        r#"{"name":"示例人员"}"#,
    );
    let made = post(
        "/api/v1/tokens",
        None,
        r#"{"login":"x","password":"y","label":"z"}"#,
    );
    let entered = Request::post("/sign-in")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("login=x&password=y"))
        .unwrap();
    let export = get("/consortia.csv", &token);
    for request in [act, made, entered, export] {
        let path = request.uri().to_string();
        let answer = scene.answer(request).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
    assert_eq!(scene.app.world().number, before);
    let page = scene.answer(get("/consortia", &token)).await;
    assert_eq!(page.status(), StatusCode::OK);
}

#[tokio::test]
async fn each_request_has_a_number_and_what_is_told_of_it_carries_that_and_the_address() {
    let scene = scene();
    let mut request = get("/consortia.csv?q=a", &scene.token("officer@bureau"));
    let peer: std::net::SocketAddr = "192.0.2.7:4000".parse().unwrap();
    request
        .extensions_mut()
        .insert(axum::extract::ConnectInfo(peer));
    let answer = scene.answer(request).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let number = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    drop(answer);
    let person = scene.person("officer@bureau");
    tokio::task::spawn_blocking(move || {
        let told = scene.events(EventKind::Export);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].actor, audit::Actor::Person(person));
        assert_eq!(told[0].origin.source, "192.0.2.7");
        assert_eq!(told[0].origin.request, number);
        assert_eq!(told[0].object, "GET /consortia.csv");
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_failed_sign_in_is_told_once_with_as_much_of_the_login_as_is_no_secret_and_a_refused_request_once()
 {
    let scene = scene();
    let entered = Request::post("/sign-in")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from("login=nobody%0d%0aroot&password=y"))
        .unwrap();
    assert_eq!(
        scene.answer(entered).await.status(),
        StatusCode::UNAUTHORIZED
    );
    let act = post("/api/v1/office/person/enrol", Some("wrong"), "{}");
    assert_eq!(scene.answer(act).await.status(), StatusCode::UNAUTHORIZED);
    tokio::task::spawn_blocking(move || {
        let told = scene.events(EventKind::SignIn);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].login, "n…");
        assert_eq!(told[0].outcome, Outcome::Failure("wrong".to_owned()));
        let refused = scene.events(EventKind::AccessRefused);
        assert_eq!(refused.len(), 1);
        assert_eq!(refused[0].object, "POST /api/v1/office/person/enrol");
    })
    .await
    .unwrap();
}

#[test]
fn appointing_an_administrator_raises_one_alarm() {
    let scene = scene();
    let app = &scene.app;
    let enrolled = app
        .office
        .submit_and_wait(enrol(app, scene.person("system@office")));
    let Answer::Recorded(enrolled) = enrolled else {
        panic!("{enrolled:?}")
    };
    let person = PersonId::from(enrolled[0].number);
    let fields = json!({"person": person, "role": "auditor", "from": app.now().china_day()});
    let mut appoint = enrol(app, scene.person("security@office"));
    appoint.requests[0].act = "appointment.make".to_owned();
    appoint.requests[0].fields = fields.as_object().cloned().unwrap();
    let done = app.office.submit_and_wait(appoint);
    assert!(matches!(done, Answer::Recorded(_)), "{done:?}");
    let alarms = app
        .audit
        .look(|store| store.alarms(None, 10))
        .unwrap()
        .alarms;
    assert_eq!(alarms.len(), 1);
    assert_eq!(alarms[0].about, person.to_string());
}

#[tokio::test]
async fn the_auditor_searches_and_exports_exactly_what_the_filters_say_with_the_label() {
    let scene = scene();
    let token = scene.token("auditor@office");
    let export = scene.answer(get("/consortia.csv?q==1", &token)).await;
    assert_eq!(export.status(), StatusCode::OK);
    for path in [
        "/audit?kind=export&outcome=success",
        "/audit.csv?kind=export",
        "/audit.xlsx?kind=export",
    ] {
        let answer = scene.answer(get(path, &token)).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        let body = axum::body::to_bytes(answer.into_body(), 1 << 20)
            .await
            .unwrap();
        if path.ends_with("csv?kind=export") {
            let text = String::from_utf8(body.to_vec()).unwrap();
            assert_eq!(text.lines().count(), 2, "{text}");
            assert!(text.contains("内部") && text.contains("\"q==1\""), "{text}");
        }
    }
    let wrong = scene.answer(get("/audit?kind=nothing", &token)).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    let wrong = scene
        .answer(get("/api/v1/audit?outcome=perhaps", &token))
        .await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    let found = scene.answer(get("/api/v1/audit?kind=export", &token)).await;
    let found = axum::body::to_bytes(found.into_body(), 1 << 20)
        .await
        .unwrap();
    let found: serde_json::Value = serde_json::from_slice(&found).unwrap();
    assert_eq!(found["items"].as_array().unwrap().len(), 1);
    assert_eq!(found["items"][0]["object"], "GET /consortia.csv");
}

#[tokio::test]
async fn an_alarm_is_taken_note_of_once_by_page_or_api() {
    let scene = scene();
    let app = Arc::clone(&scene.app);
    for _ in 0..2 {
        let broken = app.own_event(EventKind::ProtectionFailed, "session");
        app.audit.write(broken.failed("code")).await.unwrap();
    }
    let found = app
        .audit
        .look(|store| store.alarms(None, 9))
        .unwrap()
        .alarms;
    assert_eq!(found.len(), 1);
    let number = found[0].raised.number;
    let session = scene.session("security@office");
    let by_page = || session.post("/alarms", &format!("number={number}"));
    assert_eq!(
        scene.answer(by_page()).await.status(),
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        scene.answer(by_page()).await.status(),
        StatusCode::NOT_FOUND
    );
    let token = scene.token("security@office");
    let path = format!("/api/v1/alarms/{number}");
    let by_api = scene.answer(post(&path, Some(&token), "")).await;
    assert_eq!(by_api.status(), StatusCode::NOT_FOUND);
    let found = app
        .audit
        .look(|store| store.alarms(None, 9))
        .unwrap()
        .alarms;
    assert!(found[0].acknowledged.is_some());
}

fn document(name: &str) -> String {
    let path = format!("{}/../../docs/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn the_catalogue_in_the_documents_is_the_one_of_the_program() {
    let document = document("audit.md");
    let rows = EventKind::ALL.iter().map(|kind| {
        format!(
            "| `{}` | {} | {} |\n",
            kind.key(),
            kind.field().key(),
            kind.tells()
        )
    });
    let table: String = rows.collect();
    assert!(document.contains(&table), "docs/audit.md lacks\n{table}");
    let words = scene().app;
    for language in values::Language::ALL {
        let words = words.words(language);
        for kind in EventKind::ALL {
            let key = format!("event.{}", kind.key());
            assert!(words.find(&key).is_some(), "{key}");
        }
        for rule in audit::AlarmRule::ALL {
            let key = format!("alarm.{}.advice", rule.key());
            assert!(words.find(&key).is_some(), "{key}");
        }
    }
}

#[test]
fn every_event_has_every_part_of_the_schema_and_no_other() {
    let schema: serde_json::Value = serde_json::from_str(&document("audit.schema.json")).unwrap();
    let kinds: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.key()).collect();
    assert_eq!(schema["properties"]["kind"]["enum"], json!(kinds));
    let scene = scene();
    let told = scene
        .app
        .own_event(EventKind::Started, "127.0.0.1:1")
        .json();
    let parts: std::collections::BTreeSet<&String> = told.as_object().unwrap().keys().collect();
    let wanted: Vec<String> = serde_json::from_value(schema["required"].clone()).unwrap();
    assert_eq!(parts, wanted.iter().collect());
}
