//! What is read that not everybody may read, and what leaves the house or comes in.

use cabinet::{NewNotice, Shown, Telling};

use super::identity::OFFICER;
use super::*;
use crate::command::tests::typed;

pub const PHONE: &str = "13812345678";

/// Enrols somebody with a telephone; gives who it is, and the record's number.
pub async fn enrolled(stage: &mut Stage, alias: &str) -> (PersonId, u64) {
    let mut submission = enrol(&stage.scene.app, stage.scene.person("system@office"));
    let fields = json!({"name": "示例某", "contact": PHONE});
    submission.requests[0].fields = fields.as_object().cloned().unwrap();
    let Answer::Recorded(records) = stage.scene.app.office.submit(submission).await else {
        panic!("{alias} is enrolled")
    };
    let person = PersonId::from(records[0].number);
    stage.scene.people.push((alias.to_owned(), person));
    (person, records[0].number.0)
}

async fn sent(stage: &Stage, content: &str) -> Answered {
    let request = Request::post("/api/v1/files")
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .header(
            header::AUTHORIZATION,
            format!("Bearer {}", stage.scene.token("officer@bureau")),
        )
        .body(Body::from(content.to_owned()))
        .unwrap();
    stage.does(request, StatusCode::CREATED).await
}

fn scanned(stage: &Stage) {
    let app = &stage.scene.app;
    tokio::task::block_in_place(|| Scanning::default().work(app, app.now())).unwrap();
}

pub async fn reads_a_file(stage: &mut Stage) -> Wanted {
    let sent = sent(stage, "%PDF-1.7\nminutes\n").await;
    scanned(stage);
    let digest = sent.body["digest"].as_str().unwrap();
    let token = stage.scene.token("officer@bureau");
    let organisation = stage.scene.organisation;
    let path = format!("/api/v1/organisations/{organisation}/organisation/add_team");
    let fields =
        json!({"kind": "team", "name": "示例", "size": 3, "from": "2025-01-02", "file": digest});
    let request = post(&path, Some(&token), &fields.to_string());
    stage.does(request, StatusCode::CREATED).await;
    let number = stage.scene.app.world().number;
    let path = format!("/api/v1/records/{number}/files/{digest}");
    let read = stage.does(get(&path, &token), StatusCode::OK).await;
    stage.by("officer@bureau", OFFICER, &read, format!("GET {path}"))
}

pub async fn scans_a_file(stage: &mut Stage) -> Wanted {
    let sent = sent(stage, "%PDF-1.7\nother minutes\n").await;
    scanned(stage);
    Wanted::of_system(sent.body["digest"].as_str().unwrap())
}

pub async fn has_files_looked_at_again(stage: &mut Stage) -> Wanted {
    let session = stage.session("security@office", Standing::Whole);
    let request = session.post("/uploads", "again=all");
    let asked = stage.does(request, StatusCode::SEE_OTHER).await;
    stage.by(
        "security@office",
        "security_administrator",
        &asked,
        "POST /uploads",
    )
}

/// A decision was served; opening it is its receipt.
pub async fn reads_a_document(stage: &mut Stage) -> Wanted {
    let app = &stage.scene.app;
    let (person, record) = (stage.scene.person("officer@bureau"), app.world().number);
    let served = NewNotice {
        record,
        person,
        kind: "service".to_owned(),
        subject: stage.scene.consortium.to_string(),
        act: "decision.approve".to_owned(),
        asks: Vec::new(),
        due: None,
        made: app.now(),
        telling: Telling::Silently,
    };
    app.cabinet.keep_notices(&[served], app.now()).unwrap();
    let notices = app.cabinet.notices(person, Shown::All, None, 1).unwrap();
    let session = stage.session("officer@bureau", Standing::Whole);
    let request = Request::get(format!("/notices/{}", notices[0].id))
        .header(header::COOKIE, format!("lc_session={}", session.secret))
        .body(Body::empty())
        .unwrap();
    let read = stage.does(request, StatusCode::OK).await;
    let object = format!("served record {record}");
    stage.by("officer@bureau", OFFICER, &read, object)
}

