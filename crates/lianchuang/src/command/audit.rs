//! `lianchuang audit`: the audit log searched, written out, verified, and relieved of what is old enough.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use acts::subject::person::Role;
use anyhow::{Context as _, bail};
use audit::{
    AuditStore, Bad, Chain, Event, EventKind, Head, Origin, PurgeFault, Query, Verification,
};
use serde_json::json;

use super::progress::Progress;
use super::register::told as told_broken;
use super::{Common, Data, Format, REFUSED, desk, heads};
use crate::app::{App, Visitor};
use crate::clock::Clock;
use crate::sheet::FileForm;
use crate::trail::{next_request, search};

/// Searches the audit log, writes it out, verifies it, and removes what is older than its retention.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Prints events, newest first; for auditors.
    #[command(
        after_help = "Examples:\n  lianchuang audit search --data data --as auditor outcome=failure from=2026-01-01\n  lianchuang audit search --data data --as auditor kind=sign_in source=192.0.2.7 --limit 200 --format json\n\nFilters are those of the page: actor, login, kind, object, outcome, source, from, until, request, q."
    )]
    Search {
        #[command(flatten)]
        asked: Asked,
        /// Most events printed.
        #[arg(long, default_value_t = 50)]
        limit: usize,
    },
    /// Writes all events found as a file; for auditors.
    #[command(
        after_help = "Examples:\n  lianchuang audit export --data data --as auditor --out audit.csv from=2026-01-01 until=2026-03-31\n  lianchuang audit export --data data --as auditor --out audit.xlsx kind=export"
    )]
    Export {
        #[command(flatten)]
        asked: Asked,
        /// The file to write: .xlsx, .csv or .json.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Checks every digest of the chain; names the first bad event.
    #[command(
        after_help = "Examples:\n  lianchuang audit verify --data data\n  lianchuang audit verify --data data --head kept-audit-head.txt\n\nA head kept elsewhere (audit head) also shows a tail that was cut off."
    )]
    Verify {
        #[command(flatten)]
        data: Data,
        /// A file with a head kept elsewhere, as `audit head` prints it.
        #[arg(long, value_name = "FILE")]
        head: Option<PathBuf>,
    },
    /// Prints the log's head, to be kept where nobody of this machine can change it.
    #[command(after_help = "Example: lianchuang audit head --data data > kept-audit-head.txt")]
    Head {
        #[command(flatten)]
        data: Data,
    },
    /// Removes events older than a day at least a year ago; for auditors, and recorded.
    #[command(
        after_help = "Example: lianchuang audit purge --data data --as auditor --before 2025-01-01\n\nExport and back up first. The chain verifies from the checkpoint that stays."
    )]
    Purge {
        #[command(flatten)]
        data: Data,
        /// As whom: the login of an auditor.
        #[arg(long = "as", value_name = "LOGIN")]
        login: String,
        /// Events before this day go.
        #[arg(long, value_name = "DAY", value_parser = values::parse_date)]
        before: values::Date,
    },
}

/// What is searched for, and as whom.
#[derive(Debug, clap::Args)]
pub struct Asked {
    #[command(flatten)]
    data: Data,
    /// As whom: the login of an auditor.
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,
    /// Filters as name=value.
    #[arg(value_name = "NAME=VALUE")]
    filters: Vec<String>,
}

