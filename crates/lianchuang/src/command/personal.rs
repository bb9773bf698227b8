//! `lianchuang personal`: a personal field in full, for a reason and on record; erased on request, or when its
//! term is over; what is held about a person, what is asked about it and answered; and breaches.

mod breach;
mod requests;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use cabinet::WhichRequests;
use serde_json::json;

use self::breach::Telling;
use self::requests::Reading;
use super::persons::Persons;
use super::{Common, Data, Format, REFUSED, desk};
use crate::personal::request::Asking;
use crate::retention::{self, Swept, Terms};
use crate::unmasking::{self, NotShown};

/// Personal data: shown in full for a reason, erased on request or when its term is over.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Shows a personal field of a record in full, once; for the office that handles the matter, and recorded.
    #[command(
        after_help = "Example: lianchuang personal show 128 address --data data --as officer@bureau --reason \"to send the answer\"\n\nThe server may run meanwhile. Exit code 3: no reason was given, or there is nothing to show to this person."
    )]
    Show(Shown),
    /// Erases a personal field of a record on request; for the office that handles the matter, and recorded.
    #[command(
        after_help = "Example: lianchuang personal erase 128 contact --data data --as system@office --reason \"on request of 12 March\"\n\nThe record stays and the chain stays whole; what the field said is gone, from older backups when those are deleted. The server may run meanwhile. Exit code 3: as of show."
    )]
    Erase(Shown),
    /// Shows what is held about a person, field by field; or writes it to a file to take along.
    #[command(
        after_help = "Examples:\n  lianchuang personal held --data data --as alder\n  lianchuang personal held --data data --as alder --out alder.csv"
    )]
    Held {
        #[command(flatten)]
        own: Own,
        /// Writes it here: a name in .csv, .json or .xlsx.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Prints the notice about personal data as the settings make it, with its version; says that a person has read it.
    #[command(
        after_help = "Examples:\n  lianchuang personal notice --organ-zh 某市科技局 --organ-contact 0512-0000\n  lianchuang personal notice --read --data data --as alder\n\nGive the settings of the server: another organ, contact or term makes another version."
    )]
    Notice {
        /// Keeps that this person has read it, on record.
        #[arg(long)]
        read: bool,
        #[command(flatten)]
        own: Own,
        #[command(flatten)]
        persons: Persons,
        /// How many days each personal field is kept after it is needed no more.
        #[arg(
            long,
            env = "LIANCHUANG_PERSONAL_TERMS",
            default_value = "",
            value_name = "FIELD=DAYS,…"
        )]
        personal_terms: Terms,
    },
    /// Asks for access, correction, deletion or explanation of a person's own data, in that person's name.
    #[command(
        after_help = "Examples:\n  lianchuang personal ask deletion --item person.enrol/contact@12 --text \"the number is not mine any more\" --data data --as alder\n  lianchuang personal ask correction --item person.enrol/name@12 --value 欧阳示例 --text \"a character is wrong\" --data data --as alder\n\nItems are those of personal held. Exit code 3: what is asked for cannot be taken."
    )]
    Ask {
        /// What is asked for.
        #[arg(value_parser = ["access", "correction", "deletion", "explanation"])]
        kind: String,
        /// Which of what is held; everything if left out.
        #[arg(long, default_value = "")]
        item: String,
        /// What the person writes.
        #[arg(long)]
        text: String,
        /// What it should say, for a correction.
        #[arg(long, default_value = "")]
        value: String,
        #[command(flatten)]
        own: Own,
        #[command(flatten)]
        persons: Persons,
    },
    /// Lists the requests that wait, the one due first before the others; or shows one in full, on record. For the security administrator.
    #[command(
        after_help = "Examples:\n  lianchuang personal requests --data data --as security\n  lianchuang personal requests 3 --data data --as security\n  lianchuang personal requests --all --data data --as security --format json"
    )]
    Requests {
        /// The number of one request, to be shown in full.
        id: Option<i64>,
        /// Those answered too.
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        own: Own,
    },
    /// Answers a request with a reason; a grant erases or puts right what was asked for. For the security administrator, and recorded.
    #[command(
        after_help = "Examples:\n  lianchuang personal answer 3 granted --reason \"erased as asked\" --data data --as security\n  lianchuang personal answer 4 refused --reason \"the decision is not made yet\" --data data --as security\n\nExit code 3: it cannot be answered so."
    )]
    Answer {
        /// The number of the request.
        id: i64,
        /// How.
        #[arg(value_parser = ["granted", "refused"])]
        outcome: String,
        /// Why; told to the person.
        #[arg(long, default_value = "")]
        reason: String,
        #[command(flatten)]
        own: Own,
    },
    /// Reports a breach: prints the notice to the authority and tells every person it touches. For the security administrator, and recorded.
    #[command(
        after_help = "Example: lianchuang personal breach report.toml --data data --as security --organ-zh 某市科技局 --organ-contact \"0512-0000\" > to-the-authority.txt\n\nreport.toml:\n  found = \"2026-03-12\"\n  fields = [\"person.enrol/contact\"]\n  persons = [\"p12\"]          everybody of whom such a field is held, if left out\n  happened = \"what happened and why\"\n  harm = \"what harm it may do\"\n  measures = \"what was done\"\n  advice = \"what the persons can do\"\n\n--check prints the notice and tells nobody. The server may run meanwhile."
    )]
    Breach {
        /// The report.
        file: PathBuf,
        /// Only prints the notice and how many would be told.
        #[arg(long)]
        check: bool,
        #[command(flatten)]
        own: Own,
        #[command(flatten)]
        persons: Persons,
    },
    /// Erases all personal data whose term is over, as the server does once a day.
    #[command(
        after_help = "Examples:\n  lianchuang personal sweep --dry-run --data data\n  lianchuang personal sweep --data data --format json\n\nThe terms stand in docs/personal-data.md; the setting personal_terms changes them. The server may run meanwhile."
    )]
    Sweep {
        #[command(flatten)]
        data: Data,
        /// Only says what would be erased.
        #[arg(long)]
        dry_run: bool,
        /// How many days each personal field is kept after it is needed no more.
        #[arg(
            long,
            env = "LIANCHUANG_PERSONAL_TERMS",
            default_value = "",
            value_name = "FIELD=DAYS,…"
        )]
        personal_terms: Terms,
    },
}

