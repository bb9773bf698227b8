use acts::subject::Subject;
use policy::{Param, Value};
use serde_json::{Value as Json, json};
use values::{Fen, OrganisationId, Share};

use super::bench::{Bench, code, day, key, rules};

fn add(bench: &mut Bench, organisation: OrganisationId, act: &str, fields: &Json) -> u64 {
    let act = format!("organisation.{act}");
    let subject = Subject::Organisation(organisation);
    let entry = bench.does("officer@office", &act, subject, fields);
    entry.number.number()
}

fn word(text: &str) -> Param {
    Param::Word(key(text))
}

fn share(text: &str) -> Value {
    Value::Share(Share::parse(text).expect("a share"))
}

#[test]
fn figures_are_the_latest_a_sum_an_average_or_the_lowest_of_several_years() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    for (year, revenue, spending) in [(2027, 1000, 40), (2028, 2000, 40), (2029, 3000, 100)] {
        let fields = json!({"year": year, "revenue": revenue, "rd_spending": spending, "staff": 10, "rd_staff": 3});
        add(&mut bench, alder, "report_year", &fields);
    }
    let three = |how: &str| [("years", Param::Count(3)), ("as", word(how))];
    let revenue = |params: &[(&str, Param)]| bench.measure(alder, "lead.revenue", params);
    assert_eq!(revenue(&[]), Value::Money(Fen(3000)));
    assert_eq!(revenue(&three("sum")), Value::Money(Fen(6000)));
    assert_eq!(revenue(&three("average")), Value::Money(Fen(2000)));
    assert_eq!(revenue(&three("each")), Value::Money(Fen(1000)));
    let intensity = |params: &[(&str, Param)]| bench.measure(alder, "lead.rd_intensity", params);
    assert_eq!(intensity(&[]), share("3.3333%"));
    assert_eq!(intensity(&three("average")), share("3%"));
    assert_eq!(intensity(&three("each")), share("2%"));
    let staff = bench.measure(alder, "lead.rd_staff_share", &[]);
    assert_eq!(staff, share("30%"));
    let four = [("years", Param::Count(4)), ("as", word("sum"))];
    assert_eq!(revenue(&four), Value::Unknown, "2026 was not reported");
}

#[test]
fn a_disputed_year_is_not_counted() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    add(
        &mut bench,
        alder,
        "report_year",
        &json!({"year": 2028, "revenue": 2000}),
    );
    let last = add(
        &mut bench,
        alder,
        "report_year",
        &json!({"year": 2029, "revenue": 3000}),
    );
    add(
        &mut bench,
        alder,
        "dispute",
        &json!({"item": last, "reason": "Another sum was taxed."}),
    );
    assert_eq!(
        bench.measure(alder, "lead.revenue", &[]),
        Value::Money(Fen(2000))
    );
    let zero = json!({"year": 2029, "revenue": 0, "rd_spending": 5});
    add(&mut bench, alder, "report_year", &zero);
    assert_eq!(
        bench.measure(alder, "lead.rd_intensity", &[]),
        Value::Unknown
    );
}

#[test]
fn carriers_count_by_kind_and_from_a_level_on_while_they_are_in_force() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    for (name, level, until) in [
        ("East dock", "local", "2040-01-01"),
        ("West dock", "realm", "2040-01-01"),
        ("Old dock", "realm", "2029-12-31"),
    ] {
        let fields = json!({"kind": "dock", "level": level, "name": name, "from": "2020-01-01", "until": until});
        add(&mut bench, alder, "add_carrier", &fields);
    }
    let count = |params: &[(&str, Param)]| bench.measure(alder, "lead.carriers", params);
    assert_eq!(count(&[]), Value::Count(2));
    assert_eq!(count(&[("level", word("local"))]), Value::Count(2));
    assert_eq!(count(&[("level", word("realm"))]), Value::Count(1));
    assert_eq!(
        count(&[("level", word("heaven"))]),
        Value::Count(0),
        "an unknown level holds nobody"
    );
    let kinds = Param::Terms(vec![key("tower")]);
    assert_eq!(count(&[("kinds", kinds)]), Value::Count(0));
}

#[test]
fn agreements_count_by_partners_and_partners_once_each() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let birch = bench.shipyard("birch", 2);
    for (partner, kind, topic) in [
        (json!({"partner": birch}), "shipyard", "Hulls"),
        (json!({"partner": birch}), "shipyard", "Sails"),
        (json!({"partner_name": "Rope Walk"}), "ropery", "Ropes"),
        (
            json!({"partner_name": "Nautical School"}),
            "school",
            "Stars",
        ),
    ] {
        let mut fields = partner;
        fields["partner_kind"] = json!(kind);
        fields["topic"] = json!(topic);
        fields["from"] = json!("2029-01-01");
        add(&mut bench, alder, "add_agreement", &fields);
    }
    let schools = [("partners", Param::Terms(vec![key("school")]))];
    assert_eq!(
        bench.measure(alder, "lead.agreements", &[]),
        Value::Count(4)
    );
    assert_eq!(
        bench.measure(alder, "lead.agreements", &schools),
        Value::Count(1)
    );
    assert_eq!(
        bench.measure(alder, "lead.chain_partners", &[]),
        Value::Count(2),
        "those of the lead's own group, each once"
    );
    assert_eq!(
        bench.measure(alder, "lead.chain_partners", &schools),
        Value::Count(1)
    );
}

