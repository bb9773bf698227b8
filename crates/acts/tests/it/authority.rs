//! Who may do what: every act of a consortium's life, at every stage of its course, held against everybody on stage, by a
//! second and simpler reading of the policy.

use std::collections::{BTreeMap, BTreeSet};

use acts::ask::{Actor, Request};
use acts::scenario::{Cast, Profile, Step, Story, nominate, walk};
use acts::subject::consortium::Consortium;
use acts::{Subject, acts, prospect};
use policy::{Policy, Scope, SubjectKind};
use serde_json::{Map, json};
use values::{PersonId, parse_date};

use super::pack::pack;

/// Days a course may wait.
const DAYS: usize = 20;

/// The capacities somebody has in a case, read from how they were put on stage.
fn capacities(
    cast: &Cast,
    policy: &Policy,
    lead: &str,
    consortium: &Consortium,
    alias: &str,
    person: PersonId,
) -> BTreeSet<String> {
    let mut has: BTreeSet<String> = ["public", "anyone"].map(str::to_owned).into();
    let (role, place) = alias.split_once('@').unwrap_or((alias, ""));
    let mut add = |names: &[&str]| has.extend(names.iter().map(|name| (*name).to_owned()));
    let member = cast
        .organisation(place)
        .is_some_and(|organisation| consortium.members.contains_key(&organisation));
    match (role, place) {
        ("head", _) if place == lead => {
            add(&[
                "organisation",
                "representative",
                "lead",
                "lead_head",
                "member",
            ]);
        }
        ("secretary", _) if place == lead => add(&["organisation", "lead", "member"]),
        ("head", _) if member => add(&["organisation", "representative", "member"]),
        ("secretary", _) if member => add(&["organisation", "member"]),
        ("head" | "secretary", _) => add(&["organisation"]),
        ("system", "office") => add(&["system_administrator"]),
        ("security", "office") => add(&["security_administrator"]),
        ("auditor", "office") => add(&["auditor"]),
        ("officer" | "leader", _) => {
            let (authority, division) = match place.split_once('.') {
                Some((authority, division)) => (authority, Some(division)),
                None => (place, None),
            };
            let theirs = policy
                .authority(authority)
                .is_some_and(|found| match found.scope {
                    Scope::Whole => true,
                    Scope::Division => {
                        division.is_some() && division == consortium.division.as_deref()
                    }
                });
            let name = if role == "leader" {
                format!("{authority}.leader")
            } else {
                authority.to_owned()
            };
            if theirs {
                add(&[&name]);
            }
        }
        _ => {}
    }
    let chief = &consortium.governance.chief_expert;
    if chief.accepted().is_some_and(|held| held.person == person) {
        add(&["chief_expert"]);
    }
    if chief.proposed().is_some_and(|held| held.person == person) {
        add(&["proposed_expert"]);
    }
    if consortium.examination.experts.contains(&person) {
        add(&["expert"]);
    }
    let posted = consortium.liaison.as_ref();
    if posted.is_some_and(|held| held.person == person && held.from <= cast.day()) {
        add(&["liaison"]);
    }
    has
}

/// Holds every act on the consortium as it stands against everybody; gives how many cells were looked at.
fn hold(cast: &Cast, story: &Story, subject: Subject, wrong: &mut Vec<String>) -> usize {
    let Subject::Consortium(id) = subject else {
        panic!("a consortium is looked at")
    };
    let consortium = cast.world.consortium(id).expect("it is there");
    let policy = cast
        .rules
        .policies
        .edition(&consortium.policy)
        .expect("its edition is there");
    let stage = policy
        .stage(&consortium.stage.key)
        .expect("it stands in a stage");
    let everybody = cast
        .people()
        .map(|(alias, person)| (alias.to_owned(), Actor::Person(person)))
        .chain([
            ("public".to_owned(), Actor::Public),
            ("system".to_owned(), Actor::System),
        ]);
    let mut cells = 0;
    for (alias, actor) in everybody {
        let has = match actor {
            Actor::Person(person) => {
                capacities(cast, policy, &story.lead, consortium, &alias, person)
            }
            Actor::Public => BTreeSet::from(["public".to_owned()]),
            Actor::System => BTreeSet::from(["public".to_owned(), "system".to_owned()]),
        };
        for kind in acts().filter(|kind| kind.subject == SubjectKind::Consortium) {
            // Who was invited is told by the invitations, which a test of theirs reads.
            let opening = stage.opening(kind.key, &consortium.track);
            if opening.is_some_and(|open| open.by.iter().any(|by| **by == *"invited")) {
                continue;
            }
            let may =
                opening.is_some_and(|open| open.by.iter().any(|by| has.contains(by.as_str())));
            let request = Request {
                act: kind.key.to_owned(),
                subject,
                actor,
                at: cast.entries.last().expect("something was recorded").at,
                fields: Map::new(),
                justify: BTreeMap::new(),
            };
            let held = prospect(&cast.world, cast.rules, kind, &request)
                // Without an opening here, the capacity shown is that of a later stage, and the stage closes the act.
                .is_some_and(|ruling| ruling.held.is_some() && ruling.clause.is_some());
            cells += 1;
            if held != may {
                wrong.push(format!(
                    "{} at {} by {alias}: the policy says {may}, the ruling {held}",
                    kind.key, stage.key
                ));
            }
        }
    }
    cells
}