/// Whose data, in the name of a login.
#[derive(Debug, clap::Args)]
pub struct Own {
    #[command(flatten)]
    data: Data,
    /// Whose: a login of the data folder.
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,
}

/// Which field, to whom, and why.
#[derive(Debug, clap::Args)]
pub struct Shown {
    /// The number of the record.
    record: u64,
    /// The field.
    field: String,
    #[command(flatten)]
    data: Data,
    /// To whom: a login of the data folder.
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,
    /// Why; it is kept in the audit log.
    #[arg(long, default_value = "")]
    reason: String,
}

/// Runs the command.
pub fn run(common: &Common, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Show(shown) => show(common, shown),
        Command::Erase(shown) => erase(common, shown),
        Command::Held { own, out } => requests::held(common, own, out.as_deref()),
        Command::Ask {
            kind,
            item,
            text,
            value,
            own,
            persons,
        } => {
            let asking = Asking {
                kind: kind.clone(),
                item: item.clone(),
                text: text.clone(),
                value: value.clone(),
            };
            requests::ask(common, own, persons, &asking)
        }
        Command::Notice {
            read,
            own,
            persons,
            personal_terms,
        } => {
            let reading = if *read { Reading::Kept } else { Reading::Shown };
            requests::notice(common, own, persons, *personal_terms, reading)
        }
        Command::Requests { id, all, own } => match id {
            Some(id) => requests::one(common, own, *id),
            None if *all => requests::list(common, own, WhichRequests::All),
            None => requests::list(common, own, WhichRequests::Open),
        },
        Command::Answer {
            id,
            outcome,
            reason,
            own,
        } => requests::answer(common, own, *id, outcome, reason),
        Command::Breach {
            file,
            check,
            own,
            persons,
        } => {
            let telling = if *check {
                Telling::Nobody
            } else {
                Telling::Persons
            };
            breach::run(common, own, persons, file, telling)
        }
        Command::Sweep {
            data,
            dry_run,
            personal_terms,
        } => {
            let mut app = desk::to_read(common, &data.data)?;
            app.retention = *personal_terms;
            let at = app.now();
            let swept = if *dry_run {
                retention::looked(&app, at)?
            } else {
                retention::sweep(&app, at)?
            };
            tell(common, &swept, *dry_run);
            Ok(ExitCode::SUCCESS)
        }
    }
}

fn tell(common: &Common, swept: &Swept, dry_run: bool) {
    match common.format {
        Format::Json => println!(
            "{}",
            json!({"erased": !dry_run, "fields": swept.fields, "sessions": swept.sessions, "setup_codes": swept.codes, "total": swept.total()})
        ),
        Format::Text => {
            let key = if dry_run {
                "personal.would_erase"
            } else {
                "personal.erased"
            };
            let words = common.words();
            println!("{}", words.fill(key, &[swept.total().to_string()]));
            if swept.total() > 0 {
                println!("{}", swept.line());
            }
        }
    }
}

fn erase(common: &Common, shown: &Shown) -> anyhow::Result<ExitCode> {
    let app = desk::to_read(common, &shown.data.data)?;
    let visitor = desk::visitor(&app, common, &shown.login)?;
    match unmasking::asked(&app, &visitor, shown.record, &shown.field, &shown.reason) {
        Ok(asked) => {
            retention::erase(&app, &visitor, &asked)?;
            match common.format {
                Format::Json => println!("{}", json!({"erased": true, "total": 1})),
                Format::Text => println!("{}", common.words().fill("personal.erased", &["1"])),
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => refused(common, &why),
    }
}

fn refused(common: &Common, why: &NotShown) -> anyhow::Result<ExitCode> {
    let words = common.words();
    match why {
        NotShown::ReasonWanted => eprintln!("{}", words.t("unmasking.reason_wanted")),
        NotShown::Absent => eprintln!("{}", words.t("problem.absent")),
        NotShown::Fault(cause) => bail!("a personal field: {cause}"),
    }
    Ok(ExitCode::from(REFUSED))
}

fn show(common: &Common, shown: &Shown) -> anyhow::Result<ExitCode> {
    let app = desk::to_read(common, &shown.data.data)?;
    let visitor = desk::visitor(&app, common, &shown.login)?;
    let asked = unmasking::asked(&app, &visitor, shown.record, &shown.field, &shown.reason);
    let told = asked.and_then(|asked| {
        app.audit
            .write_and_wait(asked.event(&app, &visitor))
            .map_err(|cause| NotShown::Fault(cause.to_string()))?;
        asked.text(&app)
    });
    match told {
        Ok(text) => {
            match common.format {
                Format::Json => println!(
                    "{}",
                    json!({"record": shown.record, "field": shown.field, "text": text})
                ),
                Format::Text => println!("{text}"),
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => refused(common, &why),
    }
}
