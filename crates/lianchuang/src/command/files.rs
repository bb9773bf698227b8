//! `lianchuang files`: attached files kept, shown with how they stand, and looked at; while the server runs too.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use audit::EventKind;
use cabinet::Listed;
use register::{Digest, FileFault};
use serde_json::{Value, json};

use super::scanning::Scanning;
use super::{Common, Data, Format, desk};
use crate::app::App;
use crate::attachment;
use crate::telling::Teller;
use crate::upload::{self, Looked, Standing, Verdict};

/// Attached files.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Keeps a file, so that an act can name it by its digest.
    #[command(
        after_help = "Example: lianchuang files add minutes.pdf --as officer@bureau --data data\n\nPrints the digest; `lianchuang act … file=DIGEST` names it. Exit code 1: the file is not taken, and why."
    )]
    Add {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        scanning: Scanning,
        /// In whose name: a login of the data folder.
        #[arg(long = "as", value_name = "LOGIN")]
        login: String,
        /// The file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Lists files with how they stand, newest first.
    #[command(after_help = "Example: lianchuang files list --state infected --data data")]
    List {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        scanning: Scanning,
        /// Only those that wait, or in which malware was found.
        #[arg(long, value_parser = ["waiting", "infected"])]
        state: Option<String>,
    },
    /// Shows how one file stands. Its content is given by the record that names it.
    #[command(after_help = "Example: lianchuang files show DIGEST --data data")]
    Show {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        scanning: Scanning,
        /// Its digest.
        digest: Digest,
    },
    /// Reads every file and checks that its content has the digest it stands under.
    #[command(
        after_help = "Example: lianchuang files verify --data data\n\nThe server may run meanwhile. Exit code 1: a file was altered, or cannot be read with these keys."
    )]
    Verify {
        #[command(flatten)]
        data: Data,
    },
    /// Has files looked at now: one by its digest, also one that was found clean before, or all that wait.
    #[command(
        after_help = "Examples:\n  lianchuang files scan all --scanner clamd:/run/clamav/clamd.ctl --data data\n  lianchuang files scan DIGEST --data data\n\nExit code 1: malware was found, or a file could not be looked at."
    )]
    Scan {
        #[command(flatten)]
        data: Data,
        #[command(flatten)]
        scanning: Scanning,
        /// A digest, or `all`.
        which: String,
    },
}

fn opened(common: &Common, data: &Data, scanning: &Scanning) -> anyhow::Result<App> {
    let mut app = desk::to_read(common, &data.data)?;
    app.scanner = scanning.scanner()?;
    Ok(app)
}

/// Runs the command.
pub fn run(common: &Common, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Add {
            data,
            scanning,
            login,
            file,
        } => add(common, &opened(common, data, scanning)?, login, file),
        Command::List {
            data,
            scanning,
            state,
        } => list(
            common,
            &opened(common, data, scanning)?,
            match state.as_deref() {
                Some("waiting") => Listed::Waiting,
                Some(_) => Listed::Infected,
                None => Listed::All,
            },
        ),
        Command::Show {
            data,
            scanning,
            digest,
        } => show(common, &opened(common, data, scanning)?, *digest),
        Command::Verify { data } => verify(common, data),
        Command::Scan {
            data,
            scanning,
            which,
        } => scan(common, &opened(common, data, scanning)?, which),
    }
}

/// Reads a file to attach; of one that is too large no more than it takes to know.
pub fn content(file: &std::path::Path) -> anyhow::Result<Vec<u8>> {
    use std::io::Read as _;
    let reading = || format!("reading {}", file.display());
    let opened = std::fs::File::open(file).with_context(reading)?;
    let mut content = Vec::new();
    let most = attachment::LARGEST as u64 + 1;
    opened
        .take(most)
        .read_to_end(&mut content)
        .with_context(reading)?;
    Ok(content)
}

