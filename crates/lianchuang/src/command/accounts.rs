//! `lianchuang accounts`: accounts listed, opened, ended, unlocked and renewed at the command line, each in an administrator's name
//! and on record; while the server runs too.

mod exception;

use std::process::ExitCode;

use anyhow::{Context as _, bail};
use audit::EventKind;
use serde_json::{Value, json};
use values::PersonId;

use super::{Common, Data, Format, REFUSED, desk};
use crate::accounts::{self, AccountAct, Done, State};
use crate::api::accounts::body;
use crate::app::{App, Visitor};

/// Accounts.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Lists the accounts.
    #[command(
        after_help = "Example: lianchuang accounts list --data data --as security --state unused"
    )]
    List {
        #[command(flatten)]
        place: Place,
        /// Only those whose login or name contains this.
        #[arg(long, default_value = "")]
        search: String,
        /// Only those that stand so.
        #[arg(long, value_parser = ["live", "waiting", "locked", "unused", "left", "ended"])]
        state: Option<String>,
    },
    /// Opens one for a person; prints the code its owner sets a password with, once.
    #[command(after_help = "Example: lianchuang accounts open alder p12 --data data --as system")]
    Open {
        /// The login.
        login: String,
        /// Whose it will be.
        person: PersonId,
        #[command(flatten)]
        place: Place,
    },
    /// Ends one; its login is never used again.
    #[command(after_help = "Example: lianchuang accounts end alder --data data --as system")]
    End(Chosen),
    /// Opens a locked one before its time.
    #[command(after_help = "Example: lianchuang accounts unlock alder --data data --as security")]
    Unlock(Chosen),
    /// Puts its password out of use and prints a code to set another; the second factor stays.
    #[command(after_help = "Example: lianchuang accounts renew alder --data data --as security")]
    Renew(Chosen),
    /// The same, and all its second factors go: for an owner who lost them and came in person.
    #[command(after_help = "Example: lianchuang accounts restart alder --data data --as security")]
    Restart(Chosen),
    /// Ends all its sessions; the account, its password and its tokens stay, and its owner is told.
    #[command(after_help = "Example: lianchuang accounts sessions alder --data data --as security")]
    Sessions(Chosen),
    /// Prints a code by which its owner links an identity at the other provider, once.
    #[command(after_help = "Example: lianchuang accounts link alder --data data --as security")]
    Link(Chosen),
    /// Exceptions from the address ranges of staff.
    #[command(subcommand)]
    Exception(exception::Command),
    /// Lets no identity at the other provider open it any more; its sessions end.
    #[command(after_help = "Example: lianchuang accounts unlink alder --data data --as security")]
    Unlink(Chosen),
}

/// The data folder, and who asks.
#[derive(Debug, clap::Args)]
pub struct Place {
    #[command(flatten)]
    data: Data,
    /// In whose name: a login of the data folder.
    #[arg(long = "as", value_name = "LOGIN")]
    by: String,
}

/// An account.
#[derive(Debug, clap::Args)]
pub struct Chosen {
    /// Its login.
    login: String,
    #[command(flatten)]
    place: Place,
}

/// Runs the command.
pub fn run(common: &Common, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::List {
            place,
            search,
            state,
        } => list(common, place, search, state.as_deref().and_then(State::of)),
        Command::Open {
            login,
            person,
            place,
        } => change(common, place, AccountAct::Open, login, Some(*person)),
        Command::End(chosen) => one(common, chosen, AccountAct::End),
        Command::Unlock(chosen) => one(common, chosen, AccountAct::Unlock),
        Command::Renew(chosen) => one(common, chosen, AccountAct::Renew),
        Command::Restart(chosen) => one(common, chosen, AccountAct::Restart),
        Command::Sessions(chosen) => one(common, chosen, AccountAct::Sessions),
        Command::Link(chosen) => one(common, chosen, AccountAct::Link),
        Command::Exception(command) => exception::run(common, command),
        Command::Unlink(chosen) => one(common, chosen, AccountAct::Unlink),
    }
}

fn one(common: &Common, chosen: &Chosen, act: AccountAct) -> anyhow::Result<ExitCode> {
    change(common, &chosen.place, act, &chosen.login, None)
}

fn list(
    common: &Common,
    place: &Place,
    search: &str,
    state: Option<State>,
) -> anyhow::Result<ExitCode> {
    let app = desk::to_read(common, &place.data.data)?;
    let visitor = desk::visitor(&app, common, &place.by)?;
    let world = app.world();
    if !accounts::may_see(&world, &visitor) {
        return refused(&app, &visitor, "accounts");
    }
    let found = accounts::listed(&app, &world, &visitor, search, state)?;
    match common.format {
        Format::Json => {
            let items: Vec<Value> = found.iter().map(body).collect();
            println!("{:#}", json!({"items": items}));
        }
        Format::Text => {
            let words = common.words();
            for listed in &found {
                let state = words
                    .t(&format!("accounts.state.{}", listed.state.key()))
                    .to_owned();
                let used = listed
                    .account
                    .used
                    .map_or_else(|| "—".to_owned(), |used| used.china_day().to_string());
                println!("{}  {}  {state}  {used}", listed.account.login, listed.name);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn change(
    common: &Common,
    place: &Place,
    act: AccountAct,
    login: &str,
    person: Option<PersonId>,
) -> anyhow::Result<ExitCode> {
    let app = desk::to_read(common, &place.data.data)?;
    let visitor = desk::visitor(&app, common, &place.by)?;
    let what = format!("accounts {} {login}", act.key());
    if !accounts::may(&app.world(), &visitor, act) {
        return refused(&app, &visitor, &what);
    }
    // What cannot be recorded does not happen.
    let event = app.event(&visitor, act.event(), what);
    app.audit
        .write_and_wait(event)
        .context("nothing happens while the audit log takes nothing")?;
    let done = match person {
        Some(person) => accounts::open(&app, &visitor, login, person)?,
        None => accounts::change(&app, &visitor, act, login)?,
    };
    let words = common.words();
    match done {
        Done::Plainly => match common.format {
            Format::Json => println!("{}", json!({"login": login, "done": act.key()})),
            Format::Text => println!("{}", words.t(&format!("accounts.told.{}", act.key()))),
        },
        Done::Code { code, expires } => match common.format {
            Format::Json => println!(
                "{}",
                json!({"login": login, "done": act.key(), "code": code, "expires": expires})
            ),
            Format::Text => println!("{code}  {} {}", expires.china_day(), expires.china_clock()),
        },
        Done::Mistaken(mistake) => bail!("{}", accounts::told(&words, &mistake)),
        Done::Own => {
            eprintln!("lianchuang: {}", words.t("accounts.not_own"));
            return Ok(ExitCode::from(REFUSED));
        }
        Done::Absent => bail!("{}", words.t("absent.title")),
    }
    Ok(ExitCode::SUCCESS)
}

/// Told as what is not there, and on record.
fn refused(app: &App, visitor: &Visitor, what: &str) -> anyhow::Result<ExitCode> {
    let event = app.event(visitor, EventKind::AccessRefused, what);
    app.audit.write_and_wait(event.failed("capacity"))?;
    eprintln!(
        "lianchuang: {}",
        app.words(visitor.language).t("absent.title")
    );
    Ok(ExitCode::from(REFUSED))
}
