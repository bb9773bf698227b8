//! Each of the three administrators is refused the other two's acts and all acts of business, by page and by API, and nobody
//! gets round it by writing into the tables.

use acts::field::{Field, FieldKind, Need};
use acts::{ActKind, acts};
use policy::SubjectKind;
use register::Entry;
use serde_json::{Map, Value};

use super::*;

const THREE: [(&str, &str); 3] = [
    ("system@office", "system_administrator"),
    ("security@office", "security_administrator"),
    ("auditor@office", "auditor"),
];

/// Something a field of that kind may hold.
fn example(scene: &Scene, field: &Field) -> Value {
    let policy = scene.app.policy(scene.app.now().china_day());
    let term = |vocabulary: &str| {
        let mut terms = policy.terms(vocabulary).iter();
        terms.next().map(|term| term.key.to_string())
    };
    match field.kind {
        FieldKind::Line | FieldKind::Text => json!("示例"),
        FieldKind::Day => json!("2025-06-02"),
        FieldKind::Count | FieldKind::Number | FieldKind::Money | FieldKind::Record => json!(1),
        FieldKind::Share => json!("12.5%"),
        FieldKind::Word(words) => json!(words[0]),
        FieldKind::Term(vocabulary) => json!(term(vocabulary)),
        FieldKind::Terms(vocabulary) => json!([term(vocabulary)]),
        FieldKind::Organisation => json!(scene.organisation),
        FieldKind::Person => json!(scene.person("officer@bureau")),
        FieldKind::People => json!([scene.person("officer@bureau")]),
        FieldKind::Invitation => json!("i900"),
        FieldKind::Consortium => json!(scene.consortium.to_string()),
        FieldKind::File | FieldKind::Digest => json!(scene.file),
        FieldKind::CreditCode => json!(acts::scenario::credit_code("320500", 7)),
        FieldKind::Key => json!("officer"),
        FieldKind::Rows(fields) => json!([filled(scene, fields)]),
    }
}

pub fn filled(scene: &Scene, fields: &[Field]) -> Map<String, Value> {
    let required = fields.iter().filter(|field| field.need == Need::Required);
    required
        .map(|field| (field.name.to_owned(), example(scene, field)))
        .collect()
}

/// Whether the pack gives an act to that office.
fn given(scene: &Scene, kind: &ActKind, holder: &str) -> bool {
    let policy = scene.app.policy(scene.app.now().china_day());
    let mut openings = policy.stages.iter().flat_map(|stage| &stage.opens);
    openings.any(|opening| {
        *opening.act == *kind.key && opening.by.iter().any(|by| by.as_str() == holder)
    })
}

pub fn path(kind: &ActKind, scene: &Scene) -> String {
    let subject = match kind.subject {
        SubjectKind::Office => "office".to_owned(),
        SubjectKind::Organisation => format!("organisations/{}", scene.organisation),
        SubjectKind::Candidacy => format!("candidacies/{}", scene.candidacy),
        SubjectKind::Consortium => format!("consortia/{}", scene.consortium),
    };
    format!("/{subject}/{}/{}", kind.folder(), kind.verb())
}

#[tokio::test]
async fn each_administrator_is_refused_every_act_that_is_not_theirs_by_page_and_by_api() {
    let scene = scene();
    let before = scene.app.world().number;
    let (mut refused, mut unread) = (0, Vec::new());
    for (alias, holder) in THREE {
        let token = scene.token(alias);
        let session = scene.session(alias);
        for kind in acts() {
            if given(&scene, kind, holder) {
                continue;
            }
            let path = path(kind, &scene);
            let fields = Value::Object(filled(&scene, kind.fields)).to_string();
            let by_api = post(&format!("/api/v1{path}"), Some(&token), &fields);
            match scene.answer(by_api).await.status() {
                StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::CONFLICT => {
                    refused += 1;
                }
                StatusCode::BAD_REQUEST => unread.push(kind.key),
                status => panic!("{holder} {} by API: {status}", kind.key),
            }
            let by_page = scene.answer(session.post(&path, "_step=do")).await;
            let status = by_page.status();
            let location = by_page.headers().get(header::LOCATION);
            let done = location.is_some_and(|to| to.to_str().unwrap().contains("done="));
            assert!(!done, "{holder} {} by page: {status}", kind.key);
        }
    }
    unread.sort_unstable();
    unread.dedup();
    assert!(
        unread.len() < 12,
        "too many could not be filled: {unread:?}"
    );
    assert!(refused > 150, "only {refused} refused");
    assert_eq!(scene.app.world().number, before, "nothing was recorded");
}

