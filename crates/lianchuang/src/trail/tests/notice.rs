//! The notice where personal data are collected: made from the register and the settings, its version kept with what is collected,
//! asked again once when it changed.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::Arc;

use audit::EventKind;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use cabinet::{RequestKind, Standing};
use serde_json::{Value, json};
use values::Language;

use super::{Scene, Session, get, post, scene};
use crate::page::sign_in_next;
use crate::personal::notice;

async fn read(response: Response) -> (StatusCode, String) {
    let status = response.status();
    let body = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

fn look(session: &Session, path: &str) -> Request<Body> {
    Request::get(path)
        .header(header::COOKIE, format!("lc_session={}", session.secret))
        .body(Body::empty())
        .unwrap()
}

/// The scene under other settings.
fn settings(scene: &mut Scene, organ: &str, contact: &str) {
    let app = Arc::get_mut(&mut scene.app).unwrap();
    organ.clone_into(&mut app.persons.organ_zh);
    contact.clone_into(&mut app.persons.contact);
}

#[tokio::test(flavor = "multi_thread")]
async fn c11_the_public_notice_tells_what_is_set_and_invents_nothing() {
    let mut scene = scene();
    let public = || Request::get("/privacy").body(Body::empty()).unwrap();
    let (status, page) = read(scene.answer(public()).await).await;
    assert_eq!(status, StatusCode::OK);
    for told in [
        "知道谁代表谁办理",
        "3650 天",
        "异议应当实名提出",
        "15 个工作日",
    ] {
        assert!(page.contains(told), "{told}");
    }
    assert!(
        !page.contains("处理者") && !page.contains("<dt>联系方式"),
        "nothing is set"
    );
    let before = notice::version(&scene.app);
    settings(&mut scene, "示例市科技局", "示例路 1 号");
    assert_ne!(
        notice::version(&scene.app),
        before,
        "another organ is another notice"
    );
    let (_, page) = read(scene.answer(public()).await).await;
    assert!(page.contains("示例市科技局") && page.contains("示例路 1 号"));
    let by_api = Request::get("/api/v1/privacy?lang=en")
        .body(Body::empty())
        .unwrap();
    let (_, told) = read(scene.answer(by_api).await).await;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["version"], notice::version(&scene.app));
    assert_eq!(
        told["fields"].as_array().unwrap().len(),
        crate::personal::field::FIELDS.len()
    );
    assert_eq!(
        told["organ"], "示例市科技局",
        "the Chinese name where there is no English one"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn c11_where_personal_data_are_typed_the_notice_of_those_fields_stands() {
    let mut scene = scene();
    settings(&mut scene, "示例市科技局", "");
    let system = scene.session("system@office");
    let version = notice::version(&scene.app);
    for path in [
        "/office/person/enrol",
        "/notices/choices",
        "/account",
        "/account/data",
    ] {
        let (status, page) = read(scene.answer(look(&system, path)).await).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        for told in ["示例市科技局", &version, "href=\"/privacy\"", "保存期限"] {
            assert!(page.contains(told), "{told} on {path}");
        }
    }
    for path in ["/founding", "/welcome"] {
        let asked = Request::get(path).body(Body::empty()).unwrap();
        let (_, page) = read(scene.answer(asked).await).await;
        assert!(page.contains(&version), "{path}");
    }
    // An act without personal fields has none.
    let security = scene.session("security@office");
    let (_, page) = read(
        scene
            .answer(look(&security, "/office/appointment/make"))
            .await,
    )
    .await;
    assert!(!page.contains(&version));
    let token = scene.token("system@office");
    let form = get("/api/v1/office/person/enrol", &token);
    let (_, form) = read(scene.answer(form).await).await;
    let form: Value = serde_json::from_str(&form).unwrap();
    assert_eq!(form["privacy"]["version"], version);
}

#[tokio::test(flavor = "multi_thread")]
async fn c11_the_version_shown_is_kept_with_what_is_collected() {
    let mut scene = scene();
    let token = scene.token("system@office");
    let enrol = || {
        post(
            "/api/v1/office/person/enrol",
            Some(&token),
            r#"{"name":"示例某"}"#,
        )
    };
    let reference = |scene: &Scene, told: &str| {
        let told: Value = serde_json::from_str(told).unwrap();
        let number = told["record"].as_u64().unwrap();
        let record = scene
            .app
            .record(values::EntryNumber(number))
            .unwrap()
            .unwrap();
        record.fields["name"].as_str().unwrap().to_owned()
    };
    let (_, first) = read(scene.answer(enrol()).await).await;
    let first = reference(&scene, &first);
    let before = notice::version(&scene.app);
    settings(&mut scene, "示例市科技局", "");
    let after = notice::version(&scene.app);
    let (_, second) = read(scene.answer(enrol()).await).await;
    let second = reference(&scene, &second);
    let kept = |reference: &str| scene.app.cabinet.notice_of(reference).unwrap();
    assert_eq!(kept(&first), Some(before.clone()));
    assert_eq!(kept(&second), Some(after));
    // What a person writes with a request is collected under it too.
    let person = scene.person("officer@bureau");
    let new = cabinet::NewRequest {
        person,
        kind: RequestKind::Access,
        item: None,
        text: "all of it",
        proposed: None,
        due: scene.app.now().china_day(),
    };
    let id = scene
        .app
        .cabinet
        .make_request(&new, scene.app.now())
        .unwrap();
    let request = scene.app.cabinet.request(id).unwrap().unwrap();
    assert!(kept(&request.text).is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn c11_a_changed_notice_is_asked_again_once_after_signing_in_and_on_record() {
    let mut scene = scene();
    let person = scene.person("officer@bureau");
    let next = |scene: &Scene| sign_in_next(&scene.app, Some(person), Standing::Whole, "/inbox");
    assert_eq!(next(&scene), "/privacy/read?next=%2Finbox", "never read");
    let session = scene.session("officer@bureau");
    let (_, page) = read(
        scene
            .answer(look(&session, "/privacy/read?next=/inbox"))
            .await,
    )
    .await;
    assert!(page.contains("我已阅读"));
    let version = notice::version(&scene.app);
    let posted = session.post("/privacy/read", &format!("version={version}&next=%2Finbox"));
    let answer = scene.answer(posted).await;
    assert_eq!(answer.headers()[header::LOCATION], "/inbox");
    assert_eq!(next(&scene), "/inbox");
    let events = tokio::task::block_in_place(|| scene.events(EventKind::AccountChanged));
    assert_eq!(events[0].object, "privacy notice read");
    assert_eq!(events[0].note, version);

    settings(&mut scene, "示例市科技局", "");
    assert_eq!(next(&scene), "/privacy/read?next=%2Finbox", "it changed");
    assert_eq!(
        sign_in_next(&scene.app, Some(person), Standing::SecondAwaited, "/inbox"),
        "/sign-in/second?next=%2Finbox",
        "the second factor comes first"
    );
    // The old version is not what was to be read.
    let token = scene.token("officer@bureau");
    let say = |version: &str| {
        let body = json!({"version": version}).to_string();
        post("/api/v1/privacy/read", Some(&token), &body)
    };
    assert_eq!(
        scene.answer(say(&version)).await.status(),
        StatusCode::CONFLICT
    );
    let now = notice::version(&scene.app);
    assert_eq!(
        scene.answer(say(&now)).await.status(),
        StatusCode::NO_CONTENT
    );
    assert_eq!(next(&scene), "/inbox");
    let (_, told) = read(scene.answer(get("/api/v1/privacy", &token)).await).await;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        (&told["read"], &told["version"]),
        (&json!(now), &json!(now))
    );
    // What the log cannot take is not kept.
    settings(&mut scene, "示例市科技局", "示例路 1 号");
    scene.fill_the_log();
    let now = notice::version(&scene.app);
    assert_eq!(
        scene.answer(say(&now)).await.status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert!(notice::unread(&scene.app, person).unwrap());
}

#[test]
fn c11_a_notice_of_fields_says_kinds_purpose_ground_and_term_in_both_languages() {
    let scene = scene();
    for language in Language::ALL {
        let words = scene.app.words(language);
        let short = notice::short(&scene.app, words, &notice::of_act("objection.raise")).unwrap();
        // Without an organ and a contact: kinds, purpose, ground, term, rights.
        assert_eq!(short.lines.len(), 5, "{short:?}");
        assert!(
            short
                .lines
                .iter()
                .all(|(what, told)| !what.is_empty() && !told.is_empty())
        );
        assert!(notice::short(&scene.app, words, &notice::of_act("charter.sign")).is_none());
    }
}
