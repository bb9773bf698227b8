//! Sixty-four at once: one wins, the others are told why, nothing is recorded twice.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod failing;

use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Barrier};

use acts::ask::{Actor, Request};
use acts::scenario::{Cast, Profile, Story, nominate, walk, walk_to};
use acts::subject::charter::Charter;
use acts::{Subject, World};
use register::{Head, NewEntry, SqliteStore, Store as _};
use serde_json::{Map, Value, json};
use values::{EntryNumber, PersonId, parse_date};

use super::{Answer, Issued, Office, Seen, Submission, fold_up_to, open, same};
use crate::command::rules_of;
use crate::pack_files;

/// How many ask at once.
const CLIENTS: usize = 64;

/// A data folder that goes when the test ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("lianchuang-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Two consortia of one field, both walked to a stage, in an open office.
struct Scene {
    office: Office,
    issued: Receiver<Issued>,
    /// The two, or their candidacies.
    consortia: Vec<Subject>,
    leader: PersonId,
    head: PersonId,
    secretaries: [PersonId; 2],
    at: values::Instant,
    folder: Folder,
}

fn scene(name: &str, stage: &str) -> Scene {
    let folder = Folder::new(name);
    let pack = "suzhou-2022";
    let rules = rules_of(pack, &pack_files::files(pack).unwrap()).unwrap();
    let mut cast = Cast::founded(&rules, parse_date("2025-03-03").unwrap(), Box::new(|_| {}));
    let kinds = ["university", "institute", "enterprise"];
    let members: Vec<String> = (0..7)
        .map(|index| {
            let alias = format!("member{index}");
            let mut profile = Profile::default();
            profile
                .fields
                .insert("kind".to_owned(), json!(kinds[index % kinds.len()]));
            cast.found_organisation(&alias, &profile).unwrap();
            alias
        })
        .collect();
    let mut consortia = Vec::new();
    for (lead, field) in [("alder", "光学薄膜"), ("birch", "精密轴承")] {
        cast.found_organisation(lead, &Profile::default()).unwrap();
        let story = Story {
            alias: format!("{lead}-consortium"),
            lead: lead.to_owned(),
            members: members.clone(),
            field: field.to_owned(),
            field_en: String::new(),
            track: String::new(),
            without: Vec::new(),
        };
        let candidacy = nominate(&mut cast, &story).unwrap();
        let Subject::Candidacy(id) = candidacy else {
            panic!("a candidacy")
        };
        if stage == "selected" {
            walk_to(&mut cast, &story, candidacy, stage).unwrap();
            consortia.push(candidacy);
            continue;
        }
        while cast.world.candidacy(id).unwrap().consortium.is_none() {
            walk(&mut cast, &story, candidacy);
        }
        let consortium = Subject::Consortium(cast.world.candidacy(id).unwrap().consortium.unwrap());
        walk_to(&mut cast, &story, consortium, stage).unwrap();
        consortia.push(consortium);
    }
    let leader = cast.person("leader@bureau");
    let head = cast.person("head@alder");
    let secretaries = [
        cast.person("secretary@alder"),
        cast.person("secretary@birch"),
    ];
    let at = cast.entries.last().unwrap().at;
    let mut store = SqliteStore::open_for_writing(&folder.0).unwrap();
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
    store.append(&Head::empty(), &entries).unwrap();
    drop(store);
    drop(cast);
    let opened = open(&folder.0, crate::keys::of(&folder.0, None).unwrap(), rules).unwrap();
    Scene {
        office: opened.office,
        issued: opened.issued,
        consortia,
        leader,
        head,
        secretaries,
        at,
        folder,
    }
}

fn request(scene: &Scene, by: PersonId, act: &str, subject: Subject, fields: &Value) -> Request {
    Request {
        actor: Actor::Person(by),
        act: act.to_owned(),
        subject,
        fields: fields.as_object().cloned().unwrap_or_else(Map::new),
        justify: std::collections::BTreeMap::new(),
        at: scene.at,
    }
}

/// Sends all submissions at the same moment and gives the answers in their order.
fn race(office: &Office, submissions: Vec<Submission>) -> Vec<Answer> {
    let together = Arc::new(Barrier::new(submissions.len()));
    let threads: Vec<_> = submissions
        .into_iter()
        .map(|submission| {
            let (office, together) = (office.clone(), Arc::clone(&together));
            std::thread::spawn(move || {
                together.wait();
                office.submit_and_wait(submission)
            })
        })
        .collect();
    threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect()
}

