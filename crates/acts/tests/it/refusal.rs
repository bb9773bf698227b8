//! What a refusal carries: every failing condition at once, each with its clause, what was found, what is wanted, and the
//! numbers of the records it rests on.

use std::collections::BTreeSet;

use acts::finding::{Finding, Found, Part};
use acts::scenario::{Cast, Profile, Story, nominate, walk, walk_to};
use acts::{Actor, Asked, Office, Subject};
use policy::{Value, Weight};
use serde_json::{Value as Json, json};
use values::{EntryNumber, parse_date};

use crate::pack::pack;

const MEMBERS: [(&str, &str); 5] = [
    ("cedar", "university"),
    ("dogwood", "institute"),
    ("elder", "service"),
    ("fir", "finance"),
    ("ginkgo", "enterprise"),
];

/// Six members led by Alder, ready to apply, but with one mechanism too few and a university and an institute without laboratory.
fn ready(rules: &Office) -> (Cast<'_>, Subject) {
    let day = parse_date("2022-08-01").expect("a day");
    let mut cast = Cast::founded(rules, day, Box::new(|_| {}));
    cast.found_organisation("alder", &Profile::default())
        .expect("the lead");
    for (alias, kind) in MEMBERS {
        let mut profile = Profile::default();
        profile.fields.insert("kind".to_owned(), json!(kind));
        profile.without.push("laboratory".to_owned());
        cast.found_organisation(alias, &profile).expect("a member");
    }
    let story = Story {
        alias: "optics".to_owned(),
        lead: "alder".to_owned(),
        members: MEMBERS.map(|(alias, _)| alias.to_owned()).to_vec(),
        field: "光学薄膜".to_owned(),
        field_en: "optics".to_owned(),
        track: "municipal".to_owned(),
        without: vec!["property-sharing".to_owned()],
    };
    let candidacy = nominate(&mut cast, &story).expect("nominated");
    walk_to(&mut cast, &story, candidacy, "selected").expect("selected");
    while cast.world.consortia.is_empty() {
        walk(&mut cast, &story, candidacy);
    }
    let started = *cast.world.consortia.keys().next().expect("started");
    let optics = Subject::Consortium(started);
    walk_to(&mut cast, &story, optics, "application").expect("signed");
    (cast, optics)
}

fn does(cast: &mut Cast, who: &str, act: &str, subject: Subject, fields: &Json) -> EntryNumber {
    let person = Actor::Person(cast.person(who));
    match cast.do_act(person, act, subject, fields) {
        Asked::Accepted(_) => cast.world.number,
        other => panic!("{act}: {other:?}"),
    }
}

/// The records of an act, by number.
fn records(cast: &Cast, acts: &[&str]) -> BTreeSet<EntryNumber> {
    cast.entries
        .iter()
        .filter(|entry| acts.contains(&entry.act.as_str()))
        .map(|entry| entry.number)
        .collect()
}

fn rests_on(finding: &Finding) -> BTreeSet<EntryNumber> {
    finding.evidence.iter().map(|held| held.record).collect()
}

fn parts(found: &Found) -> &[Part] {
    match found {
        Found::Parts(parts) => parts,
        other => panic!("no parts: {other:?}"),
    }
}

fn numbers(values: impl Iterator<Item = Value>) -> Vec<i64> {
    values
        .filter_map(|value| match value {
            Value::Count(count) => Some(count),
            Value::Number(thousandths) => Some(thousandths / 1000),
            _ => None,
        })
        .collect()
}

fn wanted(finding: &Finding) -> Vec<i64> {
    numbers(
        parts(&finding.wanted)
            .iter()
            .map(|part| part.wanted.clone()),
    )
}

fn found(finding: &Finding) -> Vec<i64> {
    match &finding.found {
        Found::Value(value) => numbers(std::iter::once(value.clone())),
        found => numbers(parts(found).iter().map(|part| part.found.clone())),
    }
}

fn terms(value: &Value) -> Vec<&str> {
    match value {
        Value::Terms(terms) => terms.iter().map(values::Key::as_str).collect(),
        other => panic!("no terms: {other:?}"),
    }
}

#[test]
fn a_refusal_names_all_four_failing_clauses_with_found_wanted_and_evidence() {
    let (rules, _) = pack("suzhou-2022");
    let (mut cast, optics) = ready(&rules);
    let plan = json!({
        "positioning": "聚焦关键部件", "horizon": 2,
        "goals": [{"goal": "样机", "measure": "1 台"}], "tasks": [{"task": "research", "text": "联合攻关"}],
    });
    let revised = does(&mut cast, "secretary@alder", "plan.revise", optics, &plan);
    let both = json!({"act": "application.submit"});
    for who in ["head@alder", "chief@optics"] {
        does(&mut cast, who, "responsibility.confirm", optics, &both);
    }
    let before = cast.entries.len();
    let secretary = Actor::Person(cast.person("secretary@alder"));
    let asked = cast.do_act(secretary, "application.submit", optics, &json!({}));
    let Asked::Refused(refusal) = asked else {
        panic!("{asked:?}");
    };
    assert_eq!(cast.entries.len(), before, "a refusal records nothing");

    let closing: Vec<&Finding> = refusal.closing().collect();
    let clauses: BTreeSet<String> = closing
        .iter()
        .filter_map(|finding| finding.clause)
        .map(|clause| clause.to_string())
        .collect();
    let four = ["3.1.1", "3.1.2b", "3.1.4b", "3.3.2"].map(str::to_owned);
    assert_eq!(clauses, BTreeSet::from(four));
    let of = |clause: &str| -> Vec<&Finding> {
        let mut of = closing.clone();
        of.retain(|finding| {
            finding
                .clause
                .is_some_and(|cited| cited.to_string() == clause)
        });
        of
    };

    let [plan] = of("3.1.1")[..] else { panic!() };
    assert_eq!((found(plan), wanted(plan)), (vec![2, 1], vec![3, 1]));
    assert_eq!(rests_on(plan), BTreeSet::from([revised]));

    let [members] = of("3.1.2b")[..] else {
        panic!()
    };
    assert_eq!(members.weight, Weight::General);
    assert_eq!((found(members), wanted(members)), (vec![6], vec![8]));
    let joined = records(&cast, &["consortium.start", "invitation.accept"]);
    assert_eq!(joined.len(), 6);
    assert_eq!(rests_on(members), joined);

    let [mechanisms] = of("3.1.4b")[..] else {
        panic!()
    };
    let part = &parts(&mechanisms.wanted)[0];
    assert_eq!(terms(&part.found), ["benefit-sharing", "joint-research"]);
    assert_eq!(
        terms(&part.wanted),
        ["joint-research", "benefit-sharing", "property-sharing"]
    );
    assert_eq!(rests_on(mechanisms), records(&cast, &["mechanism.adopt"]));

    let laboratories = of("3.3.2");
    let about: Vec<_> = laboratories
        .iter()
        .filter_map(|finding| finding.about)
        .collect();
    let science = ["cedar", "dogwood"].map(|alias| cast.organisation(alias).expect("a member"));
    assert_eq!(about, science, "one finding for each member it is about");
    for finding in laboratories {
        assert_eq!((found(finding), wanted(finding)), (vec![1, 0], vec![1, 1]));
        let teams = cast.entries.iter().filter(|entry| {
            entry.act.as_str() == "organisation.add_team"
                && finding.about.map(Subject::Organisation) == Some(entry.subject)
        });
        let teams: BTreeSet<EntryNumber> = teams.map(|entry| entry.number).collect();
        assert_eq!(rests_on(finding), teams, "the team it has is shown");
    }
}
