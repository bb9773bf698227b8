//! `lianchuang serve`: serves a register.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use acts::ask::Office as Rules;
use anyhow::Context as _;
use values::WorkCalendar;

use super::correspondence::Correspondence;
use super::scanning::Scanning;
use super::{Common, Place};
use crate::app::App;
use crate::clock::Clock;
use crate::document::Printer;
use crate::entrance::SecondFactor;
use crate::pack_files::PackFiles;
use crate::throttle::Limits;
use crate::{accounts, office, pack_files, serve};

/// Serves a register.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: lianchuang serve --pack packs/harbour-2031 --data /var/lib/lianchuang --listen 127.0.0.1:8080"
)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
    /// The folder of fonts for documents; the nearest folder `fonts` if left out.
    #[arg(long, env = "LIANCHUANG_FONTS")]
    fonts: Option<PathBuf>,
    #[command(flatten)]
    correspondence: Correspondence,
    #[command(flatten)]
    scanning: Scanning,
}

impl Arguments {
    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.place.data
    }
}

/// The policies of a pack's files and the working days.
pub fn rules_of(pack: &str, files: &PackFiles) -> anyhow::Result<Rules> {
    let policies =
        pack_files::policies(files).with_context(|| format!("reading the pack {pack}"))?;
    Ok(Rules {
        policies,
        calendar: WorkCalendar::official(),
    })
}

/// Runs the command.
pub fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let files = pack_files::files(&common.pack)?;
    let opened = office::open(
        &arguments.place.data,
        common.keys(&arguments.place.data)?,
        rules_of(&common.pack, &files)?,
    )?;
    if common.key_places(&arguments.place.data).together() {
        eprintln!("{}", common.words().t("command.keys.together"));
    }
    let printer = Printer::new(&files, arguments.fonts.as_deref());
    let mut app = App::new(opened, printer, Clock::default(), None);
    app.exposure = arguments.place.reached.exposure();
    app.audit.watch(arguments.place.reached.alarms());
    app.elsewhere = arguments.place.reached.elsewhere()?;
    app.throttle = arguments.place.reached.throttle(Some(Limits::default()));
    app.retention = arguments.place.reached.terms();
    app.persons = arguments.place.reached.persons();
    app.exception_days = arguments.place.reached.exception_days();
    app.post = arguments.correspondence.settings(arguments.place.listen)?;
    app.scanner = arguments.scanning.scanner()?;
    app.entrance = arguments
        .place
        .reached
        .entrance(SecondFactor::Required, &app.post.public_address);
    app.entrance.authorities = arguments.place.reached.authorities()?;
    app.entrance.barred = arguments.place.reached.barred()?;
    let words = app.words(common.language());
    let codes = accounts::found(&app).context("making the founding codes")?;
    if !codes.is_empty() {
        let place = format!("{}/founding", app.post.public_address);
        println!("{}", words.fill("founding.printed", &[place]));
        for (role, code) in &codes {
            let role = format!("word.{}", accounts::role_key(role));
            println!("  {code}  {}", words.t(&role));
        }
    }
    serve::serve(app, arguments.place.listen)?;
    Ok(ExitCode::SUCCESS)
}
