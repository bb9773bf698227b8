//! `lianchuang report`: the reporting tables, made anew.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use register::SqliteStore;
use serde_json::json;

use super::{Common, Data, Format};
use crate::clock::Clock;
use crate::reporting::{Sources, make};
use crate::words::Words;

/// Makes the reporting tables anew: one SQLite file a spreadsheet or reporting tool can read.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: lianchuang report --data data --as officer@bureau --out reporting.db\n\nThe server may run meanwhile. The tables are described in docs/reporting.md; personal data are not in them."
)]
pub struct Arguments {
    #[command(flatten)]
    data: Data,
    /// For whom: the login whose sight the tables have.
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,
    /// The file to write; one of that name is replaced.
    #[arg(long, value_name = "FILE", default_value = "reporting.db")]
    out: PathBuf,
}

/// Runs the command.
pub fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let data = &arguments.data.data;
    let app = super::desk::to_read(common, data)?;
    let visitor = super::desk::visitor(&app, common, &arguments.login)?;
    let rules = app.rules();
    let store = SqliteStore::open_for_reading(data)
        .with_context(|| format!("opening the register in {}", data.display()))?;
    let world = app.world();
    let day = Clock::default().now().china_day();
    let words = Words::load(common.language(), Some(super::edition(rules, day)));
    let sources = Sources {
        store: &store,
        world: &world,
        rules,
        reader: visitor.actor,
        words: &words,
        day,
    };
    let rows = make(&sources, &arguments.out)?;
    let file = arguments.out.display().to_string();
    match common.format {
        Format::Json => println!(
            "{}",
            json!({"file": file, "rows": rows, "record": world.number.0})
        ),
        Format::Text => println!(
            "{}",
            words.fill("command.report.done", &[file, rows.to_string()])
        ),
    }
    Ok(ExitCode::SUCCESS)
}
