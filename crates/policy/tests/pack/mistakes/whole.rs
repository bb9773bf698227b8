//! Mistakes in `pack.toml` and in the files a pack names.

use super::check;

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
pack.toml:39  vocabulary division
      { id = "north", zh = "南码头", en = "South Quay", code = 12 },
             ^^^^^^^
    There is already a term north at pack.toml:38."#,
    );
}

#[test]
fn a_day_that_is_no_day_is_told() {
    check(
        "pack.toml",
        r#""2032-12-31""#,
        r#""2032-13-31""#,
        r#"
pack.toml:6  pack
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
pack.toml:21  authority quay
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
pack.toml:22  authority quay
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
pack.toml:65  vocabulary evidence, term slipway
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
