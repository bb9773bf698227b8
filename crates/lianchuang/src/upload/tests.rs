//! What becomes of files people attach, with a scanner that is there, away, slow or talks nonsense, over a real socket.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod daemon;
mod limits;
mod scanners;

use std::sync::Arc;
use std::time::Duration;

use audit::{EventKind, Outcome};
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use cabinet::{Finding, Shown};
use serde_json::{Value, json};
use tokio::task::block_in_place;
use values::Instant;

use super::clamd::{Clamd, Place};
use super::{Looked, Scanning, Standing, Verdict, look, standing};
use crate::app::App;
use crate::trail::tests::{Scene, scene};
use daemon::{Daemon, Says};

const OFFICER: &str = "officer@bureau";
const READER: &str = "leader@bureau";

/// A PDF document with the text every scanner knows, put together here so that no scanner of sources takes it for more.
fn infected() -> Vec<u8> {
    let halves = [
        r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR",
        "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
    ];
    format!("%PDF-1.7\n{}\n", halves.concat()).into_bytes()
}

const HARMLESS: &[u8] = b"%PDF-1.7\nharmless minutes\n";

fn clamd(daemon: &Daemon) -> Clamd {
    let address = daemon.address();
    Clamd::new(
        Place::Address(address.ip().to_string(), address.port()),
        Duration::from_millis(400),
    )
}

/// A scene whose files are looked at by that daemon.
fn looked_at_by(daemon: &Daemon) -> Scene {
    let mut scene = scene();
    let app = Arc::get_mut(&mut scene.app).unwrap();
    app.scanner = Some(Arc::new(clamd(daemon)));
    scene
}

fn work(app: &App) -> usize {
    work_at(app, app.now())
}

fn work_at(app: &App, at: Instant) -> usize {
    block_in_place(|| Scanning::default().work(app, at)).unwrap()
}

fn after(app: &App, seconds: i64) -> Instant {
    Instant::from_second(app.now().second() + seconds).unwrap()
}

fn events(scene: &Scene, kind: EventKind) -> Vec<audit::Event> {
    block_in_place(|| scene.events(kind))
}

async fn answer(scene: &Scene, request: Request<Body>) -> (StatusCode, Vec<u8>) {
    let answer = scene.answer(request).await;
    let status = answer.status();
    (
        status,
        to_bytes(answer.into_body(), 1 << 24)
            .await
            .unwrap()
            .to_vec(),
    )
}

fn by(scene: &Scene, alias: &str, method: &str, path: &str, body: Body) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header(
            header::AUTHORIZATION,
            format!("Bearer {}", scene.token(alias)),
        )
        .header(header::ACCEPT_LANGUAGE, "en")
        .header(header::CONTENT_TYPE, "application/json")
        .body(body)
        .unwrap()
}