#[test]
fn of_declared_evidence_the_latest_in_force_speaks() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let measure = |bench: &Bench, fact: &str| bench.measure(alder, fact, &[]);
    assert_eq!(
        measure(&bench, "lead.evidence.lamp"),
        Value::Presence(false)
    );
    assert_eq!(measure(&bench, "lead.evidence.slipway"), Value::Unknown);
    for (value, from, until) in [
        ("3", "2028-01-01", "2040-01-01"),
        ("5", "2029-01-01", "2030-03-31"),
    ] {
        let fields = json!({"evidence": "slipway", "value": value, "from": from, "until": until});
        add(&mut bench, alder, "add_evidence", &fields);
    }
    assert_eq!(measure(&bench, "lead.evidence.slipway"), Value::Count(5));
    assert_eq!(measure(&bench, "evidence.slipway"), Value::Count(5));
    bench.cast.turn_to(day("2030-04-01"));
    assert_eq!(measure(&bench, "lead.evidence.slipway"), Value::Count(3));
    let chest = json!({"evidence": "chest", "value": "2 万元", "from": "2029-01-01"});
    add(&mut bench, alder, "add_evidence", &chest);
    assert_eq!(
        measure(&bench, "lead.evidence.chest"),
        Value::Money(Fen(2_000_000))
    );
    assert_eq!(measure(&bench, "lead.evidence.crown"), Value::Unknown);
}

#[test]
fn a_list_names_an_organisation_or_where_the_row_says_so_whoever_controls_it() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 50);
    let birch = bench.registered("birch", &json!({"credit_code": code(2), "parent": alder}));
    let cedar = bench.registered("cedar", &json!({"credit_code": code(3), "parent": birch}));
    let on = |organisation, parent: &str| {
        let params = [("list", word("fifty")), ("parent", word(parent))];
        bench.measure(organisation, "lead.on_list", &params)
    };
    assert_eq!(on(alder, "not"), Value::Presence(true));
    assert_eq!(on(cedar, "not"), Value::Presence(false));
    assert_eq!(on(cedar, "counts"), Value::Presence(true));
    assert_eq!(
        bench.measure(alder, "lead.on_list", &[("list", word("hundred"))]),
        Value::Unknown
    );
}

#[test]
fn age_is_counted_in_full_years() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let founded = json!({"credit_code": code(1), "founded": "2020-03-02"});
    let alder = bench.registered("alder", &founded);
    assert_eq!(bench.measure(alder, "lead.age", &[]), Value::Count(9));
    bench.cast.turn_to(day("2030-03-02"));
    assert_eq!(bench.measure(alder, "lead.age", &[]), Value::Count(10));
}

#[test]
fn teams_laboratories_funds_and_tags_count_once_each() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let from = "2029-01-01";
    add(
        &mut bench,
        alder,
        "add_team",
        &json!({"kind": "laboratory", "name": "Tank", "from": from}),
    );
    add(
        &mut bench,
        alder,
        "add_team",
        &json!({"kind": "team", "name": "Riggers", "from": from}),
    );
    add(
        &mut bench,
        alder,
        "add_fund",
        &json!({"name": "Chest", "registration": "S1", "from": from}),
    );
    add(
        &mut bench,
        alder,
        "add_tag",
        &json!({"tag": "listed", "from": "2020-01-01", "until": "2030-12-31"}),
    );
    add(
        &mut bench,
        alder,
        "add_tag",
        &json!({"tag": "listed", "from": "2031-01-01"}),
    );
    for (fact, value) in [
        ("lead.laboratories", Value::Count(1)),
        ("lead.teams", Value::Count(1)),
        ("lead.funds", Value::Count(1)),
        ("lead.tag", Value::Terms(vec![key("listed")])),
        ("lead.industry", Value::Terms(vec![key("ships")])),
        ("lead.legal_form", Value::Term(key("company"))),
        ("lead.in_area", Value::Presence(true)),
        ("lead.banned", Value::Presence(false)),
        ("lead.listed", Value::Presence(false)),
        ("lead.leading", Value::Count(0)),
    ] {
        assert_eq!(bench.measure(alder, fact, &[]), value, "{fact}");
    }
}
