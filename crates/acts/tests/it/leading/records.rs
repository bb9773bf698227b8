use acts::Holding;
use acts::subject::Subject;
use acts::subject::organisation::Registration;
use policy::Weight;
use serde_json::{Value, json};
use values::{CreditCode, OrganisationId};

use super::bench::{Bench, code, day, key, rules};

const OFFICER: &str = "officer@office";

fn shipyard(given: &Value) -> Value {
    let mut fields =
        json!({"zh": "雾港船厂", "kind": "shipyard", "legal_form": "company", "division": "north"});
    for (name, value) in given.as_object().expect("an object") {
        fields[name] = value.clone();
    }
    fields
}

#[test]
fn an_organisation_is_known_by_its_credit_code_or_by_a_registration_abroad_never_both() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    for wrong in [
        json!({}),
        json!({"country": "NO"}),
        json!({"registration": "912345678"}),
        json!({"credit_code": code(1), "country": "NO", "registration": "912345678"}),
        json!({"country": "CN", "registration": "912345678"}),
    ] {
        let fields = shipyard(&wrong);
        let closing = bench.refused(OFFICER, "organisation.register", Subject::Office, &fields);
        assert_eq!(closing, ["organisation.known_by"], "{wrong}");
    }
    let abroad = json!({"zh": "北海船校", "kind": "school", "legal_form": "company", "country": "NO", "registration": "912 345 678"});
    let entry = bench.does(OFFICER, "organisation.register", Subject::Office, &abroad);
    let school = bench
        .cast
        .world
        .organisation(OrganisationId::from(entry.number));
    let school = school.expect("it was registered");
    assert!(matches!(school.registration, Registration::Overseas(_)));
    assert_eq!(school.name.en, "北海船校", "the Chinese name stands for it");
}

#[test]
fn the_same_organisation_is_not_registered_twice_however_its_code_is_typed() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let spaced = format!(" {} ", code(1).to_lowercase());
    let fields = shipyard(&json!({"credit_code": spaced}));
    let closing = bench.closing(OFFICER, "organisation.register", Subject::Office, &fields);
    assert_eq!(closing.len(), 1);
    assert_eq!(closing[0].key, "organisation.new");
    assert_eq!(closing[0].about, Some(alder));
}

#[test]
fn the_older_check_warns_and_never_refuses() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let body = &code(1)[..16];
    let other = ["0", "1", "2", "3"].iter().flat_map(|inner| {
        "0123456789ABCDEFGHJKLMNPQRTUWXY"
            .chars()
            .filter_map(move |check| CreditCode::parse(&format!("{body}{inner}{check}")).ok())
    });
    let odd = other
        .filter(|code| code.organisation_check() != values::OrganisationCheck::Agrees)
        .map(|code| code.to_string())
        .next()
        .expect("one of them differs");
    let fields = shipyard(&json!({"credit_code": odd}));
    let entry = bench.does(OFFICER, "organisation.register", Subject::Office, &fields);
    let warning = entry
        .findings
        .iter()
        .find(|finding| finding.key == "organisation.inner_check")
        .expect("it is told");
    assert_eq!(warning.weight, Weight::Preferred);
}

#[test]
fn where_an_organisation_is_is_stated_and_not_read_out_of_its_code() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    for wrong in [
        json!({"division": "north", "place": "Mist Bay"}),
        json!({"division": null}),
    ] {
        let mut fields = shipyard(&wrong);
        fields["credit_code"] = json!(code(1));
        let closing = bench.refused(OFFICER, "organisation.register", Subject::Office, &fields);
        assert_eq!(closing, ["organisation.placed"], "{wrong}");
    }
}

#[test]
fn amending_changes_what_is_given_and_keeps_where_it_was() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let subject = Subject::Organisation(alder);
    let undated = json!({"division": "south"});
    assert_eq!(
        bench.refused("secretary@alder", "organisation.amend", subject, &undated),
        ["organisation.moved"]
    );
    assert_eq!(
        bench.refused("secretary@alder", "organisation.amend", subject, &json!({})),
        ["organisation.changes"]
    );
    let early = json!({"division": "south", "division_from": "2030-02-01"});
    assert_eq!(
        bench.refused("secretary@alder", "organisation.amend", subject, &early),
        ["organisation.moved_order"],
        "it was in the north after that"
    );
    let moved = json!({"division": "south", "division_from": "2030-06-01"});
    bench.does("secretary@alder", "organisation.amend", subject, &moved);
    let alder = bench.cast.world.organisation(alder).expect("it is");
    assert_eq!(alder.division(day("2030-05-31")), Some(&key("north")));
    assert_eq!(alder.division(day("2030-06-01")), Some(&key("south")));
    assert_eq!(alder.name.zh, "alder", "its name was not given");
    assert_eq!(alder.industries, [key("ships")]);
}

