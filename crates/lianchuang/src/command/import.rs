//! `lianchuang import`: organisations from a workbook, all or none.

use std::path::PathBuf;
use std::process::ExitCode;

use acts::ask::Office as Rules;
use anyhow::bail;
use audit::EventKind;
use serde_json::json;

use super::progress::Progress;
use super::{Common, Data, Format, REFUSED, desk};
use crate::app::{App, Visitor};
use crate::office::{Answer, Seen, Submission};
use crate::sheet::{self, Bad, BadCell, Played, Player, Tongues};
use crate::words::Words;

/// Takes organisations in from a workbook: all rows, or none and every bad cell named.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lianchuang import organisations.xlsx --data data --as officer --check\n  lianchuang import organisations.xlsx --data data --as officer\n\nExit codes: 1 a cell cannot be read, 3 the policy refuses a row; nothing is recorded in either case.\n`lianchuang template` writes the empty workbook. The server must not run meanwhile, except with --check."
)]
pub struct Arguments {
    /// The workbook.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    data: Data,
    /// In whose name: a login of the data folder.
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,
    /// Only says what would be recorded.
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let app = if arguments.check {
        desk::to_read(common, &arguments.data.data)?
    } else {
        desk::to_write(common, &arguments.data.data)?
    };
    let visitor = desk::visitor(&app, common, &arguments.login)?;
    let words = app.words(common.language());
    let played = played(&app, &visitor, arguments, words)?;
    if !played.bad.is_empty() {
        return Ok(tell_bad(common, words, &played.bad));
    }
    let organisations = played.organisations.len();
    let records = played.requests.len();
    let numbers = if arguments.check {
        None
    } else {
        let numbers = record(&app, played)?;
        let name = arguments.file.file_name().unwrap_or_default();
        let event = app.event(&visitor, EventKind::Import, name.to_string_lossy());
        app.audit.write_and_wait(
            event
                .counting(organisations)
                .noting(format!("records {}-{}", numbers.0, numbers.1)),
        )?;
        Some(numbers)
    };
    match (common.format, numbers) {
        (Format::Json, numbers) => println!(
            "{}",
            json!({"checked_only": arguments.check, "organisations": organisations, "records": records,
                "first": numbers.map(|(first, _)| first), "last": numbers.map(|(_, last)| last)})
        ),
        (Format::Text, None) => println!(
            "{}",
            words.fill(
                "command.import.checked",
                &[organisations.to_string(), records.to_string()]
            )
        ),
        (Format::Text, Some((first, last))) => println!(
            "{}",
            words.fill(
                "command.import.done",
                &[
                    organisations.to_string(),
                    records.to_string(),
                    first.to_string(),
                    last.to_string()
                ]
            )
        ),
    }
    Ok(ExitCode::SUCCESS)
}

fn played(
    app: &App,
    visitor: &Visitor,
    arguments: &Arguments,
    words: &Words,
) -> anyhow::Result<Played> {
    let rules: &Rules = app.rules();
    let policy = app.policy(visitor.day());
    let book = super::book(&arguments.file, policy, &Tongues::load(policy), words)?;
    let progress = Progress::new(words.t("command.import.ruling"));
    let player = Player {
        rules,
        policy,
        actors: &[visitor.actor],
        at: visitor.at,
        words,
    };
    let world = (*app.world()).clone();
    Ok(sheet::play(world, &player, book, |done, total| {
        progress.at(done, total);
    }))
}

/// Records everything in one durable transaction; gives the first and the last number.
fn record(app: &App, played: Played) -> anyhow::Result<(u64, u64)> {
    let answer = app.office.submit_and_wait(Submission {
        requests: played.requests,
        idempotency: None,
        seen: Seen::Unsaid,
        origin: audit::Origin::local(crate::trail::next_request()),
    });
    match answer {
        Answer::Recorded(acts) => Ok((
            acts.first().map_or(0, |act| act.number.0),
            acts.last().map_or(0, |act| act.number.0),
        )),
        // It was ruled on a moment ago against the same world, so the office answers the same.
        other => bail!("nothing was recorded: {other:?}"),
    }
}

/// Tells every bad cell; the exit code says whether one could not be read or all were refused.
pub fn tell_bad(common: &Common, words: &Words, bad: &[BadCell]) -> ExitCode {
    match common.format {
        Format::Json => println!("{}", json!({"mistakes": bad})),
        Format::Text => {
            for cell in bad {
                let found = if cell.found.is_empty() {
                    words.t("sheet.empty").to_owned()
                } else {
                    cell.found.clone()
                };
                let parts = [&cell.sheet, &cell.cell, &found, &cell.wanted];
                let clause = if cell.clause.is_empty() {
                    String::new()
                } else {
                    words.fill("sheet.clause", &[&cell.clause])
                };
                eprintln!("{}{clause}", words.fill("sheet.bad_cell", &parts));
            }
            eprintln!(
                "{}",
                words.fill("sheet.bad_cells", &[bad.len().to_string()])
            );
        }
    }
    if bad.iter().any(|cell| cell.kind == Bad::Mistake) {
        ExitCode::FAILURE
    } else {
        ExitCode::from(REFUSED)
    }
}
