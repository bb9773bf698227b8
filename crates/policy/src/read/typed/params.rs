//! Parameters of facts.

use std::collections::BTreeMap;

use values::{Key, Share};

use super::{Desk, term};
use crate::read::amount;
use crate::read::form::{Form, key, names_of};
use crate::read::report::Allowed;
use crate::read::row::{Field, Fields, Raw};
use crate::{Needed, Param, ParamEntry, ParamType};

/// The parameters a test gives for a fact.
pub(super) fn params(
    entries: &[ParamEntry],
    reserved: &[&str],
    form: &mut Form<'_>,
    desk: &mut Desk<'_, '_>,
) -> BTreeMap<String, Param> {
    let mut params = BTreeMap::new();
    for entry in entries
        .iter()
        .filter(|entry| !reserved.contains(&entry.name))
    {
        let field = match entry.needed {
            Needed::Always => form.needed(entry.name, &example(entry), desk.report),
            Needed::Optional => form.take(entry.name),
        };
        let found = field.and_then(|field| param(entry, field, &form.label, desk));
        params.extend(found.map(|found| (entry.name.to_owned(), found)));
    }
    params
}

/// How a parameter is written.
fn example(entry: &ParamEntry) -> String {
    let name = entry.name;
    match entry.accepts {
        ParamType::Word(words) => {
            format!(
                "{name} = one of {}",
                words
                    .iter()
                    .map(|word| format!("\"{word}\""))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        }
        ParamType::Terms(vocabulary) => format!("{name} = [terms of {vocabulary}]"),
        ParamType::Count => format!("{name} = 3"),
        ParamType::SharesBy(vocabulary) => {
            format!("{name} = {{ a term of {vocabulary} = \"50%\" }}")
        }
        ParamType::Period => format!("{name} = \"3 years\""),
        ParamType::Key => format!("{name} = \"a-name\""),
    }
}

/// One parameter.
fn param(entry: &ParamEntry, field: &Field, label: &str, desk: &mut Desk<'_, '_>) -> Option<Param> {
    match (entry.accepts, &field.raw) {
        (ParamType::Word(words), Raw::Text(word)) => {
            let heading = format!("`{}` is one of", entry.name);
            let allowed = Allowed {
                what: "choice",
                heading: &heading,
                names: words.to_vec(),
            };
            super::known(word, &field.at, label, &allowed, desk.report).map(Param::Word)
        }
        (ParamType::Terms(vocabulary), Raw::Text(_) | Raw::List(_)) => {
            let names = names_of(field, label, desk.report);
            let terms = names
                .into_iter()
                .filter_map(|(name, at)| term(name, at, vocabulary, label, desk));
            Some(Param::Terms(terms.collect()))
        }
        (ParamType::Count, Raw::Whole(number)) => Some(Param::Count(*number)),
        (ParamType::SharesBy(vocabulary), Raw::Table(fields)) => Some(Param::SharesBy(shares(
            fields,
            Some(vocabulary),
            label,
            desk,
        ))),
        (ParamType::Period, Raw::Text(text)) if amount::period(text).is_some() => {
            amount::period(text).map(Param::Period)
        }
        (ParamType::Key, Raw::Text(name)) => {
            key(name, &field.at, label, desk.report).map(Param::Word)
        }
        (ParamType::Key, Raw::List(_)) => {
            let names = names_of(field, label, desk.report);
            let keys = names
                .into_iter()
                .filter_map(|(name, at)| key(name, at, label, desk.report));
            Some(Param::Terms(keys.collect()))
        }
        (_, raw) => {
            let wrong = format!("`{}` cannot be {}.", entry.name, raw.named());
            desk.report.add(&field.at, label, wrong).allowed =
                Some(format!("Write: {}", example(entry)));
            None
        }
    }
}

/// Shares by term, or by any word where no vocabulary is given.
pub(super) fn shares(
    fields: &Fields,
    vocabulary: Option<&str>,
    label: &str,
    desk: &mut Desk<'_, '_>,
) -> BTreeMap<Key, Share> {
    let mut shares = BTreeMap::new();
    for (name, field) in fields {
        let name = match vocabulary {
            Some(vocabulary) => term(name, &field.name_at, vocabulary, label, desk),
            None => key(name, &field.name_at, label, desk.report),
        };
        let share = match &field.raw {
            Raw::Text(text) => amount::share(text),
            _ => None,
        };
        if share.is_none() {
            let wrong = format!("A share is needed, not {}.", field.raw.named());
            desk.report.add(&field.at, label, wrong).allowed = Some("Write: \"50%\"".to_owned());
        }
        shares.extend(name.zip(share));
    }
    shares
}
