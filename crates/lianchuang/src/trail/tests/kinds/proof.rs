//! The proofs, and the log itself.

use super::*;
use crate::command::tests::typed;

/// The head of the register, as it is written.
fn head(stage: &Stage) -> String {
    let store = SqliteStore::open_for_reading(stage.scene.folder.path()).unwrap();
    store.head().unwrap().to_string()
}

pub fn verifies_the_register(stage: &Stage) -> Wanted {
    assert!(typed(&["register", "verify", "--data", &stage.folder()]));
    Wanted::of_machine(head(stage))
}

pub fn exports_the_register(stage: &Stage) -> Wanted {
    let folder = stage.folder();
    let out = format!("{folder}/register.jsonl");
    assert!(typed(&[
        "register", "export", "--data", &folder, "--out", &out
    ]));
    Wanted::of_machine(head(stage))
}

pub fn verifies_the_log(stage: &Stage) -> Wanted {
    assert!(typed(&["audit", "verify", "--data", &stage.folder()]));
    Wanted::of_machine("audit.db")
}

pub async fn searches_the_log(stage: &mut Stage) -> Wanted {
    let token = stage.scene.token("auditor@office");
    let request = get("/api/v1/audit?outcome=failure", &token);
    let found = stage.does(request, StatusCode::OK).await;
    stage.by("auditor@office", "auditor", &found, "GET /api/v1/audit")
}

pub async fn exports_the_log(stage: &mut Stage) -> Wanted {
    let session = stage.session("auditor@office", Standing::Whole);
    let request = Request::get("/audit.csv?outcome=failure")
        .header(header::COOKIE, format!("lc_session={}", session.secret))
        .body(Body::empty())
        .unwrap();
    let written = stage.does(request, StatusCode::OK).await;
    stage.by("auditor@office", "auditor", &written, "GET /audit.csv")
}

/// The log begins with an event of long ago, and only with that.
pub fn purges_the_log(stage: &Stage) -> Wanted {
    let checkpoint = stage.store().head_at(1).unwrap().unwrap();
    let day = Instant::from_second(stage.began.second() - 500 * 86_400).unwrap();
    let (folder, day) = (stage.folder(), day.china_day().to_string());
    let line = [
        "audit", "purge", "--data", &folder, "--as", "auditor", "--before", &day,
    ];
    assert!(tokio::task::block_in_place(|| typed(&line)));
    Wanted {
        actor: Actor::Person(stage.scene.person("auditor@office")),
        capacity: "auditor".to_owned(),
        ..Wanted::of_machine(checkpoint.to_string())
    }
}

/// A session stands in the tables that nobody came in for.
pub async fn finds_a_forged_session(stage: &mut Stage) -> Wanted {
    let begins = |stage: &Stage| {
        tokio::task::block_in_place(|| crate::trail::begun(&stage.scene.app, "127.0.0.1:1"))
    };
    // What other scenarios came in with is none of this one.
    begins(stage).unwrap();
    stage.begins().await;
    stage.session("leader@bureau", Standing::Whole);
    let app = &stage.scene.app;
    let person = stage.scene.person("leader@bureau");
    let sessions = app.cabinet.sessions(person, app.now()).unwrap();
    let [forged] = sessions.as_slice() else {
        panic!("one session: {}", sessions.len())
    };
    begins(stage).unwrap();
    Wanted::of_system(format!("session {}", forged.mark)).failed("no_event")
}

/// One address is refused too often.
pub async fn raises_an_alarm(stage: &mut Stage) -> Wanted {
    let source = "192.0.2.99";
    let mut last = None;
    for _ in 0..audit::Thresholds::default().refusals {
        let request = post("/api/v1/office/person/enrol", Some("wrong"), "{}");
        last = Some(stage.asks_from(source, request).await);
        // One after the other, so that it is the last that is one too many.
        stage.scene.app.audit.ready().await.unwrap();
    }
    Wanted {
        source: source.to_owned(),
        request: Number::Answered(last.unwrap().number),
        ..Wanted::of_system(format!("refusals:{source}"))
    }
}

pub async fn takes_note_of_an_alarm(stage: &mut Stage) -> Wanted {
    let alarms = stage.store().alarms(None, 1).unwrap().alarms;
    let number = alarms[0].raised.number;
    let session = stage.session("security@office", Standing::Whole);
    let request = session.post("/alarms", &format!("number={number}"));
    let taken = stage.does(request, StatusCode::SEE_OTHER).await;
    stage.by(
        "security@office",
        "security_administrator",
        &taken,
        audit::acknowledged(number),
    )
}
