//! A personal field in full: for a reason only, on record before it is shown, to nobody else.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use acts::Subject;
use acts::ask::{Actor, Request as Asked};
use audit::{EventKind, Outcome};
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::{Scene, Session, post, scene};
use crate::office::{Answer, Submission};

const PHONE: &str = "13812345678";
const SEEN: &str = "138****5678";

/// Enrols somebody with a telephone; gives the record's number.
async fn enrolled(scene: &Scene) -> u64 {
    let fields = json!({"name": "示例某", "contact": PHONE});
    let asked = Asked {
        act: "person.enrol".to_owned(),
        subject: Subject::Office,
        actor: Actor::Person(scene.person("system@office")),
        at: scene.app.now(),
        fields: fields.as_object().cloned().unwrap(),
        justify: std::collections::BTreeMap::new(),
    };
    match scene.app.office.submit(Submission::one(asked)).await {
        Answer::Recorded(records) => records[0].number.0,
        other => panic!("{other:?}"),
    }
}

/// What the log tells of fields shown in full.
fn unmasked(scene: &Scene) -> Vec<audit::Event> {
    tokio::task::block_in_place(|| scene.events(EventKind::PersonalUnmasked))
}

async fn read(response: Response) -> (StatusCode, String, String) {
    let status = response.status();
    let cached = response.headers().get(header::CACHE_CONTROL);
    let cached = cached.map(|value| value.to_str().unwrap().to_owned());
    let body = axum::body::to_bytes(response.into_body(), 1 << 20)
        .await
        .unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    (status, cached.unwrap_or_default(), text)
}

fn look(session: &Session, path: &str) -> Request<Body> {
    Request::get(path)
        .header(header::COOKIE, format!("lc_session={}", session.secret))
        .body(Body::empty())
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn m31_a_masked_field_is_shown_in_full_for_a_reason_once_and_on_record() {
    let scene = scene();
    let number = enrolled(&scene).await;
    let session = scene.session("system@office");
    let record = read(
        scene
            .answer(look(&session, &format!("/register/{number}")))
            .await,
    )
    .await;
    assert!(record.2.contains(SEEN) && !record.2.contains(PHONE));
    let path = format!("/register/{number}/personal/contact");
    assert!(record.2.contains(&path), "the page leads there");

    let form = read(scene.answer(look(&session, &path)).await).await;
    assert_eq!(form.0, StatusCode::OK);
    assert!(form.2.contains(SEEN) && !form.2.contains(PHONE));
    for reason in ["", "%20%20%20", "abc"] {
        let asked = session.post(&path, &format!("reason={reason}"));
        let (status, _, page) = read(scene.answer(asked).await).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(page.contains("需要写明原因") && !page.contains(PHONE));
    }
    let refused = unmasked(&scene);
    assert_eq!(refused.len(), 3);
    assert!(
        refused
            .iter()
            .all(|event| event.outcome == Outcome::Failure("400".to_owned()))
    );

    let asked = session.post(&path, "reason=to+send+the+set-up+code");
    let (status, cached, page) = read(scene.answer(asked).await).await;
    assert_eq!((status, cached.as_str()), (StatusCode::OK, "no-store"));
    assert!(page.contains(PHONE));
    let told = unmasked(&scene);
    assert_eq!(told.len(), 4, "once for what was shown");
    let event = &told[0];
    assert_eq!(event.outcome, Outcome::Success);
    assert_eq!(
        event.actor,
        audit::Actor::Person(scene.person("system@office"))
    );
    assert_eq!(
        event.object,
        format!("{number} office person.enrol/contact")
    );
    assert_eq!(event.note, "to send the set-up code");
    assert!(!event.json().to_string().contains(PHONE));
    // The page asked for again asks for a reason again.
    let again = read(scene.answer(look(&session, &path)).await).await;
    assert!(!again.2.contains(PHONE));
}

#[tokio::test(flavor = "multi_thread")]
async fn m31_by_the_api_a_reason_is_wanted_too_and_nobody_else_learns_that_there_is_a_field() {
    let scene = scene();
    let number = enrolled(&scene).await;
    let path = format!("/api/v1/records/{number}/personal/contact");
    let system = scene.token("system@office");
    for body in ["", "{}", "{\"reason\":\"  \"}"] {
        let (status, _, told) = read(scene.answer(post(&path, Some(&system), body)).await).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{told}");
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["type"], "/problems/reason-wanted");
        assert_eq!(told["pointer"], "/reason");
    }
    let asked = json!({"reason": "to send the set-up code"}).to_string();
    let (status, cached, told) = read(scene.answer(post(&path, Some(&system), &asked)).await).await;
    assert_eq!((status, cached.as_str()), (StatusCode::OK, "no-store"));
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(told["text"], PHONE);

    let nowhere = "/api/v1/records/999999/personal/contact";
    for alias in ["security@office", "auditor@office", "officer@bureau"] {
        let token = scene.token(alias);
        let mut answers = Vec::new();
        for path in [path.as_str(), nowhere] {
            let (status, _, told) =
                read(scene.answer(post(path, Some(&token), &asked)).await).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{alias}");
            assert!(!told.contains(PHONE));
            answers.push(told);
        }
        assert_eq!(answers[0], answers[1], "{alias}");
        let session = scene.session(alias);
        let page = format!("/register/{number}/personal/contact");
        for asked in [look(&session, &page), session.post(&page, "reason=because")] {
            let (status, _, told) = read(scene.answer(asked).await).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{alias}");
            assert!(!told.contains(PHONE) && !told.contains(SEEN));
        }
    }
    // Without a token, and with nothing at all.
    let (status, ..) = read(scene.answer(post(&path, None, &asked)).await).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn m31_what_cannot_be_recorded_is_not_shown() {
    let scene = scene();
    let number = enrolled(&scene).await;
    let token = scene.token("system@office");
    let session = scene.session("system@office");
    scene.fill_the_log();
    let asked = json!({"reason": "to send the set-up code"}).to_string();
    let path = format!("/records/{number}/personal/contact");
    let by_api = post(&format!("/api/v1{path}"), Some(&token), &asked);
    let page = format!("/register/{number}/personal/contact");
    for request in [by_api, session.post(&page, "reason=because")] {
        let (status, _, told) = read(scene.answer(request).await).await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(!told.contains(PHONE));
    }
}
