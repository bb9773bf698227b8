//! Mistakes in `pack.toml` and in the files a pack names.

use super::check;
use crate::fixture::mistakes_with;

#[test]
fn a_wrong_credit_code_is_told_in_its_own_file() {
    check(
        "lists/fifty.txt",
        "919999000000000190",
        "919999000000000199",
        r"
lists/fifty.txt:2  list fifty
    919999000000000199
    ^^^^^^^^^^^^^^^^^^
    The last character is '9', the others call for '0'.",
    );
}

#[test]
fn a_required_vocabulary_is_told_when_missing() {
    check(
        "pack.toml",
        r#"id = "judgement""#,
        r#"id = "judgements""#,
        r#"
pack.toml:1  pack
    The pack has no vocabulary `judgement`, which the product needs.
    Write [[vocabulary]] with id = "judgement"; it may have no terms."#,
    );
}

#[test]
fn a_term_stands_once() {
    check(
        "pack.toml",
        r#"id = "south""#,
        r#"id = "north""#,
        r#"
pack.toml:40  vocabulary division
      { id = "north", zh = "南码头", en = "South Quay", code = 12 },
             ^^^^^^^
    There is already a term north at pack.toml:39."#,
    );
}

#[test]
fn a_day_that_is_no_day_is_told() {
    check(
        "pack.toml",
        r#""2032-12-31""#,
        r#""2032-13-31""#,
        r#"
pack.toml:7  pack
    until  = "2032-13-31"
             ^^^^^^^^^^^^
    There is no day 2032-13-31."#,
    );
}

#[test]
fn an_unknown_scope_is_told() {
    check(
        "pack.toml",
        r#"scope = "division""#,
        r#"scope = "divisions""#,
        r#"
pack.toml:22  authority quay
    scope = "divisions"
            ^^^^^^^^^^^
    There is no choice `divisions`. Did you mean `division`?
    `scope` is one of: whole, division."#,
    );
}

#[test]
fn a_chapter_that_is_not_there_is_told() {
    check(
        "pack.toml",
        r#"["1-aims.md", "#,
        r#"["1-aims.md", "1b-more.md", "#,
        r#"
pack.toml:1  pack
    chapters = ["1-aims.md", "1b-more.md", "2-conditions.md", "3-procedure.md"]
                             ^^^^^^^^^^^^
    There is no file 1b-more.md in the pack."#,
    );
}

#[test]
fn a_name_in_an_unknown_division_is_told() {
    check(
        "pack.toml",
        "names.north",
        "names.nord",
        r#"
pack.toml:23  authority quay
    names.nord = { zh = "北码头办公室", en = "North Quay office" }
          ^^^^
    There is no term of division `nord`.
    Terms of division: north, south."#,
    );
}

#[test]
fn an_unknown_type_of_evidence_is_told() {
    check(
        "pack.toml",
        r#"type = "count""#,
        r#"type = "number""#,
        r#"
pack.toml:66  vocabulary evidence, term slipway
      { id = "slipway", zh = "船台", en = "Slipways", type = "number" },
                                                             ^^^^^^^^
    There is no choice `number`.
    `type` is one of: presence, count, money, share."#,
    );
}

#[test]
fn a_word_of_the_pack_stands_in_both_languages() {
    check(
        "words/own.toml",
        r#", en = "1 Lighthouse Street""#,
        "",
        r#"
words/own.toml:1  words place.office
    "place.office" = { zh = "灯塔街一号" }
                     ^^^^^^^^^^^^^^^^^^^^^
    The English words (`en`) are missing.
    Every word stands in both languages: zh and en."#,
    );
}

#[test]
fn m11_an_act_neither_opened_nor_left_out_is_told() {
    let mistakes = mistakes_with(&[(
        "pack.toml",
        "left_out = [\"application.withdraw\", \"notice.close\"]",
        "left_out = [\"notice.close\"]",
    )]);
    assert_eq!(
        mistakes,
        r#"pack.toml:2  pack
    left_out = ["notice.close"]
    ^^^^^^^^
    No rule for act `application.withdraw`: nobody is said to do it.
    Open it in a stage, or list it: left_out = ["application.withdraw"] at the top of pack.toml."#
    );
}

#[test]
fn m11_an_act_left_out_and_opened_and_one_nobody_knows_are_told() {
    let mistakes = mistakes_with(&[(
        "pack.toml",
        "left_out = [\"application.withdraw\"",
        "left_out = [\"application.withdrawn\", \"application.submit\", \"application.withdraw\", \"notice.close\"",
    )]);
    for told in [
        "There is no act `application.withdrawn`. Did you mean `application.withdraw`?",
        "`application.submit` is left out here and opened at 3-procedure.md:",
        "`notice.close` is left out twice.",
    ] {
        assert!(mistakes.contains(told), "{told}\n{mistakes}");
    }
    assert!(!mistakes.contains("No rule"), "{mistakes}");
}

#[test]
fn m11_a_figure_and_a_document_that_do_not_say_who_may_read_them_are_told() {
    for (file, rule, named) in [
        ("1-aims.md", "sight    = \"public\"\n", "target first-ten"),
        (
            "3-procedure.md",
            "sight     = \"public\"\n",
            "document decision",
        ),
    ] {
        let mistakes = mistakes_with(&[(file, rule, "")]);
        assert!(
            mistakes.contains(named) && mistakes.contains("`sight` is missing."),
            "{mistakes}"
        );
    }
}
