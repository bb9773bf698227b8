//! What is done when personal data leaked, were altered or were lost: one report, on record, from which the notice to the authority
//! is printed and the notices to the persons are made.

use std::collections::BTreeSet;

use anyhow::Context as _;
use audit::{Event, EventKind};
use serde::{Deserialize, Serialize};
use values::{Date, Language, PersonId};

use super::field::{FIELDS, PersonalField};
use super::held::held;
use crate::app::{App, Visitor};
use crate::post::persons;
use crate::telling::Teller;

/// Most characters of each part of a report.
const PART: usize = 2000;

/// What happened, in the words of the law's list: kinds of data, causes, harm, measures, and what people can do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The day it was found out.
    pub found: Date,
    /// What happened and why.
    pub happened: String,
    /// What harm it may do.
    pub harm: String,
    /// What was done about it.
    pub measures: String,
    /// What the persons can do themselves.
    pub advice: String,
    /// Which fields, by their keys in the register of personal fields.
    pub fields: Vec<String>,
    /// How many persons it touches.
    pub persons: usize,
}

/// Whom a breach touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// Everybody of whom one of the fields is held.
    Everybody,
    /// These.
    These(Vec<PersonId>),
}

/// Why a report is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BreachMistake {
    /// Only the security administrator reports.
    #[error("only the security administrator reports a breach")]
    Absent,
    /// A part of the report is missing or too long.
    #[error("{0}: wanted 1 to {PART} characters")]
    Part(&'static str),
    /// There is no such field.
    #[error("there is no personal field {field}; there are: {all}", field = .0, all = keys())]
    Field(String),
    /// No field was named.
    #[error("which fields it is about is wanted; there are: {}", keys())]
    Fields,
    /// There is no such person.
    #[error("there is no person {0}")]
    Person(PersonId),
    /// It was found out later than today.
    #[error("a breach is not found out on a day to come")]
    Day,
    /// Nobody is touched.
    #[error("of nobody one of these fields is held, so there is nobody to tell")]
    Nobody,
}

fn keys() -> String {
    let keys: Vec<&str> = FIELDS.iter().map(|field| field.key).collect();
    keys.join(", ")
}

/// A report that can be kept; the log is told before anybody else.
#[derive(Debug)]
pub struct Reported {
    /// The report.
    pub report: Report,
    touched: BTreeSet<PersonId>,
}

/// Looks at a report.
pub fn reported(
    app: &App,
    visitor: &Visitor,
    mut report: Report,
    touched: &Touched,
) -> anyhow::Result<Result<Reported, BreachMistake>> {
    let world = app.world();
    if !super::request::may(&world, visitor) {
        return Ok(Err(BreachMistake::Absent));
    }
    let parts = [
        ("happened", &report.happened),
        ("harm", &report.harm),
        ("measures", &report.measures),
        ("advice", &report.advice),
    ];
    for (name, text) in parts {
        if text.trim().is_empty() || text.chars().count() > PART {
            return Ok(Err(BreachMistake::Part(name)));
        }
    }
    if report.fields.is_empty() {
        return Ok(Err(BreachMistake::Fields));
    }
    if let Some(field) = report
        .fields
        .iter()
        .find(|key| PersonalField::of(key).is_none())
    {
        return Ok(Err(BreachMistake::Field(field.clone())));
    }
    if report.found > visitor.day() {
        return Ok(Err(BreachMistake::Day));
    }
    let touched = match touched {
        Touched::These(persons) => {
            if let Some(nobody) = persons
                .iter()
                .find(|person| world.person(**person).is_none())
            {
                return Ok(Err(BreachMistake::Person(*nobody)));
            }
            persons.iter().copied().collect()
        }
        Touched::Everybody => {
            let mut found = BTreeSet::new();
            for person in world.people.keys() {
                let of_them = held(app, *person, visitor.at)?;
                if of_them
                    .iter()
                    .any(|one| report.fields.iter().any(|key| key == one.field.key))
                {
                    found.insert(*person);
                }
            }
            found
        }
    };
    if touched.is_empty() {
        return Ok(Err(BreachMistake::Nobody));
    }
    report.persons = touched.len();
    Ok(Ok(Reported { report, touched }))
}

impl Reported {
    /// What the log is told first: which fields, and how many persons.
    pub fn event(&self, app: &App, visitor: &Visitor) -> Event {
        app.event(
            visitor,
            EventKind::PersonalBreach,
            self.report.fields.join(" "),
        )
        .counting(self.touched.len())
        .noting(format!("found {}", self.report.found))
    }

    /// Keeps the report and tells everybody it touches; gives its number.
    pub fn keep(&self, app: &App, visitor: &Visitor) -> anyhow::Result<i64> {
        let by = visitor.person().context("a report has an author")?;
        let text = serde_json::to_string(&self.report)?;
        let id = app.cabinet.keep_breach(&text, by, visitor.at)?;
        let notices: Vec<_> = self
            .touched
            .iter()
            .map(|person| persons::breach(*person, id, visitor.at))
            .collect();
        app.cabinet.keep_notices(&notices, visitor.at)?;
        Ok(id)
    }
}

impl Report {
    /// A report kept before.
    pub fn kept(app: &App, id: i64) -> anyhow::Result<Option<Report>> {
        let text = app.cabinet.breach(id)?;
        text.map(|text| serde_json::from_str(&text).context("reading the report of a breach"))
            .transpose()
    }

    fn fields_told(&self, teller: Teller) -> String {
        let labels: Vec<String> = self
            .fields
            .iter()
            .filter_map(|key| PersonalField::of(key))
            .map(|field| field.label(teller.words))
            .collect();
        labels.join(teller.words.t("list.comma"))
    }

    /// What happened, for the persons.
    pub fn happened_told(&self, _app: &App, teller: Teller) -> String {
        let parts = [
            teller.day(self.found),
            self.happened.clone(),
            self.fields_told(teller),
            self.harm.clone(),
        ];
        teller.words.fill("breach.happened", &parts)
    }

    /// What was done and what the persons can do.
    pub fn advice_told(&self, app: &App, teller: Teller) -> String {
        let words = teller.words;
        let told = words.fill("breach.advice", &[&self.measures, &self.advice]);
        match app.persons.contact() {
            Some(contact) => format!("{told}{}", words.fill("breach.contact", &[contact])),
            None => told,
        }
    }

    /// The notice to the authority, to be printed: in Chinese and then in English.
    pub fn to_authority(&self, app: &App, number: i64, day: Date) -> String {
        let world = app.world();
        let told = Language::ALL.map(|language| {
            let teller = app.teller(language, app.policy(day), &world);
            let words = teller.words;
            let organ = app.persons.organ(language).unwrap_or("________");
            let contact = app.persons.contact().unwrap_or("________");
            let facts = [
                ("organ", organ.to_owned()),
                ("contact", contact.to_owned()),
                ("found", teller.day(self.found)),
                ("what", self.happened.clone()),
                ("fields", self.fields_told(teller)),
                ("persons", self.persons.to_string()),
                ("harm", self.harm.clone()),
                ("measures", self.measures.clone()),
                (
                    "told",
                    words.fill("breach.told", &[self.persons.to_string()]),
                ),
                ("day", teller.day(day)),
            ];
            let mut lines = vec![
                words.fill("breach.title", &[number.to_string()]),
                String::new(),
            ];
            lines.extend(facts.iter().map(|(key, fact)| {
                words.fill(
                    "breach.line",
                    &[words.t(&format!("breach.label.{key}")), fact.as_str()],
                )
            }));
            lines.join("\n")
        });
        told.join("\n\n────────\n\n")
    }
}
