//! How a matter is handled: the clock that stands still, the colleague who keeps it, the substitute in whose name it is done.

use acts::inbox::{Item, inbox};
use acts::scenario::{Cast, Profile, Story, nominate, walk_to};
use acts::{Actor, Asked, Subject, World};
use serde_json::{Value, json};
use values::{Date, PersonId, china_midnight, parse_date};

use super::pack::pack;

fn day(text: &str) -> Date {
    parse_date(text).expect("a day")
}

/// A case of the county track that lies with the division's department.
fn in_review(cast: &mut Cast) -> Subject {
    let (story, subject) = begun(cast, "county");
    walk_to(cast, &story, subject, "review").expect("it comes to review");
    subject
}

/// A consortium that was started.
fn begun(cast: &mut Cast, track: &str) -> (Story, Subject) {
    let kinds = ["university", "institute", "enterprise"];
    let members = (0..8)
        .map(|index| {
            let alias = format!("member{index}");
            let mut profile = Profile::default();
            let kind = json!(kinds[index % kinds.len()]);
            profile.fields.insert("kind".to_owned(), kind);
            cast.found_organisation(&alias, &profile)
                .expect("it is registered");
            alias
        })
        .collect();
    cast.found_organisation("heron", &Profile::default())
        .expect("it is registered");
    let story = Story {
        alias: "gliders".to_owned(),
        lead: "heron".to_owned(),
        members,
        field: "水下滑翔机".to_owned(),
        track: track.to_owned(),
        ..Story::default()
    };
    let candidacy = nominate(cast, &story).expect("a candidacy is begun");
    walk_to(cast, &story, candidacy, "selected").expect("the lead is selected");
    while cast.world.consortia.is_empty() {
        acts::scenario::walk(cast, &story, candidacy);
    }
    let id = *cast.world.consortia.keys().next().expect("it is begun");
    (story, Subject::Consortium(id))
}

fn item(cast: &Cast, world: &World, person: PersonId) -> Option<Item> {
    let at = china_midnight(cast.day()).expect("a day begins");
    let found = inbox(world, cast.rules, Actor::Person(person), at);
    found.waiting_for_me.into_iter().next()
}

fn does(cast: &mut Cast, person: PersonId, act: &str, subject: Subject, fields: &Value) {
    let asked = cast.do_act(Actor::Person(person), act, subject, fields);
    assert!(matches!(asked, Asked::Accepted(_)), "{act}: {asked:?}");
}

/// The department's officer of the case.
fn officer(cast: &Cast) -> PersonId {
    let mut people = cast.people();
    let found = people.find(|(alias, _)| alias.starts_with("officer@department."));
    found.expect("an officer is on stage").1
}

/// Another officer of the same department.
fn colleague(cast: &mut Cast) -> PersonId {
    let officer = officer(cast);
    let held = &cast.world.appointments[&officer][0];
    let acts::subject::person::Role::Officer(body) = held.role.clone() else {
        panic!("an officer")
    };
    let person = cast.person("second@nowhere");
    let fields = json!({"person": person, "role": "officer", "authority": body.authority,
        "division": body.division, "from": cast.day()});
    let security = cast.security();
    cast.do_act(security, "appointment.make", Subject::Office, &fields);
    person
}

#[test]
fn while_the_clock_stands_still_no_period_runs() {
    let (rules, _) = pack("suzhou-2022");
    let mut cast = Cast::founded(&rules, day("2022-08-01"), Box::new(|_| {}));
    let subject = in_review(&mut cast);
    let officer = officer(&cast);
    let due = |cast: &Cast| item(cast, &cast.world, officer).and_then(|item| item.due);
    let before = due(&cast).expect("review has a period").date;
    assert_eq!(before, day("2022-08-29"), "twenty working days");
    cast.turn_to(day("2022-08-05"));
    let fields = json!({"ground": "appraisal", "reason": "送检"});
    does(&mut cast, officer, "matter.suspend", subject, &fields);
    assert_eq!(due(&cast).map(|due| due.date), Some(before));
    cast.turn_to(day("2022-08-10"));
    // Monday to Wednesday do not count.
    assert_eq!(due(&cast).map(|due| due.date), Some(day("2022-09-01")));
    let found = item(&cast, &cast.world, officer).expect("it waits");
    assert_eq!(found.stopped, Some(day("2022-08-05")));
    does(&mut cast, officer, "matter.resume", subject, &json!({}));
    cast.turn_to(day("2022-08-22"));
    assert_eq!(due(&cast).map(|due| due.date), Some(day("2022-09-01")));
    // Stopped after it was over, it is over still.
    cast.turn_to(day("2022-09-05"));
    does(&mut cast, officer, "matter.suspend", subject, &fields);
    cast.turn_to(day("2022-09-09"));
    assert_eq!(due(&cast).map(|due| due.date), Some(day("2022-09-01")));
    // A fast start knows it too.
    let again = World::of_parts(cast.world.parts());
    let kept = item(&cast, &again, officer).expect("it waits");
    assert_eq!(kept.due.map(|due| due.date), Some(day("2022-09-01")));
    assert_eq!(kept.stopped, Some(day("2022-09-05")));
}

