//! Alarms reach the security administrator and the targets set for them, each once; and heads are signed once a day.

use audit::{AlarmRule, Chain, Event, EventKind, Outcome};
use cabinet::{JobState, Shown};
use values::{Instant, PersonId};

use super::super::alarms::{Crier, guards};
use super::super::told::{Kind, kind, told};
use super::super::webhook::{Reach, Teller, Webhooks};
use super::scene;
use super::webhooks::{SECRET, header, receiver};
use crate::app::App;
use crate::integrity;

/// The causes of alarms, each as the events that give rise to one.
fn causes(at: Instant) -> Vec<(AlarmRule, Vec<Event>)> {
    let one = |kind, object: &str| Event::of_system(at, kind, object);
    let refused = one(EventKind::AccessRefused, "GET /accounts").failed("403");
    vec![
        (AlarmRule::Refusals, vec![refused; 40]),
        (
            AlarmRule::Chain,
            vec![one(EventKind::RegisterVerified, "register.db").failed("record 7")],
        ),
        (
            AlarmRule::Exports,
            vec![one(EventKind::Export, "GET /consortia.csv").counting(9_000)],
        ),
        (
            AlarmRule::Protection,
            vec![one(EventKind::ProtectionFailed, "account zhao owner").failed("altered")],
        ),
        (
            AlarmRule::Administrator,
            vec![one(EventKind::AdministratorAppointed, "p9")],
        ),
        (
            AlarmRule::Key,
            vec![one(EventKind::KeyUsed, "rows.1").failed("expires")],
        ),
    ]
}

fn guard(app: &App, at: Instant) -> PersonId {
    let world = app.world();
    let mut all = world.appointments.keys().copied();
    all.find(|person| guards(&world, *person, at.china_day()))
        .unwrap()
}

#[test]
fn m23_each_cause_reaches_the_security_administrator_and_a_signed_webhook_once_within_a_minute() {
    let mut scene = scene("established");
    let (target, came) = receiver("200 OK");
    let webhooks = Webhooks::read("", SECRET, Reach::ThisMachine)
        .and_then(|webhooks| webhooks.alarming(&target))
        .unwrap();
    scene.app.post.webhooks = webhooks.clone();
    let app = &scene.app;
    let at = scene.entries.last().unwrap().at;
    let guard = guard(app, at);
    let mut crier = Crier::default();
    let teller = Teller::new(webhooks.clone());
    let notices = || app.cabinet.notices(guard, Shown::All, None, 100).unwrap();
    for (count, (rule, events)) in (1..).zip(causes(at)) {
        app.audit.write_all_and_wait(events).unwrap();
        // The worker looks every second.
        let next = Instant::from_second(at.second() + 1).unwrap();
        crier.work(app, next).unwrap();
        teller.work(app, next).unwrap();
        assert_eq!(crier.work(app, next).unwrap(), 0);
        let all = notices();
        assert_eq!(all.len(), count, "{rule:?}");
        assert_eq!(kind(&all[0]), Kind::Alarm);
        let said = told(app, &app.world(), values::Language::En, &all[0], next);
        assert_eq!(said.href, "/alarms");
        assert!(said.title.starts_with("Alarm: ") && !said.next.is_empty());
        let came = came.lock().unwrap();
        assert_eq!(came.len(), count, "{rule:?}");
        let (head, body) = came.last().unwrap();
        let second = header(head, "webhook-timestamp").parse().unwrap();
        let signed = webhooks.signature(&header(head, "webhook-id"), second, body);
        assert_eq!(header(head, "webhook-signature"), signed);
        let body: serde_json::Value = serde_json::from_str(body).unwrap();
        assert_eq!(body["data"]["rule"], rule.key());
    }
    // After a restart nothing is told twice.
    Crier::default().work(app, at).unwrap();
    teller.work(app, at).unwrap();
    assert_eq!(notices().len(), causes(at).len());
    assert_eq!(came.lock().unwrap().len(), causes(at).len());
    assert!(
        Webhooks::default()
            .alarming("https://example.org/hook")
            .is_err()
    );
}

#[test]
fn m23_an_alarm_is_told_to_no_target_of_public_records() {
    let mut scene = scene("established");
    let (target, came) = receiver("200 OK");
    let webhooks = Webhooks::read(&target, SECRET, Reach::ThisMachine).unwrap();
    scene.app.post.webhooks = webhooks.clone();
    let app = &scene.app;
    let at = scene.entries.last().unwrap().at;
    let (_, events) = causes(at).remove(3);
    app.audit.write_all_and_wait(events).unwrap();
    Crier::default().work(app, at).unwrap();
    Teller::new(webhooks).work(app, at).unwrap();
    assert_eq!(came.lock().unwrap().len(), 0);
    assert!(
        app.cabinet
            .jobs(Some(JobState::Waiting), None, 10)
            .unwrap()
            .is_empty()
    );
}

#[test]
fn m16_the_heads_are_signed_once_a_day_and_the_log_tells_the_registers() {
    let scene = scene("established");
    let app = &scene.app;
    let day = scene.entries.last().unwrap().day;
    integrity::sign_heads(app, day).unwrap();
    integrity::sign_heads(app, day).unwrap();
    let next = day.tomorrow().unwrap();
    integrity::sign_heads(app, next).unwrap();
    for chain in Chain::ALL {
        let heads = app
            .audit
            .look(|store| store.signed_heads(chain, 10))
            .unwrap();
        assert_eq!(heads.len(), 2, "{chain:?}");
        assert!(heads.iter().all(|head| head.proves(None).is_ok()));
    }
    let register = app
        .audit
        .look(|store| store.signed_heads(Chain::Register, 1))
        .unwrap();
    let query = audit::Query {
        kind: Some(EventKind::KeyUsed),
        ..audit::Query::default()
    };
    let told = app.audit.look(|store| store.search(&query, 1)).unwrap();
    assert_eq!(told.events[0].event.note, register[0].text());
    assert_eq!(told.events[0].event.outcome, Outcome::Success);
}
