//! What waits for everybody, after every random act: the inbox against a second account of who is asked for what.

use std::collections::BTreeSet;

use acts::inbox::inbox;
use acts::{Actor, Subject};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};
use values::china_midnight;

use super::asking::Asking;
use super::moves::{Move, move_strategy};
use super::{CALL, PLAN, STEPS, Stage, rules};

/// Cases of the run: everybody's inbox is made after every step.
const CASES: u32 = 10;

impl Stage {
    /// Everything recorded since the last look is told to the second account of who is asked for what, and the inbox of
    /// everybody is held against it. What somebody settled is gone at once, from everybody's or from their own.
    fn look_into_inboxes(&mut self) {
        let day = self.cast.day();
        if self.told == self.cast.entries.len() && self.looked == Some(day) {
            return;
        }
        let world = &self.cast.world;
        for entry in &self.cast.entries[self.told..] {
            let begun = Subject::Candidacy(entry.number.into());
            let division = world.division(begun, entry.day).map(ToString::to_string);
            self.asking.tell(entry, division);
        }
        let latest = &self.cast.entries[self.told..];
        let at = china_midnight(day).expect("a day begins");
        for person in world.people.keys().copied() {
            let found = inbox(world, rules(), Actor::Person(person), at);
            let given: BTreeSet<(Subject, &str)> = found
                .waiting_for_me
                .iter()
                .flat_map(|item| item.acts.iter().map(|act| (item.subject, *act)))
                .collect();
            assert_eq!(
                given,
                self.asking.of(person, day),
                "what waits for {person} after {:?}",
                latest
                    .iter()
                    .map(|entry| entry.act.to_string())
                    .collect::<Vec<_>>()
            );
            for entry in latest.iter().filter(|entry| Asking::settles(&entry.act)) {
                assert!(
                    !given.contains(&(entry.subject, &*entry.act)),
                    "{} is done and still waits for {person}",
                    entry.act
                );
            }
            for item in found.waiting_for_me.iter().chain(&found.i_wait_for) {
                assert_eq!(item.acts.len(), item.clauses.len());
                assert!(item.clauses.contains(&item.clause), "why it waits");
                assert!(!item.holders.is_empty(), "whom it waits for");
            }
        }
        self.told = self.cast.entries.len();
        self.looked = Some(day);
    }
}

proptest! {
    #![proptest_config(Config {
        cases: CASES,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..Config::default()
    })]

    #[test]
    fn after_any_act_everybody_s_inbox_holds_exactly_what_they_are_asked_for(
        day in prop_oneof![Just(PLAN), Just(CALL)],
        moves in proptest::collection::vec(move_strategy(), STEPS)
    ) {
        let mut stage = Stage::set(day);
        for next in &moves {
            stage.step(next);
            stage.look_into_inboxes();
        }
    }
}

#[test]
fn from_the_first_stage_to_the_last_everybody_s_inbox_holds_what_they_are_asked_for() {
    for day in [PLAN, CALL] {
        let mut stage = Stage::set(day);
        for turn in 0..900 {
            stage.step(&Move::Routine(turn));
            if turn % 9 == 0 {
                stage.step(&Move::Days(1));
            }
            stage.look_into_inboxes();
        }
        let world = &stage.cast.world;
        let established = world
            .consortia
            .values()
            .filter(|found| found.established.is_some());
        assert_eq!(established.count(), 2);
    }
}