/// Walks a course from its first stage to its last, and holds every stage it comes through.
fn course(name: &str, kinds: &[&str], track: &str) -> (Vec<String>, usize) {
    let (rules, _) = pack(name);
    let mut cast = Cast::founded(
        &rules,
        parse_date("2025-03-03").expect("a day"),
        Box::new(|_| {}),
    );
    let policy = rules
        .policies
        .in_force(cast.day())
        .cloned()
        .expect("a policy");
    let divisions: Vec<_> = policy
        .terms("division")
        .iter()
        .map(|term| term.key.clone())
        .collect();
    let members = (0..8)
        .map(|index| {
            let alias = format!("member{index}");
            let mut profile = Profile::default();
            let kind = kinds[index % kinds.len()];
            profile.fields.insert("kind".to_owned(), json!(kind));
            let division = &divisions[index % divisions.len()];
            profile
                .fields
                .insert("division".to_owned(), json!(division));
            cast.found_organisation(&alias, &profile)
                .expect("the member is registered");
            alias
        })
        .collect();
    for alias in ["heron", "stranger"] {
        cast.found_organisation(alias, &Profile::default())
            .expect("it is registered");
    }
    // Officials of another division than the case's, and an expert nobody assigned.
    cast.stage_officials(divisions.last());
    cast.person("adviser@pool");
    let story = Story {
        alias: "gliders".to_owned(),
        lead: "heron".to_owned(),
        members,
        field: "水下滑翔机".to_owned(),
        field_en: "Underwater Gliders".to_owned(),
        track: track.to_owned(),
        without: Vec::new(),
    };
    let mut subject = nominate(&mut cast, &story).expect("a candidacy is begun");
    let (mut stages, mut cells, mut wrong) = (Vec::new(), 0, Vec::new());
    let mut waited = 0;
    loop {
        let step = walk(&mut cast, &story, subject);
        if let Subject::Candidacy(id) = subject
            && let Some(begun) = cast.world.candidacy(id).and_then(|found| found.consortium)
        {
            subject = Subject::Consortium(begun);
        }
        let stage = cast.world.stage(subject).map(|stage| stage.key.to_string());
        if let (Subject::Consortium(_), Some(stage)) = (subject, stage)
            && !stages.contains(&stage)
        {
            cells += hold(&cast, &story, subject, &mut wrong);
            stages.push(stage);
        }
        match step {
            Step::Did(_) => {}
            // A public notice runs for days before it can be closed.
            Step::Rests if waited < DAYS => {
                waited += 1;
                let tomorrow = cast.day().tomorrow().expect("there is a day after");
                cast.turn_to(tomorrow);
            }
            Step::Rests => break,
            Step::Closed(act, findings) => panic!("{act} is closed: {findings:?}"),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    (stages, cells)
}

#[test]
fn whoever_the_policy_does_not_name_is_held_off_on_the_municipal_track() {
    let (stages, cells) = course(
        "suzhou-2022",
        &["university", "institute", "enterprise"],
        "municipal",
    );
    assert_eq!((stages.len(), cells), (7, 20_668), "{stages:?}");
}

#[test]
fn whoever_the_policy_does_not_name_is_held_off_on_the_county_track() {
    let (stages, cells) = course(
        "suzhou-2022",
        &["university", "institute", "enterprise"],
        "county",
    );
    assert_eq!((stages.len(), cells), (9, 26_788), "{stages:?}");
}

#[test]
fn whoever_the_policy_does_not_name_is_held_off_by_the_second_government_too() {
    let (stages, cells) = course(
        "yunwan-2025",
        &["maker", "software", "college", "laboratory", "hospital"],
        "open",
    );
    assert_eq!((stages.len(), cells), (7, 10_402), "{stages:?}");
}
