//! `lianchuang evidence`: the assessor's pack. What stands in it comes from the program, the policy pack and the data, never from the
//! clock, so that it can be made again and compared.

use std::path::PathBuf;
use std::process::ExitCode;

use acts::ask::Office as Rules;
use anyhow::Context as _;
use audit::{AuditFault, AuditStore, EventKind, Query};
use clap::ArgMatches;
use register::Head;
use serde_json::{Value, json};
use values::{EntryNumber, Instant, Language};

use super::audit::opened;
use super::settings::Kept;
use super::{Common, Format, authority, doors, settings};
use crate::app::App;
use crate::assurance::{self, Checklist, Pack, Proven, Status, Summary};
use crate::words::Words;

/// What the event of making a pack is about; the events of earlier packs do not make a later one another.
const OBJECT: &str = "evidence";

/// Writes the assessor's pack: checklists, permissions, settings without secrets, versions, bill of materials, proofs; for auditors.
#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(
    after_help = "Examples:\n  lianchuang evidence --data data --as auditor --out evidence.zip\n  lianchuang evidence --data data --as auditor --out evidence.zip --results test-results.txt\n\nThe same data, settings and program give the same bytes. Making it is an event of the audit log. The server may run meanwhile."
)]
pub struct Arguments {
    #[command(flatten)]
    serve: super::serve::Arguments,
    /// As whom: the login of an auditor.
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,
    /// The file to write.
    #[arg(long, value_name = "FILE.zip")]
    out: PathBuf,
    /// What the tests of this version printed, to be put in as it is.
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
}