async fn asked(scene: &Scene, alias: &str, path: &str) -> (StatusCode, Value) {
    let request = by(scene, alias, "GET", path, Body::empty());
    let (status, body) = answer(scene, request).await;
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

/// Sends a file; gives what is said of it.
async fn send(scene: &Scene, content: &[u8]) -> (StatusCode, Value) {
    let request = by(
        scene,
        OFFICER,
        "POST",
        "/api/v1/files",
        Body::from(content.to_vec()),
    );
    let (status, body) = answer(scene, request).await;
    (status, serde_json::from_slice(&body).unwrap())
}

/// Names a file in an act; gives its answer.
async fn name(scene: &Scene, team: &str, digest: &str) -> (StatusCode, Value) {
    let path = format!(
        "/api/v1/organisations/{}/organisation/add_team",
        scene.organisation
    );
    let fields =
        json!({"kind": "team", "name": team, "size": 3, "from": "2025-01-02", "file": digest});
    let request = by(
        scene,
        OFFICER,
        "POST",
        &path,
        Body::from(fields.to_string()),
    );
    let (status, body) = answer(scene, request).await;
    (status, serde_json::from_slice(&body).unwrap())
}

fn text<'a>(told: &'a Value, name: &str) -> &'a str {
    told[name].as_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn m24_a_file_is_given_to_nobody_before_it_was_looked_at_and_then_to_whoever_may_read_the_record()
 {
    let daemon = Daemon::that(Says::WhatItFinds);
    let scene = looked_at_by(&daemon);
    let (status, kept) = send(&scene, HARMLESS).await;
    assert_eq!(status, StatusCode::CREATED, "{kept}");
    assert_eq!(text(&kept, "state"), "quarantined");
    assert!(text(&kept, "about").contains("being scanned"), "{kept}");
    let digest = text(&kept, "digest").to_owned();
    let (status, recorded) = name(&scene, "甲组", &digest).await;
    assert_eq!(
        status,
        StatusCode::CREATED,
        "an act may name it: {recorded}"
    );
    let number = &recorded["record"];
    let file = format!("/api/v1/records/{number}/files/{digest}");
    let page = format!("/register/{number}/files/{digest}");
    for alias in [OFFICER, READER] {
        let (status, told) = asked(&scene, alias, &file).await;
        assert_eq!(status, StatusCode::CONFLICT, "{alias}: {told}");
        assert_eq!(text(&told, "type"), "/problems/file-quarantined");
        let request = by(&scene, alias, "GET", &page, Body::empty());
        let (status, shown) = answer(&scene, request).await;
        assert_eq!(status, StatusCode::CONFLICT);
        let shown = String::from_utf8_lossy(&shown).into_owned();
        assert!(!shown.contains("harmless minutes"), "{shown}");
        assert!(shown.contains("being scanned"), "{shown}");
    }
    let record = |alias| {
        by(
            &scene,
            alias,
            "GET",
            &format!("/register/{number}"),
            Body::empty(),
        )
    };
    let (_, shown) = answer(&scene, record(READER)).await;
    let shown = String::from_utf8_lossy(&shown).into_owned();
    assert!(
        shown.contains("In quarantine") && !shown.contains(&page),
        "{shown}"
    );
    // Its sender may ask how it stands; for others it is not there.
    let state = format!("/api/v1/files/{digest}");
    assert_eq!(
        text(&asked(&scene, OFFICER, &state).await.1, "state"),
        "quarantined"
    );
    assert_eq!(asked(&scene, READER, &state).await.0, StatusCode::NOT_FOUND);
    let nowhere = format!("/api/v1/files/{}", "0".repeat(64));
    assert_eq!(
        asked(&scene, READER, &nowhere).await.0,
        StatusCode::NOT_FOUND
    );

    assert_eq!(work(&scene.app), 2, "this one and the scene's own");
    assert_eq!(work(&scene.app), 0, "each once");
    assert_eq!(daemon.looked_at(), 2);
    for path in [&file, &page] {
        let (status, given) = answer(&scene, by(&scene, READER, "GET", path, Body::empty())).await;
        assert_eq!(
            (status, given.as_slice()),
            (StatusCode::OK, HARMLESS),
            "{path}"
        );
    }
    assert_eq!(
        text(&asked(&scene, OFFICER, &state).await.1, "state"),
        "clean"
    );
    let (_, shown) = answer(&scene, record(READER)).await;
    assert!(String::from_utf8_lossy(&shown).contains(&page));
}

