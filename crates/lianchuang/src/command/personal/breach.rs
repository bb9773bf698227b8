//! A breach of personal data reported at the command line: on record, the notice to the authority printed, the persons told.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use audit::EventKind;
use serde_json::json;
use toml_edit::Document;
use values::{Date, PersonId};

use super::Own;
use crate::command::persons::Persons;
use crate::command::{Common, Format, REFUSED, desk};
use crate::personal::breach::{BreachMistake, Report, Touched, reported};

/// Whom the report is told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// Nobody: it is only looked at.
    Nobody,
    /// Every person it touches.
    Persons,
}

/// Runs the command.
pub fn run(
    common: &Common,
    own: &Own,
    persons: &Persons,
    file: &Path,
    telling: Telling,
) -> anyhow::Result<ExitCode> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    let (report, touched) =
        read(&text).with_context(|| format!("reading the report in {}", file.display()))?;
    let mut app = desk::to_read(common, &own.data.data)?;
    app.persons = persons.settings();
    let visitor = desk::visitor(&app, common, &own.login)?;
    let found = match reported(&app, &visitor, report, &touched)? {
        Ok(found) => found,
        Err(BreachMistake::Absent) => {
            let event = app.event(&visitor, EventKind::AccessRefused, "personal breach");
            app.audit.write_and_wait(event.failed("capacity"))?;
            eprintln!("lianchuang: {}", common.words().t("absent.title"));
            return Ok(ExitCode::from(REFUSED));
        }
        Err(mistake) => bail!("{}: {mistake}", file.display()),
    };
    let check = telling == Telling::Nobody;
    let number = if check {
        0
    } else {
        app.audit.write_and_wait(found.event(&app, &visitor))?;
        found.keep(&app, &visitor)?
    };
    let notice = found.report.to_authority(&app, number, visitor.day());
    let told = if check { 0 } else { found.report.persons };
    match common.format {
        Format::Json => println!(
            "{:#}",
            json!({"breach": (!check).then_some(number), "persons": found.report.persons, "told": told, "to_authority": notice})
        ),
        Format::Text => {
            println!("{notice}");
            let words = common.words();
            eprintln!("{}", words.fill("breach.done", &[told.to_string()]));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Reads a report: its parts, its fields, and whom it touches.
fn read(text: &str) -> anyhow::Result<(Report, Touched)> {
    let document = Document::parse(text)?;
    let known = [
        "found", "fields", "persons", "happened", "harm", "measures", "advice",
    ];
    if let Some((key, _)) = document.iter().find(|(key, _)| !known.contains(key)) {
        bail!("there is no part {key}; there are: {}", known.join(", "));
    }
    let part = |key: &str| {
        let found = document.get(key).and_then(|item| item.as_str());
        found.map(str::to_owned).unwrap_or_default()
    };
    let several = |key: &str| -> Vec<String> {
        let found = document.get(key).and_then(|item| item.as_array());
        let found = found.into_iter().flatten();
        found
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect()
    };
    let found: Date = values::parse_date(&part("found"))
        .map_err(|_| anyhow::anyhow!("found: wanted a day such as \"2026-03-12\""))?;
    let persons: Vec<PersonId> = several("persons")
        .iter()
        .map(|text| {
            text.parse().map_err(|_| {
                anyhow::anyhow!("persons: {text} is no person; wanted such as \"p12\"")
            })
        })
        .collect::<anyhow::Result<_>>()?;
    let report = Report {
        found,
        happened: part("happened"),
        harm: part("harm"),
        measures: part("measures"),
        advice: part("advice"),
        fields: several("fields"),
        persons: 0,
    };
    let touched = if document.get("persons").is_some() {
        Touched::These(persons)
    } else {
        Touched::Everybody
    };
    Ok((report, touched))
}
