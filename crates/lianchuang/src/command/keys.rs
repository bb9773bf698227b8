//! `lianchuang keys`: what the cabinet is encrypted with; keys are made, followed by others, and destroyed.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use audit::EventKind;
use cabinet::Cabinet;
use register::Files;
use seal::{KeyId, Purpose};
use serde_json::json;
use values::Instant;

use super::audit::{machine, tell};
use super::{Common, Data, Format};

/// The keys the cabinet is encrypted with.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Lists keys: id, purpose, algorithm, provider, state, when they were made and should be followed by another. Never their bytes.
    #[command(after_help = "Example: lianchuang keys list --data /var/lib/lianchuang")]
    List(Data),
    /// Makes a new key and encrypts everything anew under it; the server may run.
    #[command(
        after_help = "Examples:\n  lianchuang keys rotate --data /var/lib/lianchuang\n  lianchuang keys rotate personal --data /var/lib/lianchuang\n\nThe key before stays, so that backups made with it can be read, until it is destroyed."
    )]
    Rotate {
        #[command(flatten)]
        data: Data,
        /// What for; for everything if left out.
        #[arg(value_parser = ["personal", "drafts", "factors", "passwords", "rows", "heads", "files"])]
        purpose: Option<String>,
    },
    /// Wraps the file of keys by the master key of another file, which is made if there is none; the server is stopped before.
    #[command(
        after_help = "Example: lianchuang keys wrap --data /var/lib/lianchuang --to /etc/lianchuang/master.txt\n\nFrom then on say --master-key, or hand the file in as the credential lianchuang-master of the service manager. Destroy the one before, and keep a copy of the new one under another lock."
    )]
    Wrap {
        #[command(flatten)]
        data: Data,
        /// The file of the new master key.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Destroys a former key for ever, once nothing is encrypted under it; the server may run.
    #[command(
        after_help = "Example: lianchuang keys destroy personal.1 --data /var/lib/lianchuang\n\nBackups made under the key can no longer be read where they hold personal texts."
    )]
    Destroy {
        #[command(flatten)]
        data: Data,
        /// The key's id, as `list` shows it.
        key: String,
    },
}

fn opened(common: &Common, data: &Data) -> anyhow::Result<Cabinet> {
    if !data.data.join("cabinet.db").exists() {
        bail!("there is no cabinet in {}", data.data.display());
    }
    common.cabinet(&data.data)
}

fn files(common: &Common, data: &Data) -> anyhow::Result<Files> {
    crate::keys::files(&data.data, common.keys(&data.data)?)
}

/// Runs the command.
pub fn run(common: &Common, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::List(data) => list(common, data, &opened(common, data)?)?,
        Command::Rotate { data, purpose } => {
            let cabinet = opened(common, data)?;
            let chosen = purpose.as_deref().and_then(Purpose::of);
            for purpose in Purpose::ALL {
                if chosen.is_none_or(|chosen| chosen == purpose) {
                    let (key, mut anew) = cabinet.rotate_key(purpose)?;
                    if purpose == Purpose::Files {
                        anew += files(common, data)?.seal_anew()?;
                    }
                    record(data, &key.to_string(), "rotated")?;
                    told(common, "command.keys.rotate.done", key, Some(anew));
                }
            }
        }
        Command::Wrap { data, to } => {
            drop(opened(common, data)?);
            common.key_places(&data.data).open()?.wrap_by(to)?;
            record(data, "master", "wrapped")?;
            match common.format {
                Format::Json => println!("{}", json!({ "master": to })),
                Format::Text => println!(
                    "{}",
                    common
                        .words()
                        .fill("command.keys.wrapped", &[to.display().to_string()])
                ),
            }
        }
        Command::Destroy { data, key } => {
            let key: KeyId = key.parse()?;
            let cabinet = opened(common, data)?;
            if key.purpose == Purpose::Files {
                let files = files(common, data)?;
                files.seal_anew()?;
                files.destroy_key(key)?;
            } else {
                cabinet.encrypt_anew(key.purpose)?;
                cabinet.destroy_key(key)?;
            }
            record(data, &key.to_string(), "destroyed")?;
            told(common, "command.keys.destroy.done", key, None);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells the audit log what was done with a key.
fn record(data: &Data, key: &str, done: &str) -> anyhow::Result<()> {
    tell(&data.data, machine(EventKind::KeyUsed, key).noting(done))
}

fn list(common: &Common, data: &Data, cabinet: &Cabinet) -> anyhow::Result<()> {
    let keys = cabinet.keys().keys()?;
    let provider = cabinet.keys().name();
    let together = common.key_places(&data.data).together();
    let moment = |second| Instant::from_second(second);
    match common.format {
        Format::Json => {
            let rows: Vec<_> = keys
                .iter()
                .map(|key| {
                    json!({
                        "key": key.id.to_string(), "purpose": key.id.purpose.key(), "state": key.state.key(),
                        "algorithm": key.id.purpose.algorithm().name(), "provider": provider,
                        "made": moment(key.made), "expires": key.expires().and_then(moment),
                    })
                })
                .collect();
            println!("{}", json!({"keys": rows, "master_beside_keys": together}));
        }
        Format::Text => {
            let words = common.words();
            let day = |second| {
                moment(second)
                    .map(|at| at.china_day().to_string())
                    .unwrap_or_default()
            };
            for key in keys {
                let expires = key
                    .expires()
                    .map(|second| words.fill("command.keys.expires", &[day(second)]));
                println!(
                    "{:<12} {}  {}  {:<8}  {provider}  {}",
                    key.id.to_string(),
                    words.t(&format!("command.keys.{}", key.state.key())),
                    day(key.made),
                    key.id.purpose.algorithm().name(),
                    expires.unwrap_or_default(),
                );
            }
            if together {
                eprintln!("{}", words.t("command.keys.together"));
            }
        }
    }
    Ok(())
}

fn told(common: &Common, word: &str, key: KeyId, anew: Option<usize>) {
    match common.format {
        Format::Json => println!(
            "{}",
            json!({"key": key.to_string(), "encrypted_anew": anew})
        ),
        Format::Text => println!(
            "{}",
            common.words().fill(
                word,
                &[key.to_string(), anew.unwrap_or_default().to_string()]
            )
        ),
    }
}