fn add(
    common: &Common,
    app: &App,
    login: &str,
    file: &std::path::Path,
) -> anyhow::Result<ExitCode> {
    let visitor = desk::visitor(app, common, login)?;
    let content = content(file)?;
    match upload::keep_and_wait(app, &visitor, &content)? {
        Ok(kept) => {
            tell(
                common,
                app,
                kept.digest,
                content.len() as u64,
                &kept.standing,
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(unkept) if unkept.is_fault() => Err(unkept.into()),
        Err(unkept) => {
            let world = app.world();
            let teller: Teller = app.teller(common.language(), app.policy(visitor.day()), &world);
            let told = teller.mistake(&unkept.mistake("file"));
            match common.format {
                Format::Json => {
                    println!("{}", json!({"reason": unkept.expected().0, "detail": told}));
                }
                Format::Text => eprintln!("lianchuang: {}: {told}", file.display()),
            }
            Ok(ExitCode::FAILURE)
        }
    }
}

fn told(app: &App, common: &Common, digest: Digest, size: u64, standing: &Standing) -> Value {
    let mut told = standing.json();
    told["digest"] = json!(digest.to_string());
    told["size"] = json!(size);
    told["about"] = json!(standing.told(app.words(common.language())));
    told
}

fn tell(common: &Common, app: &App, digest: Digest, size: u64, standing: &Standing) {
    match common.format {
        Format::Json => println!("{}", told(app, common, digest, size, standing)),
        Format::Text => println!("{digest}  {}", standing.told(app.words(common.language()))),
    }
}

fn list(common: &Common, app: &App, listed: Listed) -> anyhow::Result<ExitCode> {
    let found = app.cabinet.uploads(listed, usize::MAX)?;
    let words = app.words(common.language());
    match common.format {
        Format::Json => {
            let rows: Vec<Value> = found
                .iter()
                .map(|it| told(app, common, it.digest, it.size, &upload::of(app, Some(it))))
                .collect();
            let scanner = app.scanner.as_ref().map(|scanner| scanner.name());
            println!("{}", json!({"items": rows, "scanner": scanner}));
        }
        Format::Text => {
            if app.scanner.is_none() {
                eprintln!("{}", words.t("uploads.no_scanner"));
            }
            for it in &found {
                let standing = upload::of(app, Some(it));
                let why = match &standing {
                    Standing::Infected { name } => name.as_str(),
                    Standing::Quarantined { .. } => it.fault.as_deref().unwrap_or_default(),
                    Standing::Clean | Standing::Unscanned => "",
                };
                println!(
                    "{}  {:>9}  {}  {why}",
                    it.digest,
                    it.size,
                    standing.short(words)
                );
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(common: &Common, app: &App, digest: Digest) -> anyhow::Result<ExitCode> {
    let known = app.cabinet.upload(digest)?;
    if known.is_none() && !app.files.holds(digest) {
        bail!("there is no file {digest} in this data folder");
    }
    let size = known.as_ref().map_or(0, |known| known.size);
    tell(common, app, digest, size, &upload::of(app, known.as_ref()));
    Ok(ExitCode::SUCCESS)
}

fn verify(common: &Common, data: &Data) -> anyhow::Result<ExitCode> {
    if !data.data.join("files").is_dir() {
        bail!("there are no files in {}", data.data.display());
    }
    let files = crate::keys::files(&data.data, common.keys(&data.data)?)?;
    let digests = files.digests()?;
    let mut altered = Vec::new();
    for digest in &digests {
        match files.get(*digest) {
            // One that was destroyed meanwhile was not altered.
            Ok(_) | Err(FileFault::Missing(_)) => {}
            Err(fault) => altered.push((digest.to_string(), fault.to_string())),
        }
    }
    match common.format {
        Format::Json => {
            let rows: Vec<Value> = altered
                .iter()
                .map(|(digest, fault)| json!({"digest": digest, "fault": fault}))
                .collect();
            println!(
                "{}",
                json!({"whole": rows.is_empty(), "checked": digests.len(), "altered": rows})
            );
        }
        Format::Text => {
            for (_, fault) in &altered {
                println!("{fault}");
            }
            let counts = [digests.len().to_string(), altered.len().to_string()];
            println!("{}", common.words().fill("command.files.verified", &counts));
        }
    }
    Ok(if altered.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn scan(common: &Common, app: &App, which: &str) -> anyhow::Result<ExitCode> {
    let words = app.words(common.language());
    let Some(scanner) = &app.scanner else {
        bail!("{}", words.t("uploads.no_scanner"));
    };
    let digests: Vec<Digest> = if which == "all" {
        let waiting = app.cabinet.uploads(Listed::Waiting, usize::MAX)?;
        waiting.iter().map(|found| found.digest).collect()
    } else {
        vec![which.parse()?]
    };
    let asked = super::audit::machine(EventKind::FileHandled, which).counting(digests.len());
    app.audit.write_and_wait(asked)?;
    let mut all_clean = true;
    let mut rows = Vec::new();
    for digest in digests {
        let (state, why) = match upload::look(app, &**scanner, digest, app.now())? {
            Looked::Found(Verdict::Clean) => ("clean", String::new()),
            Looked::Found(Verdict::Infected(name)) => ("infected", name),
            Looked::Gone => ("gone", String::new()),
            Looked::Not(fault) => ("quarantined", fault.to_string()),
        };
        all_clean &= state == "clean";
        match common.format {
            Format::Json => {
                rows.push(json!({"digest": digest.to_string(), "state": state, "why": why}));
            }
            Format::Text => println!("{digest}  {}  {why}", words.t(&format!("upload.{state}"))),
        }
    }
    if common.format == Format::Json {
        println!("{}", json!({ "items": rows }));
    }
    Ok(if all_clean {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
