//! Reminders: before a deadline, once for each step, and never more than the policy allows.

use std::collections::BTreeMap;

use acts::ask::Actor;
use acts::inbox::inbox;
use cabinet::Shown;
use values::{Instant, PersonId};

use super::super::{Deriver, Kind, kind};
use super::scene;

#[test]
fn a_deadline_that_comes_near_is_told_twice_at_most_and_never_after_it_has_passed() {
    let scene = scene("decision");
    let app = &scene.app;
    let at = scene.entries.last().unwrap().at;
    let world = app.world();
    let mut deadlines: BTreeMap<PersonId, usize> = BTreeMap::new();
    for person in world.people.keys() {
        let found = inbox(&world, app.rules(), Actor::Person(*person), at);
        let dated = found
            .waiting_for_me
            .iter()
            .filter(|item| item.due.is_some());
        deadlines.insert(*person, dated.count());
    }
    assert!(deadlines.values().any(|count| *count > 0));
    let reminders = |person: &PersonId| -> Vec<String> {
        let all = app
            .cabinet
            .notices(*person, Shown::All, None, 1000)
            .unwrap();
        let reminders = all.iter().filter(|notice| kind(notice) == Kind::Reminder);
        reminders.map(|notice| notice.kind.clone()).collect()
    };
    let mut deriver = Deriver::default();
    let mut told = Vec::new();
    // Every hour of sixty days, well past every deadline.
    for hour in 0..24 * 60 {
        let now = Instant::from_second(at.second() + hour * 3600).unwrap();
        deriver.work(app, now).unwrap();
        let count: usize = world
            .people
            .keys()
            .map(|person| reminders(person).len())
            .sum();
        if told.last().is_none_or(|(_, last)| *last != count) {
            assert!(count == 0 || now.china_clock().as_str() >= "08:00");
            told.push((now, count));
        }
    }
    for (person, count) in &deadlines {
        let got = reminders(person);
        assert_eq!(got.len(), count * 2, "{person}: {got:?}");
        for kind in &got {
            let due = kind.split('.').nth(1).unwrap();
            let due = values::parse_date(due).unwrap();
            let last = told.last().unwrap().0.china_day();
            assert!(last <= due, "{kind} was told on {last}");
        }
    }
}