#[tokio::test]
async fn an_administrators_page_is_not_there_for_the_other_two_and_each_try_is_told() {
    let scene = scene();
    for (path, owner) in [("/audit", "auditor@office"), ("/alarms", "security@office")] {
        for face in ["", "/api/v1"] {
            for (alias, _) in THREE {
                let asked = get(&format!("{face}{path}"), &scene.token(alias));
                let wanted = if alias == owner {
                    StatusCode::OK
                } else {
                    StatusCode::NOT_FOUND
                };
                let status = scene.answer(asked).await.status();
                assert_eq!(status, wanted, "{face}{path} for {alias}");
            }
        }
    }
    tokio::task::spawn_blocking(move || {
        assert_eq!(scene.events(EventKind::AuditSearched).len(), 6);
        assert_eq!(scene.events(EventKind::AdministratorRoute).len(), 6);
    })
    .await
    .unwrap();
}

/// The register of a folder, with somebody at its tables.
fn tables(scene: Scene) -> (tempfile::TempDir, Connection, Vec<(String, PersonId)>) {
    let Scene {
        app,
        folder,
        people,
        ..
    } = scene;
    drop(app);
    let connection = Connection::open(folder.path().join("register.db")).unwrap();
    (folder, connection, people)
}

fn forged(person: PersonId, by: Actor, role: &str, like: &Entry, last: &Entry) -> NewEntry {
    let mut act: Value = serde_json::from_slice(&like.payload).unwrap();
    act["by"] = json!(by);
    act["fields"] = json!({"person": person, "role": role, "from": "2025-03-03"});
    NewEntry {
        at_millis: last.at_millis + 1,
        payload: serde_json::to_vec(&act).unwrap(),
        idempotency: None,
        tell: None,
    }
}

/// The last appointment of the register, and its last entry.
fn last(data: &std::path::Path) -> (Entry, Entry) {
    let store = SqliteStore::open_for_reading(data).unwrap();
    let head = store.head().unwrap().number;
    let mut entries = (1..=head)
        .rev()
        .map(|number| store.entry(number).unwrap().unwrap());
    let end = entries.next().unwrap();
    let appointment = entries
        .find(|entry| String::from_utf8_lossy(&entry.payload).contains("\"appointment.make\""));
    (appointment.unwrap(), end)
}

fn write(connection: &Connection, entry: &Entry) {
    let row = (
        i64::try_from(entry.number).unwrap(),
        entry.at_millis,
        entry.previous.as_bytes(),
        entry.digest.as_bytes(),
        &entry.payload,
    );
    connection
        .execute(
            "INSERT INTO entry (number, at_millis, previous, digest, idempotency, payload) VALUES (?1, ?2, ?3, ?4, NULL, ?5)",
            row,
        )
        .unwrap();
}

fn start(data: &std::path::Path) -> Result<(), String> {
    let rules = rules_of(PACK, &pack_files::files(PACK).unwrap()).unwrap();
    // The office that was dropped lets go of the folder when its thread ends.
    let lock = std::fs::OpenOptions::new()
        .write(true)
        .open(data.join("register.lock"))
        .unwrap();
    lock.lock().unwrap();
    drop(lock);
    office::open(data, crate::keys::of(data, None).unwrap(), rules)
        .map(|_| ())
        .map_err(|cause| format!("{cause:#}"))
}

#[test]
fn the_tables_refuse_to_change_who_is_an_administrator() {
    let (_folder, connection, _) = tables(scene());
    for written in [
        "UPDATE entry SET payload = CAST(replace(payload, 'auditor', 'officer') AS BLOB)",
        "DELETE FROM entry WHERE number = 2",
        "INSERT OR REPLACE INTO entry SELECT 2, at_millis, previous, digest, NULL, payload FROM entry WHERE number = 4",
    ] {
        let refused = connection.execute_batch(written).unwrap_err().to_string();
        assert!(
            refused.contains("never") || refused.contains("only behind"),
            "{refused}"
        );
    }
}

