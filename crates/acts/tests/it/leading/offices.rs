use acts::scenario::Cast;
use acts::subject::Subject;

use acts::subject::person::Role;
use acts::{Actor, Asked};
use serde_json::{Value, json};

use super::bench::{Bench, day, key, rules};

const SECURITY: &str = "security@office";

fn make(bench: &mut Bench, alias: &str, given: &Value) -> Value {
    let person = bench.person(alias);
    let mut fields = json!({"person": person, "from": "2030-03-01"});
    for (name, value) in given.as_object().expect("an object") {
        fields[name] = value.clone();
    }
    fields
}

#[test]
fn an_officer_belongs_to_a_body_of_the_policy_in_a_division_where_each_has_one() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    for wrong in [
        json!({"role": "officer"}),
        json!({"role": "officer", "authority": "palace"}),
        json!({"role": "officer", "authority": "quay"}),
        json!({"role": "leader", "authority": "office", "division": "north"}),
        json!({"role": "expert", "authority": "office"}),
    ] {
        let fields = make(&mut bench, "new@nowhere", &wrong);
        let closing = bench.refused(SECURITY, "appointment.make", Subject::Office, &fields);
        assert_eq!(closing, ["appointment.body"], "{wrong}");
    }
    let right = json!({"role": "officer", "authority": "quay", "division": "south"});
    let fields = make(&mut bench, "new@nowhere", &right);
    bench.does(SECURITY, "appointment.make", Subject::Office, &fields);
}

#[test]
fn administrators_are_apart_from_each_other_and_from_all_business() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    for (alias, role) in [
        ("officer@office", "auditor"),
        ("system@office", "auditor"),
        ("auditor@office", "system_administrator"),
        ("auditor@office", "expert"),
    ] {
        let fields = make(&mut bench, alias, &json!({"role": role}));
        let closing = bench.refused(SECURITY, "appointment.make", Subject::Office, &fields);
        assert_eq!(closing, ["appointment.separate"], "{alias} as {role}");
    }
}

#[test]
fn administrators_do_not_act_for_organisations() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let alder = bench.shipyard("alder", 1);
    let auditor = bench.person("auditor@office");
    let subject = Subject::Organisation(alder);
    let represent = json!({"person": auditor, "from": "2030-03-01"});
    assert_eq!(
        bench.refused("head@alder", "organisation.represent", subject, &represent),
        ["appointment.separate"]
    );
    let secretary = make(&mut bench, "secretary@alder", &json!({"role": "auditor"}));
    assert_eq!(
        bench.refused(SECURITY, "appointment.make", Subject::Office, &secretary),
        ["appointment.no_organisation"]
    );
}

#[test]
fn appointments_that_never_overlap_are_no_conflict() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let first = json!({"role": "expert", "until": "2030-12-31"});
    let fields = make(&mut bench, "new@nowhere", &first);
    bench.does(SECURITY, "appointment.make", Subject::Office, &fields);
    let again = json!({"role": "expert", "from": "2030-06-01"});
    let fields = make(&mut bench, "new@nowhere", &again);
    assert_eq!(
        bench.refused(SECURITY, "appointment.make", Subject::Office, &fields),
        ["appointment.new"]
    );
    let later = json!({"role": "auditor", "from": "2031-01-01"});
    let fields = make(&mut bench, "new@nowhere", &later);
    bench.does(SECURITY, "appointment.make", Subject::Office, &fields);
}

#[test]
fn nobody_appoints_himself_and_a_term_ends_after_it_begins() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let fields = make(
        &mut bench,
        SECURITY,
        &json!({"role": "security_administrator", "from": "2040-01-01", "until": "2039-01-01"}),
    );
    let closing = bench.refused(SECURITY, "appointment.make", Subject::Office, &fields);
    // A term that ends before it begins holds no day in common with another.
    assert_eq!(closing, ["appointment.not_self", "term.order"]);
}

