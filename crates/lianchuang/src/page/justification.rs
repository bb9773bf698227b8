//! Written reasons for general conditions that are not met.

use std::collections::BTreeMap;

use acts::Finding;
use policy::Weight;

use crate::telling::Teller;

/// General conditions that close the act can be justified in writing, if nothing hard closes it too.
pub fn justify(
    teller: Teller,
    closing: &[&Finding],
    given: &BTreeMap<String, String>,
) -> Vec<(String, String, String)> {
    let general: Vec<&&Finding> = closing
        .iter()
        .filter(|finding| finding.weight == Weight::General)
        .collect();
    let mut keys: Vec<String> = general
        .iter()
        .map(|finding| finding.key.clone())
        .chain(given.keys().cloned())
        .collect();
    keys.sort();
    keys.dedup();
    keys.into_iter()
        .map(|key| {
            (
                key.clone(),
                condition_title(teller, &key),
                given.get(&key).cloned().unwrap_or_default(),
            )
        })
        .collect()
}

fn condition_title(teller: Teller, key: &str) -> String {
    teller.policy.condition(key).map_or_else(
        || key.to_owned(),
        |condition| {
            condition
                .title
                .in_language(teller.words.language)
                .to_owned()
        },
    )
}

/// What the field of a written reason is called.
pub fn justify_label(teller: Teller, key: &str) -> String {
    teller
        .words
        .fill("act.justify", &[condition_title(teller, key)])
}
