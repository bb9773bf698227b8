//! Vocabularies and their terms.

use std::collections::BTreeMap;

use values::Key;

use super::{Desk, clause, row_key};
use crate::read::amount;
use crate::read::form::{Form, key, names_of, text_of};
use crate::read::row::{Field, Fields, Raw, Row};
use crate::{Location, Param, Term, Vocabulary};

/// One list of terms: `[[vocabulary]]` with `[[vocabulary.term]]`.
pub(super) fn vocabulary(row: &Row, desk: &mut Desk<'_, '_>) -> Option<Vocabulary> {
    let mut form = Form::new(row.label(), &row.at, &row.fields);
    let key = row_key(row, desk);
    let title = form.words(desk.report);
    let clause = if form.has("clause") {
        clause("clause", &mut form, desk)
    } else {
        form.take("clause");
        row.under
    };
    let tables = form.tables("term", desk.report);
    let terms = tables
        .into_iter()
        .filter_map(|(at, fields)| term(row, at, fields, desk))
        .collect();
    form.finish("a vocabulary", desk.report);
    Some(Vocabulary {
        key: key?,
        title: title?,
        clause,
        terms,
    })
}

/// One term.
fn term(row: &Row, at: &Location, fields: &Fields, desk: &mut Desk<'_, '_>) -> Option<Term> {
    let mut form = Form::new(row.label(), at, fields);
    let id = form.needed("id", "id = \"optics\"", desk.report);
    let id = id.and_then(|field| {
        let text = text_of(field, &form.label, desk.report)?;
        form.label = format!("{}, term {text}", row.label());
        key(text, &field.at, &form.label, desk.report)
    });
    let title = form.words(desk.report);
    let from = form.day("from", desk.report);
    let until = form.day("until", desk.report);
    let mut attributes = BTreeMap::new();
    for (name, field) in form.others() {
        let found = attribute(field, &form.label, desk);
        attributes.extend(found.map(|found| (name.clone(), found)));
    }
    known_attributes(&row.id, &mut form, desk);
    Some(Term {
        key: id?,
        title: title?,
        from,
        until,
        attributes,
        at: at.clone(),
    })
}

/// A free attribute: a word, words, a number or a period.
pub(super) fn attribute(field: &Field, label: &str, desk: &mut Desk<'_, '_>) -> Option<Param> {
    match &field.raw {
        Raw::Whole(number) => Some(Param::Count(*number)),
        Raw::Text(text) => match (amount::period(text), Key::parse(text)) {
            (Some(period), _) => Some(Param::Period(period)),
            (None, Ok(word)) => Some(Param::Word(word)),
            (None, Err(error)) => {
                let wrong = format!("{text:?} is neither a word nor a period: {error}.");
                desk.report.add(&field.at, label, wrong).allowed = Some(
                    "A word has small letters, digits, dots, hyphens; a period is written \"7 days\".".to_owned(),
                );
                None
            }
        },
        Raw::List(_) => {
            let names = names_of(field, label, desk.report);
            let keys = names
                .into_iter()
                .filter_map(|(name, at)| key(name, at, label, desk.report));
            Some(Param::Terms(keys.collect()))
        }
        Raw::Table(shares) => Some(Param::SharesBy(super::params::shares(
            shares, None, label, desk,
        ))),
        other => {
            let wrong = format!(
                "A word, a number or a period is needed, not {}.",
                other.named()
            );
            desk.report.add(&field.at, label, wrong);
            None
        }
    }
}

/// Attributes the product itself reads have only certain words.
fn known_attributes(vocabulary: &str, form: &mut Form<'_>, desk: &mut Desk<'_, '_>) {
    let choices: (&'static str, &[(&str, ())]) = match vocabulary {
        "evidence" => (
            "type",
            &[
                ("presence", ()),
                ("count", ()),
                ("money", ()),
                ("share", ()),
            ],
        ),
        "judgement" => ("subject", &[("candidacy", ()), ("consortium", ())]),
        "charter_section" | "plan_section" => ("required", &[("yes", ()), ("no", ())]),
        _ => return,
    };
    form.word(choices.0, choices.1, desk.report);
}
