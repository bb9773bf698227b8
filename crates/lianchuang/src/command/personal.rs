//! `lianchuang personal`: a personal field in full, for a reason and on record.

use std::process::ExitCode;

use anyhow::bail;
use serde_json::json;

use super::{Common, Data, Format, REFUSED, desk};
use crate::unmasking::{self, NotShown};

/// Personal data: shown in full for a reason.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Shows a personal field of a record in full, once; for the office that handles the matter, and recorded.
    #[command(
        after_help = "Example: lianchuang personal show 128 address --data data --as officer@bureau --reason \"to send the answer\"\n\nThe server may run meanwhile. Exit code 3: no reason was given, or there is nothing to show to this person."
    )]
    Show(Shown),
}

/// Which field, to whom, and why.
#[derive(Debug, clap::Args)]
pub struct Shown {
    /// The number of the record.
    record: u64,
    /// The field.
    field: String,
    #[command(flatten)]
    data: Data,
    /// To whom: a login of the data folder.
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,
    /// Why; it is kept in the audit log.
    #[arg(long, default_value = "")]
    reason: String,
}

/// Runs the command.
pub fn run(common: &Common, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Show(shown) => show(common, shown),
    }
}

fn show(common: &Common, shown: &Shown) -> anyhow::Result<ExitCode> {
    let app = desk::to_read(common, &shown.data.data)?;
    let visitor = desk::visitor(&app, common, &shown.login)?;
    let asked = unmasking::asked(&app, &visitor, shown.record, &shown.field, &shown.reason);
    let told = asked.and_then(|asked| {
        app.audit
            .write_and_wait(asked.event(&app, &visitor))
            .map_err(|cause| NotShown::Fault(cause.to_string()))?;
        asked.text(&app)
    });
    let words = common.words();
    match told {
        Ok(text) => {
            match common.format {
                Format::Json => println!(
                    "{}",
                    json!({"record": shown.record, "field": shown.field, "text": text})
                ),
                Format::Text => println!("{text}"),
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(NotShown::ReasonWanted) => {
            eprintln!("{}", words.t("unmasking.reason_wanted"));
            Ok(ExitCode::from(REFUSED))
        }
        Err(NotShown::Absent) => {
            eprintln!("{}", words.t("problem.absent"));
            Ok(ExitCode::from(REFUSED))
        }
        Err(NotShown::Fault(cause)) => {
            bail!("showing a personal field: {cause}")
        }
    }
}