#[test]
fn an_office_ended_is_not_held_that_day_and_one_security_administrator_remains() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let officer = bench.person("officer@quay.north");
    let held = bench.cast.world.appointments[&officer][0].number;
    let end = json!({"appointment": held, "reason": "Retires."});
    bench.does(SECURITY, "appointment.end", Subject::Office, &end);
    assert!(!bench.cast.world.appointments[&officer][0].held_on(day("2030-03-01")));
    assert_eq!(
        bench.refused(SECURITY, "appointment.end", Subject::Office, &end),
        ["appointment.live"]
    );
    let second = make(
        &mut bench,
        "second@nowhere",
        &json!({"role": "security_administrator"}),
    );
    let second = bench.does(SECURITY, "appointment.make", Subject::Office, &second);
    let first = bench.person(SECURITY);
    let first = bench.cast.world.appointments[&first][0].number;
    let end_first = json!({"appointment": first, "reason": "Rotation."});
    bench.does(
        "second@nowhere",
        "appointment.end",
        Subject::Office,
        &end_first,
    );
    let end_second = json!({"appointment": second.number, "reason": "Mistake."});
    let mut closing = bench.refused(
        "second@nowhere",
        "appointment.end",
        Subject::Office,
        &end_second,
    );
    closing.retain(|key| key == "appointment.security_remains");
    assert_eq!(closing.len(), 1);
}

#[test]
fn after_the_founding_the_system_appoints_nobody() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let fields = make(&mut bench, "new@nowhere", &json!({"role": "expert"}));
    let asked = bench
        .cast
        .do_act(Actor::System, "appointment.make", Subject::Office, &fields);
    assert!(matches!(asked, Asked::Refused(_)));
}

#[test]
fn m07_the_system_founds_the_office_with_one_of_each_administrator_and_nobody_else() {
    let rules = rules();
    let mut cast = Cast::unfounded(&rules, day("2030-03-01"), Box::new(|_| {}));
    let name = json!({"name": "personal:somebody"});
    let mut people = Vec::new();
    for _ in 0..4 {
        let asked = cast.do_act(Actor::System, "person.enrol", Subject::Office, &name);
        assert!(matches!(asked, Asked::Accepted(_)));
        people.push(values::PersonId::from(cast.world.number));
    }
    let [system, security, auditor, other] = people[..] else {
        panic!("the system enrols while the office is being founded");
    };
    let mut appoint = |person, role: &str| {
        let fields = json!({"person": person, "role": role, "from": "2030-03-01"});
        let asked = cast.do_act(Actor::System, "appointment.make", Subject::Office, &fields);
        matches!(asked, Asked::Accepted(_))
    };
    assert!(!appoint(other, "expert"), "no office of business");
    assert!(appoint(security, "security_administrator"));
    assert!(!appoint(other, "security_administrator"), "no second one");
    assert!(!appoint(security, "auditor"), "none who holds another");
    assert!(appoint(auditor, "auditor"));
    assert!(appoint(system, "system_administrator"));
    assert!(!appoint(other, "auditor"));
    let asked = cast.do_act(Actor::System, "person.enrol", Subject::Office, &name);
    assert!(
        matches!(asked, Asked::Refused(_)),
        "the office is founded: the system is done"
    );
}

#[test]
fn a_division_declares_its_own_key_industries_only() {
    let rules = rules();
    let mut bench = Bench::founded(&rules);
    let fields = json!({"division": "north", "industries": ["salt"], "from": "2030-03-01"});
    assert_eq!(
        bench.refused(
            "officer@quay.south",
            "division.declare",
            Subject::Office,
            &fields
        ),
        ["division.own"]
    );
    bench.does(
        "officer@quay.north",
        "division.declare",
        Subject::Office,
        &fields,
    );
    assert_eq!(
        bench.cast.world.local_industries["north"],
        [(day("2030-03-01"), vec![key("salt")])]
    );
    let person = bench.person("officer@quay.north");
    assert!(matches!(
        bench.cast.world.appointments[&person][0].role,
        Role::Officer(_)
    ));
}
