//! Ten mistakes in one pack, told at once.

use crate::fixture::{files_with, read_pack, shown};

/// Ten mistakes of ten kinds planted in one pack.
const PLANTED: [(&str, &str, &str); 10] = [
    // no such fact
    (
        "2-conditions.md",
        "\"consortium.members\"",
        "\"consortium.member\"",
    ),
    // an amount in the unit of something else
    ("2-conditions.md", "\"200 万元\"", "\"200 members\""),
    // no such clause
    ("2-conditions.md", "clause = \"2.2\"", "clause = \"2.9\""),
    // no such term
    ("2-conditions.md", "[\"school\"]", "[\"scool\"]"),
    // no English words
    ("2-conditions.md", "en     = \"Spending on research\"\n", ""),
    // no such key
    (
        "3-procedure.md",
        "silence  = \"lapses\"",
        "silense  = \"lapses\"",
    ),
    // an act nobody may do
    ("3-procedure.md", "by     = \"quay\"\n", ""),
    // no such holder
    ("3-procedure.md", "\"office.leader\"", "\"office.leeder\""),
    // no such condition
    (
        "3-procedure.md",
        "[\"2.1a\", \"2.1b\"]",
        "[\"2.1a\", \"2.1d\"]",
    ),
    // a stage nothing leads to
    (
        "3-procedure.md",
        "[[document]]",
        "[[stage]]\nid      = \"storm\"\nzh      = \"风暴\"\nen      = \"Storm\"\nsubject = \"consortium\"\n\n[[document]]",
    ),
];

#[test]
fn ten_planted_mistakes_are_told_at_once_each_in_its_place() {
    let mistakes = read_pack(&files_with(&PLANTED)).expect_err("ten mistakes are planted");
    assert_eq!(mistakes.len(), 10);
    let expected = include_str!("../../planted/expected.txt");
    assert_eq!(shown(&mistakes).trim(), expected.trim());
}

#[test]
fn mistakes_are_sorted_by_file_and_line() {
    let mistakes = read_pack(&files_with(&PLANTED)).expect_err("ten mistakes are planted");
    let places: Vec<_> = mistakes.iter().map(|mistake| mistake.at.clone()).collect();
    assert!(places.is_sorted());
}

#[test]
fn a_pack_without_any_file_is_told_so() {
    let mistakes = read_pack(&std::collections::BTreeMap::new()).expect_err("nothing is there");
    assert!(shown(&mistakes).starts_with("pack.toml:1  pack\n    The pack has no pack.toml."));
}
