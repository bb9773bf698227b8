//! The command line. Every command has examples, an exit code, and a form for programs (`--format json`).

mod accounts;
mod act;
mod audit;
mod authority;
mod backup;
mod cabinet;
mod catalogue;
mod certificate;
mod correspondence;
mod coverage;
mod demo;
mod desk;
mod doors;
mod elsewhere;
mod evidence;
mod export;
mod files;
mod heads;
mod import;
mod inbox;
mod keys;
mod measure;
mod openapi;
mod outbox;
mod personal;
mod persons;
mod policy;
mod progress;
mod register;
mod report;
mod scanning;
mod screen;
mod serve;
mod settings;
mod template;
#[cfg(test)]
pub mod tests;

#[cfg(test)]
pub use serve::rules_of;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use ::cabinet::Cabinet;
use ::policy::Policy;
use anyhow::Context as _;
use clap::{
    ArgMatches, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum,
};
use identity::password::{Barred, Profile};
use ipnet::IpNet;
use seal::KeyProvider;
use values::Language;

use self::settings::Kept;
use crate::address_exceptions;
use crate::app::Exposure;
use crate::entrance::{AuthorityFiles, Entrance, SecondFactor};
use crate::keys::Places;
use crate::retention::Terms;
use crate::sheet::{self, Tongues};
use crate::throttle::{Limits, Throttle};
use crate::words::Words;

/// Exit codes, documented in the help.
pub const REFUSED: u8 = 3;

/// 联创 Lianchuang runs a government's plan for innovation consortia.
#[derive(Debug, Parser)]
#[command(
    name = "lianchuang",
    version,
    about,
    after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused by the policy."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    common: Common,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub struct Common {
    /// The policy pack: a folder, or the name of one inside the program.
    #[arg(
        long,
        global = true,
        env = "LIANCHUANG_PACK",
        default_value = include_str!("../../../packs/default").trim_ascii_end()
    )]
    pub pack: String,
    /// Language of what is printed.
    #[arg(long, global = true, env = "LIANCHUANG_LANG", default_value = "zh", value_parser = ["zh", "en"])]
    pub lang: String,
    /// A file of settings; `lianchuang.toml` in the data folder if left out.
    #[arg(long, global = true, env = "LIANCHUANG_SETTINGS", value_name = "FILE")]
    pub settings: Option<PathBuf>,
    /// The file of keys; `keys.txt` in the data folder if left out.
    #[arg(long, global = true, env = "LIANCHUANG_KEYS", value_name = "FILE")]
    pub keys: Option<PathBuf>,
    /// The file of the master key that wraps the keys; the credential `lianchuang-master`, else `master.txt` in the data folder, if left out.
    #[arg(
        long,
        global = true,
        env = "LIANCHUANG_MASTER_KEY",
        value_name = "FILE"
    )]
    pub master_key: Option<PathBuf>,
    /// Form of what is printed.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

impl Common {
    /// The language of what is printed.
    pub fn language(&self) -> Language {
        self.lang.parse().unwrap_or(Language::Zh)
    }

    /// The product's words in that language.
    pub fn words(&self) -> Words {
        Words::load(self.language(), None)
    }

    /// The keys of a data folder.
    pub fn keys(&self, data: &Path) -> anyhow::Result<Arc<dyn KeyProvider>> {
        Ok(Arc::new(self.key_places(data).open()?))
    }

    /// Where the keys of a data folder are, and their master key.
    pub fn key_places(&self, data: &Path) -> Places {
        Places::of(data, self.keys.as_deref(), self.master_key.as_deref())
    }

    /// The cabinet of a data folder, opened.
    pub fn cabinet(&self, data: &Path) -> anyhow::Result<Cabinet> {
        crate::keys::cabinet(data, self.keys(data)?)
    }
}

