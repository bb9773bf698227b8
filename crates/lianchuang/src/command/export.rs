//! `lianchuang export`: a list as a file, exactly as its page shows it to a person with these filters.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use audit::EventKind;
use clap::ValueEnum;
use serde_json::json;

use super::{Common, Data, Format, desk};
use crate::listing::{self, List, Query};
use crate::sheet::{FileForm, Table};

/// Writes a list as a file, exactly as its page shows it with these filters.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lianchuang export organisations --data data --as officer --out organisations.xlsx\n  lianchuang export consortia --data data --as officer --out consortia.csv stage=examination sort=-since q=sensor\n\nFilters are those of the list's address; sort=COLUMN or sort=-COLUMN orders, q=TEXT searches. The server may run meanwhile."
)]
pub struct Arguments {
    /// The list.
    #[arg(value_enum)]
    list: Name,
    #[command(flatten)]
    data: Data,
    /// As whom: a login of the data folder; what is listed is what this person may see.
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,
    /// The file to write: .xlsx, .csv or .json.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Filters as name=value.
    #[arg(value_name = "NAME=VALUE")]
    filters: Vec<String>,
}

/// The lists there are.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Name {
    Consortia,
    Organisations,
    Candidacies,
    Screening,
}

impl Name {
    fn list(self) -> List {
        match self {
            Name::Consortia => List::Consortia,
            Name::Organisations => List::Organisations,
            Name::Candidacies => List::Candidacies,
            Name::Screening => List::Screening,
        }
    }
}

/// Runs the command.
pub fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let which = arguments.list.list();
    let out = &arguments.out;
    let Some(form) = FileForm::of(out) else {
        bail!("{}: wanted a name in .xlsx, .csv or .json", out.display());
    };
    let query = Query::read(&pairs(which, &arguments.filters)?).whole();
    let app = desk::to_read(common, &arguments.data.data)?;
    let visitor = desk::visitor(&app, common, &arguments.login)?;
    let words = app.words(common.language());
    let world = app.world();
    let listed = listing::list(&app, &world, &visitor, which, &query);
    let told = app
        .event(&visitor, EventKind::Export, which.key())
        .counting(listed.rows.len())
        .noting(arguments.filters.join(" "));
    app.audit.write_and_wait(told)?;
    let bytes = Table::of_list(which, &listed, words).write(form)?;
    std::fs::write(out, bytes).with_context(|| format!("writing {}", out.display()))?;
    match common.format {
        Format::Json => println!("{}", json!({"file": out, "rows": listed.rows.len()})),
        Format::Text => println!(
            "{}",
            words.fill(
                "command.export.done",
                &[listed.rows.len().to_string(), out.display().to_string()]
            )
        ),
    }
    Ok(ExitCode::SUCCESS)
}

/// A filter that is mistyped would leave nothing out: it is refused instead.
fn pairs(which: List, filters: &[String]) -> anyhow::Result<Vec<(String, String)>> {
    let known = which.filters();
    filters
        .iter()
        .map(|filter| {
            let Some((name, value)) = filter.split_once('=') else {
                bail!("{filter}: wanted name=value");
            };
            let sorted = value.strip_prefix('-').unwrap_or(value);
            match name {
                "q" => {}
                "sort" if which.columns().contains(&sorted) => {}
                "sort" => bail!(
                    "there is no column {sorted} to sort by; there are: {}",
                    which.columns().join(", ")
                ),
                name if known.contains(&name) => {}
                name => bail!("there is no filter {name}; there are: {}", known.join(", ")),
            }
            Ok((name.to_owned(), value.to_owned()))
        })
        .collect()
}
