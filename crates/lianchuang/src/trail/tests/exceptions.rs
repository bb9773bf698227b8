//! Exceptions from the address ranges of staff: one account, one range, a while; refused before the password is looked at from
//! anywhere else, ended by the clock, each on record.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::Arc;

use audit::{EventKind, Outcome};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use cabinet::{Account, NewException};
use rusqlite::Connection;
use serde_json::{Value, json};
use values::Instant;

use super::{Scene, get, post, scene};
use crate::app::Exposure;
use crate::entrance::SecondFactor;

const DAY: i64 = 86_400;
const PASSWORD: &str = "Tq7-mulberry-stone";

/// A scene whose staff come from one range, reached through a proxy; officer and secretary have accounts.
fn ranged() -> Scene {
    let mut scene = scene();
    let accounts: Vec<Account> = ["officer@bureau", "security@office"]
        .map(|login| Account {
            login: login.to_owned(),
            person: scene.person(login),
        })
        .to_vec();
    let app = Arc::get_mut(&mut scene.app).unwrap();
    app.exposure = Exposure::BehindTls;
    app.entrance.second = SecondFactor::Offered;
    app.entrance.staff_from = vec![
        "192.0.2.0/24".parse().unwrap(),
        "2001:db8:1::/48".parse().unwrap(),
    ];
    let at = app.now();
    app.cabinet
        .make_demo_accounts(&accounts, PASSWORD, at)
        .unwrap();
    scene
}

fn from(mut request: Request<Body>, address: &str) -> Request<Body> {
    request
        .headers_mut()
        .insert("x-forwarded-for", address.parse().unwrap());
    request
}

