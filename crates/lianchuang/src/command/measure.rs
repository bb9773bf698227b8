//! `lianchuang measure`: how fast the product is on this machine, as a table.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;

use super::{Common, Format};
use crate::app::App;
use crate::clock::Clock;
use crate::document::Printer;
use crate::measure::{Figure, acting, city, pages, screening, spreadsheet, timed};
use crate::{office, pack_files};

/// Measures screening, replay, acts, pages and documents on this machine.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lianchuang measure\n  lianchuang measure --organisations 100000 --consortia 500\n\nBuild with --release. Every figure stands beside a limit measured in the same run. The folder is filled with made-up\nrecords and is left for another look."
)]
pub struct Arguments {
    /// An empty folder for the made-up register.
    #[arg(long, value_name = "DIR", default_value = "data/measure")]
    data: PathBuf,
    /// Organisations to screen.
    #[arg(long, default_value_t = 1_000_000)]
    organisations: u64,
    /// Rows of the sheet to screen.
    #[arg(long, default_value_t = 100_000)]
    rows: u64,
    /// Consortia to found; each makes about seventy records.
    #[arg(long, default_value_t = 14_500)]
    consortia: usize,
}

/// Runs the command.
pub fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    std::fs::create_dir_all(&arguments.data)
        .with_context(|| format!("making {}", arguments.data.display()))?;
    let mut figures = through_the_office(common, arguments)?;
    let rules = super::desk::rules(common)?;
    let today = Clock::default().now().china_day();
    let policy = super::edition(&rules, today);
    eprintln!("screening {} organisations", arguments.organisations);
    figures.extend(screening::measure(
        &rules,
        policy,
        today,
        arguments.organisations,
    ));
    eprintln!("screening a sheet of {} rows", arguments.rows);
    figures.push(spreadsheet::measure(&rules, policy, today, arguments.rows)?);
    figures.push(Figure::alone("release binary", binary()?));
    match common.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&figures)?),
        Format::Text => print!("{}", table(&figures)),
    }
    Ok(ExitCode::SUCCESS)
}

fn through_the_office(common: &Common, arguments: &Arguments) -> anyhow::Result<Vec<Figure>> {
    let files = pack_files::files(&common.pack)?;
    let rules = super::desk::rules(common)?;
    let today = Clock::default().now().china_day();
    let data: &Path = &arguments.data;
    if !data.join("register.db").exists() {
        eprintln!("founding {} consortia", arguments.consortia);
        let (count, time) = timed(|| city::fill(data, &rules, today, arguments.consortia));
        eprintln!("{} records in {:.0} s", count?, time.as_secs_f64());
    }
    eprintln!("reading the register again");
    let mut figures = acting::again(data)?;
    figures.extend(acting::starting(data, &common.keys(data)?, || {
        super::desk::rules(common)
    })?);
    let app = Arc::new(App::new(
        office::open(data, common.keys(data)?, rules)?,
        Printer::new(&files, None),
        Clock::default(),
        None,
    ));
    eprintln!("pages");
    let officer = pages::officer(&app)?;
    figures.extend(pages::measure(&app, officer, app.world().consortia.len())?);
    eprintln!("documents");
    figures.extend(pages::printing(&app)?);
    eprintln!("acts");
    figures.extend(acting::measure(&app.office, data, app.now())?);
    Ok(figures)
}

fn binary() -> anyhow::Result<String> {
    let size = std::fs::metadata(std::env::current_exe()?)?.len();
    Ok(format!("{} MB", size / 1024 / 1024))
}

fn table(figures: &[Figure]) -> String {
    let mut text = String::from("| job | ours | limit beside it | ratio |\n|---|---|---|---|\n");
    for figure in figures {
        let ratio = figure
            .ratio
            .map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "| {} | {} | {} | {ratio} |",
            figure.job, figure.result, figure.limit
        );
    }
    text
}
