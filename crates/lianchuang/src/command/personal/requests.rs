//! What is held about a person, and requests about it, at the command line.

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use audit::EventKind;
use cabinet::WhichRequests;
use serde_json::json;

use super::Own;
use crate::app::{App, Visitor};
use crate::command::persons::Persons;
use crate::command::{Common, Format, REFUSED, desk};
use crate::personal::answer::{self, AnswerMistake};
use crate::personal::request::{self, Asking};
use crate::personal::{held, notice};
use crate::retention::Terms;
use crate::sheet::FileForm;

fn opened(common: &Common, own: &Own) -> anyhow::Result<(App, Visitor)> {
    let app = desk::to_read(common, &own.data.data)?;
    let visitor = desk::visitor(&app, common, &own.login)?;
    Ok((app, visitor))
}

fn person(visitor: &Visitor) -> anyhow::Result<values::PersonId> {
    visitor.person().context("an account is a person's")
}

/// Shows or writes what is held.
pub fn held(common: &Common, own: &Own, out: Option<&Path>) -> anyhow::Result<ExitCode> {
    let (app, visitor) = opened(common, own)?;
    let world = app.world();
    let teller = app.teller(common.language(), app.policy(visitor.day()), &world);
    let found = held::held(&app, person(&visitor)?, visitor.at)?;
    let told = app
        .event(&visitor, EventKind::Export, "personal data")
        .counting(found.len());
    app.audit.write_and_wait(told)?;
    if let Some(out) = out {
        let Some(form) = FileForm::of(out) else {
            bail!("{}: wanted a name in .csv, .json or .xlsx", out.display());
        };
        let bytes = held::table(&app, teller, &found).write(form)?;
        std::fs::write(out, bytes).with_context(|| format!("writing {}", out.display()))?;
    }
    match common.format {
        Format::Json => {
            let items: Vec<_> = found.iter().map(|one| one.body(&app, teller)).collect();
            println!("{:#}", json!({"items": items}));
        }
        Format::Text => {
            for one in &found {
                println!(
                    "{}  {}  {}",
                    one.item(),
                    one.field.label(teller.words),
                    one.value
                );
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Whether the notice is only shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// It is.
    Shown,
    /// That it was read is kept.
    Kept,
}

/// Prints the notice; keeps that it was read.
pub fn notice(
    common: &Common,
    own: &Own,
    persons: &Persons,
    terms: Terms,
    reading: Reading,
) -> anyhow::Result<ExitCode> {
    let (mut app, visitor) = opened(common, own)?;
    app.persons = persons.settings();
    app.retention = terms;
    let version = notice::version(&app);
    if reading == Reading::Kept {
        let event = app
            .event(&visitor, EventKind::AccountChanged, "privacy notice read")
            .noting(version.clone());
        app.audit.write_and_wait(event)?;
        let person = person(&visitor)?;
        app.cabinet
            .keep_privacy_read(person, &version, visitor.at)?;
    }
    let words = app.words(common.language());
    match common.format {
        Format::Json => println!("{:#}", notice::body(&app, words)),
        Format::Text => {
            println!("{}", words.fill("privacy.version", &[&version]));
            let full = notice::full(&app, words);
            for line in full.organ.iter().chain(&full.contact) {
                println!("{line}");
            }
            for row in &full.rows {
                println!("{}", row.join("  "));
            }
            for right in &full.rights {
                println!("{right}");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Takes a request.
pub fn ask(
    common: &Common,
    own: &Own,
    persons: &Persons,
    asking: &Asking,
) -> anyhow::Result<ExitCode> {
    let (mut app, visitor) = opened(common, own)?;
    app.persons = persons.settings();
    let words = common.words();
    let asked = match request::asked(&app, &visitor, person(&visitor)?, asking)? {
        Ok(asked) => asked,
        Err(mistake) => {
            eprintln!("lianchuang: {}", mistake.told(&words));
            return Ok(ExitCode::from(REFUSED));
        }
    };
    app.audit.write_and_wait(asked.event(&app, &visitor))?;
    let id = asked.keep(&app, &visitor)?;
    match common.format {
        Format::Json => println!("{}", json!({"id": id, "due": asked.due})),
        Format::Text => println!(
            "{}",
            words.fill("data.asked_due", &[id.to_string(), asked.due.to_string()])
        ),
    }
    Ok(ExitCode::SUCCESS)
}

/// Told as what is not there, and on record.
fn absent(app: &App, visitor: &Visitor, what: &str) -> anyhow::Result<ExitCode> {
    let event = app.event(visitor, EventKind::AccessRefused, what);
    app.audit.write_and_wait(event.failed("capacity"))?;
    eprintln!(
        "lianchuang: {}",
        app.words(visitor.language).t("absent.title")
    );
    Ok(ExitCode::from(REFUSED))
}

/// Lists the requests.
pub fn list(common: &Common, own: &Own, which: WhichRequests) -> anyhow::Result<ExitCode> {
    let (app, visitor) = opened(common, own)?;
    let world = app.world();
    if !request::may(&world, &visitor) {
        return absent(&app, &visitor, "personal requests");
    }
    let teller = app.teller(common.language(), app.policy(visitor.day()), &world);
    let found = request::listed(&app, &visitor, which)?;
    match common.format {
        Format::Json => {
            let items: Vec<_> = found.iter().map(|one| one.body(teller)).collect();
            println!("{:#}", json!({"total": items.len(), "items": items}));
        }
        Format::Text => {
            let words = teller.words;
            for one in &found {
                let request = &one.request;
                let state = match &request.answer {
                    Some(answer) => words
                        .t(&format!("request.outcome.{}", answer.outcome.key()))
                        .to_owned(),
                    None if one.overdue() => words.t("request.overdue").to_owned(),
                    None => String::new(),
                };
                println!(
                    "{}  {}  {}  {}  {}  {state}",
                    request.id,
                    request.due,
                    words.t(&format!("data.kind.{}", request.kind.key())),
                    one.name,
                    request::item_told(words, request)
                );
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows one in full, on record first.
pub fn one(common: &Common, own: &Own, id: i64) -> anyhow::Result<ExitCode> {
    let (app, visitor) = opened(common, own)?;
    let world = app.world();
    let what = format!("personal request {id}");
    if !request::may(&world, &visitor) {
        return absent(&app, &visitor, &what);
    }
    let event = app.event(&visitor, EventKind::PersonalUnmasked, what);
    app.audit.write_and_wait(event)?;
    let Some(full) = request::full(&app, &visitor, id)? else {
        bail!("{}", common.words().t("absent.title"));
    };
    let teller = app.teller(common.language(), app.policy(visitor.day()), &world);
    match common.format {
        Format::Json => println!("{:#}", full.body(&app, teller)),
        Format::Text => {
            let words = teller.words;
            println!(
                "{}  {}  {}",
                words.t(&format!("data.kind.{}", full.listed.request.kind.key())),
                full.listed.name,
                request::item_told(words, &full.listed.request)
            );
            println!("{}", full.text);
            for more in [&full.value, &full.answer].into_iter().flatten() {
                println!("→ {more}");
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Answers one.
pub fn answer(
    common: &Common,
    own: &Own,
    id: i64,
    outcome: &str,
    reason: &str,
) -> anyhow::Result<ExitCode> {
    let (app, visitor) = opened(common, own)?;
    let words = common.words();
    let refused = |mistake: &AnswerMistake| {
        eprintln!("lianchuang: {}", mistake.told(&words));
        Ok(ExitCode::from(REFUSED))
    };
    let answering = match answer::answering(&app, &visitor, id, outcome, reason)? {
        Ok(answering) => answering,
        Err(AnswerMistake::Absent) => {
            return absent(&app, &visitor, &format!("personal answer {id}"));
        }
        Err(mistake) => return refused(&mistake),
    };
    app.audit
        .write_all_and_wait(answering.events(&app, &visitor))?;
    if !answering.give(&app, &visitor)? {
        return refused(&AnswerMistake::Answered);
    }
    match common.format {
        Format::Json => println!("{}", json!({"id": id, "outcome": outcome})),
        Format::Text => println!("{}", words.fill("request.answered", &[id.to_string()])),
    }
    Ok(ExitCode::SUCCESS)
}
