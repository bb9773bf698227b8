//! `lianchuang demo`: a fictitious living city, told by the scenario language.

use std::process::ExitCode;

use super::{Common, Place};

/// Opens a fictitious living city in the browser.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: lianchuang demo --listen 127.0.0.1:8080")]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// Runs the command.
pub fn run(common: &Common, arguments: Arguments) -> anyhow::Result<ExitCode> {
    let _ = (common, arguments);
    Ok(ExitCode::SUCCESS)
}
