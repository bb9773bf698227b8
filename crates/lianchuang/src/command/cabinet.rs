//! `lianchuang cabinet`: whether what stands outside the register is as the program wrote it.

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use audit::EventKind;
use cabinet::Cabinet;
use serde_json::json;

use super::audit::{machine, tell};
use super::{Common, Data, Format};

/// The cabinet: accounts, second factors, tokens, personal texts.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Checks the code of every protected row; names table, row and fields of what was changed, added or removed.
    #[command(
        after_help = "Examples:\n  lianchuang cabinet verify --data /var/lib/lianchuang\n  lianchuang cabinet verify --data data --format json\n\nThe server may run meanwhile. Exit code 1: something does not fit; it is an alarm too."
    )]
    Verify(Data),
    /// Takes protected rows as they stand: after a backup of an earlier version was restored, or once a change was looked into.
    #[command(
        after_help = "Examples:\n  lianchuang cabinet protect --data data\n  lianchuang cabinet protect --data data session setup_code\n\nRestoring a backup is the better way: this makes right whatever stands there. It is recorded."
    )]
    Protect {
        #[command(flatten)]
        data: Data,
        /// Only these tables.
        #[arg(value_name = "TABLE")]
        tables: Vec<String>,
    },
}

fn opened(common: &Common, data: &Path) -> anyhow::Result<Cabinet> {
    if !data.join("cabinet.db").exists() {
        bail!("there is no cabinet in {}", data.display());
    }
    common.cabinet(data)
}

/// Runs the command.
pub fn run(common: &Common, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Verify(data) => verify(common, &data.data),
        Command::Protect { data, tables } => protect(common, &data.data, tables),
    }
}

fn verify(common: &Common, data: &Path) -> anyhow::Result<ExitCode> {
    let (checked, altered) = opened(common, data)?.verify()?;
    let words = common.words();
    match common.format {
        Format::Json => {
            let rows: Vec<_> = altered
                .iter()
                .map(|it| {
                    json!({"table": it.table, "row": it.row, "change": it.change.key(), "fields": it.fields})
                })
                .collect();
            println!(
                "{}",
                json!({"whole": rows.is_empty(), "checked": checked, "altered": rows})
            );
        }
        Format::Text => {
            for it in &altered {
                let change = format!("command.cabinet.{}", it.change.key());
                let change = words.t(&change);
                println!(
                    "{} {}  {change}  {}",
                    it.table,
                    it.row,
                    it.fields.join(", ")
                );
            }
            let word = if altered.is_empty() {
                "command.cabinet.whole"
            } else {
                "command.cabinet.altered"
            };
            println!(
                "{}",
                words.fill(word, &[checked.to_string(), altered.len().to_string()])
            );
        }
    }
    if altered.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    tell(
        data,
        crate::integrity::found(machine(EventKind::ProtectionFailed, ""), &altered),
    )?;
    Ok(ExitCode::FAILURE)
}

fn protect(common: &Common, data: &Path, tables: &[String]) -> anyhow::Result<ExitCode> {
    let cabinet = opened(common, data)?;
    let told = machine(EventKind::KeyUsed, "cabinet protect").noting(tables.join(" "));
    tell(data, told)?;
    let coded = cabinet.protect_anew(tables)?;
    match common.format {
        Format::Json => println!("{}", json!({ "protected": coded })),
        Format::Text => println!(
            "{}",
            common
                .words()
                .fill("command.cabinet.protected", &[coded.to_string()])
        ),
    }
    Ok(ExitCode::SUCCESS)
}