async fn read(response: Response) -> (StatusCode, Value) {
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

fn later(at: Instant, seconds: i64) -> Instant {
    Instant::from_second(at.second() + seconds).unwrap()
}

fn granted(scene: &Scene, range: &str, begins: Instant, ends: Instant) -> i64 {
    let new = NewException {
        login: "officer@bureau",
        range,
        begins,
        ends,
        reason: "at a fair",
        by: scene.person("security@office"),
    };
    scene.app.cabinet.grant_exception(&new, begins).unwrap()
}

#[test]
fn m21_an_exception_holds_for_one_account_and_one_range_until_its_time_is_over() {
    let scene = ranged();
    let (app, at) = (&scene.app, scene.app.now());
    let world = app.world();
    let admits = |alias: &str, source: &str, at: Instant| {
        app.entrance
            .admits(&app.cabinet, &world, scene.person(alias), source, at)
    };
    assert!(admits("officer@bureau", "192.0.2.9", at));
    assert!(!admits("officer@bureau", "198.51.100.7", at));
    let id = granted(
        &scene,
        "198.51.100.0/24",
        later(at, DAY),
        later(at, 3 * DAY),
    );
    for (seconds, holds) in [
        (0, false),
        (DAY - 1, false),
        (DAY, true),
        (3 * DAY - 1, true),
        (3 * DAY, false),
    ] {
        let at = later(at, seconds);
        assert_eq!(
            admits("officer@bureau", "198.51.100.7", at),
            holds,
            "{seconds}"
        );
        assert!(
            !admits("officer@bureau", "198.51.101.7", at),
            "another range"
        );
        assert!(
            !admits("leader@bureau", "198.51.100.7", at),
            "another account"
        );
    }
    // Ended by hand, it is over at once.
    let during = later(at, 2 * DAY);
    let by = scene.person("security@office");
    assert!(app.cabinet.end_exception(id, by, during).unwrap());
    assert!(!app.cabinet.end_exception(id, by, during).unwrap(), "once");
    assert!(!admits("officer@bureau", "198.51.100.7", during));
}

#[test]
fn m21_an_exception_nobody_granted_gives_no_right() {
    let scene = ranged();
    let (app, at) = (&scene.app, scene.app.now());
    granted(&scene, "198.51.100.0/24", at, later(at, DAY));
    let raw = Connection::open(scene.folder.path().join("cabinet.db")).unwrap();
    raw.execute_batch(
        "INSERT INTO address_exception (login, range, begins, ends, reason, granted, granted_by)
         VALUES ('officer@bureau', '203.0.113.0/24', 0, 9999999999, 'by hand', 0, 1)",
    )
    .unwrap();
    let world = app.world();
    let person = scene.person("officer@bureau");
    let admits = |source: &str| {
        app.entrance
            .admits(&app.cabinet, &world, person, source, at)
    };
    assert!(admits("198.51.100.7"));
    assert!(!admits("203.0.113.7"));
    raw.execute(
        "UPDATE address_exception SET range = '203.0.113.0/24' WHERE id = 1",
        [],
    )
    .unwrap();
    assert!(!admits("203.0.113.7"), "nor one that was changed");
}

#[test]
fn a13_ranges_know_both_families_and_an_address_of_one_told_in_the_form_of_the_other() {
    let scene = ranged();
    let (app, at) = (&scene.app, scene.app.now());
    let world = app.world();
    let person = scene.person("officer@bureau");
    let admits = |source: &str| {
        app.entrance
            .admits(&app.cabinet, &world, person, source, at)
    };
    for inside in [
        "192.0.2.9",
        "::ffff:192.0.2.9",
        "2001:db8:1::9",
        "2001:DB8:1:0:ffff::1",
    ] {
        assert!(admits(inside), "{inside}");
    }
    for outside in ["::1", "::ffff:198.51.100.7", "2001:db8:2::9", "", "unknown"] {
        assert!(!admits(outside), "{outside}");
    }
    granted(&scene, "2001:db8:2::/48", at, later(at, DAY));
    assert!(admits("2001:db8:2::9") && !admits("2001:db8:3::9"));
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_from_elsewhere_the_right_password_is_as_good_as_a_wrong_one_until_an_exception_is_granted_by_api()
 {
    let scene = ranged();
    let outside = "198.51.100.7";
    let enter = || {
        let asked = json!({"login": "officer@bureau", "password": PASSWORD, "label": "test"});
        from(post("/api/v1/tokens", None, &asked.to_string()), outside)
    };
    assert_eq!(
        scene.answer(enter()).await.status(),
        StatusCode::UNAUTHORIZED
    );
    let fresh = json!({"login": "security@office", "password": PASSWORD, "label": "test"});
    let fresh = from(
        post("/api/v1/tokens", None, &fresh.to_string()),
        "192.0.2.9",
    );
    let (status, made) = read(scene.answer(fresh).await).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let token = made["token"].as_str().unwrap().to_owned();
    let day = |days: i64| later(scene.app.now(), days * DAY).china_day().to_string();
    let give = |body: &Value| {
        let request = post(
            "/api/v1/address-exceptions",
            Some(&token),
            &body.to_string(),
        );
        from(request, "192.0.2.9")
    };
    let right = json!({"login": "officer@bureau", "range": "198.51.100.0/24", "until": day(2), "reason": "at a fair"});
    let with = |key: &str, value: &str| {
        let mut body = right.clone();
        body[key] = json!(value);
        body
    };
    for (body, status, pointer) in [
        (with("login", "nobody@bureau"), 400, "/login"),
        (with("login", "security@office"), 409, "/login"),
        (with("range", "198.51.100"), 400, "/range"),
        (with("range", "0.0.0.0/0"), 400, "/range"),
        (with("range", "2001::/16"), 400, "/range"),
        (with("until", "soon"), 400, "/until"),
        (with("until", &day(-1)), 400, "/until"),
        (with("until", &day(9)), 400, "/until"),
        (with("from", &day(3)), 400, "/until"),
        (with("reason", " "), 400, "/reason"),
    ] {
        let (found, told) = read(scene.answer(give(&body)).await).await;
        assert_eq!(found.as_u16(), status, "{body}: {told}");
        assert_eq!(told["pointer"], pointer, "{body}");
    }
    let (status, given) = read(scene.answer(give(&right)).await).await;
    assert_eq!(status, StatusCode::CREATED, "{given}");
    assert_eq!(scene.answer(enter()).await.status(), StatusCode::CREATED);
    let list = || from(get("/api/v1/address-exceptions", &token), "192.0.2.9");
    let (_, told) = read(scene.answer(list()).await).await;
    assert_eq!(told["items"][0]["state"], "holds");
    assert_eq!(told["most_days"], 7);

    let end = format!("/api/v1/address-exceptions/{}/end", given["id"]);
    let end = || from(post(&end, Some(&token), ""), "192.0.2.9");
    assert_eq!(scene.answer(end()).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(scene.answer(end()).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        scene.answer(enter()).await.status(),
        StatusCode::UNAUTHORIZED
    );
    let events = tokio::task::block_in_place(|| scene.events(EventKind::AccountAdministered));
    let objects = |outcome: &Outcome| -> Vec<String> {
        let of = events.iter().filter(|event| event.outcome == *outcome);
        of.map(|event| event.object.clone()).collect()
    };
    let done = objects(&Outcome::Success);
    assert_eq!(done[0], "exception 1 ended");
    assert!(
        done[1].starts_with("exception officer@bureau 198.51.100.0/24 until "),
        "{done:?}"
    );
    assert_eq!(
        objects(&Outcome::Failure("400".to_owned())).len(),
        9,
        "refusals too"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn m21_exceptions_are_granted_listed_and_ended_on_the_page_by_the_security_administrator_only()
 {
    let scene = scene();
    let accounts = [Account {
        login: "officer@bureau".to_owned(),
        person: scene.person("officer@bureau"),
    }];
    let at = scene.app.now();
    scene
        .app
        .cabinet
        .make_demo_accounts(&accounts, PASSWORD, at)
        .unwrap();
    let security = scene.session("security@office");
    let day = later(at, DAY).china_day();
    let form = |reason: &str| {
        format!("login=officer%40bureau&range=198.51.100.7&from=&until={day}&reason={reason}")
    };
    let refused = scene
        .answer(security.post("/address-exceptions", &form("")))
        .await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
    let done = scene
        .answer(security.post("/address-exceptions", &form("at+a+fair")))
        .await;
    assert_eq!(
        done.headers()[header::LOCATION],
        "/address-exceptions?told=granted"
    );
    let look = |session: &super::Session| {
        Request::get("/address-exceptions")
            .header(header::COOKIE, format!("lc_session={}", session.secret))
            .body(Body::empty())
            .unwrap()
    };
    let page = scene.answer(look(&security)).await;
    let page = axum::body::to_bytes(page.into_body(), 1 << 20)
        .await
        .unwrap();
    let page = String::from_utf8(page.to_vec()).unwrap();
    for told in ["198.51.100.7/32", "at a fair", "有效", "没有设定范围"] {
        assert!(page.contains(told), "{told}");
    }
    for alias in ["system@office", "auditor@office", "officer@bureau"] {
        let other = scene.session(alias);
        let found = scene.answer(look(&other)).await;
        assert_eq!(found.status(), StatusCode::NOT_FOUND, "{alias}");
        let tried = scene
            .answer(other.post("/address-exceptions/1/end", ""))
            .await;
        assert_eq!(tried.status(), StatusCode::NOT_FOUND, "{alias}");
    }
    let ended = scene
        .answer(security.post("/address-exceptions/1/end", ""))
        .await;
    assert_eq!(
        ended.headers()[header::LOCATION],
        "/address-exceptions?told=ended"
    );
    // What cannot be recorded is not granted.
    scene.fill_the_log();
    let unwritten = scene
        .answer(security.post("/address-exceptions", &form("at+a+fair")))
        .await;
    assert_eq!(unwritten.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(scene.app.cabinet.exceptions().unwrap().len(), 1);
}
