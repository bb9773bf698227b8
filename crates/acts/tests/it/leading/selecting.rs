use std::sync::Arc;

use acts::subject::Subject;
use acts::subject::organisation::Ban;
use serde_json::{Value, json};
use values::EntryNumber;

use super::bench::{Bench, code, day, key, rules};

fn on(track: &str) -> Value {
    json!({"track": track, "reason": "Able."})
}

#[test]
fn each_track_has_its_own_body_and_a_quay_its_own_organisations() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = Subject::Organisation(bench.shipyard("alder", 1));
    let nominate = "selection.nominate";
    assert_eq!(
        bench.refused("officer@office", nominate, alder, &on("long")),
        ["selection.own_track"]
    );
    assert_eq!(
        bench.refused("officer@quay.north", nominate, alder, &on("short")),
        ["selection.own_track"]
    );
    assert_eq!(
        bench.refused("officer@quay.south", nominate, alder, &on("long")),
        ["capacity"]
    );
    bench.does("officer@quay.north", nominate, alder, &on("long"));
}

#[test]
fn a_candidacy_keeps_the_edition_and_the_division_of_its_day() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let candidacy = bench.nominated(alder, "long");
    let held = bench.cast.world.candidacy(candidacy).expect("nominated");
    assert_eq!(held.stage.key, key("selection"));
    assert_eq!(held.division, Some(key("north")));
    assert_eq!(&*held.policy.0, "fog-leads");
    assert_eq!(bench.cast.world.candidacies_of[&alder], [candidacy]);
}

#[test]
fn an_organisation_has_one_live_candidacy_on_whatever_track() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let first = bench.nominated(alder, "short");
    let subject = Subject::Organisation(alder);
    assert_eq!(
        bench.refused(
            "officer@quay.north",
            "selection.nominate",
            subject,
            &on("long")
        ),
        ["selection.no_other"]
    );
    let reasons = json!({"reasons": "Not yet."});
    let candidacy = Subject::Candidacy(first);
    bench.does("officer@office", "selection.decline", candidacy, &reasons);
    let held = bench.cast.world.candidacy(first).expect("nominated");
    assert_eq!(held.stage.key, key("declined"));
    assert!(held.declined.is_some());
    bench.nominated(alder, "long");
}

#[test]
fn a_lead_is_nominated_again_only_when_its_consortium_is_on_its_way_no_more() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let candidacy = bench.selected(alder, "short");
    let consortium = bench.started("alder", candidacy, "Tall Ships");
    let subject = Subject::Organisation(alder);
    assert_eq!(
        bench.refused(
            "officer@office",
            "selection.nominate",
            subject,
            &on("short")
        ),
        ["selection.no_other"]
    );
    let submit = json!({});
    let case = Subject::Consortium(consortium);
    bench.does("secretary@alder", "application.submit", case, &submit);
    bench.nominated(alder, "short");
}

#[test]
fn local_industries_open_the_long_track_only_where_the_division_declared_them() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let salt = json!({"credit_code": code(1), "industries": ["salt"]});
    let salter = Subject::Organisation(bench.registered("salter", &salt));
    let nominate = "selection.nominate";
    assert_eq!(
        bench.refused("officer@quay.north", nominate, salter, &on("long")),
        ["selection.industry"]
    );
    let declared = json!({"division": "north", "industries": ["salt"], "from": "2030-03-01"});
    bench.does(
        "officer@quay.north",
        "division.declare",
        Subject::Office,
        &declared,
    );
    assert_eq!(
        bench.refused("officer@office", nominate, salter, &on("short")),
        ["selection.industry"],
        "the short track knows the policy's own industries"
    );
    bench.does("officer@quay.north", nominate, salter, &on("long"));
}

#[test]
fn the_long_track_needs_a_division() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let outside = json!({"credit_code": code(1), "division": null, "place": "Mist Bay"});
    let outsider = Subject::Organisation(bench.registered("outsider", &outside));
    let closing = bench.refused(
        "officer@office",
        "selection.nominate",
        outsider,
        &on("long"),
    );
    assert_eq!(closing, ["selection.division", "selection.own_track"]);
    bench.does(
        "officer@office",
        "selection.nominate",
        outsider,
        &on("short"),
    );
}

#[test]
fn a_banned_organisation_is_not_nominated() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let held = bench
        .cast
        .world
        .organisations
        .get_mut(&alder)
        .expect("it is");
    Arc::make_mut(held).bans.push(Ban {
        number: EntryNumber(9),
        from: day("2029-01-01"),
        until: day("2031-12-31"),
    });
    let subject = Subject::Organisation(alder);
    assert_eq!(
        bench.refused(
            "officer@office",
            "selection.nominate",
            subject,
            &on("short")
        ),
        ["standing.ban"]
    );
}

#[test]
fn a_lead_is_selected_when_it_was_judged_and_stands_where_it_says() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let candidacy = Subject::Candidacy(bench.nominated(alder, "short"));
    let select = "selection.select";
    assert_eq!(
        bench.refused("officer@office", select, candidacy, &json!({})),
        ["1.2b", "1.2c"]
    );
    let judged =
        |judgement: &str| json!({"judgement": judgement, "outcome": "met", "grounds": "Seen."});
    assert_eq!(
        bench.refused(
            "officer@office",
            "selection.judge",
            candidacy,
            &judged("worthy")
        ),
        ["judgement.asked"],
        "that is judged of consortia"
    );
    let judged = bench.does(
        "officer@office",
        "selection.judge",
        candidacy,
        &judged("seaworthy"),
    );
    let team = json!({"kind": "team", "name": "Riggers", "from": "2029-01-01"});
    let subject = Subject::Organisation(alder);
    bench.does("head@alder", "organisation.add_team", subject, &team);
    let selected = bench.does("officer@office", select, candidacy, &json!({}));
    let Subject::Candidacy(id) = candidacy else {
        return;
    };
    let held = bench.cast.world.candidacy(id).expect("nominated");
    assert_eq!(
        held.selected.map(|(number, _)| number),
        Some(selected.number)
    );
    assert_eq!(held.judgements["seaworthy"].number, judged.number);
    assert_eq!(held.judgements["seaworthy"].grounds, "Seen.");
    assert_eq!(held.stage.key, key("selected"));
}

#[test]
fn a_residence_an_organisation_only_states_does_not_lie_in_the_area() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let candidacy = Subject::Candidacy(bench.nominated(alder, "short"));
    let subject = Subject::Organisation(alder);
    let moved = json!({"division": "south", "division_from": "2030-03-01"});
    let moved = bench.does("secretary@alder", "organisation.amend", subject, &moved);
    let closing = bench.refused("officer@office", "selection.select", candidacy, &json!({}));
    assert!(closing.contains(&"1.2a".to_owned()));
    let confirm = json!({"item": moved.number});
    bench.does("officer@office", "organisation.confirm", subject, &confirm);
    let closing = bench.refused("officer@office", "selection.select", candidacy, &json!({}));
    assert!(!closing.contains(&"1.2a".to_owned()));
}
