//! Mistakes in a call laid over the plan.

use super::check;

#[test]
fn a_change_to_a_row_the_plan_lacks_is_told() {
    check(
        "calls/winter.md",
        r#"[condition."2.1a"]"#,
        r#"[condition."2.1d"]"#,
        r#"
calls/winter.md:9  condition 2.1d
    [condition."2.1d"]
               ^^^^^^
    There is no condition `2.1d`. Did you mean `2.1a`?
    Rows of the plan that a [condition.…] may change: 2.1a, 2.1b, 2.2, not-banned."#,
    );
}

#[test]
fn a_change_to_an_opening_the_plan_lacks_is_told() {
    check(
        "calls/winter.md",
        r#"opens."application.submit""#,
        r#"opens."application.submitt""#,
        r#"
calls/winter.md:32  stage forming, application.submitt
    [stage.forming.opens."application.submitt"]
                         ^^^^^^^^^^^^^^^^^^^^^
    The plan has no opening `application.submitt` here. Did you mean `application.submit`?
    There are: application.submit, responsibility.confirm. To add one, write [[stage."forming".opens]]."#,
    );
}

#[test]
fn a_changed_value_is_told_where_the_call_writes_it() {
    check(
        "calls/winter.md",
        "at_least = 3",
        r#"at_least = "3%""#,
        r#"
calls/winter.md:10  condition 2.1a
    at_least = "3%"
               ^^^^
    "3%" does not fit here.
    Needed: a number (member), such as 8 or 2.5."#,
    );
}

#[test]
fn a_call_for_another_plan_is_told() {
    check(
        "calls/winter.md",
        r#""harbour-2030""#,
        r#""harbor-2030""#,
        r#"
calls/winter.md:2  call
    changes = "harbor-2030"
              ^^^^^^^^^^^^^
    There is no plan "harbor-2030" here.
    The plan of this pack is harbour-2030."#,
    );
}

#[test]
fn a_call_without_days_is_told() {
    check(
        "calls/winter.md",
        r"in_force = 2031-01-01 … 2031-03-31
",
        "",
        r"
calls/winter.md:1  call
    ---
    ^^^
    `in_force` is missing.
    Write: in_force = 2031-03-01 … 2031-12-31",
    );
}

#[test]
fn a_stage_after_an_unknown_stage_is_told() {
    check(
        "calls/winter.md",
        r#"after   = "review""#,
        r#"after   = "revue""#,
        r#"
calls/winter.md:37  stage notice
    after   = "revue"
              ^^^^^^^
    There is no stage `revue`.
    Stages: records, selection, forming, review, decision, established."#,
    );
}

#[test]
fn a_row_a_call_removes_while_others_need_it_is_told_under_that_call() {
    check(
        "calls/winter.md",
        "[stage.selection.opens.\"selection.select\"]\nrequires = [\"2.2\"]\n",
        "",
        r#"
3-procedure.md:28  stage selection, selection.select, under call winter
    requires = ["2.2", "not-banned"]
                       ^^^^^^^^^^^^
    There is no condition `not-banned`.
    Conditions: 2.1a, 2.1b, 2.1c, 2.2."#,
    );
}