fn recorded(answers: &[Answer]) -> usize {
    answers
        .iter()
        .filter(|answer| matches!(answer, Answer::Recorded(_)))
        .count()
}

/// Every loser hears what was recorded since it looked, and which finding closes its act now.
fn told_why(answers: &[Answer], key: &str) {
    for answer in answers {
        match answer {
            Answer::Recorded(_) => {}
            Answer::Refused { refusal, since, .. } => {
                assert!(!since.is_empty(), "not told what came between");
                let keys: Vec<&str> = refusal.closing().map(|found| found.key.as_str()).collect();
                assert!(keys.contains(&key), "closed by {keys:?}");
            }
            other => panic!("{other:?}"),
        }
    }
}

fn last(world: &World, subject: Subject) -> EntryNumber {
    crate::subject_view::last_record(world, subject)
}

#[test]
fn of_sixty_four_decisions_one_is_recorded_and_the_others_are_told() {
    let scene = scene("race-decision", "decision");
    let subject = scene.consortia[0];
    let seen = Seen::Upto(last(&scene.office.world(), subject));
    let one = Submission {
        seen,
        ..Submission::one(request(
            &scene,
            scene.leader,
            "decision.approve",
            subject,
            &json!({"reasons": "符合条件"}),
        ))
    };
    let before = scene.office.world().number.0;
    let answers = race(&scene.office, vec![one; CLIENTS]);
    assert_eq!(recorded(&answers), 1);
    told_why(&answers, "decision.once");
    assert_eq!(scene.office.world().number.0, before + 1);
}

#[test]
fn a_document_is_printed_ahead_from_the_world_just_after_its_record() {
    let scene = scene("issued", "decision");
    let approve = request(
        &scene,
        scene.leader,
        "decision.approve",
        scene.consortia[0],
        &json!({"reasons": "符合条件"}),
    );
    let other = request(
        &scene,
        scene.leader,
        "decision.approve",
        scene.consortia[1],
        &json!({"reasons": "符合条件"}),
    );
    for one in [approve, other] {
        let answer = scene.office.submit_and_wait(Submission::one(one));
        assert!(matches!(answer, Answer::Recorded(_)), "{answer:?}");
    }
    let first = scene.issued.recv().unwrap();
    assert_eq!(&*first.record.act, "decision.approve");
    assert_eq!(first.world.number, first.record.number);
    let store = SqliteStore::open_for_reading(&scene.folder.0).unwrap();
    let folded = fold_up_to(&store, first.record.number).unwrap();
    assert!(same(&first.world, &folded).unwrap());
}

#[test]
fn of_sixty_four_signatures_of_one_member_one_is_recorded() {
    let scene = scene("race-signature", "charter");
    let subject = scene.consortia[0];
    let Subject::Consortium(id) = subject else {
        panic!("a consortium")
    };
    let freeze = request(&scene, scene.head, "charter.freeze", subject, &json!({}));
    // The lead's head is of the lead too.
    let frozen = scene.office.submit_and_wait(Submission::one(freeze));
    assert!(matches!(frozen, Answer::Recorded(_)), "{frozen:?}");
    let world = scene.office.world();
    let consortium = world.consortium(id).unwrap();
    let Charter::Frozen(text) = &consortium.charter else {
        panic!("not frozen")
    };
    let fields = json!({"organisation": consortium.lead, "text": text.digest});
    let one = Submission {
        seen: Seen::Upto(last(&world, subject)),
        ..Submission::one(request(
            &scene,
            scene.head,
            "charter.sign",
            subject,
            &fields,
        ))
    };
    let answers = race(&scene.office, vec![one; CLIENTS]);
    assert_eq!(recorded(&answers), 1);
    told_why(&answers, "charter.unsigned");
    let world = scene.office.world();
    let Charter::Frozen(text) = &world.consortium(id).unwrap().charter else {
        panic!("not frozen")
    };
    assert_eq!(text.signatures.len(), 1);
}