pub async fn unmasks(stage: &mut Stage) -> Wanted {
    let (_, number) = enrolled(stage, "unmasked@office").await;
    let token = stage.scene.token("system@office");
    let path = format!("/api/v1/records/{number}/personal/contact");
    let request = post(&path, Some(&token), r#"{"reason":"须书面联系本人"}"#);
    let shown = stage.does(request, StatusCode::OK).await;
    let object = format!("{number} office person.enrol/contact");
    stage.by("system@office", "system_administrator", &shown, object)
}

/// Somebody asks that their telephone be erased; gives who, the request's number, and what was answered.
async fn asked(stage: &mut Stage, alias: &str) -> (PersonId, String, u64, Answered) {
    let (person, number) = enrolled(stage, alias).await;
    let item = format!("person.enrol/contact@{number}");
    let token = stage.scene.token(alias);
    let fields = json!({"kind": "deletion", "item": item, "text": "not mine"}).to_string();
    let request = post("/api/v1/account/data/requests", Some(&token), &fields);
    let answered = stage.does(request, StatusCode::CREATED).await;
    let id = answered.body["id"].as_u64().unwrap();
    (person, item, id, answered)
}

async fn answered(stage: &Stage, id: u64, outcome: &str) -> Answered {
    let token = stage.scene.token("security@office");
    let fields = json!({"outcome": outcome, "reason": "as the law says"}).to_string();
    let request = post(
        &format!("/api/v1/data-requests/{id}"),
        Some(&token),
        &fields,
    );
    let answered = stage.asks(request).await;
    assert!(answered.status.is_success(), "{}", answered.body);
    answered
}

pub async fn erases(stage: &mut Stage) -> Wanted {
    let (person, item, id, _) = asked(stage, "erased@office").await;
    let done = answered(stage, id, "granted").await;
    let object = format!("{person} {item}");
    stage.by("security@office", "security_administrator", &done, object)
}

pub async fn asks_about_own_data(stage: &mut Stage) -> Wanted {
    let (_, item, _, asked) = asked(stage, "asking@office").await;
    stage.by("asking@office", "none", &asked, format!("deletion {item}"))
}

pub async fn answers_about_data(stage: &mut Stage) -> Wanted {
    let (person, _, id, _) = asked(stage, "answered@office").await;
    let done = answered(stage, id, "refused").await;
    let object = format!("request {id} {person} deletion");
    stage.by("security@office", "security_administrator", &done, object)
}

pub async fn reports_a_breach(stage: &mut Stage) -> Wanted {
    let (person, _) = enrolled(stage, "touched@office").await;
    let report = stage.scene.folder.path().join("report.toml");
    let found = stage.scene.app.now().china_day();
    let text = format!(
        "found = \"{found}\"\nfields = [\"person.enrol/contact\"]\npersons = [\"{person}\"]\nhappened = \"a disk was lost\"\nharm = \"calls\"\nmeasures = \"the key was destroyed\"\nadvice = \"do not answer\"\n"
    );
    std::fs::write(&report, text).unwrap();
    let (report, folder) = (report.display().to_string(), stage.folder());
    let line = [
        "personal", "breach", &report, "--data", &folder, "--as", "security",
    ];
    assert!(tokio::task::block_in_place(|| typed(&line)));
    Wanted {
        actor: Actor::Person(stage.scene.person("security@office")),
        capacity: "security_administrator".to_owned(),
        ..Wanted::of_machine("person.enrol/contact")
    }
}

pub async fn exports(stage: &mut Stage) -> Wanted {
    let path = "/api/v1/consortia.csv";
    let request = get(path, &stage.scene.token("officer@bureau"));
    let read = stage.does(request, StatusCode::OK).await;
    stage.by("officer@bureau", OFFICER, &read, format!("GET {path}"))
}

pub async fn takes_a_file_in(stage: &mut Stage) -> Wanted {
    let taken = sent(stage, "%PDF-1.7\nmore minutes\n").await;
    let digest = taken.body["digest"].as_str().unwrap();
    stage.by("officer@bureau", OFFICER, &taken, digest)
}
