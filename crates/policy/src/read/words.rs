//! The pack's own words: `words/*.toml`, each key in both languages.

use std::collections::BTreeMap;

use values::Words;

use super::form::words_of;
use super::report::Report;
use super::source::Sources;
use super::toml;
use crate::Location;

/// All words of the pack by key.
pub(super) fn words(sources: &Sources, report: &mut Report<'_>) -> BTreeMap<String, Words> {
    let mut words = BTreeMap::new();
    let mut places: BTreeMap<String, Location> = BTreeMap::new();
    for source in sources.within("words/", ".toml") {
        let fields = toml::table(source, report);
        for (key, field) in fields {
            if let Some(first) = places.get(&key) {
                let wrong = format!(
                    "These words stand already at {}.",
                    super::draft::place(first)
                );
                report.add(&field.name_at, &format!("words {key}"), wrong);
                continue;
            }
            words.extend(
                words_of(&field, &format!("words {key}"), report).map(|found| (key.clone(), found)),
            );
            places.insert(key, field.name_at);
        }
    }
    words
}
