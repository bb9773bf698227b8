//! `lianchuang outbox`: what is on its way out of the house, on the command line; while the server runs too.

use std::process::ExitCode;

use anyhow::bail;
use cabinet::{Cabinet, Job, JobState, Which};
use serde_json::json;

use super::{Common, Data, Format};
use crate::clock::Clock;
use crate::page::outbox_choice;

/// Most jobs listed.
const LISTED: usize = 1000;

/// What is on its way out of the house.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Lists mails and webhooks, newest first.
    #[command(
        after_help = "Example: lianchuang outbox list --state failed --data /var/lib/lianchuang"
    )]
    List {
        #[command(flatten)]
        data: Data,
        /// Only those in this state.
        #[arg(long, value_parser = ["waiting", "held", "gathered", "sending", "done", "failed", "withdrawn"])]
        state: Option<String>,
    },
    /// Tries failed ones again now.
    #[command(after_help = "Example: lianchuang outbox retry all --data /var/lib/lianchuang")]
    Retry(Chosen),
    /// Lets held ones go.
    #[command(after_help = "Example: lianchuang outbox release r1024 --data /var/lib/lianchuang")]
    Release(Chosen),
    /// Holds waiting ones.
    #[command(after_help = "Example: lianchuang outbox hold 17 --data /var/lib/lianchuang")]
    Hold(Chosen),
}

/// Which of them.
#[derive(Debug, clap::Args)]
pub struct Chosen {
    #[command(flatten)]
    data: Data,
    /// The number of one, `r` and a record's number for all mails of that record, or `all`.
    which: String,
}

impl Chosen {
    fn read(&self, common: &Common) -> anyhow::Result<(Cabinet, Which)> {
        let Some(which) = outbox_choice(&self.which) else {
            bail!(
                "{}: wanted a number, r and the number of a record, or all",
                self.which
            );
        };
        Ok((opened(common, &self.data)?, which))
    }
}

fn opened(common: &Common, data: &Data) -> anyhow::Result<Cabinet> {
    if !data.data.join("cabinet.db").exists() {
        bail!("there is no cabinet in {}", data.data.display());
    }
    common.cabinet(&data.data)
}

/// Runs the command.
pub fn run(common: &Common, command: &Command) -> anyhow::Result<ExitCode> {
    let at = Clock::default().now();
    let changed = match command {
        Command::List { data, state } => {
            let state = state.as_deref().and_then(JobState::of);
            list(common, &opened(common, data)?.jobs(state, None, LISTED)?);
            return Ok(ExitCode::SUCCESS);
        }
        Command::Retry(chosen) => {
            let (cabinet, which) = chosen.read(common)?;
            cabinet.retry_jobs(which, at)?
        }
        Command::Release(chosen) => {
            let (cabinet, which) = chosen.read(common)?;
            cabinet.release_jobs(which, at)?
        }
        Command::Hold(chosen) => {
            let (cabinet, which) = chosen.read(common)?;
            cabinet.hold_jobs(which, at)?
        }
    };
    match common.format {
        Format::Json => println!("{}", json!({"changed": changed})),
        Format::Text => println!(
            "{}",
            common.words().fill("outbox.done", &[changed.to_string()])
        ),
    }
    Ok(ExitCode::SUCCESS)
}

/// Persons stand here by their numbers: addresses are shown to their owners only.
fn list(common: &Common, jobs: &[Job]) {
    let to = |job: &Job| {
        let person = job.person.map(|person| person.to_string());
        job.target.clone().or(person).unwrap_or_default()
    };
    match common.format {
        Format::Json => {
            let rows: Vec<_> = jobs
                .iter()
                .map(|job| {
                    json!({
                        "id": job.id, "kind": job.kind.key(), "to": to(job), "record": job.record,
                        "state": job.state.key(), "attempts": job.attempts, "next": job.due, "fault": job.fault,
                    })
                })
                .collect();
            println!("{}", json!({"items": rows}));
        }
        Format::Text => {
            let words = common.words();
            for job in jobs {
                println!(
                    "{:>6}  {}  {}  {} {}  {}  {}",
                    job.id,
                    words.t(&format!("outbox.kind.{}", job.kind.key())),
                    to(job),
                    words.t("outbox.record"),
                    job.record,
                    words.t(&format!("outbox.state.{}", job.state.key())),
                    job.fault.as_deref().unwrap_or_default(),
                );
            }
        }
    }
}
