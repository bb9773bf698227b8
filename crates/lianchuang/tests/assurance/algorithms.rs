//! No broken algorithm is used: neither a crate that offers one nor a line that names one is here without a reason on record.

use std::collections::BTreeSet;
use std::fs;

use serde::Deserialize;

use crate::checklist::Fact;
use crate::lock::Lock;
use crate::repository::{files, root, stands};

/// Crates whose only offer is a digest, cipher or mode that is broken or too short.
const BROKEN: [&str; 16] = [
    "blowfish",
    "cast5",
    "des",
    "ecb",
    "idea",
    "md-5",
    "md2",
    "md4",
    "md5",
    "rc2",
    "rc4",
    "rc5",
    "sha-1",
    "sha0",
    "sha1",
    "sha1_smol",
];

/// How such an algorithm is called in a source: as a word by itself, whatever its case.
const CALLED: [&str; 12] = [
    "3des",
    "des",
    "desede",
    "ecb",
    "md2",
    "md4",
    "md5",
    "rc2",
    "rc4",
    "sha0",
    "sha1",
    "tripledes",
];

/// What is here nevertheless, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exceptions {
    #[serde(rename = "crate")]
    crates: Vec<Brought>,
    source: Vec<Named>,
}

/// A crate another brings along.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Brought {
    name: String,
    by: BTreeSet<String>,
    reason: String,
}

/// A line of ours.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    file: String,
    says: String,
    reason: String,
}

fn exceptions() -> Exceptions {
    let text = fs::read_to_string(root().join("docs/assurance/algorithms.toml")).unwrap();
    toml::from_str(&text).unwrap()
}

#[test]
fn k13_no_crate_offers_a_broken_algorithm_but_the_named_ones() {
    let lock = Lock::read(&fs::read_to_string(root().join("Cargo.lock")).unwrap()).unwrap();
    assert!(lock.packages.len() > 300);
    let allowed = exceptions().crates;
    let mut wrong = Vec::new();
    let broken = lock
        .packages
        .iter()
        .filter(|package| BROKEN.contains(&package.name.as_str()));
    let mut found = BTreeSet::new();
    for package in broken {
        found.insert(package.name.as_str());
        let by: BTreeSet<String> = lock
            .packages
            .iter()
            .filter(|other| {
                let mut built_with = other.dependencies.iter().filter_map(|it| lock.named(it));
                built_with.any(|it| it == package)
            })
            .map(|other| other.name.clone())
            .collect();
        match allowed.iter().find(|one| one.name == package.name) {
            None => wrong.push(format!("{} comes with {by:?}", package.name)),
            Some(one) if one.by != by => {
                wrong.push(format!("{} comes with {by:?}, not {:?}", one.name, one.by));
            }
            Some(_) => {}
        }
    }
    for one in &allowed {
        assert!(one.reason.len() > 20, "{one:?}");
        if !found.contains(one.name.as_str()) {
            wrong.push(format!("{} is here no more", one.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The words of a line, taken apart at everything that is no letter or digit, and where small letters turn into capitals.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for character in line.chars() {
        let turns = before.is_lowercase() && character.is_uppercase();
        if turns || !character.is_ascii_alphanumeric() {
            words.push(String::new());
        }
        if character.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(character.to_ascii_lowercase());
        }
        before = character;
    }
    words
}

#[test]
fn k13_no_source_of_the_product_names_a_broken_algorithm_but_where_it_is_said_why() {
    let allowed = exceptions().source;
    for one in &allowed {
        assert!(one.reason.len() > 20, "{one:?}");
        let fact = Fact {
            file: one.file.clone(),
            says: one.says.clone(),
        };
        assert!(stands(&fact), "{fact:?} is here no more");
    }
    let mut wrong = Vec::new();
    for (path, text) in files("crates", &[".rs", ".sql"]) {
        let place = path.to_string_lossy().replace('\\', "/");
        if !place.contains("/src/") {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let code = line.trim_start();
            let named = words(code)
                .iter()
                .any(|word| CALLED.contains(&word.as_str()));
            let said = allowed
                .iter()
                .any(|one| place.ends_with(&one.file) && line.contains(&one.says));
            if named && !code.starts_with("//") && !said {
                wrong.push(format!("{place}:{}: {code}", number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(words("Md5::new()")[0], "md5");
    assert!(words("let x = Algorithm::SHA1;").contains(&"sha1".to_owned()));
}
