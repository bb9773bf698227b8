//! Work in the background whose stores fail: nothing leaves that cannot be marked, and each cause is an event.

use std::collections::BTreeSet;

use audit::{Event, EventKind, Outcome, Query};
use rusqlite::Connection;

use super::super::super::alarms::Crier;
use super::super::super::webhook::{Reach, Teller, Webhooks};
use super::super::super::worker;
use super::super::webhooks::{SECRET, receiver};
use super::*;
use crate::integrity::Watchman;
use crate::retention::Sweeper;

/// Lets the cabinet refuse to mark a job so, as a full disk would.
fn refuses(scene: &Scene, state: &str) {
    Connection::open(scene.folder.path().join("cabinet.db"))
        .unwrap()
        .execute_batch(&format!(
            "CREATE TRIGGER full BEFORE UPDATE ON job WHEN NEW.state = '{state}' BEGIN SELECT raise(ABORT, 'the disk is full'); END;"
        ))
        .unwrap();
}

fn mends(scene: &Scene) {
    Connection::open(scene.folder.path().join("cabinet.db"))
        .unwrap()
        .execute_batch("DROP TRIGGER full;")
        .unwrap();
}

#[test]
fn v20_where_the_cabinet_cannot_mark_an_attempt_nothing_leaves_and_where_it_cannot_mark_the_end_nothing_leaves_twice()
 {
    let scene = scene("application");
    let (app, at) = (&scene.app, end(&scene));
    mails_wait(&scene);
    let all = jobs(app).len();
    let arrived: Arc<Mutex<Vec<Arrived>>> = Arc::default();
    let server = MailServer::up(0, &arrived, None);
    let mut deliverer = deliverer(app, smtp(server.address), at);
    refuses(&scene, "sending");
    for _ in 0..3 {
        let cause = deliverer.work(app, at).unwrap_err();
        assert!(format!("{cause:#}").contains("the disk is full"));
    }
    assert_eq!(arrived.lock().unwrap().len(), 0);
    mends(&scene);
    refuses(&scene, "done");
    for _ in 0..all + 3 {
        // Each round hands one over and fails; once all are, there is nothing to do.
        let _ = deliverer.work(app, at);
    }
    assert_eq!(arrived.lock().unwrap().len(), all);
    assert!(jobs(app).iter().all(|job| job.state == JobState::Sending));
    mends(&scene);
    deliverer.work(app, at).unwrap();
    assert_eq!(arrived.lock().unwrap().len(), all, "nothing is sent twice");
    // A restart cannot know what arrived: what is sent again has the mark it had.
    let mut restarted = Deliverer::begin(app, Some(Box::new(smtp(server.address))), at).unwrap();
    assert_eq!(restarted.work(app, at).unwrap(), all);
    let arrived = arrived.lock().unwrap();
    let marks: BTreeSet<String> = arrived
        .iter()
        .map(|mail| mail.header("message-id"))
        .collect();
    assert_eq!((arrived.len(), marks.len()), (2 * all, all));
}

/// Lets everything in the cabinet be gone.
fn loses_the_cabinet(scene: &Scene) {
    let database = Connection::open(scene.folder.path().join("cabinet.db")).unwrap();
    let tables: Vec<String> = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    database
        .execute_batch("PRAGMA legacy_alter_table = ON;")
        .unwrap();
    for table in tables {
        let step = format!("ALTER TABLE \"{table}\" RENAME TO \"{table}_gone\";");
        database.execute_batch(&step).unwrap();
    }
}

#[test]
fn v20_with_the_cabinet_lost_every_worker_fails_with_the_cause_and_nothing_leaves_the_house() {
    let mut scene = scene("established");
    let (target, came) = receiver("204 No Content");
    let webhooks = Webhooks::read(&target, SECRET, Reach::ThisMachine).unwrap();
    scene.app.post.webhooks = webhooks.clone();
    let at = end(&scene);
    mails_wait(&scene);
    let app = &scene.app;
    let refused = Event::of_system(at, EventKind::RegisterVerified, "register.db");
    app.audit
        .write_and_wait(refused.failed("record 7"))
        .unwrap();
    let arrived: Arc<Mutex<Vec<Arrived>>> = Arc::default();
    let server = MailServer::up(0, &arrived, None);
    let mut deliverer = deliverer(app, smtp(server.address), at);
    let teller = Teller::new(webhooks);
    let number = app.world().number;
    loses_the_cabinet(&scene);
    let works: [(&str, anyhow::Result<()>); 6] = [
        ("notices", Deriver::default().work(app, at).map(|_| ())),
        ("delivery", deliverer.work(app, at).map(|_| ())),
        ("retention", Sweeper::default().work(app, at)),
        ("alarms", Crier::default().work(app, at).map(|_| ())),
        ("integrity", Watchman::default().work(app, at)),
        ("webhooks", teller.work(app, at).map(|_| ())),
    ];
    for (name, done) in works {
        let cause = format!("{:#}", done.expect_err(name));
        assert!(cause.contains("no such table"), "{name}: {cause}");
    }
    assert_eq!(arrived.lock().unwrap().len(), 0);
    assert_eq!(came.lock().unwrap().len(), 0);
    assert_eq!(app.world().number, number);
}

#[test]
fn v20_background_work_that_fails_is_an_event_of_its_cause_once_while_it_lasts() {
    let scene = scene("application");
    let app = Arc::new(scene.app);
    let (says, rounds) = std::sync::mpsc::channel();
    let mut causes = vec!["another cause", "the disk is full", "the disk is full"];
    worker(&app, "delivery", move |_| {
        let Some(cause) = causes.pop() else {
            // The round before has been told to the log by now.
            says.send(()).unwrap();
            return Ok(());
        };
        Err(anyhow::anyhow!("{cause}").context("handing mail over"))
    })
    .unwrap();
    rounds.recv().unwrap();
    let query = Query {
        kind: Some(EventKind::Fault),
        ..Query::default()
    };
    // Whatever was only noted is in the log once this is.
    let last = app.own_event(EventKind::KeyUsed, "test");
    app.audit.write_and_wait(last).unwrap();
    let found = app.audit.look(|store| store.search(&query, 10)).unwrap();
    let mut told = found.events.into_iter().rev().map(|found| found.event);
    for cause in ["the disk is full", "another cause"] {
        let event = told.next().expect(cause);
        assert_eq!(event.actor, audit::Actor::System);
        assert_eq!(event.object, "delivery");
        assert_eq!(event.origin, audit::Origin::local("delivery"));
        assert_eq!(event.outcome, Outcome::Failure("fault".to_owned()));
        assert_eq!(event.note, format!("handing mail over: {cause}"));
    }
    assert_eq!(told.next(), None, "the same cause is told once");
}
