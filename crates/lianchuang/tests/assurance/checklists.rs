//! The checklists: complete, each item once, nothing met without proof, no dead name.

use std::collections::BTreeSet;
use std::fs;

use crate::checklist::{Checklist, Status};
use crate::repository::{provers, root, stands};

/// A checklist, the ids it has to have, and whether its titles are to stand in Chinese too.
struct Wanted {
    file: &'static str,
    ids: Vec<(String, Option<u8>)>,
    in_chinese: Chinese,
}

#[derive(Clone, Copy, PartialEq)]
enum Chinese {
    Wanted,
    AsItComes,
}

/// A number of ids of one letter, such as M01 to M34.
fn numbered(letter: char, last: u8) -> Vec<(String, Option<u8>)> {
    (1..=last)
        .map(|number| (format!("{letter}{number:02}"), None))
        .collect()
}

fn wanted() -> Vec<Wanted> {
    let asvs: Vec<(String, Option<u8>)> = include_str!("asvs-5.0-ids.txt")
        .lines()
        .map(|line| {
            let (id, level) = line.split_once(' ').unwrap();
            (id.to_owned(), Some(level.trim().parse().unwrap()))
        })
        .collect();
    assert_eq!(asvs.len(), 253, "levels 1 and 2 of ASVS 5.0.0");
    let ours = |file, letter, last| Wanted {
        file,
        ids: numbered(letter, last),
        in_chinese: Chinese::Wanted,
    };
    vec![
        Wanted {
            file: "asvs-5.0-level-2.toml",
            ids: asvs,
            in_chinese: Chinese::AsItComes,
        },
        ours("mlps-level-3.toml", 'M', 34),
        ours("cryptography.toml", 'K', 21),
        ours("verification.toml", 'V', 23),
        ours("personal-data.toml", 'C', 17),
    ]
}

fn read(file: &str) -> Checklist {
    let text = fs::read_to_string(root().join("docs/assurance").join(file)).unwrap();
    Checklist::read(&text).unwrap_or_else(|cause| panic!("{file}: {cause}"))
}

#[test]
fn v01_every_item_of_every_checklist_stands_there_once_and_no_other() {
    let mut wrong = Vec::new();
    for wanted in wanted() {
        let list = read(wanted.file);
        let mut seen = BTreeSet::new();
        for item in &list.items {
            if !seen.insert(item.id.as_str()) {
                wrong.push(format!("{}: {} stands twice", wanted.file, item.id));
            }
            match wanted.ids.iter().find(|(id, _)| *id == item.id) {
                None => wrong.push(format!("{}: {} is no item", wanted.file, item.id)),
                Some((_, level)) if *level != item.level => {
                    wrong.push(format!("{}: {} has another level", wanted.file, item.id));
                }
                Some(_) => {}
            }
        }
        let missing = wanted
            .ids
            .iter()
            .filter(|(id, _)| !seen.contains(id.as_str()));
        wrong.extend(missing.map(|(id, _)| format!("{}: {id} is missing", wanted.file)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn v01_nothing_is_met_without_proof_and_every_status_has_its_reason() {
    let mut wrong = Vec::new();
    for wanted in wanted() {
        let list = read(wanted.file);
        let counted: usize = Status::ALL.iter().map(|status| list.count(*status)).sum();
        assert_eq!(counted, list.items.len());
        for item in &list.items {
            let mut tell =
                |fault: &str| wrong.push(format!("{}: {}: {fault}", wanted.file, item.id));
            if item.title.en.trim().len() < 10 {
                tell("the title says nothing");
            }
            let without_chinese = item.title.zh.as_ref().is_none_or(|zh| zh.trim().is_empty());
            if wanted.in_chinese == Chinese::Wanted && without_chinese {
                tell("the title does not stand in Chinese");
            }
            if item.reason.trim().len() < 20 {
                tell("the reason is empty");
            }
            if item.status == Status::Met && item.tests.is_empty() && item.facts.is_empty() {
                tell("met without proof");
            }
            if item.status == Status::NotApplicable && !item.tests.is_empty() {
                tell("not applicable and yet tested");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn v01_every_test_and_every_text_a_checklist_names_is_really_there() {
    let provers = provers();
    let mut wrong = Vec::new();
    for wanted in wanted() {
        for item in read(wanted.file).items {
            for test in item.tests.iter().filter(|test| !provers.contains(*test)) {
                wrong.push(format!("{}: no test {test}", item.id));
            }
            for fact in item.facts.iter().filter(|fact| !stands(fact)) {
                wrong.push(format!(
                    "{}: {} does not say {:?}",
                    item.id, fact.file, fact.says
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_planted_fault_of_a_checklist_does_not_go_unnoticed() {
    let item = |status: &str, more: &str| {
        format!(
            "standard = {{ en = \"a standard\" }}\n[[item]]\nid = \"M01\"\ntitle = {{ en = \"a title of it\" }}\nstatus = \"{status}\"\nreason = \"a reason that says enough\"\n{more}"
        )
    };
    assert!(Checklist::read(&item("met", "tests = [\"x\"]")).is_ok());
    assert!(Checklist::read(&item("nearly", "")).is_err());
    assert!(Checklist::read(&item("met", "proof = \"x\"")).is_err());
    assert!(!provers().contains("a_test_that_was_never_written"));
    assert!(!stands(&crate::checklist::Fact {
        file: "Cargo.toml".to_owned(),
        says: "a text that was never written there".to_owned(),
    }));
}