/// Runs the command.
pub fn run(
    common: &Common,
    arguments: &Arguments,
    matches: &ArgMatches,
    kept: &Kept,
) -> anyhow::Result<ExitCode> {
    let (app, visitor) = opened(common, arguments.serve.data(), &arguments.login)?;
    let mut pack = Pack::default();
    let lists = checklists(&mut pack)?;
    let rules = app.rules();
    permissions(&mut pack, rules)?;
    pack.add_json("settings.json", &settings::told(matches, kept))?;
    pack.add_json("versions.json", &versions(rules)?)?;
    pack.add_json(
        "bill-of-materials.cdx.json",
        &assurance::bill_of_materials()?,
    )?;
    pack.add_json("cryptography/keys.json", &keys(&app)?)?;
    pack.add("cryptography/in-use.toml", assurance::CRYPTOGRAPHY_IN_USE);
    pack.add_json("backup.json", &app.audit.look(copies)?)?;
    let (register, as_of) = register_proof(&mut pack, &app)?;
    let audit = audit_proof(&mut pack, &app)?;
    if let Some(results) = &arguments.results {
        let read =
            std::fs::read(results).with_context(|| format!("reading {}", results.display()))?;
        pack.add("test-results.txt", read);
    }
    let summary = Summary {
        checklists: &lists,
        policy: format!("{}, SM3 {}", rules.policies.pack, rules.policies.version),
        as_of: as_of.map_or_else(|| "–".to_owned(), |at| at.to_string()),
        register,
        audit,
        files: pack.names().map(str::to_owned).collect(),
    };
    for language in Language::ALL {
        let words = Words::load(language, None);
        let name = format!("summary.{}.md", language.tag());
        pack.add(name, assurance::summary(&words, &summary));
    }
    let count = pack.names().count();
    let bytes = pack.closed()?;
    let made = app
        .event(&visitor, EventKind::Export, OBJECT)
        .counting(count)
        .noting(seal::sm3(&bytes).to_string());
    app.audit.write_and_wait(made)?;
    let out = &arguments.out;
    std::fs::write(out, &bytes).with_context(|| format!("writing {}", out.display()))?;
    let digest = seal::sm3(&bytes).to_string();
    match common.format {
        Format::Json => println!(
            "{}",
            json!({"file": out, "files": count, "sm3": digest, "sha256": seal::sha256(&bytes).to_string()})
        ),
        Format::Text => println!(
            "{}",
            common.words().fill(
                "command.evidence.done",
                &[out.display().to_string(), count.to_string(), digest]
            )
        ),
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts the checklists in, with their totals, and gives them.
fn checklists(pack: &mut Pack) -> anyhow::Result<Vec<(&'static str, Checklist)>> {
    let mut lists = Vec::new();
    let mut totals = Vec::new();
    for (file, text) in assurance::CHECKLISTS {
        let list = Checklist::read(text)?;
        pack.add(format!("checklists/{file}"), text);
        let mut row =
            json!({"file": file, "standard": list.standard.en, "items": list.items.len()});
        for status in Status::ALL {
            row[status.key()] = json!(list.count(status));
        }
        totals.push(row);
        lists.push((file, list));
    }
    pack.add("checklists/top-10-2025.toml", assurance::TOP_TEN);
    pack.add("checklists/algorithms.toml", assurance::ALGORITHMS);
    pack.add_json("checklists/totals.json", &totals)?;
    Ok(lists)
}

/// Who may come through which door, and who may do which act at which stage, for programs and for people.
fn permissions(pack: &mut Pack, rules: &Rules) -> anyhow::Result<()> {
    pack.add_json("permissions/doors.json", &doors::told())?;
    pack.add_json("permissions/acts.json", &authority::told(&rules.policies))?;
    for language in Language::ALL {
        let words = Words::load(language, None);
        let tables = authority::tables(&words, &rules.policies);
        pack.add(format!("permissions/acts.{}.md", language.tag()), tables);
    }
    Ok(())
}

/// Which program, database and policy.
fn versions(rules: &Rules) -> anyhow::Result<Value> {
    let program = std::env::current_exe()
        .and_then(std::fs::read)
        .context("reading the program itself")?;
    let editions: Vec<Value> = rules
        .policies
        .editions
        .iter()
        .map(
            |edition| json!({"edition": edition.key, "from": edition.from, "until": edition.until}),
        )
        .collect();
    Ok(json!({
        "program": {
            "version": env!("CARGO_PKG_VERSION"),
            "for": format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS),
            "sm3": seal::sm3(&program).to_string(),
            "sha256": seal::sha256(&program).to_string(),
            "rust": env!("CARGO_PKG_RUST_VERSION"),
        },
        "sqlite": rusqlite::version(),
        "pack": {"key": rules.policies.pack, "sm3": rules.policies.version, "editions": editions},
    }))
}

/// The keys of the data folder: id, purpose, state and age, never their bytes.
fn keys(app: &App) -> anyhow::Result<Value> {
    let keys: Vec<Value> = app
        .cabinet
        .keys()
        .keys()?
        .iter()
        .map(|key| {
            json!({
                "key": key.id.to_string(), "purpose": key.id.purpose.key(), "state": key.state.key(),
                "made": Instant::from_second(key.made),
            })
        })
        .collect();
    Ok(json!({"keys": keys}))
}

/// The last backup and restore the audit log tells of.
fn copies(log: &AuditStore) -> Result<Value, AuditFault> {
    let last = |kind| -> Result<Value, AuditFault> {
        let query = Query {
            kind: Some(kind),
            ..Query::default()
        };
        let found = log.search(&query, 1)?;
        Ok(found.events.first().map_or(Value::Null, |found| {
            json!({"event": found.number, "at": found.event.at, "outcome": found.event.outcome.key()})
        }))
    };
    Ok(json!({
        "last_backup": last(EventKind::Backup)?,
        "last_restore": last(EventKind::Restore)?,
    }))
}

/// Verifies the register; gives how it was found and when its last record was made.
fn register_proof(pack: &mut Pack, app: &App) -> anyhow::Result<(Proven, Option<Instant>)> {
    let found = app.with_reader(|store| register::verify(store, None, |_, _| ()))?;
    let (proven, told) = match found {
        register::Verification::Whole(head) => (
            Proven {
                whole: true,
                head: head.to_string(),
            },
            json!({"whole": true, "records": head.number, "head": head.to_string()}),
        ),
        register::Verification::Broken { number, broken } => (
            Proven {
                whole: false,
                head: number.to_string(),
            },
            json!({"whole": false, "record": number, "wrong": format!("{broken:?}")}),
        ),
    };
    let last = told["records"].as_u64().unwrap_or_default();
    let record = app.record(EntryNumber(last))?;
    let at = record.map(|record| record.at);
    pack.add_json(
        "register.json",
        &json!({"verified": told, "last_record_at": at}),
    )?;
    Ok((proven, at))
}

/// Verifies the audit log. Its head is told as it was before the events of earlier packs.
fn audit_proof(pack: &mut Pack, app: &App) -> anyhow::Result<Proven> {
    let found = app.audit.look(|log| log.verify(None, |_, _| ()))?;
    let (proven, told) = match found {
        audit::Verification::Whole(head) => {
            let head = app.audit.look(|log| before_packs(log, head))?;
            let told = json!({"whole": true, "events": head.number, "head": head.to_string()});
            let proven = Proven {
                whole: true,
                head: head.to_string(),
            };
            (proven, told)
        }
        audit::Verification::Broken { number, bad } => (
            Proven {
                whole: false,
                head: number.to_string(),
            },
            json!({"whole": false, "event": number, "wrong": format!("{bad:?}")}),
        ),
    };
    pack.add_json(
        "audit.json",
        &json!({"verified": told, "kept_days": audit::KEPT_DAYS}),
    )?;
    Ok(proven)
}

fn before_packs(log: &AuditStore, head: Head) -> Result<Head, AuditFault> {
    let mut head = head;
    while let Some(last) = log.event(head.number)? {
        let of_a_pack = last.event.kind == EventKind::Export && last.event.object == OBJECT;
        if !of_a_pack {
            break;
        }
        match log.head_at(head.number - 1)? {
            Some(before) => head = before,
            None => break,
        }
    }
    Ok(head)
}
