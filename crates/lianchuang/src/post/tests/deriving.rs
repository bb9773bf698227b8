//! Whom a record is told to.

use std::collections::{BTreeMap, BTreeSet};

use acts::World;
use acts::ask::Actor;
use acts::inbox::inbox;
use cabinet::{Notice, Shown};
use values::PersonId;

use super::super::Deriver;
use super::scene;

/// All notices, by person.
fn all(app: &crate::app::App, world: &World) -> Vec<Notice> {
    world
        .people
        .keys()
        .flat_map(|person| {
            app.cabinet
                .notices(*person, Shown::All, None, 10_000)
                .unwrap()
        })
        .collect()
}

/// What waits for somebody: acts by case.
fn waiting(
    app: &crate::app::App,
    world: &World,
    person: PersonId,
    at: values::Instant,
) -> BTreeSet<(String, &'static str)> {
    inbox(world, app.rules(), Actor::Person(person), at)
        .waiting_for_me
        .iter()
        .flat_map(|item| {
            item.acts
                .iter()
                .map(|act| (item.subject.to_string(), *act))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn notices_go_to_exactly_those_whose_inbox_an_act_put_something_new_into() {
    let scene = scene("established");
    let app = &scene.app;
    let at = scene.entries.last().unwrap().at;
    Deriver::default().work(app, at).unwrap();
    let world = app.world();
    let mut told: BTreeMap<(u64, PersonId), BTreeSet<(String, String)>> = BTreeMap::new();
    for notice in all(app, &world) {
        let new = told.entry((notice.record.0, notice.person)).or_default();
        if notice.kind == "waiting" {
            new.extend(
                notice
                    .asks
                    .iter()
                    .map(|act| (notice.subject.clone(), act.clone())),
            );
        }
    }
    let mut before = World::default();
    let mut compared = 0;
    for record in &scene.entries {
        let mut after = before.clone();
        after.evolve(record).unwrap();
        for person in after.people.keys() {
            let was = waiting(app, &before, *person, record.at);
            let new: BTreeSet<(String, String)> = waiting(app, &after, *person, record.at)
                .difference(&was)
                .map(|(subject, act)| (subject.clone(), (*act).to_owned()))
                .collect();
            let got = told
                .get(&(record.number.0, *person))
                .cloned()
                .unwrap_or_default();
            assert_eq!(
                new, got,
                "record {} {} to {person}",
                record.number, record.act
            );
            compared += new.len();
        }
        before = after;
    }
    assert!(compared > 30, "only {compared} new matters in the story");
}

#[test]
fn a_decision_is_served_on_every_party_and_its_first_opening_is_kept() {
    let scene = scene("established");
    let app = &scene.app;
    let decision = scene
        .entries
        .iter()
        .find(|record| record.act == *"decision.approve")
        .unwrap();
    Deriver::default().work(app, decision.at).unwrap();
    let served = app.cabinet.served(decision.number).unwrap();
    let world = app.world();
    let parties = acts::inbox::parties(&world, scene.consortium, decision.day);
    assert!(
        parties.len() >= 8,
        "every member has somebody who acts for it"
    );
    let on: BTreeSet<PersonId> = served.iter().map(|notice| notice.person).collect();
    assert_eq!(on, parties);
    assert!(served.iter().all(|notice| notice.opened.is_none()));
    let first = &served[0];
    let later = values::Instant::from_second(decision.at.second() + 60).unwrap();
    let latest = values::Instant::from_second(decision.at.second() + 120).unwrap();
    let other = served[1].person;
    assert!(
        app.cabinet
            .open_notice(other, first.id, later)
            .unwrap()
            .is_none()
    );
    app.cabinet
        .open_notice(first.person, first.id, later)
        .unwrap();
    app.cabinet
        .open_notice(first.person, first.id, latest)
        .unwrap();
    let opened = app.cabinet.notice(first.id).unwrap().unwrap();
    assert_eq!(opened.opened, Some(later));
    assert_eq!(opened.made, Some(decision.at));
}

#[test]
fn deriving_again_after_a_stop_at_any_place_makes_no_notice_twice() {
    let scene = scene("established");
    let app = &scene.app;
    let at = scene.entries.last().unwrap().at;
    let told = Deriver::default().work(app, at).unwrap();
    let world = app.world();
    assert_eq!(all(app, &world).len(), told);
    assert_eq!(Deriver::default().work(app, at).unwrap(), 0);
    // What another wrote meanwhile is seen by the place in the register, and nothing is kept.
    let again = app
        .cabinet
        .keep_posting(
            (values::EntryNumber(3), values::EntryNumber(4)),
            &cabinet::Posting::default(),
            1,
            at,
        )
        .unwrap();
    assert!(!again);
    assert_eq!(all(app, &world).len(), told);
}