/// For people or for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Opens a fictitious living city in the browser.
    Demo(demo::Arguments),
    /// Serves a register.
    Serve(serve::Arguments),
    /// Reads and proves policy packs.
    #[command(subcommand)]
    Policy(policy::Command),
    /// Proves the register, exports it, tells its head.
    #[command(subcommand)]
    Register(register::Command),
    /// Searches, writes out, verifies and purges the audit log.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Copies a data folder while work goes on.
    Backup(backup::Backup),
    /// Makes a data folder from a backup.
    Restore(backup::Restore),
    /// Writes the empty workbook of organisations.
    Template(template::Arguments),
    /// Takes organisations in from a workbook, all or none.
    Import(import::Arguments),
    /// Writes a list as a file.
    Export(export::Arguments),
    /// Screens a workbook of organisations against the conditions of a lead.
    Screen(screen::Arguments),
    /// Does one act.
    Act(act::Arguments),
    /// Lists, opens, ends, unlocks and renews accounts, in an administrator's name.
    #[command(subcommand)]
    Accounts(accounts::Command),
    /// Shows what waits for a person and what the person waits for.
    Inbox(inbox::Arguments),
    /// Shows what is on its way out of the house, and lays a hand on it.
    #[command(subcommand)]
    Outbox(outbox::Command),
    /// Keeps attached files, shows how they stand, and has them looked at.
    #[command(subcommand)]
    Files(files::Command),
    /// Answers a challenge with a certificate, for trials.
    #[command(subcommand)]
    Certificate(certificate::Command),
    /// Shows a personal field in full, for a reason; erases what is past its term.
    #[command(subcommand)]
    Personal(personal::Command),
    /// Lists, rotates and destroys the keys personal texts are encrypted with.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Checks what stands outside the register.
    #[command(subcommand)]
    Cabinet(cabinet::Command),
    /// Shows every setting with its value and where that comes from.
    Settings(settings::Arguments),
    /// Makes the reporting tables anew.
    Report(report::Arguments),
    /// Measures how fast the product is on this machine.
    Measure(measure::Arguments),
    /// Prints the description of the API.
    Openapi(openapi::Arguments),
    /// Shows every address with who may come through it.
    Doors(doors::Arguments),
    /// Writes the assessor's pack.
    Evidence(evidence::Arguments),
}

/// The data folder, for commands that touch a register.
#[derive(Debug, Clone, Args)]
pub struct Data {
    /// The data folder.
    #[arg(
        long,
        env = "LIANCHUANG_DATA",
        default_value = "data",
        value_name = "DIR"
    )]
    pub data: PathBuf,
}

/// The data folder and the address, for commands that serve.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// The data folder.
    #[arg(long, env = "LIANCHUANG_DATA", default_value = "data")]
    pub data: PathBuf,
    /// The address to listen on.
    #[arg(long, env = "LIANCHUANG_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: std::net::SocketAddr,
    #[command(flatten)]
    pub reached: Reached,
}

