//! `lianchuang screen`: a workbook of organisations against the conditions of a lead, in one command without a data folder.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use values::Date;

use super::progress::Progress;
use super::{Common, Format};
use crate::clock::Clock;
use crate::sheet::{self, FileForm, Tongues};
use crate::words::Words;

/// Screens a workbook of organisations: who qualifies as lead, and clause by clause why not.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lianchuang screen organisations.xlsx\n  lianchuang screen --pack packs/mine organisations.xlsx --out screened.csv\n  lianchuang screen organisations.xlsx --format json\n\nThe screened sheet stands beside the workbook unless --out names another place. What the workbook says is taken as\nconfirmed. `lianchuang template` writes the empty workbook."
)]
pub struct Arguments {
    /// The workbook.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The file to write: .xlsx, .csv or .json.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The day on which it is looked at; today if left out.
    #[arg(long, value_name = "DAY", value_parser = values::parse_date)]
    on: Option<Date>,
}

/// Runs the command.
pub fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| beside(&arguments.file));
    let Some(form) = FileForm::of(&out) else {
        bail!("{}: wanted a name in .xlsx, .csv or .json", out.display());
    };
    let rules = super::desk::rules(common)?;
    let day = arguments
        .on
        .unwrap_or_else(|| Clock::default().now().china_day());
    let Some(policy) = rules.policies.in_force(day) else {
        bail!("no policy of {} is in force on {day}", common.pack);
    };
    let words = Words::load(common.language(), Some(policy));
    let book = super::book(&arguments.file, policy, &Tongues::load(policy), &words)?;
    let progress = Progress::new(words.t("command.screen.doing"));
    let screening = sheet::screen(&rules, policy, book, day, &words, |done, total| {
        progress.at(done, total);
    });
    drop(progress);
    if !screening.bad.is_empty() {
        return Ok(super::import::tell_bad(common, &words, &screening.bad));
    }
    let bytes = match form {
        FileForm::Json => serde_json::to_vec_pretty(&screening.json())?,
        form => screening.table(policy, &words).write(form)?,
    };
    std::fs::write(&out, bytes).with_context(|| format!("writing {}", out.display()))?;
    let [met, waits, unmet] = screening.counts();
    match common.format {
        Format::Json => println!("{}", screening.json()),
        Format::Text => println!(
            "{}",
            words.fill(
                "command.screen.done",
                &[
                    screening.rows.len().to_string(),
                    met.to_string(),
                    waits.to_string(),
                    unmet.to_string(),
                    out.display().to_string()
                ]
            )
        ),
    }
    Ok(ExitCode::SUCCESS)
}

/// `organisations.xlsx` is screened into `organisations-screened.xlsx`.
fn beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{stem}-screened.xlsx"))
}
