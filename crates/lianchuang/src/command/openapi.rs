//! `lianchuang openapi`: the description of the API, as it is served and checked in under `docs/`.

use std::process::ExitCode;

use crate::api::openapi;

/// Prints the description of the API.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: lianchuang openapi > docs/openapi.json")]
pub struct Arguments {}

/// Runs the command.
pub fn run() -> anyhow::Result<ExitCode> {
    println!("{}", serde_json::to_string_pretty(&openapi::document())?);
    Ok(ExitCode::SUCCESS)
}
