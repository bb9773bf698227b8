//! The fields of a row, taken one by one: what is missing, of the wrong kind or unknown is noted on the way.

use std::fmt::Display;
use std::str::FromStr;

use values::{Date, Key, Words, parse_date};

use super::near::nearest;
use super::report::{Allowed, Report, listed};
use super::row::{Field, Fields, Raw};
use crate::Location;

/// A row's or a table's fields while they are read.
#[derive(Debug)]
pub(super) struct Form<'a> {
    /// What mistakes are headed: `condition 1.2b`.
    pub(super) label: String,
    /// Where it begins.
    pub(super) at: &'a Location,
    fields: &'a Fields,
    known: Vec<&'static str>,
}

impl<'a> Form<'a> {
    /// Begins to read these fields.
    pub(super) fn new(label: impl Into<String>, at: &'a Location, fields: &'a Fields) -> Self {
        Self {
            label: label.into(),
            at,
            fields,
            known: Vec::new(),
        }
    }

    /// A field, if it is written; its name is known from now on.
    pub(super) fn take(&mut self, name: &'static str) -> Option<&'a Field> {
        if !self.known.contains(&name) {
            self.known.push(name);
        }
        self.fields.get(name)
    }

    /// Whether a field is written.
    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name)
    }

    /// Whether a field is a list of tables or one table, as a group of tests is.
    pub(super) fn holds_tests(&self, name: &str) -> bool {
        self.fields.get(name).is_some_and(|field| match &field.raw {
            Raw::Table(_) => true,
            Raw::List(elements) => elements
                .iter()
                .any(|element| matches!(element.raw, Raw::Table(_))),
            _ => false,
        })
    }

    /// Whether a field is written as an empty list.
    pub(super) fn holds_empty_list(&self, name: &str) -> bool {
        let empty =
            |field: &Field| matches!(&field.raw, Raw::List(elements) if elements.is_empty());
        self.fields.get(name).is_some_and(empty)
    }

    /// A field that must be written; `example` shows how.
    pub(super) fn needed(
        &mut self,
        name: &'static str,
        example: &str,
        report: &mut Report<'_>,
    ) -> Option<&'a Field> {
        let found = self.take(name);
        if found.is_none() && !self.misspells(name) {
            let wrong = format!("`{name}` is missing.");
            report.add(self.at, &self.label, wrong).allowed = Some(format!("Write: {example}"));
        }
        found
    }

    /// Whether a key seems to be written with a slip of the pen, which is then told as an unknown key.
    fn misspells(&self, name: &str) -> bool {
        nearest(name, self.fields.keys().map(String::as_str)).is_some()
    }

    /// The row's name in both languages, written `zh = …` and `en = …`.
    pub(super) fn words(&mut self, report: &mut Report<'_>) -> Option<Words> {
        let zh = self.language("zh", "Chinese", report);
        let en = self.language("en", "English", report);
        Some(Words::new(zh?, en?))
    }

    /// The words in one language.
    fn language(
        &mut self,
        name: &'static str,
        language: &str,
        report: &mut Report<'_>,
    ) -> Option<&'a str> {
        let field = self.take(name);
        let text = match field {
            Some(field) => self.text_of(field, report)?.trim(),
            None => "",
        };
        if text.is_empty() && field.is_none() && self.misspells(name) {
            return None;
        }
        if text.is_empty() {
            let at = field.map_or(self.at, |field| &field.at);
            let wrong = format!("The {language} words (`{name}`) are missing.");
            report.add(at, &self.label, wrong).allowed =
                Some("Every word stands in both languages: zh and en.".to_owned());
            return None;
        }
        Some(text)
    }

    /// Words of a field, written `{ zh = …, en = … }`.
    pub(super) fn words_in(
        &mut self,
        name: &'static str,
        report: &mut Report<'_>,
    ) -> Option<Words> {
        let field = self.take(name)?;
        words_of(field, &self.label, report)
    }

    /// A text.
    pub(super) fn text(
        &mut self,
        name: &'static str,
        report: &mut Report<'_>,
    ) -> Option<(&'a str, &'a Location)> {
        let field = self.take(name)?;
        self.text_of(field, report).map(|text| (text, &field.at))
    }

    /// A field's text.
    fn text_of(&self, field: &'a Field, report: &mut Report<'_>) -> Option<&'a str> {
        text_of(field, &self.label, report)
    }

    /// One of a few words.
    pub(super) fn word<T: Copy>(
        &mut self,
        name: &'static str,
        choices: &[(&str, T)],
        report: &mut Report<'_>,
    ) -> Option<T> {
        let (text, at) = self.text(name, report)?;
        let found = choices.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let names = choices.iter().map(|(word, _)| *word).collect();
            let heading = format!("`{name}` is one of");
            let allowed = Allowed {
                what: "choice",
                heading: &heading,
                names,
            };
            report.unknown(at, &self.label, text, &allowed);
        }
        found.map(|&(_, value)| value)
    }

    /// One or several names, each with its place.
    pub(super) fn names(
        &mut self,
        name: &'static str,
        report: &mut Report<'_>,
    ) -> Vec<(&'a str, &'a Location)> {
        let Some(field) = self.take(name) else {
            return Vec::new();
        };
        names_of(field, &self.label, report)
    }

    /// A whole number.
    pub(super) fn count(&mut self, name: &'static str, report: &mut Report<'_>) -> Option<i64> {
        let field = self.take(name)?;
        if let Raw::Whole(number) = field.raw {
            return Some(number);
        }
        let wrong = format!("`{name}` is a whole number, not {}.", field.raw.named());
        report.add(&field.at, &self.label, wrong);
        None
    }

    /// A day.
    pub(super) fn day(&mut self, name: &'static str, report: &mut Report<'_>) -> Option<Date> {
        let field = self.take(name)?;
        day_of(field, &self.label, report)
    }

    /// Tables in a list, written `[[stage.opens]]` or `[{ … }, { … }]`.
    pub(super) fn tables(
        &mut self,
        name: &'static str,
        report: &mut Report<'_>,
    ) -> Vec<(&'a Location, &'a Fields)> {
        let Some(field) = self.take(name) else {
            return Vec::new();
        };
        let Raw::List(elements) = &field.raw else {
            let wrong = format!("`{name}` is a list of tables, not {}.", field.raw.named());
            report.add(&field.at, &self.label, wrong);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for element in elements {
            if let Raw::Table(fields) = &element.raw {
                tables.push((&element.at, fields));
            } else {
                let wrong = format!("`{name}` holds tables, not {}.", element.raw.named());
                report.add(&element.at, &self.label, wrong);
            }
        }
        tables
    }

    /// A table.
    pub(super) fn table(
        &mut self,
        name: &'static str,
        report: &mut Report<'_>,
    ) -> Option<&'a Fields> {
        let field = self.take(name)?;
        if let Raw::Table(fields) = &field.raw {
            return Some(fields);
        }
        let wrong = format!("`{name}` is a table, not {}.", field.raw.named());
        report.add(&field.at, &self.label, wrong);
        None
    }

    /// The fields whose names nobody asked for.
    pub(super) fn others(&self) -> impl Iterator<Item = (&'a String, &'a Field)> {
        let known = self.known.clone();
        self.fields
            .iter()
            .filter(move |(name, _)| !known.contains(&name.as_str()))
    }

    /// Ends the reading: a name nobody asked for is a mistake.
    pub(super) fn finish(self, what: &str, report: &mut Report<'_>) {
        for (name, field) in self.others() {
            let wrong = format!("`{name}` is no key of {what}.");
            let mistake = report.add(&field.name_at, &self.label, wrong);
            mistake.meant =
                nearest(name, self.known.iter().copied()).map(|near| format!("`{near}`"));
            mistake.allowed = Some(listed(&format!("Keys of {what}"), &self.known));
        }
    }
}

