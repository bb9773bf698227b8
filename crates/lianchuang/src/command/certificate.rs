//! `lianchuang certificate`: signs a challenge with a key in a file, to try what a UKey does inside.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use identity::certificate::{Statement, answer};
use serde_json::json;

/// Certificates.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Answers a challenge with a key in a file, for trials: keys of people belong into devices.
    #[command(
        after_help = "Example: lianchuang certificate answer --origin https://office.example --session 0a1b2c3d --challenge … --key officer.key --certificate officer.pem\n\nscripts/certificates makes keys and certificates to try it with."
    )]
    Answer(Answering),
}

/// What is signed, and with what.
#[derive(Debug, clap::Args)]
pub struct Answering {
    /// The site, as the browser shows it.
    #[arg(long)]
    origin: String,
    /// The session, as the page names it.
    #[arg(long)]
    session: String,
    /// The challenge, as the page names it; it may begin with a hyphen.
    #[arg(long, allow_hyphen_values = true)]
    challenge: String,
    /// A file with an SM2 key as PEM (PKCS #8).
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// A file with its certificate as PEM.
    #[arg(long, value_name = "FILE")]
    certificate: PathBuf,
}

/// Runs the command.
pub fn run(command: &Command) -> anyhow::Result<ExitCode> {
    let Command::Answer(asked) = command;
    let statement = Statement {
        origin: asked.origin.clone(),
        session: asked.session.clone(),
        challenge: asked.challenge.clone(),
    };
    let read = |file: &Path| {
        std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))
    };
    let answer = answer(&statement, &read(&asked.key)?, &read(&asked.certificate)?)
        .context("reading the key: wanted an SM2 key as PEM (PKCS #8)")?;
    println!("{}", json!(answer));
    Ok(ExitCode::SUCCESS)
}
