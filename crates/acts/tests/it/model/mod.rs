//! Random acts by random people on random subjects, thousands of steps: the invariants hold after each, a refused act changes
//! nothing, replay gives the same world, and a simpler tally agrees.

mod asking;
mod inboxes;
mod moves;
mod tally;
mod waits;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use acts::scenario::{Cast, Profile, Story, nominate, walk};
use acts::subject::charter::Charter;
use acts::{Actor, Asked, Office, Subject, World};
use proptest::prelude::*;
use proptest::test_runner::{Config, FileFailurePersistence};
use serde_json::json;
use values::{Date, parse_date};

use self::asking::Asking;
use self::moves::{Move, move_strategy};
use self::tally::Tally;
use super::pack::pack;

/// Cases of a run, and steps in each.
const CASES: u32 = 16;
const STEPS: usize = 260;

/// A day under the plan alone, and one under the call with expert review, interview and public notice.
const PLAN: &str = "2022-12-05";
const CALL: &str = "2023-03-06";

fn rules() -> &'static Office {
    static RULES: OnceLock<Office> = OnceLock::new();
    RULES.get_or_init(|| pack("suzhou-2022").0)
}

/// A stage with leads of both tracks, members to ask, and people of every office.
struct Stage {
    cast: Cast<'static>,
    stories: Vec<(Story, Option<Subject>)>,
    people: Vec<Actor>,
    tally: Tally,
    asking: Asking,
    told: usize,
    looked: Option<Date>,
    last: Option<(Actor, String, Subject, serde_json::Value)>,
}

/// People who stand in for others: the bureau's officer for its leader, somebody for a member's head, in everything or in
/// signing only.
fn stand_ins(cast: &mut Cast) {
    let (leader, officer) = (cast.person("leader@bureau"), cast.person("officer@bureau"));
    let (head, clerk) = (cast.person("head@member2"), cast.person("clerk@member2"));
    let member = cast.organisation("member2");
    let file = "0".repeat(64);
    let (day, until) = (cast.day(), Date::constant(2023, 4, 14));
    for (absent, fields) in [
        (
            leader,
            json!({"substitute": officer, "holder": "bureau.leader"}),
        ),
        (
            head,
            json!({"substitute": clerk, "holder": "organisation", "organisation": member}),
        ),
        (
            head,
            json!({"substitute": clerk, "holder": "representative", "organisation": member, "document": file}),
        ),
    ] {
        let mut fields = fields;
        fields["from"] = json!(day);
        fields["until"] = json!(until);
        fields["reason"] = json!("休假");
        let named = cast.do_act(
            Actor::Person(absent),
            "substitution.name",
            Subject::Office,
            &fields,
        );
        assert!(matches!(named, Asked::Accepted(_)), "{named:?}");
    }
}

impl Stage {
    fn set(day: &str) -> Stage {
        let day = parse_date(day).expect("a day");
        let mut cast = Cast::founded(rules(), day, Box::new(|_| {}));
        let kinds = [
            "university",
            "institute",
            "enterprise",
            "service",
            "finance",
        ];
        let mut members = Vec::new();
        for index in 0..9 {
            let alias = format!("member{index}");
            let mut profile = Profile::default();
            profile
                .fields
                .insert("kind".to_owned(), json!(kinds[index % kinds.len()]));
            cast.found_organisation(&alias, &profile).expect("a member");
            members.push(alias);
        }
        // Somebody who serves the bureau and handles a member's matters, and somebody who signs for another.
        let double = cast.person("double@nowhere");
        let security = cast.security();
        let office =
            json!({"person": double, "role": "officer", "authority": "bureau", "from": day});
        cast.do_act(security, "appointment.make", Subject::Office, &office);
        let member = Subject::Organisation(cast.organisation("member0").expect("a member"));
        let secretary = json!({"person": double, "scope": "secretary", "from": day});
        cast.by_anyone(member, "organisation.authorise", &secretary);
        cast.person("signatory@member1");
        stand_ins(&mut cast);
        // Two of the three want the same field, so that they race for one name.
        let stories = [
            ("alder", "municipal", "光学薄膜"),
            ("birch", "county", "光学薄膜"),
            ("cedar", "municipal", "精密轴承"),
        ]
        .map(|(lead, track, field)| {
            cast.found_organisation(lead, &Profile::default())
                .expect("a lead");
            let story = Story {
                alias: format!("{lead}-consortium"),
                lead: lead.to_owned(),
                members: members.clone(),
                field: field.to_owned(),
                field_en: String::new(),
                track: track.to_owned(),
                without: Vec::new(),
            };
            (story, None)
        })
        .to_vec();
        let mut people: Vec<Actor> = cast.people().map(|(_, id)| Actor::Person(id)).collect();
        people.extend([Actor::System, Actor::Public]);
        Stage {
            cast,
            stories,
            people,
            tally: Tally::default(),
            asking: Asking::default(),
            told: 0,
            looked: None,
            last: None,
        }
    }

