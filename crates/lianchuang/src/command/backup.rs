//! `lianchuang backup` and `restore`: a copy taken while work goes on, and a data folder made from it that proves itself.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use audit::EventKind;
use register::{Head, Stage};
use serde_json::json;

use super::audit::{machine, tell as tell_log};
use super::progress::Progress;
use super::{Common, Data, Format};
use crate::words::Words;

/// Copies a data folder while work goes on.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: lianchuang backup --data data --out /backup/2026-01-05\n\nThe server may run meanwhile. The folder holds digests.sm3, which `openssl dgst -sm3 -r` can check."
)]
pub struct Backup {
    #[command(flatten)]
    data: Data,
    /// The folder to fill; new or empty.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

/// Makes a data folder from a backup.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: lianchuang restore --from /backup/2026-01-05 --data data\n\nEvery digest and the whole chain are checked first; a backup that was altered restores nothing."
)]
pub struct Restore {
    #[command(flatten)]
    data: Data,
    /// The backup.
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
}

/// Runs `backup`.
pub fn backup(common: &Common, arguments: &Backup) -> anyhow::Result<ExitCode> {
    let words = common.words();
    // Told before: the backup then holds that it was made.
    let backed = machine(EventKind::Backup, arguments.out.display().to_string());
    tell_log(&arguments.data.data, backed)?;
    let progress = Progress::new("");
    let head = register::backup(
        &arguments.data.data,
        &arguments.out,
        |stage, done, total| {
            progress.doing(doing(&words, stage));
            progress.at(done, total);
        },
    )
    .with_context(|| format!("backing up {}", arguments.data.data.display()))?;
    drop(progress);
    tell(common, &words, "command.backup.done", &head, &arguments.out);
    Ok(ExitCode::SUCCESS)
}

/// Runs `restore`.
pub fn restore(common: &Common, arguments: &Restore) -> anyhow::Result<ExitCode> {
    let words = common.words();
    let progress = Progress::new("");
    let head = register::restore(
        &arguments.from,
        &arguments.data.data,
        |stage, done, total| {
            progress.doing(doing(&words, stage));
            progress.at(done, total);
        },
    )
    .with_context(|| format!("restoring {}", arguments.from.display()))?;
    drop(progress);
    let restored = machine(EventKind::Restore, arguments.from.display().to_string());
    tell_log(&arguments.data.data, restored)?;
    tell(
        common,
        &words,
        "command.restore.done",
        &head,
        &arguments.data.data,
    );
    Ok(ExitCode::SUCCESS)
}

fn doing(words: &Words, stage: Stage) -> &str {
    words.t(match stage {
        Stage::Databases => "command.backup.databases",
        Stage::Files => "command.backup.files",
        Stage::Chain => "command.verify.chain",
    })
}

fn tell(common: &Common, words: &Words, key: &str, head: &Head, folder: &std::path::Path) {
    match common.format {
        Format::Json => println!(
            "{}",
            json!({"records": head.number, "head": head.to_string(), "folder": folder})
        ),
        Format::Text => println!(
            "{}",
            words.fill(
                key,
                &[
                    folder.display().to_string(),
                    head.number.to_string(),
                    head.to_string()
                ]
            )
        ),
    }
}