/// Runs the command.
pub fn run(common: &Common, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Search { asked, limit } => search(common, asked, *limit),
        Command::Export { asked, out } => export(common, asked, out),
        Command::Verify { data, head } => verify(common, &data.data, head.as_deref()),
        Command::Head { data } => {
            let head = AuditStore::open_for_reading(&data.data)?.head()?;
            match common.format {
                Format::Json => println!("{}", json!({"head": head.to_string()})),
                Format::Text => println!("{head}"),
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Purge {
            data,
            login,
            before,
        } => purge(common, &data.data, login, *before),
    }
}

/// The data folder opened for an auditor; whoever is none is told so, and the log as well.
pub fn opened(common: &Common, data: &Path, login: &str) -> anyhow::Result<(App, Visitor)> {
    let app = desk::to_read(common, data)?;
    let visitor = desk::visitor(&app, common, login)?;
    if !search::holds(&app.world(), &visitor, &Role::Auditor) {
        let refused = app.event(&visitor, EventKind::AccessRefused, "audit");
        app.audit.write_and_wait(refused.failed("capacity"))?;
        bail!("{login} is no auditor");
    }
    Ok((app, visitor))
}

fn query(filters: &[String]) -> anyhow::Result<Query> {
    let pairs: Vec<(String, String)> = filters
        .iter()
        .map(|filter| {
            let Some((name, value)) = filter.split_once('=') else {
                bail!("{filter}: wanted name=value");
            };
            Ok((name.to_owned(), value.to_owned()))
        })
        .collect::<Result<_, _>>()?;
    search::read(&pairs).map_err(|wrong| {
        let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        anyhow::anyhow!("{}", wrong.join("; "))
    })
}

fn search(common: &Common, asked: &Asked, limit: usize) -> anyhow::Result<ExitCode> {
    let query = query(&asked.filters)?;
    let (app, visitor) = opened(common, &asked.data.data, &asked.login)?;
    let searched = app
        .event(&visitor, EventKind::AuditSearched, "audit search")
        .noting(asked.filters.join(" "));
    app.audit.write_and_wait(searched)?;
    let found = app.audit.look(|store| store.search(&query, limit))?;
    match common.format {
        Format::Json => {
            let items: Vec<_> = found.events.iter().map(audit::Recorded::json).collect();
            println!("{}", json!({"items": items, "next": found.next}));
        }
        Format::Text => {
            for found in &found.events {
                let event = &found.event;
                println!(
                    "{:>8} {} {} {} {} {} {} {}",
                    found.number,
                    search::time(event),
                    event.kind.key(),
                    event.actor,
                    event.origin.source,
                    event.object,
                    event.outcome.key(),
                    event.outcome.reason(),
                );
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn export(common: &Common, asked: &Asked, out: &Path) -> anyhow::Result<ExitCode> {
    let Some(form) = FileForm::of(out) else {
        bail!("{}: wanted a name in .xlsx, .csv or .json", out.display());
    };
    let query = query(&asked.filters)?;
    let (app, visitor) = opened(common, &asked.data.data, &asked.login)?;
    let mut found = Vec::new();
    app.audit.look(|store| {
        store.each(&query, |event| {
            found.push(event);
            Ok(())
        })
    })?;
    if form == FileForm::Xlsx && found.len() as u64 > search::WORKBOOK {
        bail!(
            "a workbook holds at most {} events: ask for less, or take .csv",
            search::WORKBOOK
        );
    }
    let exported = app
        .event(&visitor, EventKind::AuditExported, "audit export")
        .counting(found.len())
        .noting(asked.filters.join(" "));
    app.audit.write_and_wait(exported)?;
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let bytes = search::table(&app, teller, &world, &found).write(form)?;
    std::fs::write(out, bytes).with_context(|| format!("writing {}", out.display()))?;
    match common.format {
        Format::Json => println!("{}", json!({"file": out, "rows": found.len()})),
        Format::Text => println!(
            "{}",
            app.words(visitor.language).fill(
                "command.export.done",
                &[found.len().to_string(), out.display().to_string()]
            )
        ),
    }
    Ok(ExitCode::SUCCESS)
}

fn verify(common: &Common, data: &Path, kept: Option<&Path>) -> anyhow::Result<ExitCode> {
    let words = common.words();
    let kept: Option<Head> = kept
        .map(|path| {
            let reading = || format!("reading {}", path.display());
            let text = std::fs::read_to_string(path).with_context(reading)?;
            text.trim().parse().with_context(reading)
        })
        .transpose()?;
    let store = AuditStore::open_for_reading(data)
        .with_context(|| format!("opening the audit log in {}", data.display()))?;
    let progress = Progress::new(words.t("command.verify.chain"));
    let mut found = store.verify(kept.as_ref(), |done, total| progress.at(done, total))?;
    drop(progress);
    let mut wrong_head = None;
    if let Verification::Whole(head) = &found {
        let stands = |number| Ok(store.digest_at(number)?);
        wrong_head = heads::first_wrong(common, data, Chain::Audit, head, stands)?;
    }
    if let Some((number, _)) = &wrong_head {
        found = Verification::Broken {
            number: *number,
            bad: Bad::Checkpoint,
        };
    }
    let (code, event) = match found {
        Verification::Whole(head) => {
            match common.format {
                Format::Json => println!(
                    "{}",
                    json!({"whole": true, "events": head.number, "head": head.to_string()})
                ),
                Format::Text => println!(
                    "{}",
                    words.fill(
                        "command.audit.whole",
                        &[head.number.to_string(), head.to_string()]
                    )
                ),
            }
            let event = machine(EventKind::AuditVerified, "audit.db");
            (ExitCode::SUCCESS, event)
        }
        Verification::Broken { number, bad } => {
            let wrong = match &bad {
                _ if wrong_head.is_some() => wrong_head.map(|(_, told)| told).unwrap_or_default(),
                Bad::Chain(broken) => told_broken(&words, broken),
                Bad::Column(column) => words.fill("command.audit.column", &[*column]),
                Bad::Checkpoint => words.t("command.audit.checkpoint").to_owned(),
                Bad::Searched => words.t("command.audit.searched").to_owned(),
            };
            match common.format {
                Format::Json => println!(
                    "{}",
                    json!({"whole": false, "event": number, "wrong": wrong})
                ),
                Format::Text => eprintln!(
                    "{}",
                    words.fill("command.audit.bad", &[number.to_string(), wrong])
                ),
            }
            let event = machine(EventKind::AuditVerified, "audit.db");
            (ExitCode::FAILURE, event.failed(format!("{number}")))
        }
    };
    tell(data, event)?;
    Ok(code)
}

/// An event at the machine itself.
pub fn machine(kind: EventKind, object: impl Into<String>) -> Event {
    Event {
        actor: audit::Actor::Machine,
        capacity: "none".to_owned(),
        origin: Origin::local(next_request()),
        ..Event::of_system(Clock::default().now(), kind, object)
    }
}

/// Tells the log of a data folder, unless the folder is a backup, in which nothing is changed.
pub fn tell(data: &Path, event: Event) -> anyhow::Result<()> {
    if data.join("digests.sm3").exists() {
        return Ok(());
    }
    AuditStore::open(data)
        .and_then(|mut store| store.append(&[event], &audit::Thresholds::default()))
        .with_context(|| format!("telling the audit log in {}", data.display()))?;
    Ok(())
}

fn purge(
    common: &Common,
    data: &Path,
    login: &str,
    before: values::Date,
) -> anyhow::Result<ExitCode> {
    let (app, visitor) = opened(common, data, login)?;
    let Some(moment) = values::china_midnight(before) else {
        bail!("{before} lies outside the years that can be held");
    };
    let by = app.event(&visitor, EventKind::AuditPurged, format!("before {before}"));
    let words = common.words();
    match AuditStore::open(data)?.purge(moment, by.clone()) {
        Ok(purged) => {
            match common.format {
                Format::Json => println!(
                    "{}",
                    json!({"removed": purged.count, "checkpoint": purged.checkpoint.to_string()})
                ),
                Format::Text => println!(
                    "{}",
                    words.fill(
                        "command.audit.purged",
                        &[purged.count.to_string(), purged.checkpoint.to_string()]
                    )
                ),
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(PurgeFault::TooNear { days }) => {
            app.audit.write_and_wait(by.failed("retention"))?;
            eprintln!(
                "{}",
                words.fill(
                    "command.audit.too_near",
                    &[audit::KEPT_DAYS.to_string(), days.to_string()]
                )
            );
            Ok(ExitCode::from(REFUSED))
        }
        Err(PurgeFault::Nothing) => {
            eprintln!("{}", words.t("command.audit.nothing"));
            Ok(ExitCode::SUCCESS)
        }
        Err(fault @ PurgeFault::Log(_)) => Err(fault.into()),
    }
}