#[test]
fn control_does_not_run_in_a_ring() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let birch = bench.registered("birch", &json!({"credit_code": code(2), "parent": alder}));
    let subject = Subject::Organisation(alder);
    for parent in [alder, birch] {
        let fields = json!({"parent": parent});
        assert_eq!(
            bench.refused("secretary@alder", "organisation.amend", subject, &fields),
            ["organisation.parent"]
        );
    }
}

#[test]
fn what_officials_enter_is_confirmed_and_what_the_organisation_says_is_stated() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let subject = Subject::Organisation(alder);
    let fund = |name: &str| json!({"name": name, "registration": name, "from": "2029-01-01"});
    bench.does(
        "secretary@alder",
        "organisation.add_fund",
        subject,
        &fund("S1"),
    );
    bench.does(OFFICER, "organisation.add_fund", subject, &fund("S2"));
    let items = &bench.cast.world.organisation(alder).expect("it is").items;
    assert_eq!(items[0].holding, Holding::Stated);
    assert_eq!(items[1].holding, Holding::Confirmed);
}

#[test]
fn an_official_confirms_or_disputes_items_years_and_authorisations() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let subject = Subject::Organisation(alder);
    let figures = json!({"year": 2029, "revenue": 100});
    let year = bench.does(
        "secretary@alder",
        "organisation.report_year",
        subject,
        &figures,
    );
    let confirm = json!({"item": year.number});
    assert_eq!(
        bench.refused("secretary@alder", "organisation.confirm", subject, &confirm),
        ["capacity"]
    );
    bench.does(OFFICER, "organisation.confirm", subject, &confirm);
    let held = bench
        .cast
        .world
        .organisation(alder)
        .cloned()
        .expect("it is");
    assert_eq!(
        held.years.get(2029).expect("the year was reported").holding,
        Holding::Confirmed
    );
    assert_eq!(
        bench.refused(OFFICER, "organisation.confirm", subject, &confirm),
        ["item.not_yet"]
    );
    assert_eq!(
        bench.refused(
            OFFICER,
            "organisation.confirm",
            subject,
            &json!({"item": 4711})
        ),
        ["item.known"]
    );
    let authorisation = held.authorisations[0].number;
    let dispute = json!({"item": authorisation, "reason": "The stamp is another's."});
    bench.does(OFFICER, "organisation.dispute", subject, &dispute);
    let tag = json!({"tag": "listed", "from": "2029-01-01"});
    assert_eq!(
        bench.refused("secretary@alder", "organisation.add_tag", subject, &tag),
        ["capacity"],
        "a disputed authorisation no longer counts"
    );
}

#[test]
fn the_same_thing_is_not_counted_twice() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let birch = bench.shipyard("birch", 2);
    let subject = Subject::Organisation(alder);
    for (act, fields) in [
        (
            "add_fund",
            json!({"name": "Chest", "registration": "S1", "from": "2029-01-01"}),
        ),
        (
            "add_carrier",
            json!({"kind": "dock", "level": "local", "name": "Dock", "from": "2029-01-01"}),
        ),
        (
            "add_team",
            json!({"kind": "team", "name": "Riggers", "from": "2029-01-01"}),
        ),
        ("add_tag", json!({"tag": "listed", "from": "2029-01-01"})),
        (
            "add_agreement",
            json!({"partner": birch, "partner_kind": "shipyard", "topic": "Hulls", "from": "2029-01-01"}),
        ),
    ] {
        let act = format!("organisation.{act}");
        bench.does("secretary@alder", &act, subject, &fields);
        let closing = bench.refused("secretary@alder", &act, subject, &fields);
        assert_eq!(closing, ["item.new"], "{act}");
    }
}