/// How the server is reached, and what is asked of those who enter.
#[derive(Debug, Clone, Args)]
pub struct Reached {
    /// A proxy before the server speaks TLS.
    #[arg(
        long,
        env = "LIANCHUANG_BEHIND_TLS",
        value_parser = clap::builder::FalseyValueParser::new()
    )]
    behind_tls: bool,
    /// What a password must be: mlps or modern.
    #[arg(long, env = "LIANCHUANG_PASSWORDS", default_value = "mlps")]
    passwords: Profile,
    /// A file of words barred in passwords, one on a line; none but the product's where it is empty.
    #[arg(
        long,
        env = "LIANCHUANG_PASSWORD_WORDS",
        default_value = "",
        value_name = "FILE"
    )]
    password_words: String,
    /// Whether staff, administrators and signers must have a second factor: required or offered; in a demo offered.
    #[arg(long, env = "LIANCHUANG_SECOND_FACTOR")]
    second_factor: Option<SecondFactor>,
    /// From when on something is an alarm.
    #[arg(
        long,
        env = "LIANCHUANG_ALARMS",
        default_value = "refusals=20,exports=10,rows=5000,minutes=10"
    )]
    alarms: ::audit::Thresholds,
    /// How many days each personal field is kept after it is needed no more.
    #[arg(
        long,
        env = "LIANCHUANG_PERSONAL_TERMS",
        default_value = "",
        value_name = "FIELD=DAYS,…"
    )]
    personal_terms: Terms,
    #[command(flatten)]
    persons: persons::Persons,
    /// How many requests a minute one address, one session or token may make, and how many that cost much.
    #[arg(long, env = "LIANCHUANG_LIMITS")]
    limits: Option<Limits>,
    /// The address ranges staff and administrators come from, separated by commas; everywhere where it is empty.
    #[arg(
        long,
        env = "LIANCHUANG_STAFF_FROM",
        value_name = "RANGES",
        value_delimiter = ',',
        value_parser = range
    )]
    staff_from: Vec<Option<IpNet>>,
    /// Most days an exception from those ranges may last.
    #[arg(
        long,
        env = "LIANCHUANG_EXCEPTION_DAYS",
        default_value = "7",
        value_parser = address_exceptions::read_days
    )]
    exception_days: u16,
    #[command(flatten)]
    elsewhere: elsewhere::SignInElsewhere,
    /// A file of the authorities whose certificates people may sign in with, as PEM up to the roots; none are taken where it is empty.
    #[arg(
        long,
        env = "LIANCHUANG_CERTIFICATE_AUTHORITIES",
        default_value = "",
        value_name = "FILE"
    )]
    certificate_authorities: String,
    /// A file with the authorities' lists of revocations, as PEM or DER.
    #[arg(
        long,
        env = "LIANCHUANG_CERTIFICATE_REVOCATIONS",
        default_value = "",
        value_name = "FILE"
    )]
    certificate_revocations: String,
}

/// An address range; nothing for an empty text, so that a setting can be emptied.
fn range(text: &str) -> Result<Option<IpNet>, ipnet::AddrParseError> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.parse()).transpose()
}

impl Reached {
    /// From when on something is an alarm.
    pub fn alarms(&self) -> ::audit::Thresholds {
        self.alarms
    }

    /// Who vouches for certificates, if any are taken. Files that cannot be read are told before the server starts.
    pub fn authorities(&self) -> anyhow::Result<Option<AuthorityFiles>> {
        if self.certificate_authorities.is_empty() {
            return Ok(None);
        }
        let files = AuthorityFiles {
            certificates: PathBuf::from(&self.certificate_authorities),
            revocations: PathBuf::from(&self.certificate_revocations),
        };
        files.read()?;
        Ok(Some(files))
    }

    /// The words barred in passwords. A file that cannot be read is told before the server starts.
    pub fn barred(&self) -> anyhow::Result<Barred> {
        if self.password_words.is_empty() {
            return Ok(Barred::default());
        }
        let file = Path::new(&self.password_words);
        let reading = || {
            format!(
                "reading the words barred in passwords in {}",
                file.display()
            )
        };
        let text = std::fs::read_to_string(file).with_context(reading)?;
        Barred::read(&text).with_context(reading)
    }

    /// Where else people may sign in, if anywhere.
    pub fn elsewhere(&self) -> anyhow::Result<Option<crate::elsewhere::Elsewhere>> {
        self.elsewhere.provider()
    }

    /// How long personal data are kept.
    pub fn terms(&self) -> Terms {
        self.personal_terms
    }

    /// Most days an exception from the ranges of staff may last.
    pub fn exception_days(&self) -> u16 {
        self.exception_days
    }

    /// Who is answerable for personal data, and when requests are answered.
    pub fn persons(&self) -> crate::personal::Settings {
        self.persons.settings()
    }

    /// How much one caller may ask; `otherwise` holds where nothing is set.
    pub fn throttle(&self, otherwise: Option<Limits>) -> Throttle {
        Throttle::new(self.limits.or(otherwise))
    }

    /// How the server is reached.
    pub fn exposure(&self) -> Exposure {
        if self.behind_tls {
            Exposure::BehindTls
        } else {
            Exposure::Plain
        }
    }

    /// What is asked of those who enter. `otherwise` holds where nothing is set about the second factor; passkeys are bound to
    /// the public address, if that has a name.
    pub fn entrance(&self, otherwise: SecondFactor, public_address: &str) -> Entrance {
        let words = Words::load(Language::Zh, None);
        let place = identity::passkey::Place::new(public_address, words.t("product.short"));
        Entrance::new(
            self.passwords,
            self.second_factor.unwrap_or(otherwise),
            place.ok(),
            self.staff_from.iter().flatten().copied().collect(),
        )
    }
}

