use acts::subject::Subject;
use acts::{Asked, State};
use serde_json::{Value, json};

use super::bench::{Bench, code, day, key, rules, start};

const SECRETARY: &str = "secretary@alder";
const START: &str = "consortium.start";

#[test]
fn the_selected_lead_starts_and_is_the_first_member() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let candidacy = bench.selected(alder, "short");
    let id = bench.started("alder", candidacy, "高桅帆船");
    let world = &bench.cast.world;
    let consortium = world.consortium(id).expect("started");
    let lead = &consortium.members[&alder];
    assert_eq!(lead.layer, key("core"), "the first layer of the policy");
    assert_eq!(lead.acceptance, id.entry());
    assert_eq!(consortium.stage.key, key("forming"));
    assert_eq!(consortium.matter, id.entry());
    assert_eq!(consortium.lead, alder);
    assert_eq!(world.consortia_of[&alder], [id]);
    assert_eq!(world.names["雾港高桅帆船创新联合体"], id);
    let candidacy = world.candidacy(candidacy).expect("nominated");
    assert_eq!(candidacy.consortium, Some(id));
}

#[test]
fn only_the_lead_starts_and_only_once_for_each_selection() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    bench.shipyard("birch", 2);
    let candidacy = bench.nominated(alder, "short");
    let subject = Subject::Candidacy(candidacy);
    let closing = bench.refused(SECRETARY, START, subject, &start("Tall Ships"));
    assert_eq!(closing, ["consortium.selected", "stage"]);
    bench.does(
        "officer@office",
        "selection.decline",
        subject,
        &json!({"reasons": "No team."}),
    );
    let candidacy = bench.selected(alder, "short");
    let subject = Subject::Candidacy(candidacy);
    let closing = bench.refused("officer@office", START, subject, &start("Tall Ships"));
    assert_eq!(closing, ["capacity"]);
    let stranger = bench.ask("secretary@birch", START, subject, &start("Tall Ships"));
    assert!(
        matches!(stranger, Asked::Absent),
        "it does not see the case"
    );
    bench.does(SECRETARY, START, subject, &start("Tall Ships"));
    let closing = bench.refused(SECRETARY, START, subject, &start("Small Ships"));
    assert_eq!(closing, ["consortium.first"]);
}

#[test]
fn a_field_is_short_and_does_not_say_what_the_pattern_says() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let subject = Subject::Candidacy(bench.selected(alder, "short"));
    let long = "船".repeat(41);
    for (field, rule) in [
        ("船", "consortium.field"),
        (long.as_str(), "consortium.field"),
        ("帆船创新联合体", "consortium.field_plain"),
        ("帆船联合体", "consortium.field_plain"),
        ("雾港帆船", "consortium.field_plain"),
    ] {
        let closing = bench.refused(SECRETARY, START, subject, &start(field));
        assert_eq!(closing, [rule], "{field}");
    }
    let mut english = start("帆船");
    english["field_en"] = json!("Sailing Ship Innovation Consortium");
    let closing = bench.closing(SECRETARY, START, subject, &english);
    assert_eq!(closing[0].key, "consortium.field_plain");
    english["field_en"] = json!("Sailing Ships");
    let entry = bench.does(SECRETARY, START, subject, &english);
    let name = entry.effects.name.expect("a name is derived");
    assert_eq!(name.zh, "雾港帆船创新联合体");
    assert_eq!(name.en, "Fog Harbour Sailing Ships Innovation Consortium");
}

#[test]
fn a_name_is_taken_once_whatever_its_width_and_case() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let birch = bench.shipyard("birch", 2);
    let first = bench.selected(alder, "short");
    let first = bench.started("alder", first, "CT球管");
    let second = Subject::Candidacy(bench.selected(birch, "short"));
    let closing = bench.closing("secretary@birch", START, second, &start("CT 球管"));
    assert_eq!(closing.len(), 1);
    assert_eq!(closing[0].key, "consortium.name");
    let found = serde_json::to_string(&closing[0].found).expect("found is told");
    assert!(found.contains(&first.to_string()));
    bench.does("secretary@birch", START, second, &start("CT探测器"));
}

