//! What people ask about their own data: taken, due, answered with a reason, done, told, and on record before anything happens.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use acts::Subject;
use acts::ask::{Actor, Request as Asked};
use audit::EventKind;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use cabinet::{Correspondence, Delivery, NewNotice, RequestKind, Shown, WhichRequests};
use serde_json::{Value, json};
use values::{Instant, Language, PersonId};

use super::{Scene, Session, get, post, scene};
use crate::app::{Door, Visitor};
use crate::office::{Answer, Submission};
use crate::personal::answer;
use crate::personal::breach::{BreachMistake, Report, Touched, reported};
use crate::personal::request::{self, Asking};
use crate::post::{persons, told};
use crate::retention;

const PHONE: &str = "13812345678";

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

/// Somebody enrolled with a telephone and a mail address, who holds an office or does not.
fn enrolled(scene: &mut Scene, alias: &str) -> PersonId {
    let fields = json!({"name": "示例某", "contact": PHONE});
    let asked = Asked {
        act: "person.enrol".to_owned(),
        subject: Subject::Office,
        actor: Actor::Person(scene.person("system@office")),
        at: scene.app.now(),
        fields: fields.as_object().cloned().unwrap(),
        justify: std::collections::BTreeMap::new(),
    };
    let submission = Submission::one(asked);
    let answer = tokio::task::block_in_place(|| scene.app.office.submit_and_wait(submission));
    let Answer::Recorded(records) = answer else {
        panic!("enrolled")
    };
    let person = PersonId::from(records[0].number);
    let address = Correspondence {
        address: Some("somebody@office.example".to_owned()),
        delivery: Delivery::Quiet,
    };
    let cabinet = &scene.app.cabinet;
    cabinet
        .keep_correspondence(person, &address, scene.app.now())
        .unwrap();
    scene.people.push((alias.to_owned(), person));
    person
}

fn visitor(scene: &Scene, alias: &str, at: Instant) -> Visitor {
    Visitor {
        actor: Actor::Person(scene.person(alias)),
        door: Door::Machine,
        form_secret: None,
        language: Language::En,
        at,
        source: String::new(),
        request: crate::trail::next_request(),
    }
}

fn events(scene: &Scene, kind: EventKind) -> Vec<audit::Event> {
    tokio::task::block_in_place(|| scene.events(kind))
}

fn whole(scene: &Scene) -> bool {
    let found = scene
        .app
        .with_reader(|reader| register::verify(reader, None, |_, _| {}))
        .unwrap();
    matches!(found, register::Verification::Whole(_))
}

