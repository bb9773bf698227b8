//! Mistakes any row can have.

use super::check;

#[test]
fn a_misspelt_key_is_told_once() {
    check(
        "2-conditions.md",
        r#"weight = "hard"
zh     = "研发投入""#,
        r#"wieght = "hard"
zh     = "研发投入""#,
        r#"
2-conditions.md:42  condition 2.2
    wieght = "hard"
    ^^^^^^
    `wieght` is no key of a condition. Did you mean `weight`?
    Keys of a condition: clause, zh, en, weight, each, when, unless, advice, all."#,
    );
}

#[test]
fn a_missing_language_is_told_at_the_row() {
    check(
        "2-conditions.md",
        r#"en     = "Spending on research"
"#,
        "",
        r"
2-conditions.md:40  condition 2.2
    [[condition]]
    ^^^^^^^^^^^^^
    The English words (`en`) are missing.
    Every word stands in both languages: zh and en.",
    );
}

#[test]
fn words_missing_inside_a_table_are_told_there() {
    check(
        "2-conditions.md",
        r#", en = "Report the yearly figures""#,
        "",
        r#"
2-conditions.md:51  condition 2.2
    advice = { zh = "请补报年度数据" }
             ^^^^^^^^^^^^^^^^^^^^^^^^^
    The English words (`en`) are missing.
    Every word stands in both languages: zh and en."#,
    );
}

#[test]
fn text_that_is_no_toml_is_told_where_it_stops() {
    check(
        "2-conditions.md",
        r#"value = "50 万元""#,
        "value = 50 万元",
        r#"
2-conditions.md:65  parameter cap
    value = 50 万元
            ^^^^^^^
    This cannot be read: it is neither a number nor a text in quotes.
    Write: name = "text""#,
    );
}

#[test]
fn a_second_row_of_the_same_id_is_told_with_the_first() {
    check(
        "2-conditions.md",
        "[[list]]",
        r#"[[parameter]]
id    = "cap"
zh    = "又一上限"
en    = "Another cap"
value = 3

[[list]]"#,
        r#"
2-conditions.md:68  parameter cap
    id    = "cap"
            ^^^^^
    There is already a parameter cap at 2-conditions.md:62.
    Every row has an id of its own."#,
    );
}

#[test]
fn a_row_without_id_is_told() {
    check(
        "2-conditions.md",
        r#"id    = "cap"
"#,
        "",
        r#"
2-conditions.md:61  parameter
    [[parameter]]
    ^^^^^^^^^^^^^
    This parameter has no id.
    A row begins with its id: id = "1.2b"."#,
    );
}

#[test]
fn an_unknown_kind_of_row_is_told() {
    check(
        "2-conditions.md",
        "[[parameter]]",
        "[[paramater]]",
        r"
2-conditions.md:61  paramater
    [[paramater]]
      ^^^^^^^^^
    There is no kind of row `paramater`. Did you mean `[[parameter]]`?
    Kinds of rows: condition, parameter, vocabulary, stage, target, document, list, authority.",
    );
}

#[test]
fn a_change_in_the_plan_itself_is_told() {
    check(
        "2-conditions.md",
        "[[parameter]]",
        "[parameter.cap]",
        r"
2-conditions.md:61  parameter cap
    [parameter.cap]
               ^^^
    Only a call changes a row; the plan states it once.
    A new row begins with [[parameter]].",
    );
}

#[test]
fn a_row_in_single_brackets_is_told_once() {
    check(
        "2-conditions.md",
        "[[parameter]]",
        "[parameter]",
        r#"
2-conditions.md:61  parameter
    [parameter]
    ^^^^^^^^^^^
    A new row begins with [[parameter]], in double brackets.
    A change to a row, in a call, begins with [parameter."its id"]."#,
    );
}

#[test]
fn full_width_quotation_marks_are_told_where_they_stand() {
    check(
        "2-conditions.md",
        r#"zh    = "上限""#,
        "zh    = “上限”",
        r#"
2-conditions.md:63  parameter cap
    zh    = “上限”
            ^^^^^^
    This cannot be read: full-width quotation marks stand here.
    Use the straight mark " on both sides of a text."#,
    );
}

#[test]
fn a_text_left_open_is_told_where_it_begins() {
    check(
        "2-conditions.md",
        r#"en    = "Cap""#,
        r#"en    = "Cap"#,
        r#"
2-conditions.md:64  parameter cap
    en    = "Cap
                ^
    This cannot be read: a text has no closing quotation mark.
    Write: name = "text""#,
    );
}

#[test]
fn a_key_written_twice_is_told() {
    check(
        "2-conditions.md",
        r#"value = "50 万元""#,
        r#"value = "50 万元"
value = "60 万元""#,
        r#"
2-conditions.md:66  parameter cap
    value = "60 万元"
    ^^^^^
    This name is written twice in one row.
    Keep one of the two lines."#,
    );
}

#[test]
fn a_missing_file_is_told() {
    check(
        "2-conditions.md",
        "lists/fifty.txt",
        "lists/sixty.txt",
        r#"
2-conditions.md:72  list fifty
    file    = "lists/sixty.txt"
              ^^^^^^^^^^^^^^^^^
    There is no file lists/sixty.txt in the pack."#,
    );
}
