//! `lianchuang demo`: a fictitious living city, told by the scenario language up to yesterday.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use register::{Head, NewEntry, SqliteStore, Store as _};

use super::Common;
use super::correspondence::Correspondence;
use super::scanning::Scanning;
use crate::app::{App, Demo};
use crate::clock::Clock;
use crate::document::Printer;
use crate::entrance::SecondFactor;
use crate::{demo, office, pack_files, serve};

/// The password of every demo account; shown on the sign-in page of the demo and nowhere else.
const PASSWORD: &str = "lianchuang-demo";

/// Opens a fictitious living city in the browser.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lianchuang demo\n  lianchuang demo --on 2023-06-01 --data data/call   the city as the 2023 call found it\n  lianchuang demo --data data/city --tell-only"
)]
pub struct Arguments {
    /// The data folder; a city told before is opened again.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// The address to listen on.
    #[arg(long, env = "LIANCHUANG_LISTEN", default_value = "127.0.0.1:8080")]
    listen: std::net::SocketAddr,
    #[command(flatten)]
    reached: super::Reached,
    #[command(flatten)]
    correspondence: Correspondence,
    #[command(flatten)]
    scanning: Scanning,
    /// The day the city is told up to, and on which its time goes on; today if left out.
    #[arg(long, value_name = "DAY", value_parser = values::parse_date)]
    on: Option<values::Date>,
    /// Writes the city into the data folder and ends, without serving it.
    #[arg(long)]
    tell_only: bool,
}

/// Runs the command.
pub fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let clock = arguments
        .on
        .map_or_else(Clock::default, Clock::beginning_on);
    let mut app = open(common, &arguments.data, clock)?;
    app.exposure = arguments.reached.exposure();
    app.audit.watch(arguments.reached.alarms());
    app.elsewhere = arguments.reached.elsewhere()?;
    app.throttle = arguments.reached.throttle(None);
    app.retention = arguments.reached.terms();
    app.persons = arguments.reached.persons();
    app.exception_days = arguments.reached.exception_days();
    app.post = arguments.correspondence.settings(arguments.listen)?;
    app.scanner = arguments.scanning.scanner()?;
    app.entrance = arguments
        .reached
        .entrance(SecondFactor::Offered, &app.post.public_address);
    app.entrance.authorities = arguments.reached.authorities()?;
    app.entrance.barred = arguments.reached.barred()?;
    if arguments.tell_only {
        return Ok(ExitCode::SUCCESS);
    }
    serve::serve(app, arguments.listen)?;
    Ok(ExitCode::SUCCESS)
}

/// Opens the demo in a data folder, telling the city first if the register is empty.
pub fn open(common: &Common, data: &Path, clock: Clock) -> anyhow::Result<App> {
    let files = pack_files::files(&common.pack)?;
    let rules = super::serve::rules_of(&common.pack, &files)?;
    std::fs::create_dir_all(data)
        .with_context(|| format!("making the data folder {}", data.display()))?;
    let told = tell(common, data, &rules, clock)?;
    let opened = office::open(data, common.keys(data)?, rules)?;
    let accounts = if told.is_empty() {
        demo::accounts_of(&opened.cabinet, &opened.office.world())?
    } else {
        told
    };
    Ok(App::new(
        opened,
        Printer::new(&files, None),
        clock,
        Some(Demo {
            password: PASSWORD.to_owned(),
            accounts,
        }),
    ))
}

fn tell(
    common: &Common,
    data: &Path,
    rules: &acts::ask::Office,
    clock: Clock,
) -> anyhow::Result<Vec<crate::app::DemoAccount>> {
    let mut store = SqliteStore::open_for_writing(data).context("opening the register")?;
    if store.head()?.number > 0 {
        return Ok(Vec::new());
    }
    let cabinet = common.cabinet(data)?;
    let city = demo::tell(rules, clock.now().china_day());
    let mut entries = Vec::with_capacity(city.entries.len());
    for act in &city.entries {
        entries.push(NewEntry {
            at_millis: act.at.timestamp().as_millisecond(),
            payload: serde_json::to_vec(act)?,
            idempotency: None,
            tell: None,
        });
    }
    cabinet.keep_all(&city.personal)?;
    cabinet.make_demo_accounts(&city.accounts, PASSWORD, clock.now())?;
    store
        .append(&Head::empty(), &entries)
        .context("recording the city")?;
    Ok(city.shown)
}