fn days_later(scene: &Scene, days: i64) -> Instant {
    Instant::from_second(scene.app.now().second() + days * 86_400).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_a_person_sees_and_takes_along_what_is_held_and_nobody_elses() {
    let mut scene = scene();
    let person = enrolled(&mut scene, "new@office");
    let session = scene.session("new@office");
    let (status, page) = read(scene.answer(look(&session, "/account/data")).await).await;
    assert_eq!(status, StatusCode::OK);
    for held in [
        "示例某",
        PHONE,
        "somebody@office.example",
        "知道谁代表谁办理",
        "3650 天",
    ] {
        assert!(page.contains(held), "{held}");
    }
    let (status, lines) = read(scene.answer(look(&session, "/account/data.csv")).await).await;
    assert_eq!(status, StatusCode::OK);
    assert!(
        lines.contains(PHONE) && lines.starts_with('\u{feff}'),
        "{lines}"
    );
    let (_, data) = read(scene.answer(look(&session, "/account/data.json")).await).await;
    let data: Value = serde_json::from_str(&data).unwrap();
    assert_eq!(
        data["items"][0]["item"],
        format!("person.enrol/name@{}", person.0)
    );
    assert_eq!(events(&scene, EventKind::Export).len(), 2, "on record");

    let token = scene.token("new@office");
    let (_, own) = read(scene.answer(get("/api/v1/account/data", &token)).await).await;
    let own: Value = serde_json::from_str(&own).unwrap();
    assert_eq!(own["answered_within_working_days"], 15);
    let items = own["items"].as_array().unwrap();
    assert!(
        items
            .iter()
            .any(|item| item["value"] == PHONE && item["erasable"] == true)
    );
    let other = scene.token("system@office");
    let (_, theirs) = read(scene.answer(get("/api/v1/account/data", &other)).await).await;
    assert!(!theirs.contains(PHONE), "{theirs}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_what_a_spreadsheet_would_take_for_a_formula_stays_text_in_the_copy() {
    let mut scene = scene();
    enrolled(&mut scene, "new@office");
    let token = scene.token("new@office");
    let text = json!({"kind": "explanation", "text": "=HYPERLINK(\"http://x\")"}).to_string();
    let asked = post("/api/v1/account/data/requests", Some(&token), &text);
    assert_eq!(scene.answer(asked).await.status(), StatusCode::CREATED);
    let session = scene.session("new@office");
    let (_, lines) = read(scene.answer(look(&session, "/account/data.csv")).await).await;
    assert!(lines.contains("\"'=HYPERLINK"), "{lines}");
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_a_deletion_is_asked_for_answered_on_the_desk_done_and_told_while_the_chain_stays_whole()
 {
    let mut scene = scene();
    let person = enrolled(&mut scene, "new@office");
    let session = scene.session("new@office");
    let item = format!("person.enrol/contact@{}", person.0);
    let form = format!("kind=deletion&item={item}&text=the+number+is+not+mine");
    let asked = scene
        .answer(session.post("/account/data/requests", &form))
        .await;
    assert_eq!(asked.status(), StatusCode::SEE_OTHER);
    let told_of = events(&scene, EventKind::PersonalRequested);
    assert_eq!(told_of.len(), 1);
    assert_eq!(told_of[0].object, format!("deletion {item}"));
    assert!(!told_of[0].json().to_string().contains("not mine"));

    // The security administrator is told, and finds it on the desk, due in fifteen working days.
    let guard = scene.person("security@office");
    let notices = |person| {
        scene
            .app
            .cabinet
            .notices(person, Shown::All, None, 10)
            .unwrap()
    };
    let world = scene.app.world();
    let said = told(
        &scene.app,
        &world,
        Language::En,
        &notices(guard)[0],
        scene.app.now(),
    );
    assert_eq!(said.href, "/data-requests/1");
    assert!(said.title.contains("Request 1") && said.until.is_some());
    let security = scene.session("security@office");
    let (_, desk) = read(scene.answer(look(&security, "/data-requests")).await).await;
    assert!(desk.contains("/data-requests/1") && !desk.contains("not mine"));
    let (_, inbox) = read(scene.answer(look(&security, "/inbox")).await).await;
    assert!(inbox.contains("待答复 1 件"), "it stands in the inbox too");
    let (_, full) = read(scene.answer(look(&security, "/data-requests/1")).await).await;
    assert!(full.contains("the number is not mine"));
    assert_eq!(
        events(&scene, EventKind::PersonalUnmasked).len(),
        1,
        "reading it is on record"
    );

    // Without a reason nothing happens; with one the text goes, the person is told, the record stays.
    for form in ["outcome=granted&reason=", "outcome=&reason=as+asked"] {
        let answered = scene.answer(security.post("/data-requests/1", form)).await;
        assert_eq!(answered.status(), StatusCode::BAD_REQUEST);
    }
    let records = scene.app.world().number;
    let form = "outcome=granted&reason=erased+as+asked";
    let answered = scene.answer(security.post("/data-requests/1", form)).await;
    assert_eq!(answered.status(), StatusCode::SEE_OTHER);
    let again = scene.answer(security.post("/data-requests/1", form)).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    let erased = events(&scene, EventKind::PersonalErased);
    assert_eq!(erased.len(), 1);
    assert_eq!(erased[0].object, format!("{person} {item}"));
    let answers = events(&scene, EventKind::PersonalAnswered);
    let given = answers
        .iter()
        .find(|event| event.note == "granted")
        .unwrap();
    assert_eq!(given.object, format!("request 1 {person} deletion"));
    assert!(!given.json().to_string().contains("as asked"));
    let (_, page) = read(scene.answer(look(&session, "/account/data")).await).await;
    assert!(!page.contains(PHONE) && page.contains("erased as asked"));
    let said = told(
        &scene.app,
        &world,
        Language::En,
        &notices(person)[0],
        scene.app.now(),
    );
    assert_eq!(said.href, "/account/data#requests");
    assert_eq!(scene.app.world().number, records);
    assert!(whole(&scene));
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_by_the_api_a_refusal_says_why_which_ground_keeps_it_and_how_to_appeal() {
    let mut scene = scene();
    let token = scene.token("officer@bureau");
    let person = scene.person("officer@bureau");
    let name = format!("person.enrol/name@{}", person.0);
    let ask = |body: &Value| {
        post(
            "/api/v1/account/data/requests",
            Some(&token),
            &body.to_string(),
        )
    };
    let long = "长".repeat(crate::personal::request::VALUE + 1);
    for (wrong, pointer, answered) in [
        (json!({"kind": "more", "text": "x"}), "/kind", 400),
        (json!({"kind": "deletion", "text": " "}), "/text", 400),
        // Also where no value is asked for.
        (
            json!({"kind": "access", "text": "x", "value": long}),
            "/value",
            400,
        ),
        (
            json!({"kind": "deletion", "item": "person.enrol/name@1", "text": "x"}),
            "/item",
            409,
        ),
        (
            json!({"kind": "correction", "text": "x", "value": "y"}),
            "/item",
            409,
        ),
    ] {
        let (status, told) = read(scene.answer(ask(&wrong)).await).await;
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(
            (status.as_u16(), told["pointer"].as_str()),
            (answered, Some(pointer)),
            "{wrong}"
        );
    }
    let held = crate::personal::held::held(&scene.app, person, scene.app.now()).unwrap();
    // The cast of this office has its names in no cabinet: somebody enrolled since stands in.
    assert!(held.iter().all(|one| one.item() != name));
    let person = enrolled(&mut scene, "new@office");
    let expert = json!({"person": person, "role": "expert", "from": scene.app.now().china_day()});
    let asked = Asked {
        act: "appointment.make".to_owned(),
        subject: Subject::Office,
        actor: Actor::Person(scene.person("security@office")),
        at: scene.app.now(),
        fields: expert.as_object().cloned().unwrap(),
        justify: std::collections::BTreeMap::new(),
    };
    let made = scene.app.office.submit(Submission::one(asked)).await;
    assert!(matches!(made, Answer::Recorded(_)), "{made:?}");
    let token = scene.token("new@office");
    let item = format!("person.enrol/name@{}", person.0);
    let body = json!({"kind": "deletion", "item": item, "text": "please"}).to_string();
    let (status, made) = read(
        scene
            .answer(post("/api/v1/account/data/requests", Some(&token), &body))
            .await,
    )
    .await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    let id = serde_json::from_str::<Value>(&made).unwrap()["id"].clone();
    let path = format!("/api/v1/data-requests/{id}");

    let security = scene.token("security@office");
    let answer = |outcome: &str, reason: &str| {
        let body = json!({"outcome": outcome, "reason": reason}).to_string();
        post(&path, Some(&security), &body)
    };
    // A name that is needed still cannot be erased, whoever grants it.
    let (status, told) = read(scene.answer(answer("granted", "as asked")).await).await;
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        (status.as_u16(), told["type"].as_str()),
        (409, Some("/problems/kept"))
    );
    assert!(
        told["title"].as_str().unwrap().contains("第十三条"),
        "{told}"
    );
    let (status, _) = read(scene.answer(answer("refused", "")).await).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, _) = read(scene.answer(answer("refused", "the office goes on")).await).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let (_, own) = read(scene.answer(get("/api/v1/account/data", &token)).await).await;
    let own: Value = serde_json::from_str(&own).unwrap();
    let request = &own["requests"][0];
    assert_eq!(request["outcome"], "refused");
    assert_eq!(request["reason"], "the office goes on");
    assert_eq!(request["kept_on"][0]["ground"], "duty");
    assert!(
        request["appeal"].as_str().unwrap().contains("法院"),
        "{request}"
    );
    assert_eq!(scene.app.person_name(&scene.app.world(), person), "示例某");

    // Nobody else finds the desk, and nobody answers their own request.
    for alias in ["system@office", "auditor@office", "officer@bureau"] {
        let other = scene.token(alias);
        for path in ["/api/v1/data-requests", path.as_str()] {
            let (status, _) = read(scene.answer(get(path, &other)).await).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{alias} {path}");
        }
    }
    let own = json!({"kind": "access", "text": "my own"}).to_string();
    let made = scene
        .answer(post("/api/v1/account/data/requests", Some(&security), &own))
        .await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let body = json!({"outcome": "granted", "reason": "myself"}).to_string();
    let answered = scene
        .answer(post("/api/v1/data-requests/2", Some(&security), &body))
        .await;
    assert_eq!(answered.status(), StatusCode::CONFLICT);
}

#[test]
fn c12_a_correction_stands_in_the_place_of_what_was_said_and_the_record_stays() {
    let mut scene = scene();
    let person = enrolled(&mut scene, "new@office");
    let at = scene.app.now();
    let asking = Asking {
        kind: "correction".to_owned(),
        item: format!("person.enrol/name@{}", person.0),
        text: "a character is wrong".to_owned(),
        value: "示例墨".to_owned(),
    };
    let owner = visitor(&scene, "new@office", at);
    let asked = request::asked(&scene.app, &owner, person, &asking).unwrap();
    let id = asked.unwrap().keep(&scene.app, &owner).unwrap();
    let guard = visitor(&scene, "security@office", at);
    let answering = answer::answering(&scene.app, &guard, id, "granted", "it was mistyped");
    assert!(
        answering
            .unwrap()
            .unwrap()
            .give(&scene.app, &guard)
            .unwrap()
    );
    assert_eq!(scene.app.person_name(&scene.app.world(), person), "示例墨");
    assert!(whole(&scene));
    assert!(
        scene.app.cabinet.verify().unwrap().1.is_empty(),
        "its rows are the program's"
    );
    // What was corrected is erased with its field at the end of the term.
    retention::sweep(&scene.app, days_later(&scene, 36_500)).unwrap();
    assert_eq!(
        scene.app.person_name(&scene.app.world(), person),
        person.to_string()
    );
    let kept = scene.app.cabinet.requests(WhichRequests::All).unwrap();
    assert_eq!(scene.app.cabinet.personal(&kept[0].text).unwrap(), None);
}

#[test]
fn c12_a_request_is_due_in_working_days_the_oldest_first_and_an_overdue_one_is_marked_and_told() {
    let mut scene = scene();
    let person = enrolled(&mut scene, "new@office");
    let at = scene.app.now();
    let calendar = &scene.app.rules().calendar;
    let fifteen = calendar.due(at.china_day(), values::Period::WorkingDays(15));
    let ask = |kind: RequestKind, days: u16, at: Instant| {
        let new = cabinet::NewRequest {
            person,
            kind,
            item: None,
            text: "please",
            proposed: None,
            due: calendar
                .due(at.china_day(), values::Period::WorkingDays(days))
                .date,
        };
        scene.app.cabinet.make_request(&new, at).unwrap()
    };
    let later = ask(RequestKind::Access, 20, at);
    let first = ask(RequestKind::Explanation, 15, at);
    let today = visitor(&scene, "security@office", at);
    let listed = request::listed(&scene.app, &today, WhichRequests::Open).unwrap();
    let order: Vec<i64> = listed.iter().map(|one| one.request.id).collect();
    assert_eq!(order, [first, later]);
    assert_eq!(listed[0].request.due, fifteen.date);
    assert_eq!(request::waiting(&scene.app, &today).unwrap(), (2, 0));
    let world = scene.app.world();
    let due_day: Vec<NewNotice> = persons::overdue(&scene.app, &world, at).unwrap();
    assert!(due_day.is_empty());

    let after = Instant::from_second(
        values::china_midnight(fifteen.date).unwrap().second() + 86_400 + 3600,
    )
    .unwrap();
    let then = visitor(&scene, "security@office", after);
    assert_eq!(request::waiting(&scene.app, &then).unwrap(), (2, 1));
    let overdue = persons::overdue(&scene.app, &world, after).unwrap();
    assert_eq!(overdue.len(), 1);
    assert_eq!(overdue[0].record.0, first.unsigned_abs());
    for _ in 0..2 {
        scene.app.cabinet.keep_notices(&overdue, after).unwrap();
    }
    let told = scene
        .app
        .cabinet
        .notices(scene.person("security@office"), Shown::All, None, 10)
        .unwrap();
    assert_eq!(told.len(), 1, "told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn c12_what_the_log_cannot_take_is_neither_asked_nor_answered() {
    let mut scene = scene();
    let person = enrolled(&mut scene, "new@office");
    let (asker, guard) = (scene.token("new@office"), scene.token("security@office"));
    let body = json!({"kind": "deletion", "text": "all of it"}).to_string();
    let ask = || post("/api/v1/account/data/requests", Some(&asker), &body);
    assert_eq!(scene.answer(ask()).await.status(), StatusCode::CREATED);
    scene.fill_the_log();
    assert_eq!(
        scene.answer(ask()).await.status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
    let body = json!({"outcome": "granted", "reason": "as asked"}).to_string();
    let answer = post("/api/v1/data-requests/1", Some(&guard), &body);
    assert_eq!(
        scene.answer(answer).await.status(),
        StatusCode::SERVICE_UNAVAILABLE
    );
    let kept = scene
        .app
        .cabinet
        .requests(WhichRequests::Of(person))
        .unwrap();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].answer.is_none());
    let held = scene.app.cabinet.correspondence(person).unwrap();
    assert!(held.address.is_some());
}

#[test]
fn c12_a_breach_makes_the_notice_to_the_authority_and_those_to_the_persons_from_data() {
    let mut scene = scene();
    let touched = enrolled(&mut scene, "new@office");
    let at = scene.app.now();
    let guard = visitor(&scene, "security@office", at);
    let report = Report {
        found: at.china_day(),
        happened: "a copy of a disk was lost".to_owned(),
        harm: "strangers may call".to_owned(),
        measures: "the key was destroyed".to_owned(),
        advice: "do not answer strangers".to_owned(),
        fields: vec!["person.enrol/contact".to_owned()],
        persons: 0,
    };
    let everybody = Touched::Everybody;
    let other = visitor(&scene, "system@office", at);
    let refused = reported(&scene.app, &other, report.clone(), &everybody).unwrap();
    assert_eq!(refused.unwrap_err(), BreachMistake::Absent);
    let unknown = Report {
        fields: vec!["person.enrol/shoes".to_owned()],
        ..report.clone()
    };
    let refused = reported(&scene.app, &guard, unknown, &everybody).unwrap();
    assert!(matches!(refused.unwrap_err(), BreachMistake::Field(_)));
    let found = reported(&scene.app, &guard, report, &everybody)
        .unwrap()
        .unwrap();
    let event = found.event(&scene.app, &guard);
    assert_eq!((event.kind, event.count), (EventKind::PersonalBreach, 1));
    assert!(!event.json().to_string().contains("disk"));
    let id = found.keep(&scene.app, &guard).unwrap();
    let paper = found.report.to_authority(&scene.app, id, at.china_day());
    for part in [
        "a copy of a disk was lost",
        "the key was destroyed",
        "联系方式",
        "Contact",
        "________",
    ] {
        assert!(paper.contains(part), "{part} in {paper}");
    }
    let notices = scene
        .app
        .cabinet
        .notices(touched, Shown::All, None, 10)
        .unwrap();
    assert_eq!(notices.len(), 1);
    let world = scene.app.world();
    let said = told(&scene.app, &world, Language::En, &notices[0], at);
    assert!(said.happened.contains("strangers may call") && said.happened.contains("Contact"));
    assert!(said.next.contains("do not answer strangers"));
    assert_eq!(said.href, "/account/data");
    let spared = scene.person("officer@bureau");
    assert!(
        scene
            .app
            .cabinet
            .notices(spared, Shown::All, None, 10)
            .unwrap()
            .is_empty()
    );
}
