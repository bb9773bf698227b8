use std::collections::BTreeMap;
use std::sync::Arc;

use acts::condition::Look;
use acts::fact::{Measured, measure};
use acts::subject::organisation::{Item, ItemKind, Organisation};
use acts::subject::years::Year;
use policy::{Comparison, Measure, Param, Value};
use serde_json::json;
use values::{EntryNumber, Fen, Key, OrganisationId, Share};

use super::bench::{
    ALDER, BIRCH, Bench, CEDAR, CONFIRMED, DOGWOOD, ELM, EXPERT, head, key, secretary,
};
use super::charter;

/// All five are members.
fn all() -> Bench {
    let mut bench = Bench::joined();
    bench.join(DOGWOOD);
    bench.join(ELM);
    bench
}

fn word(text: &str) -> Param {
    Param::Word(key(text))
}

fn terms(list: &[&str]) -> Param {
    Param::Terms(list.iter().map(|term| key(term)).collect())
}

fn parts(list: &[(&str, &str)]) -> Param {
    let part = |(kind, share): &(&str, &str)| (key(kind), share.parse::<Share>().expect("a share"));
    Param::SharesBy(list.iter().map(part).collect())
}

fn found(bench: &Bench, fact: &str, params: &[(&str, Param)]) -> Measured {
    let consortium = bench.consortium();
    let look = Look {
        lead: bench.world.organisation(ALDER),
        candidacy: bench.world.candidacy(consortium.candidacy),
        consortium: Some(consortium),
        ..Look::at_organisation(
            &bench.world,
            &bench.rules.policies.editions[0],
            bench.today,
            bench.world.organisation(ALDER).expect("the lead"),
        )
    };
    let params: BTreeMap<String, Param> = params
        .iter()
        .map(|(name, param)| ((*name).to_owned(), param.clone()))
        .collect();
    let asked = Measure {
        fact: fact.to_owned(),
        params,
        compare: Comparison::Present,
    };
    measure(&asked, &look)
}

fn value(bench: &Bench, fact: &str, params: &[(&str, Param)]) -> Value {
    found(bench, fact, params).value
}

fn organisation(bench: &mut Bench, id: OrganisationId) -> &mut Organisation {
    let held = bench.world.organisations.get_mut(&id).expect("registered");
    Arc::make_mut(held)
}

fn keys(list: &[&str]) -> Vec<Key> {
    list.iter().map(|text| key(text)).collect()
}

#[test]
fn members_are_counted_as_the_policy_says() {
    let mut bench = all();
    organisation(&mut bench, CEDAR).items.push(Arc::new(Item {
        number: EntryNumber(400),
        what: ItemKind::Tag { tag: key("listed") },
        from: super::bench::day("2030-01-01"),
        until: None,
        file: None,
        holding: CONFIRMED,
    }));
    let check = |params: &[(&str, Param)], thousandths: i64| {
        assert_eq!(
            value(&bench, "consortium.members", params),
            Value::Number(thousandths),
            "{params:?}"
        );
    };
    check(&[], 5000);
    check(&[("lead", word("included"))], 5000);
    check(&[("lead", word("excluded"))], 4000);
    check(&[("kinds", terms(&["school"]))], 2000);
    check(&[("kinds", terms(&["school", "fund"]))], 3000);
    check(&[("not_kinds", terms(&["fund"]))], 4000);
    check(&[("groups", word("makers"))], 2000);
    check(&[("groups", terms(&["makers", "science"]))], 4000);
    check(&[("tags", terms(&["listed"]))], 1000);
    check(&[("divisions", terms(&["north"]))], 2000);
    check(&[("distinct", word("division"))], 2000);
    check(&[("distinct", word("kind"))], 4000);
    check(&[("distinct", word("place"))], 4000);
    check(&[("parts", parts(&[("fund", "50%")]))], 4500);
    check(&[("parts", parts(&[("fund", "33.3333%")]))], 4333);
    check(
        &[
            ("parts", parts(&[("fund", "50%")])),
            ("kinds", terms(&["fund"])),
        ],
        500,
    );
    check(
        &[
            ("lead", word("excluded")),
            ("divisions", terms(&["north"])),
            ("kinds", terms(&["ropery"])),
        ],
        1000,
    );
}

