//! The guide for writers of packs shows only what stands in the pack read here, and only messages that are really given.

use crate::fixture::files;

const GUIDE: &str = include_str!("../../../../docs/packs.md");
const GUIDE_ZH: &str = include_str!("../../../../docs/packs.zh-CN.md");
const PLANTED: &str = include_str!("../planted/expected.txt");

/// The blocks of a guide that begin with that line.
fn blocks(guide: &str, begin: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<Vec<&str>> = None;
    for line in guide.lines() {
        match &mut open {
            None if line == begin => open = Some(Vec::new()),
            None => {}
            Some(lines) if line == "```" => {
                blocks.push(lines.join("\n"));
                open = None;
            }
            Some(lines) => lines.push(line),
        }
    }
    blocks
}

#[test]
fn every_row_in_the_guide_stands_in_the_pack_that_is_tested() {
    let files = files();
    let rows = blocks(GUIDE, "```toml");
    assert!(rows.len() >= 15, "the guide shows every kind of row");
    for block in rows.into_iter().chain(blocks(GUIDE_ZH, "```toml")) {
        for row in block.split("\n\n") {
            assert!(
                files.values().any(|text| text.contains(row)),
                "no file has\n{row}"
            );
        }
    }
}

#[test]
fn every_message_in_the_guide_is_one_that_is_given() {
    let messages = blocks(GUIDE, "```text");
    assert!(messages.len() >= 5, "the guide shows the usual mistakes");
    for message in messages.into_iter().chain(blocks(GUIDE_ZH, "```text")) {
        assert!(PLANTED.contains(&message), "nothing gives\n{message}");
    }
}
