//! Who may be shown a personal field in full: the office that handles the matter, nobody else, no administrator.

use acts::disclosure::{discloses, personal_fields};
use acts::scenario::{Cast, Profile, Story, nominate, walk, walk_to};
use acts::{Actor, Asked, Recorded, Subject};
use serde_json::json;
use values::{china_midnight, parse_date};

use super::pack::pack;

/// An objection raised by a unit in the public notice of a consortium of the county track.
fn objected(cast: &mut Cast) -> Recorded {
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
        track: "county".to_owned(),
        ..Story::default()
    };
    let candidacy = nominate(cast, &story).expect("a candidacy is begun");
    walk_to(cast, &story, candidacy, "selected").expect("the lead is selected");
    while cast.world.consortia.is_empty() {
        walk(cast, &story, candidacy);
    }
    let id = *cast.world.consortia.keys().next().expect("it is begun");
    let subject = Subject::Consortium(id);
    walk_to(cast, &story, subject, "notice").expect("it comes to notice");
    let contacts = json!({"business_contact": "业务处室", "supervising_contact": "监督部门"});
    let officer = cast.people().find(|(alias, _)| *alias == "officer@bureau");
    let officer = Actor::Person(officer.expect("on stage").1);
    let asked = cast.do_act(officer, "notice.publish", subject, &contacts);
    assert!(matches!(asked, Asked::Accepted(_)), "{asked:?}");
    let next = cast.day().tomorrow().expect("a day follows");
    cast.turn_to(next);
    let fields = json!({"kind": "unit", "unit": "东港示例公司", "address": "东港路 1 号", "reasons": "成员重复"});
    let asked = cast.do_act(Actor::Public, "objection.raise", subject, &fields);
    assert!(matches!(asked, Asked::Accepted(_)), "{asked:?}");
    cast.entries.last().expect("it is recorded").clone()
}

#[test]
fn m31_only_the_office_that_handles_the_matter_is_shown_who_objected() {
    let (rules, _) = pack("suzhou-2022");
    let day = parse_date("2023-04-03").expect("a day");
    let mut cast = Cast::founded(&rules, day, Box::new(|_| {}));
    let record = objected(&mut cast);
    let named: Vec<&str> = personal_fields(&record)
        .map(|(field, _)| field.name)
        .collect();
    assert_eq!(named, ["address"]);
    let at = china_midnight(cast.day()).expect("a day begins");
    let shown = |actor| discloses(&cast.world, cast.rules, actor, &record, at);
    let may: Vec<&str> = cast
        .people()
        .filter(|(_, person)| shown(Actor::Person(*person)))
        .map(|(alias, _)| alias)
        .collect();
    assert!(may.contains(&"officer@bureau"), "{may:?}");
    assert!(
        may.iter().all(|alias| alias.ends_with("@bureau")),
        "somebody beside the bureau: {may:?}"
    );
    assert!(!shown(Actor::Public) && !shown(Actor::System));
    // Weeks later, in another stage, the same office may still have to write to them.
    let officer = cast.people().find(|(alias, _)| *alias == "officer@bureau");
    let officer = Actor::Person(officer.expect("on stage").1);
    let later = values::Instant::from_second(at.second() + 90 * 86_400).expect("a time");
    assert!(discloses(&cast.world, cast.rules, officer, &record, later));
}

#[test]
fn m31_of_the_administrators_only_the_one_who_enrols_is_shown_a_contact() {
    let (rules, _) = pack("suzhou-2022");
    let day = parse_date("2023-04-03").expect("a day");
    let mut cast = Cast::founded(&rules, day, Box::new(|_| {}));
    cast.stage_officials(None);
    let people: Vec<_> = cast
        .people()
        .map(|(alias, person)| (alias.to_owned(), person))
        .collect();
    let of = |sought: &str| {
        let found = people.iter().find(|(alias, _)| alias == sought);
        Actor::Person(
            found
                .unwrap_or_else(|| panic!("{sought} is on stage: {people:?}"))
                .1,
        )
    };
    let system = of("system@office");
    let fields = json!({"name": "示例某", "contact": "13812345678"});
    let asked = cast.do_act(system, "person.enrol", Subject::Office, &fields);
    assert!(matches!(asked, Asked::Accepted(_)), "{asked:?}");
    let record = cast.entries.last().expect("it is recorded").clone();
    let at = china_midnight(cast.day()).expect("a day begins");
    for (alias, may) in [
        ("system@office", true),
        ("security@office", false),
        ("auditor@office", false),
        ("officer@bureau", false),
    ] {
        let shown = discloses(&cast.world, cast.rules, of(alias), &record, at);
        assert_eq!(shown, may, "{alias}");
    }
}
