//! `lianchuang template`: the empty workbook of organisations.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use serde_json::json;

use super::{Common, Format};
use crate::clock::Clock;
use crate::sheet;
use crate::words::Words;

/// Writes the empty workbook of organisations, with the pack's terms to choose from.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lianchuang template --out organisations.xlsx\n  lianchuang template --lang en --pack packs/mine --out organisations.xlsx"
)]
pub struct Arguments {
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Runs the command.
pub fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let rules = super::desk::rules(common)?;
    let policy = super::edition(&rules, Clock::default().now().china_day());
    let words = Words::load(common.language(), Some(policy));
    let bytes = sheet::template(policy, &words).context("writing the workbook")?;
    let out = &arguments.out;
    std::fs::write(out, bytes).with_context(|| format!("writing {}", out.display()))?;
    match common.format {
        Format::Json => println!("{}", json!({"file": out})),
        Format::Text => println!(
            "{}",
            words.fill("command.written", &[out.display().to_string()])
        ),
    }
    Ok(ExitCode::SUCCESS)
}
