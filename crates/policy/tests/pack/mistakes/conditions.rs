//! Mistakes in conditions and the rows beside them.

use super::check;

#[test]
fn an_unknown_fact_is_told_with_the_facts_about_its_subject() {
    check(
        "2-conditions.md",
        r#""consortium.members""#,
        r#""consortium.member""#,
        r#"
2-conditions.md:16  condition 2.1a
    fact     = "consortium.member"
               ^^^^^^^^^^^^^^^^^^^
    There is no fact `consortium.member`. Did you mean `consortium.members`?
    Facts about `consortium`: consortium.members, consortium.places, consortium.member_kinds."#,
    );
}

#[test]
fn an_amount_in_another_unit_is_no_amount() {
    check(
        "2-conditions.md",
        r#""200 万元""#,
        r#""200 members""#,
        r#"
2-conditions.md:47  condition 2.2
      { fact = "lead.revenue", at_least = "200 members" },
                                          ^^^^^^^^^^^^^
    "200 members" does not fit here.
    Needed: an amount of money with its unit, such as "200 万元" or "2000000 yuan"."#,
    );
}

#[test]
fn an_amount_without_its_unit_is_no_amount() {
    check(
        "2-conditions.md",
        r#"at_least = "200 万元""#,
        "at_least = 200",
        r#"
2-conditions.md:47  condition 2.2
      { fact = "lead.revenue", at_least = 200 },
                                          ^^^
    A whole number does not fit here.
    Needed: an amount of money with its unit, such as "200 万元" or "2000000 yuan"."#,
    );
}

#[test]
fn a_unit_that_is_not_the_facts_is_told() {
    check(
        "2-conditions.md",
        r#"unit     = "members""#,
        r#"unit     = "places""#,
        r#"
2-conditions.md:19  condition 2.1a
    unit     = "places"
               ^^^^^^^^
    `consortium.members` is not counted in "places".
    Its unit is "member"."#,
    );
}

#[test]
fn a_comparison_that_does_not_fit_the_type_is_told() {
    check(
        "2-conditions.md",
        r#"{ fact = "lead.industry", is = "lights" }"#,
        r#"{ fact = "lead.industry", at_least = 3 }"#,
        r#"
2-conditions.md:50  condition 2.2
    unless = [ { fact = "lead.industry", at_least = 3 } ]
                                         ^^^^^^^^
    `lead.industry` is a set of terms of industry: `at_least` cannot compare it.
    `lead.industry` is compared by: is, one_of, covers, witnessed."#,
    );
}

#[test]
fn a_test_compares_once() {
    check(
        "2-conditions.md",
        "at_least = 5",
        r"at_least = 5
at_most  = 9",
        r"
2-conditions.md:11  condition 2.1a
    [[condition]]
    ^^^^^^^^^^^^^
    A test compares once, not by `at_least` and `at_most`.
    `consortium.members` is compared by: at_least, at_most, is, one_of, witnessed.",
    );
}

#[test]
fn a_test_compares_with_something() {
    check(
        "2-conditions.md",
        r", witnessed = true },
]",
        r"},
]",
        r#"
2-conditions.md:30  condition 2.1b
      { fact = "member.evidence.lamp"},
      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
    The test compares with nothing.
    `member.evidence.lamp` is compared by: witnessed, is."#,
    );
}

#[test]
fn an_unknown_clause_is_told_with_the_clauses() {
    check(
        "2-conditions.md",
        r#"clause = "2.2""#,
        r#"clause = "2.9""#,
        r#"
2-conditions.md:55  condition not-banned
    clause = "2.9"
             ^^^^^
    There is no clause `2.9`. Did you mean `2.1`?
    Clauses: 1.1, 1.2, 2, 2.1, 2.2, 3.1, 3.2."#,
    );
}

#[test]
fn an_unknown_term_is_told_with_the_terms() {
    check(
        "2-conditions.md",
        r#"["school"]"#,
        r#"["scool"]"#,
        r#"
2-conditions.md:27  condition 2.1b
    kinds  = ["scool"]
              ^^^^^^^
    There is no term of member_kind `scool`. Did you mean `school`?
    Terms of member_kind: shipyard, school."#,
    );
}