/// A field's text.
pub(super) fn text_of<'a>(
    field: &'a Field,
    label: &str,
    report: &mut Report<'_>,
) -> Option<&'a str> {
    if let Raw::Text(text) = &field.raw {
        return Some(text);
    }
    let wrong = format!("A text in quotes is needed, not {}.", field.raw.named());
    report.add(&field.at, label, wrong);
    None
}

/// A value read from its text form.
pub(super) fn parsed<T>(
    text: &str,
    at: &Location,
    label: &str,
    report: &mut Report<'_>,
) -> Option<T>
where
    T: FromStr,
    T::Err: Display,
{
    text.parse()
        .map_err(|error: T::Err| {
            report.add(at, label, sentence(&error.to_string()));
        })
        .ok()
}

/// A name as a key.
pub(super) fn key(text: &str, at: &Location, label: &str, report: &mut Report<'_>) -> Option<Key> {
    parsed(text, at, label, report)
}

/// A message as a sentence.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string())
        .unwrap_or_default();
    let rest = letters.as_str().trim_end_matches('.');
    format!("{first}{rest}.")
}

/// One name or a list of names.
pub(super) fn names_of<'a>(
    field: &'a Field,
    label: &str,
    report: &mut Report<'_>,
) -> Vec<(&'a str, &'a Location)> {
    match &field.raw {
        Raw::List(elements) => elements
            .iter()
            .filter_map(|element| Some((text_of(element, label, report)?, &element.at)))
            .collect(),
        _ => text_of(field, label, report)
            .map(|text| (text, &field.at))
            .into_iter()
            .collect(),
    }
}

/// A field's words, written `{ zh = …, en = … }`.
pub(super) fn words_of(field: &Field, label: &str, report: &mut Report<'_>) -> Option<Words> {
    let Raw::Table(fields) = &field.raw else {
        let wrong = format!(
            "Words in both languages are needed, not {}.",
            field.raw.named()
        );
        report.add(&field.at, label, wrong).allowed =
            Some("Write: { zh = \"中文\", en = \"English\" }".to_owned());
        return None;
    };
    let mut form = Form::new(label, &field.at, fields);
    let words = form.words(report);
    form.finish("words", report);
    words
}

/// A field's day.
pub(super) fn day_of(field: &Field, label: &str, report: &mut Report<'_>) -> Option<Date> {
    let (Raw::Text(text) | Raw::Day(text)) = &field.raw else {
        let wrong = format!("A day is needed, not {}.", field.raw.named());
        report.add(&field.at, label, wrong).allowed = Some("Write: \"2026-01-31\"".to_owned());
        return None;
    };
    parse_date(text)
        .map_err(|error| {
            report.add(&field.at, label, sentence(&error.to_string()));
        })
        .ok()
}
