//! Personal data at the end of their time: erased, counted, told to the log, and the chain stays whole.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use acts::Subject;
use acts::ask::{Actor, Request as Asked};
use audit::EventKind;
use cabinet::{Correspondence, Delivery};
use serde_json::{Value, json};
use values::{Instant, PersonId};

use super::{Scene, scene};
use crate::office::{Answer, Submission};
use crate::retention::{self, Sweeper};

const DAY: i64 = 86_400;

fn does(scene: &Scene, alias: &str, act: &str, fields: &Value) -> Answer {
    scene.app.office.submit_and_wait(Submission::one(Asked {
        act: act.to_owned(),
        subject: Subject::Office,
        actor: Actor::Person(scene.person(alias)),
        at: scene.app.now(),
        fields: fields.as_object().cloned().unwrap(),
        justify: std::collections::BTreeMap::new(),
    }))
}

/// Somebody enrolled, with a telephone and a mail address.
fn enrolled(scene: &Scene) -> PersonId {
    let fields = json!({"name": "示例某", "contact": "13812345678"});
    let Answer::Recorded(records) = does(scene, "system@office", "person.enrol", &fields) else {
        panic!("enrolled")
    };
    let person = PersonId::from(records[0].number);
    let address = Correspondence {
        address: Some("somebody@office.example".to_owned()),
        delivery: Delivery::Daily,
    };
    let kept = scene
        .app
        .cabinet
        .keep_correspondence(person, &address, scene.app.now());
    kept.unwrap();
    person
}

fn days_later(scene: &Scene, days: i64) -> Instant {
    Instant::from_second(scene.app.now().second() + days * DAY).unwrap()
}

fn counts(swept: &retention::Swept) -> Vec<(&'static str, usize)> {
    swept
        .fields
        .iter()
        .map(|(key, count)| (*key, *count))
        .collect()
}

fn whole(scene: &Scene) -> bool {
    let found = scene
        .app
        .with_reader(|reader| register::verify(reader, None, |_, _| {}))
        .unwrap();
    matches!(found, register::Verification::Whole(_))
}

#[test]
fn c15_what_is_past_its_term_is_erased_while_the_acts_and_the_chain_stay() {
    let scene = scene();
    let app = &scene.app;
    let person = enrolled(&scene);
    let today = app.now().china_day();
    let expert = json!({"person": person, "role": "expert", "from": today, "until": today});
    let made = does(&scene, "security@office", "appointment.make", &expert);
    assert!(matches!(made, Answer::Recorded(_)), "{made:?}");
    let number = app.world().number;
    assert_eq!(app.person_name(&app.world(), person), "示例某");

    // As long as the term runs, nothing goes.
    let early = days_later(&scene, 180);
    assert_eq!(retention::looked(app, early).unwrap().fields.len(), 0);
    let later = days_later(&scene, 181);
    let wanted = [("correspondence.address", 1), ("person.enrol/contact", 1)];
    assert_eq!(counts(&retention::looked(app, later).unwrap()), wanted);
    // Looking erases nothing.
    assert!(
        app.cabinet
            .correspondence(person)
            .unwrap()
            .address
            .is_some()
    );
    assert_eq!(counts(&retention::sweep(app, later).unwrap()), wanted);
    assert_eq!(app.cabinet.correspondence(person).unwrap().address, None);
    assert_eq!(
        app.cabinet.correspondence(person).unwrap().delivery,
        Delivery::Daily,
        "how often they are written to is no personal data"
    );
    assert_eq!(app.person_name(&app.world(), person), "示例某");
    assert_eq!(retention::sweep(app, later).unwrap().total(), 0, "once");

    let end = days_later(&scene, 3651);
    assert_eq!(
        counts(&retention::sweep(app, end).unwrap()),
        [("person.enrol/name", 1)]
    );
    // What a page had shown before is gone with it.
    assert_eq!(app.person_name(&app.world(), person), person.to_string());
    assert_eq!(app.world().number, number, "the acts stay");
    assert!(whole(&scene));
    let told = scene.events(EventKind::PersonalErased);
    let notes: Vec<&str> = told.iter().map(|event| event.note.as_str()).collect();
    assert_eq!(
        notes,
        [
            "person.enrol/name=1",
            "correspondence.address=1 person.enrol/contact=1"
        ]
    );
}

#[test]
fn c15_nobody_who_holds_a_capacity_or_sits_in_a_body_is_touched() {
    let scene = scene();
    let app = &scene.app;
    let (held, idle) = (enrolled(&scene), enrolled(&scene));
    let expert = json!({"person": held, "role": "expert", "from": app.now().china_day()});
    let made = does(&scene, "security@office", "appointment.make", &expert);
    assert!(matches!(made, Answer::Recorded(_)), "{made:?}");
    let swept = retention::sweep(app, days_later(&scene, 36_500)).unwrap();
    assert_eq!(swept.fields["person.enrol/name"], 1);
    assert_eq!(app.person_name(&app.world(), held), "示例某");
    assert_eq!(app.person_name(&app.world(), idle), idle.to_string());
    assert!(app.cabinet.correspondence(held).unwrap().address.is_some());
}

#[test]
fn c15_what_the_log_cannot_take_is_not_erased() {
    let scene = scene();
    let person = enrolled(&scene);
    let later = days_later(&scene, 181);
    scene.fill_the_log();
    assert!(retention::sweep(&scene.app, later).is_err());
    let kept = scene.app.cabinet.correspondence(person).unwrap();
    assert!(kept.address.is_some());
}

#[test]
fn c15_the_daily_round_sweeps_once_a_day_drafts_and_sessions_too() {
    let scene = scene();
    let app = &scene.app;
    let person = scene.person("officer@bureau");
    scene.session("officer@bureau");
    let draft = json!({"reasons": "尚未公布"});
    app.cabinet
        .keep_draft(person, "test", &draft, app.now())
        .unwrap();
    let mut sweeper = Sweeper::default();
    sweeper.work(app, days_later(&scene, 179)).unwrap();
    assert!(app.cabinet.draft(person, "test").unwrap().is_some());
    let told = scene.events(EventKind::PersonalErased);
    assert_eq!(told[0].note, "session=1");
    sweeper.work(app, days_later(&scene, 181)).unwrap();
    assert!(app.cabinet.draft(person, "test").unwrap().is_none());
    // The same day again: nothing more is told.
    sweeper.work(app, days_later(&scene, 181)).unwrap();
    assert_eq!(scene.events(EventKind::PersonalErased).len(), 2);
}

#[test]
fn c15_a_refused_act_leaves_no_personal_text_behind() {
    let scene = scene();
    let kept = || scene.app.cabinet.all_personal().unwrap().len();
    let before = kept();
    let fields = json!({"name": "示例某", "contact": "13812345678"});
    let refused = does(&scene, "auditor@office", "person.enrol", &fields);
    assert!(matches!(refused, Answer::Refused { .. }), "{refused:?}");
    assert_eq!(kept(), before);
    enrolled(&scene);
    assert_eq!(kept(), before + 3);
}
