//! A call laid over the plan gives an edition of its own.

use crate::fixture::{files, files_with, read_pack, shown};
use policy::{Comparison, EditionKey, Policies, Policy, Test, Tree, Value};
use values::parse_date;

/// Reads the pack and gives the plan and the plan with the winter call to the check.
fn check(look: impl FnOnce(&Policy, &Policy)) {
    let policies = policies();
    assert_eq!(policies.editions.len(), 2);
    look(&policies.editions[0], &policies.editions[1]);
}

fn policies() -> Policies {
    read_pack(&files()).unwrap_or_else(|mistakes| panic!("{}", shown(&mistakes)))
}

/// The threshold of the condition on the number of members.
fn members(policy: &Policy) -> Option<Value> {
    match &policy.condition("2.1a")?.tree {
        Tree::Test(Test::Measured(measure)) => match &measure.compare {
            Comparison::AtLeast(wanted) => wanted.otherwise.clone(),
            _ => None,
        },
        _ => None,
    }
}

fn stages(policy: &Policy) -> Vec<&str> {
    policy.stages.iter().map(|stage| &*stage.key).collect()
}

#[test]
fn the_edition_of_a_call_has_its_own_key_title_and_days() {
    check(|plan, winter| {
        assert_eq!(plan.key.to_string(), "harbour-2030");
        assert_eq!(winter.key.to_string(), "harbour-2030+winter");
        assert_eq!(winter.title.en, "Winter call");
        assert_eq!(winter.issued, plan.issued);
        assert_eq!(winter.from.to_string(), "2031-01-01");
        assert_eq!(
            winter.until.map(|day| day.to_string()).as_deref(),
            Some("2031-03-31")
        );
    });
}

#[test]
fn the_call_rules_on_its_days_and_the_plan_on_the_others() {
    let policies = policies();
    let on = |day: &str| {
        let day = parse_date(day).expect("a day");
        policies
            .in_force(day)
            .map(|edition| edition.key.to_string())
    };
    assert_eq!(on("2029-12-31"), None);
    assert_eq!(on("2030-12-31").as_deref(), Some("harbour-2030"));
    assert_eq!(on("2031-01-01").as_deref(), Some("harbour-2030+winter"));
    assert_eq!(on("2031-03-31").as_deref(), Some("harbour-2030+winter"));
    assert_eq!(on("2031-04-01").as_deref(), Some("harbour-2030"));
    assert_eq!(on("2033-01-01"), None);
    assert!(
        policies
            .edition(&EditionKey("harbour-2030+winter".into()))
            .is_some()
    );
}

#[test]
fn a_changed_number_leaves_everything_else_of_its_row() {
    check(|plan, winter| {
        assert_eq!(members(plan), Some(Value::Number(5000)));
        assert_eq!(members(winter), Some(Value::Number(3000)));
        let title = |policy: &Policy| policy.condition("2.1a").map(|found| found.title.clone());
        assert_eq!(title(plan), title(winter));
    });
}

#[test]
fn an_added_condition_stands_in_the_plans_order() {
    check(|_, winter| {
        let keys: Vec<&str> = winter.conditions.iter().map(|found| &*found.key).collect();
        assert_eq!(keys, ["2.1a", "2.1b", "2.1c", "2.2"]);
    });
}

#[test]
fn a_removed_row_is_gone_from_the_call_and_stays_in_the_plan() {
    check(|plan, winter| {
        assert!(plan.condition("not-banned").is_some());
        assert!(winter.condition("not-banned").is_none());
    });
}

#[test]
fn an_inserted_stage_stands_after_the_stage_it_names_on_every_track() {
    check(|plan, winter| {
        assert_eq!(
            stages(plan),
            [
                "records",
                "selection",
                "forming",
                "review",
                "decision",
                "established"
            ]
        );
        assert_eq!(
            stages(winter),
            [
                "records",
                "selection",
                "forming",
                "review",
                "notice",
                "decision",
                "established"
            ]
        );
        let next = |track| {
            winter
                .next_stage(track, "forming")
                .map(|stage| stage.key.to_string())
        };
        assert_eq!(next("short").as_deref(), Some("notice"));
        assert_eq!(next("long").as_deref(), Some("review"));
    });
}

#[test]
fn a_changed_opening_keeps_its_holders() {
    check(|plan, winter| {
        let opening = |policy: &Policy| {
            let stage = policy.stage("forming").expect("it is there").clone();
            stage
                .opening("application.submit", "long")
                .expect("it is opened")
                .clone()
        };
        assert_eq!(opening(plan).requires.len(), 2);
        assert_eq!(opening(winter).requires.len(), 3);
        assert_eq!(opening(plan).by, opening(winter).by);
    });
}

#[test]
fn terms_are_added_and_words_changed() {
    check(|plan, winter| {
        assert!(plan.term("industry", "ice").is_none());
        assert!(winter.term("industry", "ice").is_some());
        assert_eq!(winter.terms("industry").len(), 3);
        assert_eq!(winter.vocabularies["industry"].title.en, "Trade in winter");
        assert_eq!(winter.vocabularies["industry"].title.zh, "行业");
    });
}

#[test]
fn another_kind_of_test_takes_the_place_of_the_old_one() {
    let changes = [("calls/winter.md", "at_least = 3", "judged = \"seaworthy\"")];
    let policies =
        read_pack(&files_with(&changes)).unwrap_or_else(|found| panic!("{}", shown(&found)));
    let condition = policies.editions[1].condition("2.1a").expect("it is there");
    assert!(matches!(condition.tree, Tree::Test(Test::Judged { .. })));
}

#[test]
fn a_clause_of_the_calls_own_stands_in_order_in_its_chapter() {
    let own = "## 2.3 冬季 · Winter\n\n冬季条件。\n> Winter conditions.\n\noutside: 由港务处办理 | Done by the port\n\n## 3.2";
    let changes = [("calls/winter.md", "## 3.2", own)];
    let policies =
        read_pack(&files_with(&changes)).unwrap_or_else(|found| panic!("{}", shown(&found)));
    let ids = |policy: &Policy| {
        policy
            .clauses
            .iter()
            .map(|found| found.id.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ids(&policies.editions[1]),
        ["1.1", "1.2", "2", "2.1", "2.2", "2.3", "3.1", "3.2"]
    );
    assert_eq!(ids(&policies.editions[0]).len(), 7);
    assert_eq!(policies.editions[1].chapters[1].clauses.len(), 4);
}

#[test]
fn a_call_without_an_end_stays_in_force() {
    let changes = [("calls/winter.md", "2031-01-01 … 2031-03-31", "2031-01-01")];
    let policies =
        read_pack(&files_with(&changes)).unwrap_or_else(|found| panic!("{}", shown(&found)));
    assert_eq!(policies.editions[1].until, None);
}

#[test]
fn of_two_calls_the_later_wins() {
    let mut files = files();
    let second = "---\nchanges = \"harbour-2030\"\nkey = \"spring\"\nin_force = 2031-03-01 … 2031-04-30\n---\n## 2.1\n```toml\n[condition.\"2.1a\"]\nat_least = 4\n```\n";
    files.insert("calls/a-spring.md".to_owned(), second.to_owned());
    let policies = read_pack(&files).unwrap_or_else(|found| panic!("{}", shown(&found)));
    let on = |day: &str| {
        let edition = policies.in_force(parse_date(day).expect("a day"));
        edition.map(|edition| edition.key.to_string())
    };
    assert_eq!(on("2031-02-28").as_deref(), Some("harbour-2030+winter"));
    assert_eq!(on("2031-03-15").as_deref(), Some("harbour-2030+spring"));
}
