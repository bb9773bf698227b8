//! Named values and figures aimed at.

use values::Key;

use super::{Desk, known, row_clause, row_key};
use crate::read::amount;
use crate::read::form::{Form, key, words_of};
use crate::read::report::Allowed;
use crate::read::row::{Field, Kind, Raw, Row};
use crate::{FactType, FigureSight, Parameter, ParameterValue, Target, Value};

/// One named value: `[[parameter]]`.
pub(super) fn parameter(row: &Row, desk: &mut Desk<'_, '_>) -> Option<(Key, Parameter)> {
    let mut form = Form::new(row.label(), &row.at, &row.fields);
    let key = row_key(row, desk);
    let clause = row_clause(row, &mut form, desk);
    let title = form.words(desk.report);
    let field = form.needed(
        "value",
        "value = 3, \"3%\", \"200 万元\", \"20 working days\"",
        desk.report,
    );
    let value = field.and_then(|field| parameter_value(field, &form.label, desk));
    form.finish("a parameter", desk.report);
    Some((
        key?,
        Parameter {
            value: value?,
            clause: clause?,
            title: title?,
        },
    ))
}

/// A parameter's value: its type is seen from how it is written.
fn parameter_value(field: &Field, label: &str, desk: &mut Desk<'_, '_>) -> Option<ParameterValue> {
    let types = [
        FactType::Count(""),
        FactType::Number(""),
        FactType::Money,
        FactType::Share,
        FactType::Day,
    ];
    if let Some(value) = types
        .into_iter()
        .find_map(|gives| amount::value(&field.raw, gives))
    {
        return Some(ParameterValue::Value(value));
    }
    match &field.raw {
        Raw::Text(text) => {
            if let Some(period) = amount::period(text) {
                return Some(ParameterValue::Period(period));
            }
            if let Ok(term) = Key::parse(text) {
                return Some(ParameterValue::Value(Value::Term(term)));
            }
        }
        Raw::Table(_) => return words_of(field, label, desk.report).map(ParameterValue::Text),
        Raw::List(elements) => {
            let names: Option<Vec<Key>> = elements
                .iter()
                .map(|element| {
                    let text = crate::read::form::text_of(element, label, desk.report)?;
                    key(text, &element.at, label, desk.report)
                })
                .collect();
            return names.map(|names| ParameterValue::Value(Value::Terms(names)));
        }
        _ => {}
    }
    let wrong = format!("This is no value: {}.", field.raw.named());
    desk.report.add(&field.at, label, wrong).allowed = Some(
        "A value is 3, \"3%\", \"200 万元\", \"2026-01-31\", \"20 working days\", a term, or a text { zh = …, en = … }."
            .to_owned(),
    );
    None
}

/// One figure aimed at: `[[target]]`.
pub(super) fn target(row: &Row, desk: &mut Desk<'_, '_>) -> Option<Target> {
    let mut form = Form::new(row.label(), &row.at, &row.fields);
    let key = row_key(row, desk);
    let clause = row_clause(row, &mut form, desk);
    let title = form.words(desk.report);
    let counts = form.needed("counts", "counts = \"established\"", desk.report);
    let counts = counts.and_then(|field| {
        let text = crate::read::form::text_of(field, &form.label, desk.report)?;
        crate::read::form::key(text, &field.at, &form.label, desk.report)
    });
    let sights = [
        ("public", FigureSight::Public),
        ("authority", FigureSight::Authority),
    ];
    form.needed("sight", "sight = \"public\"", desk.report);
    let sight = form.word("sight", &sights, desk.report);
    form.needed("at_least", "at_least = 10", desk.report);
    let at_least = form.count("at_least", desk.report);
    let by = form.day("by", desk.report);
    let vocabularies = desk.names.rows(Kind::Vocabulary);
    let allowed = Allowed {
        what: "vocabulary",
        heading: "Vocabularies",
        names: vocabularies,
    };
    let split = form
        .names("split", desk.report)
        .into_iter()
        .filter_map(|(name, at)| known(name, at, &form.label, &allowed, desk.report))
        .collect();
    form.finish("a target", desk.report);
    Some(Target {
        key: key?,
        clause: clause?,
        title: title?,
        counts: counts?,
        sight: sight?,
        at_least: at_least?,
        by,
        split,
    })
}