#[tokio::test(flavor = "multi_thread")]
async fn m24_malware_is_never_given_to_anybody_its_content_is_destroyed_and_everybody_concerned_is_told()
 {
    let daemon = Daemon::that(Says::WhatItFinds);
    let scene = looked_at_by(&daemon);
    let (status, kept) = send(&scene, &infected()).await;
    assert_eq!(status, StatusCode::CREATED);
    let digest = text(&kept, "digest").to_owned();
    let (_, recorded) = name(&scene, "甲组", &digest).await;
    let number = &recorded["record"];
    let path = scene.app.files.path(digest.parse().unwrap());
    assert!(path.exists());
    work(&scene.app);
    assert!(!path.exists(), "the content is destroyed");

    let file = format!("/api/v1/records/{number}/files/{digest}");
    let (status, told) = asked(&scene, READER, &file).await;
    assert_eq!(status, StatusCode::GONE);
    assert_eq!(text(&told, "type"), "/problems/file-infected");
    assert_eq!(text(&told, "found"), "Test.Eicar");
    let page = format!("/register/{number}");
    let (_, shown) = answer(&scene, by(&scene, READER, "GET", &page, Body::empty())).await;
    let shown = String::from_utf8_lossy(&shown).into_owned();
    assert!(shown.contains("Withheld: malware found"), "{shown}");
    assert!(
        !shown.contains(&format!("{page}/files/")),
        "no link is left"
    );

    // A new act that names it is refused with the reason, and the same content is not taken again.
    let (status, refused) = name(&scene, "乙组", &digest).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "{refused}");
    assert_eq!(refused["errors"][0]["pointer"], "/file");
    assert!(
        text(&refused["errors"][0], "detail").contains("Test.Eicar"),
        "{refused}"
    );
    let (status, refused) = send(&scene, &infected()).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(text(&refused, "reason"), "file_infected");
    assert!(!path.exists());

    // The log says so, the security administrator gets an alarm, whoever sent it a notice.
    let scans = events(&scene, EventKind::FileScanned);
    let found: Vec<_> = scans
        .iter()
        .filter(|event| event.object == digest)
        .collect();
    assert_eq!(found.len(), 1, "{scans:?}");
    assert_eq!(found[0].outcome, Outcome::Failure("infected".to_owned()));
    assert_eq!(found[0].note, "Test.Eicar");
    let alarms = events(&scene, EventKind::AlarmRaised);
    assert!(
        alarms
            .iter()
            .any(|alarm| alarm.object == format!("malware:{digest}")),
        "{alarms:?}"
    );
    let at = scene.app.now();
    let officer = scene.person(OFFICER);
    let notices = scene
        .app
        .cabinet
        .notices(officer, Shown::All, None, 10)
        .unwrap();
    assert_eq!(notices.len(), 1);
    let world = scene.app.world();
    for language in values::Language::ALL {
        let told = crate::post::told(&scene.app, &world, language, &notices[0], at);
        assert!(told.happened.contains(&digest[..12]), "{told:?}");
    }
    // A crash between the finding and the end of the content: the next round ends it.
    scene.app.files.put(&infected()).unwrap();
    let clamd = clamd(&daemon);
    let before = daemon.looked_at();
    let looked = block_in_place(|| look(&scene.app, &clamd, digest.parse().unwrap(), at)).unwrap();
    assert!(matches!(looked, Looked::Found(Verdict::Infected(_))));
    assert!(!path.exists());
    assert_eq!(daemon.looked_at(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn m24_where_the_scanner_is_away_slow_or_talks_nonsense_a_file_stays_in_quarantine_and_its_sender_is_told()
 {
    for (says, fault) in [
        (Says::Nothing, "away"),
        (Says::This("stream: OK FOUND ERROR\0"), "nonsense"),
        (Says::This("stream: OK"), "slow"),
        (Says::This("HTTP/1.1 200 OK\r\n\r\n\0"), "nonsense"),
        (Says::HangUp, "nonsense"),
        (Says::Silence, "slow"),
        (Says::WithoutEnd, "nonsense"),
    ] {
        let daemon = Daemon::that(says);
        let scene = looked_at_by(&daemon);
        if says == Says::Nothing {
            daemon.ends();
        }
        let (_, kept) = send(&scene, HARMLESS).await;
        let digest = text(&kept, "digest").to_owned();
        let (_, recorded) = name(&scene, "甲组", &digest).await;
        assert_eq!(work(&scene.app), 0, "{says:?}");
        let state = format!("/api/v1/files/{digest}");
        let (_, told) = asked(&scene, OFFICER, &state).await;
        assert_eq!(text(&told, "state"), "quarantined", "{says:?}: {told}");
        assert_eq!(text(&told, "fault"), fault, "{says:?}: {told}");
        assert!(told["next"].is_string(), "{told}");
        assert!(text(&told, "about").contains("tried again"), "{told}");
        let file = format!("/api/v1/records/{}/files/{digest}", recorded["record"]);
        assert_eq!(asked(&scene, READER, &file).await.0, StatusCode::CONFLICT);
        let alarms = events(&scene, EventKind::AlarmRaised);
        assert!(
            alarms.iter().any(|alarm| alarm.object == "scanner:scanner"),
            "{says:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn m24_a_job_left_undone_is_tried_again_by_itself_ever_less_often_and_by_hand_at_once() {
    let daemon = Daemon::that(Says::WhatItFinds);
    let mut scene = looked_at_by(&daemon);
    let port = daemon.address().port();
    daemon.ends();
    let (_, kept) = send(&scene, HARMLESS).await;
    let digest: register::Digest = text(&kept, "digest").parse().unwrap();
    work(&scene.app);
    let daemon = Daemon::at(port, Says::WhatItFinds);
    assert_eq!(work(&scene.app), 0, "not before its time");
    assert_eq!(work_at(&scene.app, after(&scene.app, 300)), 2);
    assert_eq!(standing(&scene.app, digest).unwrap(), Standing::Clean);
    daemon.ends();

    let (_, kept) = send(&scene, b"%PDF-1.7 another").await;
    let other: register::Digest = text(&kept, "digest").parse().unwrap();
    for hours in 0..80 {
        work_at(&scene.app, after(&scene.app, 400 + hours * 3700));
    }
    let given_up = scene.app.cabinet.upload(other).unwrap().unwrap();
    assert_eq!(
        given_up.job,
        Some(cabinet::JobState::Failed),
        "{given_up:?}"
    );
    assert_eq!(
        scene
            .app
            .cabinet
            .count_jobs()
            .unwrap()
            .iter()
            .map(|it| it.1)
            .sum::<u64>(),
        0,
        "the outbox tells of none of it"
    );
    // The security administrator has it tried again; nobody else may.
    let daemon = Daemon::at(port, Says::WhatItFinds);
    for alias in [OFFICER, "system@office", "auditor@office"] {
        let session = scene.session(alias);
        let tried = scene
            .answer(session.post("/uploads", &format!("again={other}")))
            .await;
        assert_eq!(tried.status(), StatusCode::NOT_FOUND, "{alias}");
    }
    let session = scene.session("security@office");
    let done = scene
        .answer(session.post("/uploads", &format!("again={other}")))
        .await;
    assert_eq!(done.status(), StatusCode::SEE_OTHER);
    let handled = events(&scene, EventKind::FileHandled);
    let done = handled
        .iter()
        .filter(|event| event.outcome == Outcome::Success);
    assert_eq!(done.count(), 1, "{handled:?}");
    assert_eq!(work(&scene.app), 1);
    assert_eq!(standing(&scene.app, other).unwrap(), Standing::Clean);
    drop(daemon);

    // The same by the API.
    let (_, kept) = send(&scene, b"%PDF-1.7 a third").await;
    let again = |alias: &'static str, body: Value| {
        by(
            &scene,
            alias,
            "POST",
            "/api/v1/uploads",
            Body::from(body.to_string()),
        )
    };
    let (status, _) = answer(&scene, again(OFFICER, json!({"all": true}))).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _) = answer(&scene, again("security@office", json!({"all": false}))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, done) = answer(
        &scene,
        again("security@office", json!({"digest": kept["digest"]})),
    )
    .await;
    assert_eq!(
        (status, done.as_slice()),
        (StatusCode::OK, b"{\"changed\":1}".as_slice())
    );
    let (_, list) = asked(&scene, "security@office", "/api/v1/uploads").await;
    assert_eq!(list["items"][0]["digest"], kept["digest"]);
    assert_eq!(list["items"][0]["state"], "quarantined");
    assert_eq!(
        asked(&scene, OFFICER, "/api/v1/uploads").await.0,
        StatusCode::NOT_FOUND
    );

    // The page says so where nobody looks at files.
    let app = Arc::get_mut(&mut scene.app).unwrap();
    app.scanner = None;
    let (status, kept) = send(&scene, b"%PDF-1.7 unscanned").await;
    assert_eq!(
        (status, text(&kept, "state")),
        (StatusCode::CREATED, "unscanned")
    );
    let page = by(
        &scene,
        "security@office",
        "GET",
        "/uploads?state=all",
        Body::empty(),
    );
    let (status, page) = answer(&scene, page).await;
    let page = String::from_utf8_lossy(&page).into_owned();
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("No scanner is set") && page.contains("Not scanned: no scanner is set"));
}

#[tokio::test(flavor = "multi_thread")]
async fn m24_a_form_says_beside_a_file_that_it_is_being_looked_at_and_at_the_field_why_one_is_not_taken()
 {
    let daemon = Daemon::that(Says::Silence);
    let scene = looked_at_by(&daemon);
    let session = scene.session(OFFICER);
    let path = format!(
        "/organisations/{}/organisation/add_team",
        scene.organisation
    );
    let fields = [
        ("kind", "team"),
        ("name", "甲组"),
        ("size", "3"),
        ("from", "2025-01-02"),
    ];
    let posted = |step: &'static str, content: &'static [u8]| {
        let fields: Vec<_> = fields.into_iter().chain([("_step", step)]).collect();
        session.attach(&path, &fields, ("file", content))
    };
    let (status, shown) = answer(&scene, posted("keep", HARMLESS)).await;
    let shown = String::from_utf8_lossy(&shown).into_owned();
    assert_eq!(status, StatusCode::OK, "{shown}");
    assert!(
        shown.contains("Uploaded, digest") && shown.contains("being scanned"),
        "{shown}"
    );
    let digest = seal::sm3(HARMLESS);
    assert!(scene.app.files.holds(digest));

    // One that is not taken is told at its field, whatever the sender calls it, and the act does not go on.
    for step in ["check", "do", "keep"] {
        let (status, shown) = answer(&scene, posted(step, b"<svg onload=alert(1)>")).await;
        let shown = String::from_utf8_lossy(&shown).into_owned();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{step}: {shown}");
        assert!(
            shown.contains("href=\"#file\"") && shown.contains("id=\"file-error\""),
            "{step}: {shown}"
        );
    }
    // Nothing is kept for a form that is none of ours, nor for one that takes no files.
    let stranger = b"%PDF-1.7 stranger";
    let foreign = Request::post(&path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x")
        .body(Body::from("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n%PDF-1.7 stranger\r\n--x--\r\n"))
        .unwrap();
    scene.answer(foreign).await;
    scene
        .answer(session.attach("/notices", &[], ("file", stranger)))
        .await;
    assert!(!scene.app.files.holds(seal::sm3(stranger)));
}

#[tokio::test(flavor = "multi_thread")]
async fn m24_a_finding_somebody_wrote_into_the_tables_gives_nothing() {
    let daemon = Daemon::that(Says::Silence);
    let scene = looked_at_by(&daemon);
    let (_, kept) = send(&scene, HARMLESS).await;
    let digest: register::Digest = text(&kept, "digest").parse().unwrap();
    let raw = rusqlite::Connection::open(scene.folder.path().join("cabinet.db")).unwrap();
    raw.execute("UPDATE file SET state = 'clean'", []).unwrap();
    raw.execute(
        "INSERT INTO file VALUES (?1, 3, 'clean', '', 0, 0)",
        [scene.file.as_str()],
    )
    .unwrap();
    for digest in [digest, scene.file.parse().unwrap()] {
        let standing = standing(&scene.app, digest).unwrap();
        assert!(!standing.is_given(), "{standing:?}");
        let known = scene.app.cabinet.upload(digest).unwrap().unwrap();
        assert_eq!(known.finding, Finding::Waiting);
    }
    let (_, altered) = scene.app.cabinet.verify().unwrap();
    assert_eq!(altered.len(), 2, "{altered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn m24_nothing_is_found_in_a_file_that_the_log_cannot_take() {
    let daemon = Daemon::that(Says::WhatItFinds);
    let scene = looked_at_by(&daemon);
    let (_, kept) = send(&scene, &infected()).await;
    let digest: register::Digest = text(&kept, "digest").parse().unwrap();
    scene.fill_the_log();
    let worked = block_in_place(|| Scanning::default().work(&scene.app, scene.app.now()));
    assert!(worked.is_err());
    assert!(scene.app.files.holds(digest), "nothing is destroyed either");
    assert!(!standing(&scene.app, digest).unwrap().is_given());
}
