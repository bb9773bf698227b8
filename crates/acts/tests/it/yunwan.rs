//! A second government, fictitious and different on purpose: its whole formation runs by its own pack.

use std::collections::BTreeSet;

use acts::Subject;
use acts::scenario::{Cast, Profile, Story, nominate, read, run, walk_to};
use serde_json::json;
use values::parse_date;

use super::pack::pack;

/// Members of every kind but funds, spread over the quarters.
fn members(cast: &mut Cast, count: usize) -> Vec<String> {
    let kinds = ["maker", "software", "college", "laboratory", "hospital"];
    let quarters = ["harbour", "hills", "delta"];
    (0..count)
        .map(|index| {
            let alias = format!("member{index}");
            let mut profile = Profile::default();
            profile
                .fields
                .insert("kind".to_owned(), json!(kinds[index % kinds.len()]));
            profile.fields.insert(
                "division".to_owned(),
                json!(quarters[index % quarters.len()]),
            );
            cast.found_organisation(&alias, &profile)
                .expect("the member is registered");
            alias
        })
        .collect()
}

#[test]
fn a_second_government_s_formation_runs_from_pre_proposal_to_confirmation() {
    let (rules, _) = pack("yunwan-2025");
    let day = parse_date("2025-03-03").expect("a day");
    let mut cast = Cast::founded(&rules, day, Box::new(|_| {}));
    cast.found_organisation("heron", &Profile::default())
        .expect("the lead is registered");
    let story = Story {
        alias: "gliders".to_owned(),
        lead: "heron".to_owned(),
        members: members(&mut cast, 6),
        field: "水下滑翔机".to_owned(),
        field_en: "Underwater Gliders".to_owned(),
        track: String::new(),
        without: Vec::new(),
    };
    let candidacy = nominate(&mut cast, &story).expect("the lead proposes itself");
    walk_to(&mut cast, &story, candidacy, "let-form").expect("the office lets it form");
    let consortium = {
        let Subject::Candidacy(id) = candidacy else {
            panic!("a candidacy was begun")
        };
        // The first step of the consortium is taken by the same walk.
        let _ = acts::scenario::walk(&mut cast, &story, candidacy);
        cast.world.candidacy(id).and_then(|found| found.consortium)
    }
    .expect("the consortium is started");
    let subject = Subject::Consortium(consortium);
    walk_to(&mut cast, &story, subject, "confirmed").expect("the whole course is gone");

    let found = cast.world.consortium(consortium).expect("it is there");
    let established = found.established.as_ref().expect("it is confirmed");
    assert_eq!(established.name.zh, "云湾水下滑翔机产业创新共同体");
    assert_eq!(
        established.name.en,
        "Yunwan Community for Underwater Gliders"
    );
    assert_eq!(established.number, "云共2025-1");

    let stages: Vec<String> = cast
        .entries
        .iter()
        .filter(|entry| entry.subject == subject)
        .filter_map(|entry| entry.effects.moves.as_ref().map(ToString::to_string))
        .collect();
    let course = [
        "covenant",
        "filing",
        "site-visit",
        "publicity",
        "confirmation",
        "confirmed",
    ];
    assert_eq!(stages, course);
    let actors: BTreeSet<String> = cast
        .entries
        .iter()
        .filter(|entry| entry.subject == subject)
        .map(|entry| format!("{:?}", entry.by))
        .collect();
    assert!(actors.len() > 8, "only {} people took part", actors.len());
}

#[test]
fn the_second_government_s_scenarios_pass() {
    let (rules, files) = pack("yunwan-2025");
    let mut played = 0;
    for (name, text) in files
        .iter()
        .filter(|(name, _)| name.starts_with("scenarios/"))
    {
        let scenario = read(text).unwrap_or_else(|mistakes| panic!("{name}: {mistakes:?}"));
        let failures = run(&rules, &scenario);
        assert!(failures.is_empty(), "{name}: {failures:?}");
        played += 1;
    }
    assert!(played >= 4);
}

#[test]
fn the_two_governments_share_no_stage_of_the_course_but_the_acts() {
    let stages = |name: &str| -> BTreeSet<String> {
        let (rules, _) = pack(name);
        let policy = &rules.policies.editions[0];
        let course = policy.stages.iter().filter(|stage| stage.is_step());
        course.map(|stage| stage.key.to_string()).collect()
    };
    let both: Vec<String> = stages("suzhou-2022")
        .intersection(&stages("yunwan-2025"))
        .cloned()
        .collect();
    assert!(both.is_empty(), "{both:?}");
}