#[test]
fn organisations_of_one_owner_count_once() {
    let mut bench = all();
    // Cedar is owned by Birch, Birch by Alder; Dogwood and Elm own each other
    organisation(&mut bench, CEDAR).parent = Some(BIRCH);
    organisation(&mut bench, BIRCH).parent = Some(ALDER);
    organisation(&mut bench, DOGWOOD).parent = Some(ELM);
    organisation(&mut bench, ELM).parent = Some(DOGWOOD);
    let independent = ("independent", word("ownership"));
    assert_eq!(
        value(
            &bench,
            "consortium.members",
            std::slice::from_ref(&independent)
        ),
        Value::Number(2000)
    );
    assert_eq!(
        value(
            &bench,
            "consortium.members",
            &[("distinct", word("parent"))]
        ),
        Value::Number(2000)
    );
    // of one owner's organisations the one that counts most stands for all
    let half = (
        "parts",
        parts(&[("shipyard", "50%"), ("fund", "50%"), ("school", "10%")]),
    );
    assert_eq!(
        value(&bench, "consortium.members", &[independent, half]),
        Value::Number(1500)
    );
}

#[test]
fn an_owner_outside_the_consortium_binds_its_organisations() {
    let mut bench = Bench::joined();
    organisation(&mut bench, BIRCH).parent = Some(DOGWOOD);
    organisation(&mut bench, CEDAR).parent = Some(DOGWOOD);
    assert_eq!(
        value(
            &bench,
            "consortium.members",
            &[("independent", word("ownership"))]
        ),
        Value::Number(2000)
    );
}

#[test]
fn the_count_rests_on_every_acceptance() {
    let bench = Bench::joined();
    let measured = found(&bench, "consortium.members", &[]);
    let records: Vec<EntryNumber> = measured.evidence.iter().map(|held| held.record).collect();
    let accepted: Vec<EntryNumber> = bench
        .consortium()
        .members
        .values()
        .map(|member| member.acceptance)
        .collect();
    assert_eq!(records, accepted);
}

#[test]
fn an_invited_organisation_does_not_count_before_it_accepts() {
    let mut bench = Bench::joined();
    bench.invite(DOGWOOD);
    assert_eq!(
        value(&bench, "consortium.members", &[]),
        Value::Number(3000)
    );
}

#[test]
fn kinds_places_and_capabilities_are_those_of_the_members() {
    let bench = all();
    let kinds = keys(&["fund", "ropery", "school", "shipyard"]);
    assert_eq!(
        value(&bench, "consortium.member_kinds", &[]),
        Value::Terms(kinds)
    );
    assert_eq!(
        value(
            &bench,
            "consortium.member_kinds",
            &[("lead", word("excluded")), ("groups", word("makers"))]
        ),
        Value::Terms(keys(&["ropery"]))
    );
    // two quays, one place outside, one country
    assert_eq!(value(&bench, "consortium.places", &[]), Value::Count(4));
    assert_eq!(
        value(&bench, "consortium.capabilities", &[]),
        Value::Terms(keys(&["hulls", "sails"]))
    );
    for (fact, term) in [
        ("consortium.type", "fleet"),
        ("consortium.industry", "ships"),
        ("consortium.track", "short"),
        ("consortium.division", "north"),
    ] {
        assert_eq!(value(&bench, fact, &[]), Value::Term(key(term)), "{fact}");
    }
}

#[test]
fn a_share_of_members_leaves_out_those_that_do_not_count() {
    let bench = all();
    let share = |params: &[(&str, Param)]| value(&bench, "consortium.member_share", params);
    let percent = |text: &str| Value::Share(text.parse().expect("a share"));
    assert_eq!(share(&[("kinds", terms(&["school"]))]), percent("40%"));
    assert_eq!(
        share(&[
            ("kinds", terms(&["school"])),
            ("not_kinds", terms(&["fund"]))
        ]),
        percent("50%")
    );
    assert_eq!(
        share(&[("kinds", terms(&["school"])), ("lead", word("excluded"))]),
        percent("50%")
    );
    assert_eq!(share(&[]), percent("100%"));
    assert_eq!(
        share(&[(
            "not_kinds",
            terms(&["school", "fund", "shipyard", "ropery"])
        )]),
        Value::Unknown
    );
}

