//! `lianchuang keys`: what the cabinet is encrypted with; keys are made, followed by others, and destroyed.

use std::process::ExitCode;

use anyhow::bail;
use cabinet::Cabinet;
use seal::{KeyId, Purpose};
use serde_json::json;
use values::Instant;

use super::{Common, Data, Format};

/// The keys the cabinet is encrypted with.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Lists keys: id, state, when they were made. Never their bytes.
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
        #[arg(value_parser = ["personal", "drafts", "factors"])]
        purpose: Option<String>,
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

/// Runs the command.
pub fn run(common: &Common, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::List(data) => list(common, &opened(common, data)?)?,
        Command::Rotate { data, purpose } => {
            let cabinet = opened(common, data)?;
            let chosen = purpose.as_deref().and_then(Purpose::of);
            for purpose in Purpose::ALL {
                if chosen.is_none_or(|chosen| chosen == purpose) {
                    let (key, anew) = cabinet.rotate_key(purpose)?;
                    told(common, "command.keys.rotate.done", key, Some(anew));
                }
            }
        }
        Command::Destroy { data, key } => {
            let key: KeyId = key.parse()?;
            let cabinet = opened(common, data)?;
            cabinet.encrypt_anew(key.purpose)?;
            cabinet.destroy_key(key)?;
            told(common, "command.keys.destroy.done", key, None);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(common: &Common, cabinet: &Cabinet) -> anyhow::Result<()> {
    let keys = cabinet.keys().keys()?;
    let made = |second| Instant::from_second(second);
    match common.format {
        Format::Json => {
            let rows: Vec<_> = keys
                .iter()
                .map(|key| {
                    json!({"key": key.id.to_string(), "state": key.state.key(), "made": made(key.made), "algorithm": "SM4-GCM"})
                })
                .collect();
            println!("{}", json!({"keys": rows}));
        }
        Format::Text => {
            let words = common.words();
            for key in keys {
                let day = made(key.made).map(|at| at.china_day().to_string());
                println!(
                    "{:<12} {}  {}  SM4-GCM",
                    key.id.to_string(),
                    words.t(&format!("command.keys.{}", key.state.key())),
                    day.unwrap_or_default(),
                );
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
