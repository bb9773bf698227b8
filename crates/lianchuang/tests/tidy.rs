//! The house stays tidy: what must not be in it is not, and arrows between rooms run one way.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fs;
use std::path::{Path, PathBuf};

/// Lines from which a Rust file is too long to fit in a mind.
const LONGEST: usize = 600;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !matches!(name.as_str(), "target" | ".git" | "data") {
                files(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
}

fn rust(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    files(&root().join(folder), &[".rs"], &mut found);
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

/// Rust that is built into the product: tests beside the code are left out.
fn product() -> Vec<(PathBuf, String)> {
    let mut kept = rust("crates");
    kept.retain(|(path, _)| {
        let path = path.to_string_lossy().replace('\\', "/");
        path.contains("/src/") && !path.contains("/tests")
    });
    assert!(kept.len() > 100, "the scan found only {} files", kept.len());
    kept
}

#[test]
fn no_rust_file_is_longer_than_a_mind_holds() {
    let long: Vec<String> = rust("crates")
        .iter()
        .filter(|(_, text)| text.lines().count() > LONGEST)
        .map(|(path, text)| format!("{}: {}", path.display(), text.lines().count()))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn no_module_has_a_name_that_says_nothing() {
    let empty = [
        "util", "utils", "helper", "helpers", "common", "manager", "misc",
    ];
    let mut wrong = rust("crates");
    wrong.retain(|(path, _)| {
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        empty.contains(&stem.as_str())
    });
    assert!(
        wrong.is_empty(),
        "{:?}",
        wrong.iter().map(|(path, _)| path).collect::<Vec<_>>()
    );
}

/// Names, divisions and industries of the governments whose packs are here, as the packs themselves give them.
fn words_of_governments() -> Vec<String> {
    let mut packs = Vec::new();
    files(&root().join("packs"), &[".toml", ".md"], &mut packs);
    let mut words = vec!["suzhou".to_owned(), "\u{82cf}\u{5dde}".to_owned()];
    for pack in packs {
        let mut local = false;
        for line in fs::read_to_string(pack).unwrap().lines() {
            if let Some(vocabulary) = line.strip_prefix("id ") {
                local = ["\"industry\"", "\"division\""]
                    .iter()
                    .any(|name| vocabulary.contains(name));
            }
            let term = line
                .trim()
                .strip_prefix("{ id = \"")
                .and_then(|rest| rest.split_once('"'));
            if let Some((key, rest)) = term.filter(|_| local) {
                words.push(format!("\"{key}\""));
                words.extend(
                    rest.split_once("zh = \"")
                        .and_then(|(_, rest)| rest.split_once('"'))
                        .map(|(title, _)| title.to_owned()),
                );
            }
        }
    }
    assert!(words.len() > 20, "the packs gave only {words:?}");
    words
}

#[test]
fn nothing_of_any_government_stands_in_rust() {
    let words = words_of_governments();
    let mut wrong = Vec::new();
    for (path, text) in product() {
        for (number, line) in text.lines().enumerate() {
            let low = line.to_lowercase();
            if let Some(word) = words.iter().find(|word| low.contains(word.as_str())) {
                wrong.push(format!("{}:{}: {word}", path.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_core_reads_no_clock_draws_no_chance_and_touches_no_disk() {
    let outside = [
        "std::fs",
        "std::net",
        "std::env",
        "SystemTime",
        "Instant::now",
        "Timestamp::now",
        "getrandom",
        "rand::",
        "tokio",
        "async fn",
        "println!",
        "RandomState",
    ];
    let mut wrong = Vec::new();
    for (path, text) in product() {
        let place = path.to_string_lossy().replace('\\', "/");
        if !["/values/", "/policy/", "/acts/"]
            .iter()
            .any(|name| place.contains(name))
        {
            continue;
        }
        wrong.extend(
            outside
                .iter()
                .filter(|word| text.contains(**word))
                .map(|word| format!("{place}: {word}")),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn crates_depend_one_way() {
    // Each crate, and which of ours it may use.
    let order = [
        ("values", &[][..]),
        ("policy", &["values"]),
        ("acts", &["values", "policy"]),
        ("seal", &[]),
        ("register", &["seal"]),
        ("audit", &["register", "seal", "values"]),
        ("cabinet", &["seal", "values"]),
        ("paper", &[]),
    ];
    for (name, allowed) in order {
        let manifest =
            fs::read_to_string(root().join("crates").join(name).join("Cargo.toml")).unwrap();
        let own = manifest.split("[dev-dependencies]").next().unwrap();
        for (other, _) in order {
            let used = own.lines().any(|line| {
                line.starts_with(&format!("{other}.")) || line.starts_with(&format!("{other} ="))
            });
            assert!(
                !used || other == name || allowed.contains(&other),
                "{name} uses {other}"
            );
        }
    }
}

#[test]
fn nothing_is_left_for_later_or_switched_off() {
    // Written in two parts, so that this file is not found by itself.
    let marks = [
        concat!("todo", "!("),
        concat!("unimplemented", "!("),
        concat!("#[ig", "nore"),
        concat!("allow(dead", "_code"),
        concat!("FIX", "ME"),
        concat!("TO", "DO"),
        concat!("dbg", "!("),
    ];
    let mut wrong = Vec::new();
    for (path, text) in rust("crates") {
        wrong.extend(
            marks
                .iter()
                .filter(|mark| text.contains(**mark))
                .map(|mark| format!("{}: {mark}", path.display())),
        );
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