#[test]
fn amounts_are_added_and_averaged_over_members() {
    let mut bench = Bench::joined();
    let mut report = |id, year: i16, revenue: i64| {
        let figures = Year {
            number: EntryNumber(300),
            revenue: Some(Fen(revenue)),
            rd_spending: None,
            staff: None,
            rd_staff: None,
            file: None,
            holding: CONFIRMED,
        };
        organisation(&mut bench, id).years.report(year, figures);
    };
    report(ALDER, 2028, 500);
    report(ALDER, 2029, 1000);
    report(BIRCH, 2029, 301);
    let of = ("of", word("revenue"));
    let makers = ("groups", word("makers"));
    let ask = |fact: &str, params: &[(&str, Param)]| value(&bench, fact, params);
    let plain = std::slice::from_ref(&of);
    assert_eq!(ask("consortium.total", plain), Value::Money(Fen(1301)));
    assert_eq!(
        ask("consortium.average", plain),
        Value::Unknown,
        "Cedar has not reported"
    );
    let of_makers = [of.clone(), makers.clone()];
    assert_eq!(
        ask("consortium.average", &of_makers),
        Value::Money(Fen(650))
    );
    let two_years = [of.clone(), makers, ("years", Param::Count(2))];
    assert_eq!(
        ask("consortium.total", &two_years),
        Value::Money(Fen(1500)),
        "Birch reported one year only"
    );
    assert_eq!(ask("consortium.average", &two_years), Value::Unknown);
    let over_years = [of, ("years", Param::Count(2)), ("as", word("average"))];
    assert_eq!(ask("consortium.total", &over_years), Value::Money(Fen(750)));
    assert_eq!(
        ask("consortium.total", &[("of", word("rd_spending"))]),
        Value::Unknown
    );
}

#[test]
fn the_charter_is_measured_from_draft_to_force() {
    let mut bench = Bench::joined();
    let facts = |bench: &Bench| {
        [
            "charter.members_without_entry",
            "charter.shares",
            "charter.unsigned",
            "charter.in_force",
        ]
        .map(|fact| value(bench, fact, &[]))
    };
    let there = Value::Presence;
    assert_eq!(
        facts(&bench),
        [
            Value::Unknown,
            Value::Unknown,
            Value::Count(3),
            there(false)
        ]
    );
    charter::draft(&mut bench);
    let whole = [Value::Count(0), there(true), Value::Count(3), there(false)];
    assert_eq!(facts(&bench), whole);
    assert_eq!(
        value(&bench, "charter.sections", &[]),
        Value::Terms(keys(&["aims", "work"]))
    );
    charter::freeze(&mut bench);
    charter::sign(&mut bench, BIRCH);
    assert_eq!(value(&bench, "charter.unsigned", &[]), Value::Count(2));
    let bench = charter::in_force();
    assert_eq!(
        facts(&bench),
        [Value::Count(0), there(true), Value::Count(0), there(true)]
    );
    let measured = found(&bench, "charter.in_force", &[]);
    assert_eq!(
        measured.evidence.len(),
        4,
        "the frozen text and three signatures"
    );
}

#[test]
fn a_body_is_there_until_its_term_ends() {
    let mut bench = Bench::joined();
    let facts = [
        "council.formed",
        "council.led_by_head",
        "committee.formed",
        "secretariat.formed",
        "chief_expert.accepted",
    ];
    let there = |bench: &Bench, is: bool| {
        for fact in facts {
            assert_eq!(value(bench, fact, &[]), Value::Presence(is), "{fact}");
        }
    };
    there(&bench, false);
    let term = |mut fields: serde_json::Value| {
        fields["from"] = json!("2030-03-01");
        fields["until"] = json!("2030-03-31");
        fields
    };
    let lead = secretary(ALDER);
    let seats = json!([{"organisation": BIRCH, "person": head(BIRCH)}]);
    for (act, fields) in [
        (
            "council.form",
            json!({"members": seats, "rules": "By majority."}),
        ),
        ("committee.form", json!({"members": [EXPERT]})),
        (
            "secretariat.form",
            json!({"organisation": BIRCH, "head": secretary(BIRCH)}),
        ),
        (
            "chief_expert.appoint",
            json!({"person": EXPERT, "qualification": "Built forty ships."}),
        ),
    ] {
        bench.does(lead, act, &term(fields));
    }
    bench.does(EXPERT, "chief_expert.accept", &json!({}));
    there(&bench, true);
    assert_eq!(value(&bench, "council.members", &[]), Value::Count(2));
    bench.today = super::bench::day("2030-04-01");
    there(&bench, false);
}
