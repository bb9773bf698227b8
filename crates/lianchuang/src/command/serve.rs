//! `lianchuang serve`: serves a register.

use std::process::ExitCode;

use acts::ask::Office as Rules;
use anyhow::Context as _;
use values::WorkCalendar;

use super::{Common, Place};
use crate::app::App;
use crate::clock::Clock;
use crate::{office, pack_files, serve};

/// Serves a register.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: lianchuang serve --pack packs/harbour-2031 --data /var/lib/lianchuang --listen 127.0.0.1:8080"
)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// The policies of a pack and the working days.
pub fn rules(pack: &str) -> anyhow::Result<Rules> {
    let files = pack_files::files(pack)?;
    let policies =
        pack_files::policies(&files).with_context(|| format!("reading the pack {pack}"))?;
    Ok(Rules {
        policies,
        calendar: WorkCalendar::official(),
    })
}

/// Runs the command.
pub fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let opened = office::open(&arguments.place.data, rules(&common.pack)?)?;
    let app = App::new(opened, Clock::default(), None);
    serve::serve(app, arguments.place.listen)?;
    Ok(ExitCode::SUCCESS)
}
