//! `lianchuang personal`: a personal field in full, for a reason and on record; erased on request, or when its term is over.

use std::process::ExitCode;

use anyhow::bail;
use serde_json::json;

use super::{Common, Data, Format, REFUSED, desk};
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