    fn subjects(&self) -> Vec<Subject> {
        let world = &self.cast.world;
        let mut subjects = vec![Subject::Office];
        subjects.extend(
            world
                .organisations
                .keys()
                .map(|id| Subject::Organisation(*id)),
        );
        subjects.extend(world.candidacies.keys().map(|id| Subject::Candidacy(*id)));
        subjects.extend(world.consortia.keys().map(|id| Subject::Consortium(*id)));
        subjects
    }

    fn step(&mut self, next: &Move) {
        match next {
            Move::Routine(which) => self.routine(*which),
            Move::Days(days) => {
                let day = self.cast.day();
                let later = day
                    .checked_add(jiff::Span::new().days(*days))
                    .expect("a day");
                self.cast.turn_to(later);
            }
            Move::Again => {
                if let Some((actor, act, subject, fields)) = self.last.clone() {
                    self.ask(actor, &act, subject, &fields);
                }
            }
            Move::Meddle {
                who,
                what,
                on,
                seed,
            } => self.meddle(*who, *what, *on, *seed),
            Move::Any {
                who,
                what,
                on,
                seed,
            } => {
                let actor = self.people[who % self.people.len()];
                let subjects = self.subjects();
                let subject = subjects[on % subjects.len()];
                let kinds: Vec<_> = acts::acts()
                    .filter(|kind| kind.subject == subject.kind())
                    .collect();
                let kind = kinds[what % kinds.len()];
                let fields = moves::fields(kind.fields, &self.cast, rules(), *seed);
                self.ask(actor, kind.key, subject, &fields);
            }
        }
    }

    fn meddle(&mut self, who: usize, what: usize, on: usize, seed: u64) {
        let ids: Vec<_> = self.cast.world.consortia.keys().copied().collect();
        let Some(id) = ids.get(on % ids.len().max(1)) else {
            return;
        };
        let subject = Subject::Consortium(*id);
        let policy =
            acts::ruling::ruling_policy(&self.cast.world, rules(), subject, self.cast.day());
        let stage = self.cast.world.stage(subject).map(|at| at.key.clone());
        let opens = policy
            .zip(stage)
            .and_then(|(policy, stage)| policy.stage(&stage))
            .map_or(&[][..], |stage| stage.opens.as_slice());
        let Some(open) = opens.get(what % opens.len().max(1)) else {
            return;
        };
        // Giving up ends a case; too many ends and nothing comes far.
        if &*open.act == "application.withdraw" && !seed.is_multiple_of(16) {
            return;
        }
        let (act, kind) = (open.act.to_string(), acts::act_kind(&open.act));
        let Some(kind) = kind else { return };
        let fields = moves::fields(kind.fields, &self.cast, rules(), seed);
        for turn in 0..self.people.len() {
            let actor = self.people[(who % self.people.len() + turn) % self.people.len()];
            let before = self.cast.entries.len();
            self.ask(actor, &act, subject, &fields);
            if self.cast.entries.len() > before || turn > 12 {
                return;
            }
        }
    }

    fn routine(&mut self, which: usize) {
        let index = which % self.stories.len();
        let (story, subject) = self.stories[index].clone();
        let Some(subject) = subject else {
            self.stories[index].1 = nominate(&mut self.cast, &story).ok();
            return;
        };
        let _ = walk(&mut self.cast, &story, subject);
        if let Subject::Candidacy(id) = subject
            && let Some(consortium) = self
                .cast
                .world
                .candidacy(id)
                .and_then(|found| found.consortium)
        {
            self.stories[index].1 = Some(Subject::Consortium(consortium));
        }
    }

    fn ask(&mut self, actor: Actor, act: &str, subject: Subject, fields: &serde_json::Value) {
        let before = (self.cast.world.number, tally::portrait(&self.cast.world));
        let asked = self.cast.do_act(actor, act, subject, fields);
        if !matches!(asked, Asked::Accepted(_)) {
            assert_eq!(
                before.0, self.cast.world.number,
                "a refused {act} was recorded"
            );
            assert_eq!(
                before.1,
                tally::portrait(&self.cast.world),
                "a refused {act} changed something"
            );
        }
        if let Asked::Refused(refusal) = &asked {
            assert!(
                refusal.closing().next().is_some(),
                "{act} was refused without a reason"
            );
        }
        self.last = Some((actor, act.to_owned(), subject, fields.clone()));
    }

