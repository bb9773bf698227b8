//! The repository as text: its files, the tests in it, the scenarios beside its packs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::checklist::Fact;

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All files below a folder with one of these endings, in the order of their names.
pub fn files(folder: &str, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    gather(&root().join(folder), endings, &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

fn gather(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if name != "target" {
                gather(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
}

/// The functions of a Rust text that are run as tests.
pub fn tests_in(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut marked = false;
    for line in text.lines().map(str::trim) {
        let is_mark = ["#[test]", "#[tokio::test"]
            .iter()
            .any(|mark| line.starts_with(mark));
        if is_mark {
            marked = true;
        } else if let Some(name) = function(line).filter(|_| marked) {
            found.push(name.to_owned());
            marked = false;
        }
    }
    found
}

fn function(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("async ").unwrap_or(line);
    let (name, _) = rest.strip_prefix("fn ")?.split_once('(')?;
    Some(name)
}

/// Every name a checklist may name: the tests of all crates, and the scenarios of all packs by their files' names.
pub fn provers() -> BTreeSet<String> {
    let mut names: BTreeSet<String> = files("crates", &[".rs"])
        .iter()
        .flat_map(|(_, text)| tests_in(text))
        .collect();
    let tests = names.len();
    names.extend(
        files("packs", &[".scn"])
            .iter()
            .map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned()),
    );
    assert!(tests > 400, "the scan found only {tests} tests");
    assert!(names.len() > tests, "the scan found no scenario");
    names
}

/// Whether a text stands where a checklist says it does.
pub fn stands(fact: &Fact) -> bool {
    !fact.says.trim().is_empty()
        && fs::read_to_string(root().join(&fact.file)).is_ok_and(|text| text.contains(&fact.says))
}
