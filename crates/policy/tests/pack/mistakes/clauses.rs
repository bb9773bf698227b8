//! Mistakes in headings, readings and what becomes of a clause.

use super::check;

#[test]
fn a_clause_without_rows_says_why() {
    check(
        "1-aims.md",
        "aspiration: 以活动记录展示 | Shown by the record of activity",
        "",
        r"
1-aims.md:31  clause 1.2
    ## 1.2 互信 · Trust
    ^^^^^^^^^^^^^^^^^^^
    Clause 1.2 has no rows and does not say why.
    Write rows below it, or one line `judged: 中文 | English`, `outside: …` or `aspiration: …`.",
    );
}

#[test]
fn a_marker_stands_in_both_languages() {
    check(
        "1-aims.md",
        "以活动记录展示 | Shown by the record of activity",
        "以活动记录展示",
        r"
1-aims.md:36  clause 1.2
    aspiration: 以活动记录展示
    ^^^^^^^^^^^^^^^^^^^^^^^^^^
    `aspiration:` has no English words.
    Write: aspiration: 中文 | English",
    );
}

#[test]
fn a_heading_stands_in_both_languages() {
    check(
        "1-aims.md",
        "## 1.2 互信 · Trust",
        "## 1.2 互信",
        r"
1-aims.md:31  clause 1.2
    ## 1.2 互信
    ^^^^^^^^^^^
    The heading has no English words.
    A heading has both languages with a dot between: ## 1.2 标题 · Title",
    );
}

#[test]
fn a_reading_stands_in_both_languages() {
    check(
        "1-aims.md",
        "> Members trust each other.",
        "",
        r"
1-aims.md:31  clause 1.2
    ## 1.2 互信 · Trust
    ^^^^^^^^^^^^^^^^^^^
    Clause 1.2 has no reading in English.
    Write a paragraph that begins with `>` below the Chinese one.",
    );
}

#[test]
fn a_heading_begins_with_its_number() {
    check(
        "1-aims.md",
        "## 1.2 互信 · Trust",
        "## 互信 · Trust",
        r#"
1-aims.md:31  chapter
    ## 互信 · Trust
    ^^^^^^^^^^^^^^^
    A heading begins with the clause's number, not "互信".
    Write: ## 1.2 标题 · Title"#,
    );
}

#[test]
fn a_clause_stands_once() {
    check(
        "1-aims.md",
        "## 1.2 互信",
        "## 1.1 互信",
        r"
1-aims.md:31  clause 1.1
    ## 1.1 互信 · Trust
    ^^^^^^^^^^^^^^^^^^^
    Clause 1.1 stands already at 1-aims.md:3.",
    );
}

#[test]
fn a_block_of_rows_has_an_end() {
    check(
        "1-aims.md",
        r#"split    = ["industry", "division"]
```"#,
        r#"split    = ["industry", "division"]"#,
        r"
1-aims.md:10  chapter
    ```toml
    ^^^^^^^
    This block of rows has no end.
    A block begins with ```toml and ends with ``` on lines of their own.",
    );
}

#[test]
fn a_vocabulary_to_split_by_exists() {
    check(
        "1-aims.md",
        r#"split    = ["industry", "division"]"#,
        r#"split    = ["industrie", "division"]"#,
        r#"
1-aims.md:28  target first-ten
    split    = ["industrie", "division"]
                ^^^^^^^^^^^
    There is no vocabulary `industrie`. Did you mean `industry`?
    Vocabularies: track, division, member_kind, evidence, judgement, industry."#,
    );
}