#[test]
fn a_key_sent_sixty_four_times_is_recorded_once_and_answered_alike() {
    let scene = scene("race-key", "decision");
    let one = Submission {
        idempotency: Some("2025-0001".to_owned()),
        ..Submission::one(request(
            &scene,
            scene.leader,
            "decision.approve",
            scene.consortia[1],
            &json!({"reasons": "符合条件"}),
        ))
    };
    let before = scene.office.world().number.0;
    let answers = race(&scene.office, vec![one; CLIENTS]);
    let mut numbers: Vec<u64> = answers
        .iter()
        .map(|answer| match answer {
            Answer::Recorded(entries) => entries[0].number.0,
            other => panic!("{other:?}"),
        })
        .collect();
    numbers.dedup();
    assert_eq!(numbers, [before + 1]);
    assert_eq!(scene.office.world().number.0, before + 1);
}

#[test]
fn m17_many_acts_at_once_are_not_recorded_where_the_log_cannot_be_told_of_them() {
    let scene = scene("log-full", "decision");
    let world = scene.office.world();
    let organisation = *world.organisations.keys().next().unwrap();
    let head = world.organisation(organisation).unwrap();
    let head = head.representatives.last().unwrap().person;
    // One submission of many acts is one batch, whatever the threads do.
    let requests = |from: u32| -> Vec<Request> {
        (from..from + 20)
            .map(|number| {
                let fields = json!({"name": format!("示例基金{number}"), "registration": format!("SDEM{number}"), "from": "2025-03-03"});
                let subject = Subject::Organisation(organisation);
                request(&scene, head, "organisation.add_fund", subject, &fields)
            })
            .collect()
    };
    let all = |requests| Submission {
        requests,
        idempotency: None,
        seen: Seen::Unsaid,
        origin: audit::Origin::local("test"),
    };
    let before = world.number.0;
    let log = rusqlite::Connection::open(scene.folder.0.join(audit::DATABASE)).unwrap();
    log.execute_batch("CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT raise(ABORT, 'the disk is full'); END;")
        .unwrap();
    let answer = scene.office.submit_and_wait(all(requests(0)));
    assert!(matches!(answer, Answer::Unwritten(_)), "{answer:?}");
    assert_eq!(scene.office.world().number.0, before);
    let store = SqliteStore::open_for_reading(&scene.folder.0).unwrap();
    assert_eq!(store.head().unwrap().number, before);
    log.execute_batch("DROP TRIGGER full;").unwrap();
    let answer = scene.office.submit_and_wait(all(requests(20)));
    assert_eq!(recorded(&[answer]), 1);
    assert_eq!(store.head().unwrap().number, before + 20);
    audit::AuditStore::open_for_searching(&scene.folder.0).unwrap();
    let told: i64 = log
        .query_row(
            "SELECT count(*) FROM event WHERE kind = 'act' AND outcome = 'success'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(told, 20, "each act is told once");
}

#[test]
fn of_sixty_four_starts_under_one_name_one_gets_it() {
    let scene = scene("race-name", "selected");
    let fields = json!({"field": "深海阀门", "industry": "electronics", "positioning": "聚焦", "horizon": 5,
        "goals": [{"goal": "样机", "measure": "1"}], "tasks": [{"task": "research", "text": "攻关"}]});
    let submissions: Vec<Submission> = (0..CLIENTS)
        .map(|client| {
            let side = client % 2;
            let candidacy = scene.consortia[side];
            Submission::one(request(
                &scene,
                scene.secretaries[side],
                "consortium.start",
                candidacy,
                &fields,
            ))
        })
        .collect();
    let before = scene.office.world().number.0;
    let answers = race(&scene.office, submissions);
    assert_eq!(recorded(&answers), 1);
    let told: Vec<&str> = answers
        .iter()
        .filter_map(|answer| match answer {
            Answer::Refused { refusal, .. } => refusal.closing().last(),
            _ => None,
        })
        .map(|finding| finding.key.as_str())
        .collect();
    assert_eq!(told.len(), CLIENTS - 1);
    // The winner's own repetitions are told that it has started, the other side that the name is taken.
    let names = told.iter().filter(|key| **key == "consortium.name").count();
    assert!(names >= CLIENTS / 2, "{told:?}");
    assert_eq!(scene.office.world().number.0, before + 1);
    assert_eq!(scene.office.world().consortia.len(), 1);
}