#[test]
fn a_matter_handed_over_stands_first_with_the_colleague_and_every_right_stays() {
    let (rules, _) = pack("suzhou-2022");
    let mut cast = Cast::founded(&rules, day("2022-08-01"), Box::new(|_| {}));
    let subject = in_review(&mut cast);
    let officer = officer(&cast);
    let second = colleague(&mut cast);
    let fields = json!({"to": second});
    does(&mut cast, officer, "matter.hand_over", subject, &fields);
    let today = cast.day();
    for (person, another) in [(officer, true), (second, false)] {
        let found = item(&cast, &cast.world, person).expect("it waits for both");
        assert_eq!(found.handler, Some(second));
        assert_eq!(found.kept_by_another(&cast.world, person, today), another);
    }
    // The first officer may act as before, and nobody of another body keeps it once it moved on.
    does(
        &mut cast,
        officer,
        "review.pass",
        subject,
        &json!({"opinion": "同意"}),
    );
    let mut government = cast.people();
    let (_, government) = government
        .find(|(alias, _)| alias.starts_with("officer@government."))
        .expect("an officer is on stage");
    let found = item(&cast, &cast.world, government).expect("it waits for the letter");
    assert_eq!(
        (found.handler, found.acts.as_slice()),
        (None, ["recommendation.issue"].as_slice())
    );
}

#[test]
fn what_the_absent_person_loses_the_substitute_loses_at_once() {
    let (rules, _) = pack("suzhou-2022");
    let mut cast = Cast::founded(&rules, day("2022-08-01"), Box::new(|_| {}));
    let subject = in_review(&mut cast);
    let (head, clerk) = (cast.person("head@heron"), cast.person("clerk@heron"));
    let lead = cast.organisation("heron").expect("the lead");
    let fields = json!({"substitute": clerk, "holder": "organisation", "organisation": lead,
        "from": cast.day(), "until": "2022-12-31", "reason": "休假"});
    does(
        &mut cast,
        head,
        "substitution.name",
        Subject::Office,
        &fields,
    );
    let sees = |cast: &Cast| {
        acts::sight::sees(
            &cast.world,
            &rules,
            Actor::Person(clerk),
            subject,
            cast.day(),
        )
    };
    assert!(sees(&cast));
    cast.turn_to(day("2022-08-10"));
    let urge = json!({});
    does(&mut cast, clerk, "matter.urge", subject, &urge);
    let last = cast.entries.last().expect("a record");
    assert_eq!((last.person(), last.on_behalf), (Some(clerk), Some(head)));
    let written = serde_json::to_value(last).expect("a record can be written");
    assert_eq!(written["for"], json!(head));
    // Another head: the substitute of the first acts for nobody.
    let other = cast.person("other@heron");
    let fields = json!({"person": other, "from": cast.day()});
    cast.by_anyone(
        Subject::Organisation(lead),
        "organisation.represent",
        &fields,
    );
    assert!(!sees(&cast));
    let asked = cast.do_act(Actor::Person(clerk), "matter.urge", subject, &urge);
    assert!(matches!(asked, Asked::Absent), "{asked:?}");
}

#[test]
fn where_any_one_may_countersign_one_confirmation_is_enough_and_nobody_else_is_asked() {
    let (mut rules, _) = pack("suzhou-2022");
    for edition in &mut rules.policies.editions {
        let edition = std::sync::Arc::make_mut(edition);
        for open in edition.stages.iter_mut().flat_map(|stage| &mut stage.opens) {
            open.consents = policy::Consents::Any;
        }
    }
    let mut cast = Cast::founded(&rules, day("2022-08-01"), Box::new(|_| {}));
    let (story, subject) = begun(&mut cast, "municipal");
    walk_to(&mut cast, &story, subject, "application").expect("it comes to the application");
    let (head, chief) = (cast.person("head@heron"), cast.person("chief@gliders"));
    let secretary = cast.person("secretary@heron");
    let submit = |cast: &mut Cast| {
        cast.do_act(
            Actor::Person(secretary),
            "application.submit",
            subject,
            &json!({}),
        )
    };
    let Asked::Refused(refusal) = submit(&mut cast) else {
        panic!("nobody confirmed yet")
    };
    let closing: Vec<&str> = refusal
        .closing()
        .map(|finding| finding.key.as_str())
        .collect();
    assert_eq!(closing, ["consent.any"]);
    assert!(
        item(&cast, &cast.world, head)
            .is_some_and(|item| item.acts.contains(&"responsibility.confirm"))
    );
    let confirm = json!({"act": "application.submit"});
    does(
        &mut cast,
        chief,
        "responsibility.confirm",
        subject,
        &confirm,
    );
    assert!(
        item(&cast, &cast.world, head)
            .is_none_or(|item| !item.acts.contains(&"responsibility.confirm"))
    );
    assert!(matches!(submit(&mut cast), Asked::Accepted(_)));
}
