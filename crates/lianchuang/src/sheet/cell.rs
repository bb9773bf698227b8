//! A cell read as the value of a field. What cannot be read stays as it was written, so that the check of the act names it.

use acts::field::FieldKind;
use calamine::Data;
use policy::{Policy, Term};
use serde_json::{Value, json};
use values::Fen;

use super::read::Tongues;

/// What a cell says, as somebody who looks at it reads it; empty for an empty one.
pub fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number_text(*number),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Data::DateTimeIso(text) => text.get(..10).unwrap_or(text).to_owned(),
        other => other.to_string().trim().to_owned(),
    }
}

/// A number without the noise of binary fractions.
fn number_text(number: f64) -> String {
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The value of a field.
pub fn value(cell: &Data, kind: FieldKind, policy: &Policy, tongues: &Tongues) -> Value {
    let text = text(cell);
    let numeric = matches!(cell, Data::Int(_) | Data::Float(_));
    match kind {
        // A code that became a number has lost its last digits: only text will do.
        FieldKind::CreditCode if numeric => match cell {
            Data::Int(number) => json!(number),
            _ => json!(cell_number(cell)),
        },
        FieldKind::Day => json!(day(&text)),
        FieldKind::Count | FieldKind::Record => text
            .replace(',', "")
            .parse::<u64>()
            .map_or_else(|_| json!(text), |count| json!(count)),
        FieldKind::Number => text
            .replace(',', "")
            .parse::<f64>()
            .map_or_else(|_| json!(text), |number| json!(number)),
        FieldKind::Money => Fen::parse_wan_yuan(&text)
            .or_else(|_| Fen::parse(&text))
            .map_or_else(|_| json!(text), |fen| json!(fen)),
        FieldKind::Share if numeric => {
            json!(format!("{}%", number_text(cell_number(cell) * 100.0)))
        }
        FieldKind::Word(words) => json!(tongues.word(words, &text).unwrap_or(&text)),
        FieldKind::Term(vocabulary) => json!(term(policy.terms(vocabulary), &text)),
        FieldKind::Terms(vocabulary) => {
            let parts = text.split(['、', ',', '\u{ff0c}', ';', '\u{ff1b}', '\n']);
            let parts = parts.map(str::trim).filter(|part| !part.is_empty());
            let terms = policy.terms(vocabulary);
            json!(parts.map(|part| term(terms, part)).collect::<Vec<_>>())
        }
        _ => json!(text),
    }
}

fn cell_number(cell: &Data) -> f64 {
    match cell {
        Data::Float(number) => *number,
        _ => 0.0,
    }
}

/// A day as people write it in sheets: 2026-1-5, 2026/1/5 and 2026.1.5 are the same day.
fn day(text: &str) -> String {
    let parts: Vec<&str> = text.split(['-', '/', '.']).collect();
    let [year, month, day] = parts[..] else {
        return text.to_owned();
    };
    format!("{year}-{month:0>2}-{day:0>2}")
}

/// The key of the term a text names: by key or by its name in either language.
fn term(terms: &[Term], text: &str) -> String {
    let named = |term: &&Term| {
        [&*term.key, term.title.zh.as_str(), term.title.en.as_str()]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(text))
    };
    let found = terms.iter().find(named);
    found.map_or_else(|| text.to_owned(), |term| term.key.to_string())
}