#[test]
fn an_appointment_written_into_the_table_keeps_the_server_from_starting_and_is_named() {
    let (folder, connection, people) = tables(scene());
    let (appointment, end) = last(folder.path());
    let new = forged(people[0].1, Actor::System, "auditor", &appointment, &end);
    let mut entry = Entry::chain(new.clone(), end.number + 1, end.digest);
    entry.digest = seal::sm3(b"made up");
    write(&connection, &entry);
    let refused = start(folder.path()).unwrap_err();
    let named = format!("record {}", entry.number);
    assert!(refused.contains(&named), "{refused}");
    let log = audit::AuditStore::open_for_reading(folder.path()).unwrap();
    let alarms = log.alarms(None, 10).unwrap().alarms;
    assert_eq!(alarms.len(), 1, "a broken chain is one alarm");
    assert_eq!(alarms[0].rule, Some(audit::AlarmRule::Chain));
}

#[test]
fn an_unlawful_appointment_is_named_even_where_it_is_chained_rightly() {
    for (who, by, role) in [
        ("officer@bureau", Some("security@office"), "auditor"),
        (
            "auditor@office",
            Some("security@office"),
            "security_administrator",
        ),
        ("system@office", Some("security@office"), "expert"),
        ("head@alder", Some("security@office"), "auditor"),
        (
            "security@office",
            Some("security@office"),
            "security_administrator",
        ),
        ("officer@bureau", Some("officer@bureau"), "expert"),
        ("leader@bureau", Some("auditor@office"), "expert"),
        ("leader@bureau", None, "auditor"),
    ] {
        let (folder, connection, people) = tables(scene());
        let of = |alias: &str| people.iter().find(|(name, _)| name == alias).unwrap().1;
        let (appointment, end) = last(folder.path());
        let actor = by.map_or(Actor::System, |by| Actor::Person(of(by)));
        let new = forged(of(who), actor, role, &appointment, &end);
        let entry = Entry::chain(new.clone(), end.number + 1, end.digest);
        write(&connection, &entry);
        let refused = start(folder.path()).unwrap_err();
        let named = format!("record {}", entry.number);
        assert!(
            refused.contains(&named),
            "{who} {role} by {by:?}: {refused}"
        );
    }
}

#[tokio::test]
async fn a_session_or_token_written_into_the_cabinet_is_ended_at_start_and_is_an_alarm() {
    let scene = scene();
    let password = "示例-Passphrase-2026";
    let accounts = ["auditor@office", "security@office"].map(|alias| cabinet::Account {
        login: alias.to_owned(),
        person: scene.person(alias),
    });
    let now = scene.app.now();
    let cabinet = &scene.app.cabinet;
    cabinet
        .make_demo_accounts(&accounts, password, now)
        .unwrap();
    // One comes in by the door, with a program's token.
    let asked = json!({"login": "security@office", "password": password, "label": "own"});
    let made = scene
        .answer(post("/api/v1/tokens", None, &asked.to_string()))
        .await;
    // Both are written by hand: no event tells of them.
    let session = scene.session("auditor@office");
    let token = scene.token("auditor@office");
    assert_eq!(
        scene.answer(get("/audit", &token)).await.status(),
        StatusCode::OK
    );
    let app = Arc::clone(&scene.app);
    tokio::task::spawn_blocking(move || crate::trail::begun(&app, "127.0.0.1:1").unwrap())
        .await
        .unwrap();
    assert_ne!(
        scene.answer(get("/audit", &token)).await.status(),
        StatusCode::OK
    );
    assert!(cabinet.session(&session.secret, now).unwrap().is_none());
    let kept = cabinet
        .tokens(scene.person("security@office"), now)
        .unwrap()
        .len();
    assert_eq!(kept, usize::from(made.status() == StatusCode::CREATED));
    let alarms = scene.app.audit.look(|store| store.alarms(None, 9)).unwrap();
    let protections = alarms.alarms.iter().map(|alarm| alarm.rule);
    assert_eq!(
        protections.collect::<Vec<_>>(),
        [Some(audit::AlarmRule::Protection); 2]
    );
}
