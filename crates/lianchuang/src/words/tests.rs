//! Every word the product says is there, in both languages, once.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use acts::acts;
use acts::field::{Field, FieldKind};
use toml_edit::Document;
use values::Language;

use super::{FILES, Words};

fn documents() -> Vec<(String, Document<String>)> {
    FILES
        .files()
        .map(|file| {
            let text = file.contents_utf8().unwrap().to_owned();
            let document = Document::parse(text).unwrap();
            (file.path().display().to_string(), document)
        })
        .collect()
}

#[test]
fn every_word_is_said_once_and_in_both_languages() {
    let mut wrong = Vec::new();
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    for (file, document) in documents() {
        for (key, item) in document.as_table() {
            if let Some(other) = said.insert(key.to_owned(), file.clone()) {
                wrong.push(format!("{key}: in {other} and in {file}"));
            }
            for tag in ["zh", "en"] {
                let text = item.get(tag).and_then(|word| word.as_str());
                if text.is_none_or(|text| text.trim().is_empty()) {
                    wrong.push(format!("{file}: {key} has no {tag}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_filled_in_is_not_looked_through_again() {
    let texts = [
        ("two", "{1}, then {0}"),
        ("odd", "{0} of {2} in { and {x}"),
        ("none", "as it is"),
    ];
    let told = Words {
        texts: texts
            .map(|(key, text)| (key.to_owned(), text.to_owned()))
            .into(),
        ..Words::default()
    };
    assert_eq!(told.fill("two", &["a {1}", "b {0}"]), "b {0}, then a {1}");
    assert_eq!(told.fill("odd", &["a", "b"]), "a of {2} in { and {x}");
    assert_eq!(told.fill("none", &["a"]), "as it is");
    assert_eq!(told.fill("{0} unknown", &["a"]), "a unknown");
}

#[test]
fn both_languages_of_a_word_fill_the_same_places() {
    let places = |text: &str| -> BTreeSet<String> {
        (0..9)
            .map(|index| format!("{{{index}}}"))
            .filter(|place| text.contains(place.as_str()))
            .collect()
    };
    for (file, document) in documents() {
        for (key, item) in document.as_table() {
            let text = |tag| item.get(tag).and_then(|word| word.as_str()).unwrap_or("");
            assert_eq!(places(text("zh")), places(text("en")), "{file}: {key}");
        }
    }
}

#[test]
fn chinese_texts_use_full_width_punctuation() {
    let is_chinese = |letter: char| ('\u{3400}'..='\u{9fff}').contains(&letter);
    let mut wrong = Vec::new();
    for (file, document) in documents() {
        for (key, item) in document.as_table() {
            let text = item.get("zh").and_then(|word| word.as_str()).unwrap_or("");
            let letters: Vec<char> = text.chars().collect();
            if letters
                .windows(2)
                .any(|pair| is_chinese(pair[0]) && ",;:?!()".contains(pair[1]))
            {
                wrong.push(format!("{file}: {key}: {text}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn labels(fields: &[Field], scope: &str, words: &Words, missing: &mut Vec<String>) {
    for field in fields {
        let own = format!("field.{scope}.{}", field.name);
        let shared = format!("field.{}", field.name);
        if words.find(&own).or_else(|| words.find(&shared)).is_none() {
            missing.push(own);
        }
        match field.kind {
            FieldKind::Word(options) => missing.extend(
                options
                    .iter()
                    .map(|option| format!("word.{option}"))
                    .filter(|key| words.find(key).is_none()),
            ),
            FieldKind::Rows(inner) => {
                labels(inner, &format!("{scope}.{}", field.name), words, missing);
            }
            _ => {}
        }
    }
}

#[test]
fn every_act_and_every_field_has_words() {
    let words = Words::load(Language::Zh, None);
    let mut missing = Vec::new();
    for kind in acts() {
        for key in [
            format!("act.{}", kind.key),
            format!("act.{}.follows", kind.key),
        ] {
            if words.find(&key).is_none() {
                missing.push(key);
            }
        }
        labels(kind.fields, kind.key, &words, &mut missing);
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// Texts of a folder's files, the folders inside it included.
fn texts(folder: &Path, ending: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts(&path, ending, found);
        } else if path.extension().is_some_and(|end| end == ending) {
            found.push(std::fs::read_to_string(&path).unwrap());
        }
    }
}

/// The keys given as literals to any of these calls.
fn literals(text: &str, calls: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for call in calls {
        for (at, _) in text.match_indices(call) {
            let rest = text[at + call.len()..].trim_start();
            let Some(rest) = rest.strip_prefix('"') else {
                continue;
            };
            let is_part = |letter: char| letter.is_ascii_lowercase() || "._".contains(letter);
            match rest.split_once('"') {
                Some((key, _)) if !key.is_empty() && key.chars().all(is_part) => {
                    found.push(key.to_owned());
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn every_word_the_pages_and_the_acts_ask_for_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let words = Words::load(Language::Zh, None);
    let mut asked: BTreeSet<String> = BTreeSet::new();
    let mut pages = Vec::new();
    texts(&root.join("pages"), "html", &mut pages);
    texts(&root.join("crates/lianchuang/src"), "rs", &mut pages);
    for text in &pages {
        let keys = literals(text, &["w.t(", "w.fill(", "words.t(", "words.fill("]);
        asked.extend(keys.into_iter().filter(|key| !key.ends_with('.')));
    }
    let mut rules = Vec::new();
    texts(&root.join("crates/acts/src"), "rs", &mut rules);
    for text in &rules {
        let said = literals(text, &["Found::said(", "Found::said_with("]);
        // Lists of any length are joined, not filled.
        let lists = ["stage", "capacity", "industries", "types"];
        asked.extend(
            said.iter()
                .filter(|key| !lists.contains(&key.as_str()))
                .map(|key| format!("said.{key}")),
        );
        let named = literals(
            text,
            &[
                "findings.rule(",
                "findings.finding(",
                "findings\n            .finding(",
            ],
        );
        asked.extend(named.iter().map(|key| format!("rule.{key}")));
    }
    assert!(asked.len() > 300, "the scan found only {}", asked.len());
    let missing: Vec<&String> = asked
        .iter()
        .filter(|key| words.find(key).is_none())
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
}
