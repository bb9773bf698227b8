//! `lianchuang register`: proves the register, writes it out for others to prove, tells its head.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use acts::World;
use anyhow::Context as _;
use audit::{Chain, EventKind};
use register::{Broken, Head, SqliteStore, Store as _, Verification};
use serde_json::json;

use super::audit::{machine, tell};
use super::progress::Progress;
use super::{Common, Data, Format, heads};
use values::EntryNumber;

use crate::office::{self, FoldFault};
use crate::words::Words;

/// Proves the register, exports it, tells its head.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Checks every digest of the chain and replays every act; names the first bad record.
    #[command(
        after_help = "Examples:\n  lianchuang register verify --data data\n  lianchuang register verify --data data --head kept-head.txt --format json\n\nA head kept elsewhere (register head) also shows a tail that was cut off."
    )]
    Verify {
        #[command(flatten)]
        data: Data,
        /// A file with a head kept elsewhere, as `register head` prints it.
        #[arg(long, value_name = "FILE")]
        head: Option<PathBuf>,
    },
    /// Writes the whole register as a file that anyone can verify with tools of their own.
    #[command(
        after_help = "Examples:\n  lianchuang register export --data data --out register.jsonl\n  python3 scripts/verify_register.py register.jsonl"
    )]
    Export {
        #[command(flatten)]
        data: Data,
        /// The file to write.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Prints the register's head, to be kept where nobody of this machine can change it.
    #[command(after_help = "Example: lianchuang register head --data data > kept-head.txt")]
    Head {
        #[command(flatten)]
        data: Data,
    },
}

/// Runs the command.
pub fn run(common: &Common, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Verify { data, head } => verify(common, &data.data, head.as_deref()),
        Command::Export { data, out } => export(common, &data.data, out),
        Command::Head { data } => head(common, &data.data),
    }
}

fn open(data: &Path) -> anyhow::Result<SqliteStore> {
    SqliteStore::open_for_reading(data)
        .with_context(|| format!("opening the register in {}", data.display()))
}

fn verify(common: &Common, data: &Path, kept: Option<&Path>) -> anyhow::Result<ExitCode> {
    let words = common.words();
    let kept: Option<Head> = kept
        .map(|path| {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("reading {}", path.display()))?;
            text.trim()
                .parse()
                .with_context(|| format!("reading {}", path.display()))
        })
        .transpose()?;
    let store = open(data)?;
    let progress = Progress::new(words.t("command.verify.chain"));
    let found = register::verify(&store, kept.as_ref(), |done, total| {
        progress.at(done, total);
    })?;
    let head = match found {
        Verification::Whole(head) => head,
        Verification::Broken { number, broken } => {
            drop(progress);
            tell_broken(data, number)?;
            return Ok(bad(common, number, &told(&words, &broken)));
        }
    };
    let stands = |number| Ok(store.entry(number)?.map(|entry| entry.digest));
    if let Some((number, wrong)) = heads::first_wrong(common, data, Chain::Register, &head, stands)?
    {
        drop(progress);
        tell_broken(data, number)?;
        return Ok(bad(common, number, &wrong));
    }
    progress.doing(words.t("command.verify.replay"));
    let folded = replayed(data, &store, |number| progress.at(number, head.number));
    drop(progress);
    match folded {
        Ok(Kept::NoneOrSame) => {}
        Ok(Kept::Other(number)) => {
            tell_broken(data, number)?;
            return Ok(bad(common, number, words.t("command.verify.kept")));
        }
        Err(fault) => {
            return match fault.number {
                Some(number) => {
                    tell_broken(data, number)?;
                    Ok(bad(common, number, &format!("{:#}", fault.cause)))
                }
                None => Err(fault.into()),
            };
        }
    }
    let verified = machine(EventKind::RegisterVerified, head.to_string());
    tell(data, verified)?;
    match common.format {
        Format::Json => println!(
            "{}",
            json!({"whole": true, "records": head.number, "head": head.to_string()})
        ),
        Format::Text => println!(
            "{}",
            words.fill(
                "command.verify.whole",
                &[head.number.to_string(), head.to_string()]
            )
        ),
    }
    Ok(ExitCode::SUCCESS)
}

fn tell_broken(data: &Path, number: u64) -> anyhow::Result<()> {
    let verified = machine(EventKind::RegisterVerified, "register.db");
    tell(data, verified.failed(format!("record {number}")))
}

/// How the world kept for a fast start compares with what the records tell.
enum Kept {
    NoneOrSame,
    Other(u64),
}

/// Folds every record, and holds the kept world against it on the way.
fn replayed(
    data: &Path,
    store: &SqliteStore,
    mut each: impl FnMut(u64),
) -> Result<Kept, FoldFault> {
    let mut folded = World::default();
    if let Some(kept) = office::kept(data, store) {
        folded = office::fold_on(folded, store, kept.number, &mut each)?;
        let same = office::same(&folded, &kept).map_err(|cause| FoldFault {
            number: None,
            cause,
        })?;
        if !same {
            return Ok(Kept::Other(kept.number.0));
        }
    }
    office::fold_on(folded, store, EntryNumber(u64::MAX), each)?;
    Ok(Kept::NoneOrSame)
}

fn bad(common: &Common, number: u64, wrong: &str) -> ExitCode {
    match common.format {
        Format::Json => println!(
            "{}",
            json!({"whole": false, "record": number, "wrong": wrong})
        ),
        Format::Text => eprintln!(
            "{}",
            common
                .words()
                .fill("command.verify.bad", &[&number.to_string(), wrong])
        ),
    }
    ExitCode::FAILURE
}

/// What is wrong with a record, in words.
pub fn told(words: &Words, broken: &Broken) -> String {
    match broken {
        Broken::Order { expected, found } => {
            words.fill("broken.order", &[expected.to_string(), found.to_string()])
        }
        Broken::Previous => words.t("broken.previous").to_owned(),
        Broken::Digest => words.t("broken.digest").to_owned(),
        Broken::Unreadable => words.t("broken.unreadable").to_owned(),
        Broken::Tail { kept, found } => {
            words.fill("broken.tail", &[kept.to_string(), found.to_string()])
        }
    }
}

fn export(common: &Common, data: &Path, out: &Path) -> anyhow::Result<ExitCode> {
    let words = common.words();
    let store = open(data)?;
    let file = File::create(out).with_context(|| format!("writing {}", out.display()))?;
    let mut file = BufWriter::new(file);
    let progress = Progress::new(words.t("command.export.doing"));
    let head = register::export(&store, &mut file, |done, total| progress.at(done, total))
        .with_context(|| format!("writing {}", out.display()))?;
    file.flush()?;
    drop(progress);
    let exported = machine(EventKind::RegisterExported, head.to_string());
    tell(data, exported)?;
    match common.format {
        Format::Json => println!(
            "{}",
            json!({"records": head.number, "head": head.to_string(), "file": out})
        ),
        Format::Text => println!(
            "{}",
            words.fill(
                "command.register.exported",
                &[
                    head.number.to_string(),
                    head.to_string(),
                    out.display().to_string()
                ]
            )
        ),
    }
    Ok(ExitCode::SUCCESS)
}

fn head(common: &Common, data: &Path) -> anyhow::Result<ExitCode> {
    let head = open(data)?.head().context("reading the register's head")?;
    match common.format {
        Format::Json => println!(
            "{}",
            json!({"number": head.number, "digest": head.digest.to_string(), "head": head.to_string()})
        ),
        Format::Text => println!("{head}"),
    }
    Ok(ExitCode::SUCCESS)
}
