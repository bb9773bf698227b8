//! A data folder opened for a command, and the person in whose name it works.

use std::path::Path;

use acts::ask::{Actor, Office as Rules};
use anyhow::{Context as _, bail};

use super::Common;
use crate::app::{App, Door, Visitor};
use crate::clock::Clock;
use crate::document::Printer;
use crate::office::Opened;
use crate::{office, pack_files, trail};

/// The policies and working days of the pack asked for.
pub fn rules(common: &Common) -> anyhow::Result<Rules> {
    super::serve::rules_of(&common.pack, &pack_files::files(&common.pack)?)
}

/// Opens a data folder to record in it. The server must not run meanwhile: one process writes.
pub fn to_write(common: &Common, data: &Path) -> anyhow::Result<App> {
    if !data.join("register.db").exists() {
        bail!("there is no register in {}", data.display());
    }
    let rules = rules(common)?;
    let opened = office::open(data, common.keys(data)?, rules).context(
        "a command that records needs the data folder to itself; while the server runs, use its pages or its API",
    )?;
    app(common, opened)
}

/// Opens a data folder to read; the server may run meanwhile.
pub fn to_read(common: &Common, data: &Path) -> anyhow::Result<App> {
    let rules = rules(common)?;
    let opened = office::open_for_reading(data, common.keys(data)?, rules)?;
    app(common, opened)
}

fn app(common: &Common, opened: Opened) -> anyhow::Result<App> {
    let files = pack_files::files(&common.pack)?;
    let printer = Printer::new(&files, None);
    Ok(App::new(opened, printer, Clock::default(), None))
}

/// The person of a login, as somebody at the door. Whoever can write the data folder needs no password.
pub fn visitor(app: &App, common: &Common, login: &str) -> anyhow::Result<Visitor> {
    let accounts = app.cabinet.accounts().context("reading the accounts")?;
    let Some(account) = accounts.iter().find(|account| account.login == login) else {
        bail!("there is no account {login} in this data folder");
    };
    Ok(Visitor {
        actor: Actor::Person(account.person),
        door: Door::Machine,
        form_secret: None,
        language: common.language(),
        at: app.now(),
        source: String::new(),
        request: trail::next_request(),
    })
}