#[test]
fn a_consortium_stands_under_the_edition_of_the_day_it_starts() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let candidacy = bench.selected(alder, "short");
    bench.cast.turn_to(day("2031-02-03"));
    let subject = Subject::Candidacy(candidacy);
    let closing = bench.refused(SECRETARY, START, subject, &start("帆船"));
    assert_eq!(closing, ["consortium.type"], "the call has types");
    let mut typed = start("帆船");
    typed["type"] = json!("fleet");
    let entry = bench.does(SECRETARY, START, subject, &typed);
    assert_eq!(&*entry.policy.0, "fog-leads", "the candidacy keeps its own");
    let consortium = bench
        .cast
        .world
        .consortium(entry.number.into())
        .expect("started");
    assert_eq!(&*consortium.policy.0, "fog-leads+spring");
    assert!(bench.cast.world.names.contains_key("雾港帆船领域联合体"));
}

#[test]
fn the_industry_is_one_the_track_is_for() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let both = json!({"credit_code": code(1), "industries": ["ships", "salt"]});
    let alder = bench.registered("alder", &both);
    let subject = Subject::Candidacy(bench.selected(alder, "short"));
    let mut salt = start("海盐");
    salt["industry"] = json!("salt");
    assert_eq!(
        bench.refused(SECRETARY, START, subject, &salt),
        ["consortium.industry"]
    );
    salt["industry"] = json!(["ships", "lights"]);
    assert!(matches!(
        bench.ask(SECRETARY, START, subject, &salt),
        Asked::Mistaken(_)
    ));
}

fn plan(horizon: i64) -> Value {
    json!({
        "positioning": "Ships", "horizon": horizon, "goals": [{"goal": "Sail", "measure": "3 ships"}],
        "tasks": [{"task": "keel", "text": "Lay it."}], "sections": [{"section": "outlook", "text": "Fair."}],
    })
}

#[test]
fn revising_the_plan_changes_the_matter_heads_confirm() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let candidacy = bench.selected(alder, "short");
    let id = bench.started("alder", candidacy, "帆船");
    let subject = Subject::Consortium(id);
    let revised = bench.does(SECRETARY, "plan.revise", subject, &plan(7));
    let consortium = bench.cast.world.consortium(id).expect("started");
    assert_eq!(consortium.plan.horizon, 7);
    assert_eq!(consortium.matter, revised.number);
    assert_eq!(
        bench.refused(SECRETARY, "plan.revise", subject, &plan(7)),
        ["plan.changes"]
    );
    let mut twice = plan(0);
    twice["sections"] = json!([
        {"section": "outlook", "text": "Fair."}, {"section": "outlook", "text": "Foul."},
    ]);
    assert_eq!(
        bench.refused(SECRETARY, "plan.revise", subject, &twice),
        ["plan.horizon", "plan.sections_once"]
    );
}

#[test]
fn a_lead_is_qualified_as_long_as_the_hard_conditions_of_its_selection_hold() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let candidacy = bench.selected(alder, "short");
    let id = bench.started("alder", candidacy, "帆船");
    let residence = bench
        .cast
        .world
        .organisation(alder)
        .expect("it is")
        .residences[0]
        .number;
    let dispute = json!({"item": residence, "reason": "It moved away."});
    let organisation = Subject::Organisation(alder);
    bench.does(
        "officer@office",
        "organisation.dispute",
        organisation,
        &dispute,
    );
    let submit = "application.submit";
    let closing = bench.closing(SECRETARY, submit, Subject::Consortium(id), &json!({}));
    assert_eq!(closing.len(), 1);
    assert_eq!(
        (closing[0].key.as_str(), closing[0].state),
        ("1.3a", State::Unmet)
    );
    let confirm = json!({"item": residence});
    bench.does(
        "officer@office",
        "organisation.confirm",
        organisation,
        &confirm,
    );
    let team = bench.cast.world.organisation(alder).expect("it is").items[0].number;
    let dispute = json!({"item": team, "reason": "Nobody was there."});
    bench.does(
        "officer@office",
        "organisation.dispute",
        organisation,
        &dispute,
    );
    let submitted = bench.does(SECRETARY, submit, Subject::Consortium(id), &json!({}));
    assert_eq!(
        submitted.number, bench.cast.world.number,
        "a general condition does not unmake it"
    );
}
