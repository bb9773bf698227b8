use std::sync::Arc;

use acts::council;
use acts::subject::governance::Seat;
use acts::subject::organisation::Representation;
use serde_json::json;
use values::{EntryNumber, PersonId};

use super::bench::{ALDER, BIRCH, Bench, CEDAR, DOGWOOD, EXPERT, day, head, key, secretary};

#[test]
fn the_lead_head_chairs_the_council_without_being_named_and_a_new_head_follows() {
    let mut bench = Bench::joined();
    let fields = json!({
        "members": [{"organisation": BIRCH, "person": head(BIRCH)}], "rules": "By majority.", "from": "2030-03-01",
    });
    bench.does(secretary(ALDER), "council.form", &fields);
    let seat = |organisation, person| Seat {
        organisation,
        person,
    };
    let seats = council::seats(&bench.world, bench.consortium(), bench.today);
    assert_eq!(seats, [seat(ALDER, head(ALDER)), seat(BIRCH, head(BIRCH))]);
    let lead = bench.world.organisations.get_mut(&ALDER).expect("the lead");
    Arc::make_mut(lead).representatives.push(Representation {
        person: EXPERT,
        from: day("2030-04-01"),
        number: EntryNumber(500),
        holding: super::bench::CONFIRMED,
    });
    let chair = council::chair(&bench.world, bench.consortium(), day("2030-04-01"));
    assert_eq!(chair, Some(seat(ALDER, EXPERT)));
}

#[test]
fn the_council_has_one_seat_for_each_member_and_none_for_others() {
    let mut bench = Bench::joined();
    let fields = json!({
        "members": [
            {"organisation": BIRCH, "person": head(BIRCH)},
            {"organisation": BIRCH, "person": head(BIRCH)},
            {"organisation": DOGWOOD, "person": head(DOGWOOD)},
            {"organisation": CEDAR, "person": PersonId(4711)},
            {"organisation": ALDER, "person": secretary(ALDER)},
        ],
        "rules": "By majority.", "from": "2030-03-01", "until": "2030-02-01",
    });
    assert_eq!(
        bench.refused(secretary(ALDER), "council.form", &fields),
        [
            "council.lead_seat",
            "council.one_seat_a_person",
            "council.one_seat_each",
            "membership.member",
            "person.known",
            "term.order",
        ]
    );
}

#[test]
fn the_lead_head_sits_for_the_lead_only() {
    let mut bench = Bench::joined();
    let fields = json!({
        "members": [{"organisation": BIRCH, "person": head(ALDER)}], "rules": "By majority.", "from": "2030-03-01",
    });
    assert_eq!(
        bench.refused(secretary(ALDER), "council.form", &fields),
        ["council.lead_seat"]
    );
}

#[test]
fn a_secretariat_sits_with_a_member_and_a_committee_names_each_person_once() {
    let mut bench = Bench::joined();
    let elsewhere = json!({"organisation": DOGWOOD, "head": EXPERT, "from": "2030-03-01"});
    assert_eq!(
        bench.refused(secretary(ALDER), "secretariat.form", &elsewhere),
        ["membership.member"]
    );
    let twice = json!({"members": [EXPERT, EXPERT], "from": "2030-03-01"});
    assert_eq!(
        bench.refused(secretary(ALDER), "committee.form", &twice),
        ["committee.once"]
    );
    let once = json!({"members": [EXPERT, head(CEDAR)], "from": "2030-03-01"});
    let formed = bench.does(secretary(ALDER), "committee.form", &once);
    let committee = bench.consortium().governance.committee.as_ref();
    assert_eq!(
        committee.map(|committee| committee.number),
        Some(formed.number)
    );
}

#[test]
fn a_chief_expert_is_in_office_by_accepting_in_person() {
    let mut bench = Bench::joined();
    let fields =
        json!({"person": EXPERT, "qualification": "Built forty ships.", "from": "2030-03-01"});
    bench.does(secretary(ALDER), "chief_expert.appoint", &fields);
    let held = |bench: &Bench| {
        let chief = &bench.consortium().governance.chief_expert;
        chief.accepted().map(|held| held.person)
    };
    assert_eq!(held(&bench), None);
    assert_eq!(
        bench.refused(head(ALDER), "chief_expert.accept", &json!({})),
        ["capacity"]
    );
    bench.does(EXPERT, "chief_expert.accept", &json!({}));
    assert_eq!(held(&bench), Some(EXPERT));
    assert_eq!(
        bench.refused(EXPERT, "chief_expert.accept", &json!({})),
        ["capacity", "chief_expert.proposed"]
    );
    let other = json!({"person": head(CEDAR), "qualification": "Sailed.", "from": "2030-03-01"});
    bench.does(secretary(ALDER), "chief_expert.appoint", &other);
    assert_eq!(held(&bench), None, "the earlier expert has left office");
    bench.does(
        head(CEDAR),
        "chief_expert.decline",
        &json!({"reason": "Busy."}),
    );
    let chief = &bench.consortium().governance.chief_expert;
    assert!(chief.proposed().is_none() && chief.accepted().is_none());
}

#[test]
fn dual_responsibility_needs_two_people() {
    let mut bench = Bench::joined();
    let fields =
        json!({"person": head(ALDER), "qualification": "Owns the yard.", "from": "2030-03-01"});
    assert_eq!(
        bench.refused(secretary(ALDER), "chief_expert.appoint", &fields),
        ["chief_expert.second_person"]
    );
}

#[test]
fn a_mechanism_adopted_anew_replaces_its_earlier_text() {
    let mut bench = super::responsibility::with_chief_expert();
    for text in ["First come.", "Equal parts."] {
        for person in [head(ALDER), EXPERT] {
            bench.does(
                person,
                "responsibility.confirm",
                &json!({"act": "mechanism.adopt"}),
            );
        }
        let fields = json!({"mechanism": "sharing", "text": text});
        bench.does(secretary(ALDER), "mechanism.adopt", &fields);
    }
    let mechanisms = &bench.consortium().governance.mechanisms;
    assert_eq!(mechanisms.len(), 1);
    assert_eq!(mechanisms[&key("sharing")].text, "Equal parts.");
}
