//! A pack without mistakes becomes typed policies.

use crate::fixture::{files, read_pack, shown};
use policy::{
    Comparison, Each, Execution, Moves, Param, ParameterValue, Policy, Test, Tree, Value,
};
use values::{Fen, Period, Share, Words};

/// Reads the pack and gives its plan to the check.
fn check(look: impl FnOnce(&Policy)) {
    match read_pack(&files()) {
        Ok(policies) => look(&policies.editions[0]),
        Err(mistakes) => panic!("{}", shown(&mistakes)),
    }
}

fn keys<'a, K: std::ops::Deref<Target = str> + 'a>(
    keys: impl IntoIterator<Item = &'a K>,
) -> Vec<&'a str> {
    keys.into_iter().map(|key| &**key).collect()
}

#[test]
fn the_head_of_a_pack_names_the_policy_and_its_days() {
    check(|plan| {
        assert_eq!(plan.key.to_string(), "harbour-2030");
        assert_eq!(plan.title.zh, "雾港创新联合体方案");
        assert_eq!(plan.from.to_string(), "2030-01-01");
        assert_eq!(
            plan.until.map(|day| day.to_string()).as_deref(),
            Some("2032-12-31")
        );
    });
}

#[test]
fn clauses_stand_in_the_plans_order_with_both_readings() {
    check(|plan| {
        let ids: Vec<String> = plan
            .clauses
            .iter()
            .map(|clause| clause.id.to_string())
            .collect();
        assert_eq!(ids, ["1.1", "1.2", "2", "2.1", "2.2", "3.1", "3.2"]);
        assert_eq!(plan.clauses[0].reading.zh, "雾港支持造船与导航两个行业。");
        assert_eq!(
            plan.clauses[0].reading.en,
            "The harbour supports two trades, ship building and navigation."
        );
        let shown = Words::new("以活动记录展示", "Shown by the record of activity");
        assert_eq!(plan.clauses[1].execution, Execution::Aspiration(shown));
        assert_eq!(plan.clauses[1].fingerprint.as_deref(), Some("0f1e2d3c"));
        let chapters: Vec<usize> = plan
            .chapters
            .iter()
            .map(|chapter| chapter.clauses.len())
            .collect();
        assert_eq!(chapters, [2, 3, 2]);
    });
}

#[test]
fn a_bare_test_is_a_condition() {
    check(|plan| {
        let condition = plan.condition("2.1a").expect("it is there");
        let Tree::Test(Test::Measured(measure)) = &condition.tree else {
            panic!("{:?}", condition.tree)
        };
        assert_eq!(measure.fact, "consortium.members");
        assert_eq!(
            measure.params["lead"],
            Param::Word("included".parse().expect("a key"))
        );
        let Comparison::AtLeast(wanted) = &measure.compare else {
            panic!("{:?}", measure.compare)
        };
        assert_eq!(wanted.otherwise, Some(Value::Number(5000)));
    });
}

#[test]
fn a_condition_asked_of_every_member_names_the_kinds_it_is_asked_of() {
    check(|plan| {
        let condition = plan.condition("2.1b").expect("it is there");
        let Each::Member { kinds } = &condition.each else {
            panic!("{:?}", condition.each)
        };
        assert_eq!(keys(kinds), ["school"]);
        let Tree::Any(tests) = &condition.tree else {
            panic!("{:?}", condition.tree)
        };
        assert!(
            matches!(&tests[1], Tree::Test(Test::Witnessed(measure)) if measure.compare == Comparison::Present)
        );
    });
}

#[test]
fn a_threshold_may_differ_by_industry() {
    check(|plan| {
        let condition = plan.condition("2.2").expect("it is there");
        let Tree::All(tests) = &condition.tree else {
            panic!("{:?}", condition.tree)
        };
        let Tree::Test(Test::Measured(measure)) = &tests[0] else {
            panic!("{:?}", tests[0])
        };
        let Comparison::AtLeast(wanted) = &measure.compare else {
            panic!("{:?}", measure.compare)
        };
        let share = |text| Share::parse(text).map(Value::Share).expect("a share");
        assert_eq!(wanted.otherwise, Some(share("3%")));
        let (fact, thresholds) = wanted.by.as_ref().expect("it differs");
        assert_eq!(fact, "lead.industry");
        assert_eq!(thresholds["ships"], share("2.5%"));
        assert_eq!(condition.unless.len(), 1);
    });
}

#[test]
fn stages_keep_the_order_of_procedure_and_their_openings() {
    check(|plan| {
        let long: Vec<&str> = plan.track("long").map(|stage| &*stage.key).collect();
        assert_eq!(
            long,
            [
                "records",
                "selection",
                "forming",
                "review",
                "decision",
                "established"
            ]
        );
        let next = |track| {
            plan.next_stage(track, "forming")
                .map(|stage| stage.key.to_string())
        };
        assert_eq!(next("short").as_deref(), Some("decision"));
        assert_eq!(next("long").as_deref(), Some("review"));
        let review = plan.stage("review").expect("it is there");
        let within = review.opens[0].within.as_ref().expect("it has a period");
        assert_eq!(within.period, Period::WorkingDays(20));
        assert_eq!(within.from.as_deref(), Some("application.submit"));
        let approve = &plan.stage("decision").expect("it is there").opens[0];
        assert_eq!(
            approve.moves,
            Some(Moves::To("established".parse().expect("a key")))
        );
        assert_eq!(approve.settings["experts"], Param::Count(3));
        assert_eq!(
            approve.settings["length"],
            Param::Period(Period::CalendarDays(7))
        );
    });
}

#[test]
fn vocabularies_authorities_documents_and_the_rest_are_typed() {
    check(|plan| {
        let school = plan.term("member_kind", "school").expect("it is there");
        assert_eq!(school.word("group").map(|word| &**word), Some("science"));
        assert_eq!(
            school.from.map(|day| day.to_string()).as_deref(),
            Some("2030-06-01")
        );
        let north = "north".parse().expect("a key");
        let quay = plan.authority("quay").expect("it is there");
        assert_eq!(quay.name_in(Some(&north)).en, "North Quay office");
        let cap = plan.parameter("cap").cloned();
        assert_eq!(
            cap,
            Some(ParameterValue::Value(Value::Money(Fen(50_000_000))))
        );
        assert_eq!(plan.lists["fifty"].codes.len(), 2);
        assert_eq!(plan.targets[0].at_least, 10);
        assert_eq!(
            plan.documents[0]
                .numbering
                .as_ref()
                .map(|n| n.pattern.as_str()),
            Some("雾科〔{year}〕{n}号")
        );
        assert_eq!(plan.words["place.office"].en, "1 Lighthouse Street");
    });
}

#[test]
fn files_from_other_editors_read_the_same() {
    let ours = read_pack(&files()).map(|policies| format!("{policies:?}"));
    let theirs = files()
        .into_iter()
        .map(|(path, text)| (path, format!("\u{feff}{}", text.replace('\n', "\r\n"))))
        .collect();
    let theirs = read_pack(&theirs).map(|policies| format!("{policies:?}"));
    assert_eq!(theirs, ours);
}
