//! Each of the ten risks of the OWASP Top 10:2025 has abuse tests of its own name, and they are really there.

use std::fs;

use serde::Deserialize;

use crate::repository::{provers, root};

/// What is tried against one of the ten risks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Risk {
    id: String,
    title: String,
    tried: Vec<Tried>,
}

/// One thing that is tried, and the tests that try it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tried {
    what: String,
    tests: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Risks {
    standard: String,
    risk: Vec<Risk>,
}

#[test]
fn v02_each_of_the_ten_risks_has_abuse_tests_and_none_is_a_dead_name() {
    let text = fs::read_to_string(root().join("docs/assurance/top-10-2025.toml")).unwrap();
    let risks: Risks = toml::from_str(&text).unwrap();
    assert!(risks.standard.contains("2025"));
    let ids: Vec<&str> = risks.risk.iter().map(|risk| risk.id.as_str()).collect();
    let wanted: Vec<String> = (1..=10).map(|number| format!("A{number:02}")).collect();
    assert_eq!(ids, wanted);
    let provers = provers();
    let mut wrong = Vec::new();
    for risk in &risks.risk {
        assert!(!risk.title.is_empty() && !risk.tried.is_empty(), "{risk:?}");
        for tried in &risk.tried {
            if tried.what.trim().len() < 10 || tried.tests.is_empty() {
                wrong.push(format!("{}: {:?} has no test", risk.id, tried.what));
            }
            let dead = tried.tests.iter().filter(|test| !provers.contains(*test));
            wrong.extend(dead.map(|test| format!("{}: no test {test}", risk.id)));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