#[test]
fn an_agreement_has_one_partner_that_is_another_and_of_its_own_kind() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let birch = bench.shipyard("birch", 2);
    let subject = Subject::Organisation(alder);
    for (given, rule) in [
        (json!({}), "agreement.partner"),
        (
            json!({"partner": birch, "partner_name": "Birch"}),
            "agreement.partner",
        ),
        (json!({"partner": alder}), "agreement.another"),
        (
            json!({"partner": birch, "partner_kind": "school"}),
            "agreement.partner_kind",
        ),
    ] {
        let mut fields =
            json!({"partner_kind": "shipyard", "topic": "Hulls", "from": "2029-01-01"});
        for (name, value) in given.as_object().expect("an object") {
            fields[name] = value.clone();
        }
        let closing = bench.refused("head@alder", "organisation.add_agreement", subject, &fields);
        assert_eq!(closing, [rule], "{given}");
    }
}

#[test]
fn figures_belong_to_a_year_that_ended_and_agree_with_each_other() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let subject = Subject::Organisation(alder);
    for (fields, rule) in [
        (json!({"year": 2030, "revenue": 1}), "year.past"),
        (json!({"year": 2029}), "year.figures"),
        (json!({"year": 2029, "revenue": -1}), "year.positive"),
        (
            json!({"year": 2029, "staff": 3, "rd_staff": 4}),
            "year.staff",
        ),
    ] {
        let closing = bench.refused("head@alder", "organisation.report_year", subject, &fields);
        assert_eq!(closing, [rule], "{fields}");
    }
}

#[test]
fn a_signatory_needs_a_document_and_loses_authority_when_it_is_withdrawn() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let subject = Subject::Organisation(alder);
    let person = bench.person("new@nowhere");
    let bare = json!({"person": person, "scope": "signatory", "from": "2030-03-01"});
    assert_eq!(
        bench.refused("head@alder", "organisation.authorise", subject, &bare),
        ["authorisation.document"]
    );
    let secretary = json!({"person": person, "scope": "secretary", "from": "2030-03-01"});
    bench.does("head@alder", "organisation.authorise", subject, &secretary);
    assert_eq!(
        bench.refused("head@alder", "organisation.authorise", subject, &secretary),
        ["authorisation.new"]
    );
    assert!(bench.cast.world.represents[&person].contains(&alder));
    let withdraw = json!({"person": person, "reason": "Left."});
    bench.does(
        "head@alder",
        "organisation.withdraw_authority",
        subject,
        &withdraw,
    );
    assert_eq!(
        bench.refused(
            "head@alder",
            "organisation.withdraw_authority",
            subject,
            &withdraw
        ),
        ["authorisation.held"]
    );
    let name = json!({"en": "Alder"});
    assert_eq!(
        bench.refused("new@nowhere", "organisation.amend", subject, &name),
        ["capacity"]
    );
}

#[test]
fn a_legal_representative_holds_from_its_day() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let subject = Subject::Organisation(alder);
    let (old, new) = (bench.person("head@alder"), bench.person("new@nowhere"));
    let fields = json!({"person": new, "from": "2030-04-01"});
    bench.does("head@alder", "organisation.represent", subject, &fields);
    let held = bench.cast.world.organisation(alder).expect("it is");
    let on = |text| held.representative(day(text)).map(|held| held.person);
    assert_eq!(on("2030-03-31"), Some(old));
    assert_eq!(on("2030-04-01"), Some(new));
    let again = json!({"person": new, "from": "2030-05-01"});
    assert_eq!(
        bench.refused("head@alder", "organisation.represent", subject, &again),
        ["representative.new"]
    );
}

#[test]
fn evidence_has_a_value_of_the_type_it_was_declared_with() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let subject = Subject::Organisation(alder);
    for (evidence, value) in [
        ("slipway", json!("many")),
        ("slipway", json!(null)),
        ("chest", json!("12 ducks")),
        ("lamp", json!("7")),
    ] {
        let fields = json!({"evidence": evidence, "value": value, "from": "2029-01-01"});
        let closing = bench.refused("head@alder", "organisation.add_evidence", subject, &fields);
        assert_eq!(closing, ["evidence.value"], "{evidence} {value}");
    }
    for (evidence, value) in [
        ("slipway", json!("3")),
        ("chest", json!("200 万元")),
        ("lamp", json!(null)),
    ] {
        let fields = json!({"evidence": evidence, "value": value, "from": "2029-01-01"});
        bench.does("head@alder", "organisation.add_evidence", subject, &fields);
    }
}