/// The edition in force on a day, or the last one there was.
fn edition(rules: &acts::ask::Office, day: values::Date) -> &Policy {
    let policies = &rules.policies;
    policies.in_force(day).unwrap_or_else(|| {
        policies
            .editions
            .last()
            .expect("a pack that was read has an edition")
    })
}

/// Reads a workbook of organisations.
fn book(
    file: &Path,
    policy: &Policy,
    tongues: &Tongues,
    words: &Words,
) -> anyhow::Result<sheet::Book> {
    let reading = || format!("reading {}", file.display());
    let mut bytes = Vec::new();
    // Of one that is too large no more is read than it takes to know.
    let most = (sheet::LARGEST_WORKBOOK << 20) + 1;
    std::fs::File::open(file)
        .and_then(|opened| opened.take(most).read_to_end(&mut bytes))
        .with_context(reading)?;
    sheet::read(&bytes, policy, tongues, words).with_context(reading)
}

/// Reads the command line; once it says where the settings are, again with them under it.
fn read() -> anyhow::Result<(Arguments, ArgMatches, Kept)> {
    let kept = settings::read(&Arguments::command().get_matches())?;
    let matches = kept.laid_under(Arguments::command()).get_matches();
    let arguments = Arguments::from_arg_matches(&matches)?;
    Ok((arguments, matches, kept))
}

/// Whoever reads the output may have had enough: that is no fault, and no more is to be said.
fn end_with_the_reader() {
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let payload = panic.payload();
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
        if text.is_some_and(|text| text.starts_with("failed printing to stdout: Broken pipe")) {
            std::process::exit(0);
        }
        told(panic);
    }));
}

/// Runs the command line.
pub fn run() -> ExitCode {
    end_with_the_reader();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    let (arguments, matches, kept) = match read() {
        Ok(read) => read,
        Err(cause) => {
            eprintln!("lianchuang: {cause:#}");
            return ExitCode::FAILURE;
        }
    };
    let Arguments { command, common } = arguments;
    let outcome = match command {
        Command::Demo(arguments) => demo::run(&common, &arguments),
        Command::Serve(arguments) => serve::run(&common, &arguments),
        Command::Policy(command) => policy::run(&common, &command),
        Command::Register(command) => register::run(&common, &command),
        Command::Audit(command) => audit::run(&common, &command),
        Command::Backup(arguments) => backup::backup(&common, &arguments),
        Command::Restore(arguments) => backup::restore(&common, &arguments),
        Command::Template(arguments) => template::run(&common, &arguments),
        Command::Import(arguments) => import::run(&common, &arguments),
        Command::Export(arguments) => export::run(&common, &arguments),
        Command::Screen(arguments) => screen::run(&common, &arguments),
        Command::Act(arguments) => act::run(&common, &arguments),
        Command::Accounts(command) => accounts::run(&common, &command),
        Command::Inbox(arguments) => inbox::run(&common, &arguments),
        Command::Outbox(command) => outbox::run(&common, &command),
        Command::Files(command) => files::run(&common, &command),
        Command::Certificate(command) => certificate::run(&command),
        Command::Personal(command) => personal::run(&common, &command),
        Command::Keys(command) => keys::run(&common, &command),
        Command::Evidence(arguments) => evidence::run(&common, &arguments, &matches, &kept),
        Command::Cabinet(command) => cabinet::run(&common, &command),
        Command::Settings(_) => Ok(settings::run(&common, &matches, &kept)),
        Command::Report(arguments) => report::run(&common, &arguments),
        Command::Measure(arguments) => measure::run(&common, &arguments),
        Command::Openapi(_) => openapi::run(),
        Command::Doors(_) => Ok(doors::run(&common)),
    };
    match outcome {
        Ok(code) => code,
        Err(cause) => {
            eprintln!("lianchuang: {cause:#}");
            ExitCode::FAILURE
        }
    }
}
