//! Mistakes in stages and the acts they open.

use super::check;

#[test]
fn a_bracket_left_open_is_told_where_it_ends() {
    check(
        "3-procedure.md",
        r"```

## 3.2",
        r"[[stage]
```

## 3.2",
        r"
3-procedure.md:34  stage
    [[stage]
            ^
    This cannot be read: unclosed array table, expected `]`.
    A line is written: name = value. Text stands in double quotes.",
    );
}

#[test]
fn an_unknown_act_is_told_with_those_of_its_folder() {
    check(
        "3-procedure.md",
        r#""review.pass""#,
        r#""review.passed""#,
        r#"
3-procedure.md:68  stage review, review.passed
    act    = "review.passed"
             ^^^^^^^^^^^^^^^
    There is no act `review.passed`. Did you mean `review.pass`?
    Acts of review: review.pass."#,
    );
}

#[test]
fn an_act_without_holders_is_told() {
    check(
        "3-procedure.md",
        r#"by     = "quay"
"#,
        "",
        r"
3-procedure.md:67  stage review, review.pass
    [[stage.opens]]
    ^^^^^^^^^^^^^^^
    Nobody may do this act: `by` is missing.
    Holders: office, quay, office.leader, quay.leader, system, public, lead, lead_head, chief_expert.",
    );
}

#[test]
fn an_unknown_holder_is_told_with_all_holders() {
    check(
        "3-procedure.md",
        r#""office.leader""#,
        r#""office.leeder""#,
        r#"
3-procedure.md:82  stage decision, decision.approve
    by       = "office.leeder"
               ^^^^^^^^^^^^^^^
    There is no holder `office.leeder`. Did you mean `office.leader`?
    Holders: office, quay, office.leader, quay.leader, system, public, lead, lead_head, chief_expert."#,
    );
}

#[test]
fn an_unknown_condition_is_told_with_all_conditions() {
    check(
        "3-procedure.md",
        r#"["2.2", "not-banned"]"#,
        r#"["2.2", "not-baned"]"#,
        r#"
3-procedure.md:28  stage selection, selection.select
    requires = ["2.2", "not-baned"]
                       ^^^^^^^^^^^
    There is no condition `not-baned`. Did you mean `not-banned`?
    Conditions: 2.1a, 2.1b, 2.2, not-banned."#,
    );
}

#[test]
fn an_unknown_stage_is_told_with_all_stages() {
    check(
        "3-procedure.md",
        r#"moves    = "established""#,
        r#"moves    = "establish""#,
        r#"
3-procedure.md:83  stage decision, decision.approve
    moves    = "establish"
               ^^^^^^^^^^^
    There is no stage `establish`. Did you mean `established`?
    Stages: records, selection, forming, review, decision, established, next."#,
    );
}

#[test]
fn a_stage_nothing_leads_to_is_told() {
    check(
        "3-procedure.md",
        "[[document]]",
        r#"[[stage]]
id = "storm"
zh = "风暴"
en = "Storm"
subject = "consortium"

[[document]]"#,
        r#"
3-procedure.md:97  stage storm
    [[stage]]
    ^^^^^^^^^
    Nothing leads to stage `storm` on any of its tracks.
    An act of another stage must move there: moves = "storm", or moves = "next" in the stage before it."#,
    );
}

#[test]
fn an_act_that_moves_nowhere_is_told_at_the_first_stage_left_out_on_each_track() {
    check(
        "3-procedure.md",
        r#"consent_clause = "3.2"
moves          = "next"
"#,
        r#"consent_clause = "3.2"
"#,
        r#"
3-procedure.md:59  stage review
    [[stage]]
    ^^^^^^^^^
    Nothing leads to stage `review` on any of its tracks.
    An act of another stage must move there: moves = "review", or moves = "next" in the stage before it.

3-procedure.md:73  stage decision
    [[stage]]
    ^^^^^^^^^
    Nothing leads to stage `decision` on track short.
    An act of another stage must move there: moves = "decision", or moves = "next" in the stage before it."#,
    );
}

#[test]
fn a_stage_left_out_on_one_track_only_is_told_with_that_track() {
    check(
        "3-procedure.md",
        r#"moves          = "next""#,
        r#"moves          = "next"
tracks         = ["long"]"#,
        r#"
3-procedure.md:75  stage decision
    [[stage]]
    ^^^^^^^^^
    Nothing leads to stage `decision` on track short.
    An act of another stage must move there: moves = "decision", or moves = "next" in the stage before it."#,
    );
}

#[test]
fn an_act_opened_twice_is_told_with_the_first() {
    check(
        "3-procedure.md",
        r#"moves          = "next"
"#,
        r#"moves          = "next"

[[stage.opens]]
act = "application.submit"
by  = "lead_head"
"#,
        r"
3-procedure.md:56  stage forming, application.submit
    [[stage.opens]]
    ^^^^^^^^^^^^^^^
    The stage opens `application.submit` already at 3-procedure.md:48.
    Write both holders in one `by`, or give each opening its own tracks.",
    );
}

#[test]
fn a_track_that_never_ends_well_is_told() {
    check(
        "3-procedure.md",
        r#"ends    = "established""#,
        r#"ends    = "closed""#,
        r#"
pack.toml:30  track short
      { id = "short", zh = "短程", en = "Short" },
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    Track short never reaches a stage with ends = "established".
    Stages of track short: selection, forming, decision, established.

pack.toml:31  track long
      { id = "long", zh = "长程", en = "Long" },
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    Track long never reaches a stage with ends = "established".
    Stages of track long: selection, forming, review, decision, established."#,
    );
}

#[test]
fn a_track_that_nobody_can_begin_is_told() {
    check(
        "3-procedure.md",
        r#"by  = ["office", "quay"]"#,
        r#"by  = ["office", "quay"]
tracks = ["long"]"#,
        r#"
pack.toml:30  track short
      { id = "short", zh = "短程", en = "Short" },
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    No act begins track short.
    Open one of the acts that begin a track: selection.nominate, consortium.start."#,
    );
}

#[test]
fn an_act_opened_in_a_stage_of_another_subject_is_told() {
    check(
        "3-procedure.md",
        r#"id      = "records"
zh      = "单位档案"
en      = "Organisations' records"
subject = "organisation""#,
        r#"id      = "records"
zh      = "单位档案"
en      = "Organisations' records"
subject = "office""#,
        r#"
3-procedure.md:15  stage records, selection.nominate
    [[stage.opens]]
    ^^^^^^^^^^^^^^^
    Nobody may do `selection.nominate` here: it is done to an organisation, the stage is about the office.
    Open it in a stage with subject = "organisation"."#,
    );
}

#[test]
fn a_period_counted_from_an_act_nobody_may_do_is_told() {
    check(
        "3-procedure.md",
        r#"from   = "application.submit""#,
        r#"from   = "application.withdraw""#,
        r"
3-procedure.md:67  stage review, review.pass
    [[stage.opens]]
    ^^^^^^^^^^^^^^^
    The period counts from `application.withdraw`, which nobody may do: no stage opens it.",
    );
}

#[test]
fn a_consent_nobody_can_give_is_told() {
    check(
        "3-procedure.md",
        r#"by  = ["lead_head", "chief_expert"]"#,
        r#"by  = "lead_head""#,
        r#"
3-procedure.md:48  stage forming, application.submit
    [[stage.opens]]
    ^^^^^^^^^^^^^^^
    The act waits for the consent of `chief_expert`, who may nowhere give it.
    Open `responsibility.confirm` with by = "chief_expert"."#,
    );
}

#[test]
fn a_case_cannot_be_sent_back_forwards() {
    check(
        "3-procedure.md",
        r#"by     = "quay"
moves  = "next""#,
        r#"by     = "quay"
moves  = "next"
returns = ["decision"]"#,
        r"
3-procedure.md:67  stage review, review.pass
    [[stage.opens]]
    ^^^^^^^^^^^^^^^
    No case can be sent back to `decision` from here: it is no earlier stage.
    Earlier stages: forming.",
    );
}

#[test]
fn a_period_in_no_unit_is_told() {
    check(
        "3-procedure.md",
        r#""20 working days""#,
        r#""20 work days""#,
        r#"
3-procedure.md:71  stage review, review.pass
    within = "20 work days"
             ^^^^^^^^^^^^^^
    "20 work days" is not a period; write 20 working days, 7 days, 3 months or 3 years."#,
    );
}

#[test]
fn moving_to_a_stage_of_another_track_is_told() {
    check(
        "3-procedure.md",
        r#"moves          = "next""#,
        r#"moves          = "review""#,
        r"
3-procedure.md:48  stage forming, application.submit
    [[stage.opens]]
    ^^^^^^^^^^^^^^^
    The act moves to `review`, which is no stage of track short.
    Stages of track short: selection, forming, decision, established.",
    );
}