    /// Everything recorded since the last look is told to the tally, and both are compared.
    fn look(&mut self) {
        for entry in &self.cast.entries[self.told..] {
            assert!(
                entry.findings.iter().all(|finding| !finding.closes()),
                "{} was recorded against a finding",
                entry.act
            );
            self.tally.tell(entry);
        }
        self.told = self.cast.entries.len();
        self.tally.agrees(&self.cast.world);
        invariants(&self.cast.world);
    }
}

fn invariants(world: &World) {
    let mut names: BTreeMap<&str, u64> = BTreeMap::new();
    let mut numbers: BTreeMap<&str, u64> = BTreeMap::new();
    for consortium in world.consortia.values() {
        let Some(established) = &consortium.established else {
            continue;
        };
        *names.entry(&established.name.zh).or_default() += 1;
        *numbers.entry(&established.number).or_default() += 1;
        // At approval every member had signed the one text; a lead under a ban or on the list is not established.
        let signed = matches!(consortium.charter, Charter::InForce(..));
        assert!(
            signed,
            "{} is established without a charter in force",
            consortium.id
        );
        let lead = world
            .organisation(consortium.lead)
            .expect("the lead is there");
        assert!(lead.ban(established.day).is_none());
        assert!(lead.listing(established.day).is_none());
        assert!(consortium.members.contains_key(&consortium.lead));
    }
    assert!(
        names.values().all(|count| *count == 1),
        "a name was given twice: {names:?}"
    );
    assert!(
        numbers.values().all(|count| *count == 1),
        "a number was given twice: {numbers:?}"
    );
}

proptest! {
    #![proptest_config(Config {
        cases: CASES,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..Config::default()
    })]

    #[test]
    fn under_any_order_of_acts_the_invariants_hold_and_replay_equals_the_world(
        moves in proptest::collection::vec(move_strategy(), STEPS)
    ) {
        let mut stage = Stage::set(PLAN);
        for next in &moves {
            stage.step(next);
            stage.look();
        }
        let mut replayed = World::default();
        for entry in &stage.cast.entries {
            replayed.evolve(entry).expect("what was recorded can be folded");
        }
        prop_assert_eq!(tally::portrait(&replayed), tally::portrait(&stage.cast.world));
        // Taken apart and put together again, nothing is lost: a fast start rests on it.
        let together = World::of_parts(replayed.parts());
        prop_assert_eq!(format!("{together:?}"), format!("{replayed:?}"));
    }
}

#[test]
fn the_random_course_reaches_the_end_of_the_procedure() {
    // The generator is of use only if it comes far: the routine alone, with days between, establishes consortia.
    let mut stage = Stage::set(PLAN);
    for turn in 0..900 {
        stage.step(&Move::Routine(turn));
        if turn % 9 == 0 {
            stage.step(&Move::Days(1));
        }
    }
    stage.look();
    let world = &stage.cast.world;
    let established = world
        .consortia
        .values()
        .filter(|found| found.established.is_some());
    // The third wants a name that is taken.
    assert_eq!(established.count(), 2);
}

#[test]
fn a_case_sent_back_as_far_as_its_charter_has_no_signed_text_by_either_account() {
    let mut stage = Stage::set(PLAN);
    let examined = |stage: &Stage| {
        let mut consortia = stage.cast.world.consortia.values();
        consortia
            .find(|found| {
                &*found.stage.key == "examination" && matches!(found.charter, Charter::InForce(..))
            })
            .map(|found| found.id)
    };
    let id = (0..900)
        .find_map(|turn| {
            stage.step(&Move::Routine(turn));
            if turn % 9 == 0 {
                stage.step(&Move::Days(1));
            }
            examined(&stage)
        })
        .expect("a case comes to examination with a charter in force");
    stage.look();
    let back = json!({"to": "charter", "defects": [{"about": "章程", "text": "第三条须重写"}]});
    stage
        .cast
        .by_anyone(Subject::Consortium(id), "examination.return", &back);
    stage.look();
    let found = stage.cast.world.consortium(id).expect("it is there");
    assert!(
        matches!(found.charter, Charter::Drafting(_)),
        "{:?}",
        found.charter
    );
}
