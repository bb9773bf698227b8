//! Every kind of mistake is told with its place, what was meant and what is allowed.

use crate::fixture::mistakes_with;

/// One text of the pack replaced by another gives exactly these mistakes.
fn check(file: &str, old: &str, new: &str, expected: &str) {
    assert_eq!(mistakes_with(&[(file, old, new)]).trim(), expected.trim());
}

#[test]
fn an_unknown_fact_is_told_with_the_facts_about_its_subject() {
    check(
        "2-conditions.md",
        "\"consortium.members\"",
        "\"consortium.member\"",
        r#"
2-conditions.md:16  condition 2.1a
    fact     = "consortium.member"
               ^^^^^^^^^^^^^^^^^^^
    There is no fact `consortium.member`. Did you mean `consortium.members`?
    Facts about `consortium`: consortium.members, consortium.places, consortium.member_kinds."#,
    );
}
