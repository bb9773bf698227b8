//! Whatever stands in the files, reading ends in policies or in mistakes that can be shown.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::fixture::{files, read_pack, shown};

/// Reads the pack and shows what is wrong; that it comes back at all is what is tested.
fn check(files: &BTreeMap<String, String>) {
    if let Err(mistakes) = read_pack(files) {
        assert!(!mistakes.is_empty(), "a refused pack says why");
        for mistake in &mistakes {
            assert!(!mistake.wrong.is_empty());
            let written = files.get(&*mistake.at.file).map_or("", String::as_str);
            let lines = written.split('\n').count().max(1);
            assert!(
                (1..=lines).contains(&(mistake.at.line as usize)),
                "{mistake}"
            );
        }
        assert!(!shown(&mistakes).is_empty());
    }
}

/// Pieces a pack is made of, put together at random.
const PIECES: &[&str] = &[
    "[[condition]]\n",
    "[condition.\"2.1a\"]\n",
    "[[stage.opens]]\n",
    "[[stage]]\n",
    "[stage.x.opens.\"a.b\"]\n",
    "```toml\n",
    "```\n",
    "## 2.1 条件 · Conditions\n",
    "## 9\n",
    "# \n",
    "---\n",
    "> \n",
    "id = \"2.1a\"\n",
    "any = [",
    "{ fact = ",
    "]",
    "}",
    "\"\"\"",
    "'''",
    "\"",
    "\\u",
    "= \n",
    "by = []\n",
    "term = [[]]\n",
    "removed = true\n",
    "in_force = … \n",
    "at_least = { by = \"lead.industry\", otherwise = {} }\n",
    "judged: | \n",
    "<!--\n",
    "造船",
    "\r\n",
    "[pack]\n",
    "chapters = [\"calls/winter.md\"]\n",
    "\u{feff}",
    "\0",
    "99999999999999999999",
    "-1",
    "1e999",
    "nan",
];

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..24).prop_map(|pieces| pieces.concat())
}

fn file() -> impl Strategy<Value = String> {
    prop::sample::select(files().into_keys().collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_in_a_file_never_stops_the_reader(file in file(), text in "(?s).{0,200}") {
        let mut files = files();
        files.insert(file, text);
        check(&files);
    }

    #[test]
    fn pieces_of_packs_in_any_order_never_stop_the_reader(file in file(), text in pieces()) {
        let mut files = files();
        files.insert(file, text);
        check(&files);
    }

    #[test]
    fn pieces_put_into_a_pack_never_stop_the_reader(file in file(), place in 0usize..4000, text in pieces()) {
        let mut files = files();
        if let Some(written) = files.get_mut(&file) {
            let at = written.char_indices().map(|(at, _)| at).nth(place).unwrap_or(written.len());
            written.insert_str(at, &text);
        }
        check(&files);
    }

    #[test]
    fn text_cut_out_of_a_pack_never_stops_the_reader(file in file(), from in 0usize..4000, length in 1usize..300) {
        let mut files = files();
        if let Some(written) = files.get_mut(&file) {
            let kept = |(at, _): &(usize, char)| *at < from || *at >= from + length;
            *written = written.clone().char_indices().filter(kept).map(|(_, letter)| letter).collect();
        }
        check(&files);
    }

    #[test]
    fn any_letter_changed_in_a_pack_never_stops_the_reader(file in file(), place in 0usize..4000, letter: char) {
        let mut files = files();
        if let Some(written) = files.get_mut(&file) {
            let changed = |(at, old): (usize, char)| if at == place { letter } else { old };
            *written = written.chars().enumerate().map(changed).collect();
        }
        check(&files);
    }
}

#[test]
fn tables_in_tables_without_end_never_stop_the_reader() {
    let deep = "any = [{ ".repeat(5000);
    let mut files = files();
    files.insert(
        "2-conditions.md".to_owned(),
        format!("# 条件 · Conditions\n\n## 2.1 a · b\n\n```toml\n[[condition]]\n{deep}\n```\n"),
    );
    check(&files);
}
