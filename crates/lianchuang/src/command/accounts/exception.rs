//! `lianchuang accounts exception`: exceptions from the address ranges of staff at the command line.

use std::process::ExitCode;

use serde_json::{Value, json};

use super::{Place, refused};
use crate::address_exceptions::{self, ExceptionState, Granting, body, read_days};
use crate::command::{Common, Format, REFUSED, desk};

/// Exceptions from the address ranges of staff; for the security administrator.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Lists them, the newest first.
    #[command(after_help = "Example: lianchuang accounts exception list --data data --as security")]
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Lets an account come from another range for a while.
    #[command(
        after_help = "Examples:\n  lianchuang accounts exception grant alder 198.51.100.0/24 --until 2026-03-12 --reason \"at a fair\" --data data --as security\n  lianchuang accounts exception grant alder 2001:db8:12::/48 --from 2026-03-10 --until 2026-03-12 --reason \"at a fair\" --data data --as security\n\nExit code 3: it is not granted so."
    )]
    Grant {
        /// The account's login.
        login: String,
        /// The range: CIDR or one address.
        range: String,
        /// The first day; today if left out.
        #[arg(long, default_value = "")]
        from: String,
        /// The last day.
        #[arg(long)]
        until: String,
        /// Why; it is kept in the audit log.
        #[arg(long, default_value = "")]
        reason: String,
        #[command(flatten)]
        place: Place,
        /// Most days an exception may last.
        #[arg(
            long,
            env = "LIANCHUANG_EXCEPTION_DAYS",
            default_value = "7",
            value_parser = read_days
        )]
        exception_days: u16,
    },
    /// Ends one before its time.
    #[command(
        after_help = "Example: lianchuang accounts exception end 3 --data data --as security"
    )]
    End {
        /// Its number.
        id: i64,
        #[command(flatten)]
        place: Place,
    },
}

/// Runs the command.
pub fn run(common: &Common, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::List { place } => list(common, place),
        Command::Grant {
            login,
            range,
            from,
            until,
            reason,
            place,
            exception_days,
        } => {
            let given = Granting {
                login: login.clone(),
                range: range.clone(),
                from: from.clone(),
                until: until.clone(),
                reason: reason.clone(),
            };
            grant(common, place, &given, *exception_days)
        }
        Command::End { id, place } => end(common, place, *id),
    }
}

fn list(common: &Common, place: &Place) -> anyhow::Result<ExitCode> {
    let app = desk::to_read(common, &place.data.data)?;
    let visitor = desk::visitor(&app, common, &place.by)?;
    if !address_exceptions::may(&app, &visitor) {
        return refused(&app, &visitor, "exceptions");
    }
    let found = app.cabinet.exceptions()?;
    match common.format {
        Format::Json => {
            let items: Vec<Value> = found.iter().map(|one| body(one, visitor.at)).collect();
            println!("{:#}", json!({"items": items}));
        }
        Format::Text => {
            let words = common.words();
            for one in &found {
                let state = ExceptionState::of(one, visitor.at);
                println!(
                    "{}  {}  {}  {}  {}",
                    one.id,
                    one.login,
                    one.range,
                    one.ends.map_or_else(String::new, |ends| format!(
                        "{} {}",
                        ends.china_day(),
                        ends.china_clock()
                    )),
                    words.t(&format!("exceptions.state.{}", state.key()))
                );
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn grant(common: &Common, place: &Place, given: &Granting, days: u16) -> anyhow::Result<ExitCode> {
    let mut app = desk::to_read(common, &place.data.data)?;
    app.exception_days = days;
    let visitor = desk::visitor(&app, common, &place.by)?;
    let what = format!("exception {} {}", given.login, given.range);
    if !address_exceptions::may(&app, &visitor) {
        return refused(&app, &visitor, &what);
    }
    let words = common.words();
    let granted = match address_exceptions::granting(&app, &visitor, given)? {
        Ok(granted) => granted,
        Err(mistake) => {
            let event = app.event(&visitor, audit::EventKind::AccountAdministered, what);
            app.audit.write_and_wait(event.failed(mistake.key()))?;
            eprintln!("lianchuang: {}", mistake.told(&app, &words));
            return Ok(ExitCode::from(REFUSED));
        }
    };
    app.audit.write_and_wait(granted.event(&app, &visitor))?;
    let id = granted.keep(&app, &visitor)?;
    match common.format {
        Format::Json => println!("{}", json!({"id": id})),
        Format::Text => println!("{}", words.fill("exceptions.granted", &[id.to_string()])),
    }
    Ok(ExitCode::SUCCESS)
}

fn end(common: &Common, place: &Place, id: i64) -> anyhow::Result<ExitCode> {
    let app = desk::to_read(common, &place.data.data)?;
    let visitor = desk::visitor(&app, common, &place.by)?;
    let may = address_exceptions::may(&app, &visitor);
    if !may || !address_exceptions::stands(&app, &visitor, id)? {
        return refused(&app, &visitor, &format!("exception {id}"));
    }
    let event = address_exceptions::ending(&app, &visitor, id);
    app.audit.write_and_wait(event)?;
    if !address_exceptions::end(&app, &visitor, id)? {
        return refused(&app, &visitor, &format!("exception {id}"));
    }
    match common.format {
        Format::Json => println!("{}", json!({"id": id, "ended": true})),
        Format::Text => println!("{}", common.words().t("exceptions.told.ended")),
    }
    Ok(ExitCode::SUCCESS)
}