#[test]
fn an_unknown_judgement_is_told() {
    check(
        "2-conditions.md",
        r#"judged = "seaworthy""#,
        r#"judged = "seaworthi""#,
        r#"
2-conditions.md:48  condition 2.2
      { judged = "seaworthi" },
                 ^^^^^^^^^^^
    There is no term of judgement `seaworthi`. Did you mean `seaworthy`?
    Terms of judgement: seaworthy."#,
    );
}

#[test]
fn evidence_the_pack_does_not_declare_is_told() {
    check(
        "2-conditions.md",
        "member.evidence.lamp",
        "member.evidence.lamps",
        r#"
2-conditions.md:30  condition 2.1b
      { fact = "member.evidence.lamps", witnessed = true },
               ^^^^^^^^^^^^^^^^^^^^^^^
    There is no evidence `lamps`. Did you mean `lamp`?
    Evidence this pack declares: slipway, lamp."#,
    );
}

#[test]
fn a_fact_about_a_member_needs_a_condition_asked_of_every_member() {
    check(
        "2-conditions.md",
        r#"each   = "member"
kinds  = ["school"]
"#,
        "",
        r#"
2-conditions.md:27  condition 2.1b
      { fact = "member.evidence.slipway", at_least = 2 },
               ^^^^^^^^^^^^^^^^^^^^^^^^^
    `member.evidence.slipway` is about one member, and the condition is asked once.
    Write each = "member" in the condition.

2-conditions.md:28  condition 2.1b
      { fact = "member.evidence.lamp", witnessed = true },
               ^^^^^^^^^^^^^^^^^^^^^^
    `member.evidence.lamp` is about one member, and the condition is asked once.
    Write each = "member" in the condition."#,
    );
}

#[test]
fn a_parameter_of_the_wrong_word_is_told() {
    check(
        "2-conditions.md",
        r#"lead     = "included""#,
        r#"lead     = "include""#,
        r#"
2-conditions.md:17  condition 2.1a
    lead     = "include"
               ^^^^^^^^^
    There is no choice `include`. Did you mean `included`?
    `lead` is one of: included, excluded."#,
    );
}

#[test]
fn a_parameter_the_fact_needs_is_told_when_missing() {
    check(
        "2-conditions.md",
        r#"lead     = "included"
"#,
        "",
        r#"
2-conditions.md:11  condition 2.1a
    [[condition]]
    ^^^^^^^^^^^^^
    `lead` is missing.
    Write: lead = one of "included", "excluded""#,
    );
}

#[test]
fn a_weight_is_one_of_three() {
    check(
        "2-conditions.md",
        r#"weight   = "general""#,
        r#"weight   = "soft""#,
        r#"
2-conditions.md:13  condition 2.1a
    weight   = "soft"
               ^^^^^^
    There is no choice `soft`.
    `weight` is one of: hard, general, preferred."#,
    );
}

#[test]
fn a_threshold_for_an_unknown_term_is_told() {
    check(
        "2-conditions.md",
        r#"ships = "2.5%""#,
        r#"shops = "2.5%""#,
        r#"
2-conditions.md:46  condition 2.2
      { fact = "lead.rd_intensity", years = 3, as = "average", at_least = { by = "lead.industry", shops = "2.5%", otherwise = "3%" } },
                                                                                                  ^^^^^
    There is no term of industry `shops`. Did you mean `ships`?
    Terms of industry: ships, lights."#,
    );
}

#[test]
fn a_condition_that_tests_nothing_is_told() {
    check(
        "2-conditions.md",
        r#"none   = [ { fact = "lead.banned", witnessed = true } ]"#,
        "",
        r"
2-conditions.md:53  condition not-banned
    [[condition]]
    ^^^^^^^^^^^^^
    This is a condition that tests nothing.
    Write one of: fact, judged, all, any, none.",
    );
}

#[test]
fn evidence_says_whose_it_is() {
    check(
        "2-conditions.md",
        "member.evidence.lamp",
        "evidence.lamp",
        r#"
2-conditions.md:30  condition 2.1b
      { fact = "evidence.lamp", witnessed = true },
               ^^^^^^^^^^^^^^^
    `evidence.lamp` does not say whose evidence it is.
    Write: lead.evidence.lamp or member.evidence.lamp"#,
    );
}
