//! `lianchuang act`: does one act; recorded with its number, or refused with every finding.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use acts::ask::Request;
use acts::field::FieldKind;
use acts::{ActKind, Recorded, Subject, act_kind, acts};
use anyhow::{Context as _, bail};
use serde_json::{Map, Value, json};
use values::Fen;

use super::{Common, Data, Format, REFUSED, desk, files};
use crate::api;
use crate::api::problem::answered;
use crate::app::{App, Visitor};
use crate::office::{Answer, Seen, Submission};
use crate::telling::Teller;
use crate::upload;

/// Exit code of wrong usage.
const USAGE: u8 = 2;

/// Does one act, by the same rules as the pages and the API.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  lianchuang act organisation.register office --data data --as officer zh=示例 kind=enterprise legal_form=company credit_code=… division=…\n  lianchuang act application.submit c210 --data data --as secretary --fields application.json --key submit-c210\n  lianchuang act decision.approve c210 --data data --as leader --format json justify.members=reason\n\nAmounts are in 10,000 yuan unless they name a unit; several terms are separated by commas; rows are given as JSON; a file is attached as field=@FILE, or named by the digest it was kept under.\nThe server must not run meanwhile; use its pages or its API then. Exit codes: 1 a field cannot be read, 3 refused."
)]
pub struct Arguments {
    /// The act's key, such as application.submit.
    #[arg(value_name = "KEY")]
    act: String,
    /// Its subject: office, o12 (organisation), s12 (candidacy), c12 (consortium).
    #[arg(value_name = "SUBJECT")]
    subject: String,
    #[command(flatten)]
    data: Data,
    /// In whose name: a login of the data folder.
    #[arg(long = "as", value_name = "LOGIN")]
    login: String,
    /// A file with the fields as JSON; fields on the command line win.
    #[arg(long, value_name = "FILE")]
    fields: Option<PathBuf>,
    /// A key by which a repeated act is recorded once.
    #[arg(long, value_name = "KEY")]
    key: Option<String>,
    /// Fields as name=value; justify.CONDITION=REASON gives a written reason.
    #[arg(value_name = "FIELD=VALUE")]
    given: Vec<String>,
}

/// Runs the command.
pub fn run(common: &Common, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let (Some(kind), Ok(subject)) = (
        act_kind(&arguments.act),
        arguments.subject.parse::<Subject>(),
    ) else {
        return Ok(usage(arguments));
    };
    let Given {
        mut fields,
        justify,
        files,
    } = given(kind, arguments.fields.as_deref(), &arguments.given)?;
    let app = desk::to_write(common, &arguments.data.data)?;
    let visitor = desk::visitor(&app, common, &arguments.login)?;
    let mut mistakes = Vec::new();
    for (name, file) in files {
        match upload::keep_and_wait(&app, &visitor, &files::content(&file)?)? {
            Ok(kept) => {
                fields.insert(name, json!(kept.digest.to_string()));
            }
            Err(unkept) if unkept.is_fault() => return Err(unkept.into()),
            Err(unkept) => mistakes.push(unkept.mistake(&name)),
        }
    }
    if !mistakes.is_empty() {
        let answer = Answer::Mistaken { index: 0, mistakes };
        return Ok(tell(common, &app, &visitor, subject, &answer));
    }
    let idempotency = arguments
        .key
        .as_deref()
        .map(|key| api::own_key(key, &visitor).map_err(anyhow::Error::msg))
        .transpose()?;
    let request = Request {
        act: arguments.act.clone(),
        subject,
        actor: visitor.actor,
        at: visitor.at,
        fields,
        justify,
    };
    let answer = app.office.submit_and_wait(Submission {
        requests: vec![request],
        idempotency,
        seen: Seen::Unsaid,
        origin: visitor.origin(),
    });
    Ok(tell(common, &app, &visitor, subject, &answer))
}

fn usage(arguments: &Arguments) -> ExitCode {
    if act_kind(&arguments.act).is_none() {
        let folder = arguments.act.split('.').next().unwrap_or_default();
        let near: Vec<&str> = acts()
            .map(|kind| kind.key)
            .filter(|key| key.split('.').next() == Some(folder))
            .collect();
        let known = if near.is_empty() {
            acts().map(|kind| kind.key).collect()
        } else {
            near
        };
        eprintln!(
            "lianchuang: there is no act {}; there are: {}",
            arguments.act,
            known.join(", ")
        );
    } else {
        eprintln!(
            "lianchuang: {} is no subject: wanted office, o12, s12 or c12",
            arguments.subject
        );
    }
    ExitCode::from(USAGE)
}

/// What the command line gives for an act.
struct Given {
    fields: Map<String, Value>,
    justify: BTreeMap<String, String>,
    /// Files to attach, each with the name of its field.
    files: Vec<(String, PathBuf)>,
}

fn given(kind: &ActKind, file: Option<&Path>, given: &[String]) -> anyhow::Result<Given> {
    let mut files = Vec::new();
    let mut fields: Map<String, Value> = match file {
        None => Map::new(),
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .with_context(|| format!("reading {}", file.display()))?;
            serde_json::from_str(&text)
                .with_context(|| format!("{}: wanted an object of fields", file.display()))?
        }
    };
    let mut justify: BTreeMap<String, String> = match fields.remove("justify") {
        None => BTreeMap::new(),
        Some(given) => {
            serde_json::from_value(given).context("justify: wanted an object of texts")?
        }
    };
    for pair in given {
        let Some((name, text)) = pair.split_once('=') else {
            bail!("{pair}: wanted field=value");
        };
        if let Some(condition) = name.strip_prefix("justify.") {
            justify.insert(condition.to_owned(), text.to_owned());
            continue;
        }
        let field = kind.fields.iter().find(|field| field.name == name);
        if let (Some(FieldKind::File), Some(path)) =
            (field.map(|field| field.kind), text.strip_prefix('@'))
        {
            files.push((name.to_owned(), PathBuf::from(path)));
            continue;
        }
        let value = field.map_or_else(|| json!(text), |field| value(field.kind, text));
        fields.insert(name.to_owned(), value);
    }
    Ok(Given {
        fields,
        justify,
        files,
    })
}

/// A field's value from its text; what cannot be read stays text, so that the act's own check names it.
fn value(kind: FieldKind, text: &str) -> Value {
    let structured = text.starts_with(['[', '{']);
    match kind {
        _ if structured => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
        FieldKind::Count | FieldKind::Record => text
            .parse::<u64>()
            .map_or_else(|_| json!(text), |count| json!(count)),
        FieldKind::Number => text
            .parse::<f64>()
            .map_or_else(|_| json!(text), |number| json!(number)),
        FieldKind::Money => Fen::parse_wan_yuan(text)
            .or_else(|_| Fen::parse(text))
            .map_or_else(|_| json!(text), |fen| json!(fen)),
        FieldKind::Terms(_) | FieldKind::People => {
            let parts = text.split([',', '、']).map(str::trim);
            json!(parts.filter(|part| !part.is_empty()).collect::<Vec<_>>())
        }
        _ => json!(text),
    }
}

fn tell(
    common: &Common,
    app: &App,
    visitor: &Visitor,
    subject: Subject,
    answer: &Answer,
) -> ExitCode {
    let world = app.world();
    let policy = api::ruling_policy(app, &world, subject, visitor);
    let teller = app.teller(visitor.language, policy, &world);
    if let Answer::Recorded(recorded) = answer
        && let Some(first) = recorded.first()
    {
        tell_recorded(common, teller, first);
        return ExitCode::SUCCESS;
    }
    let told = answered(teller, answer);
    match common.format {
        Format::Json => println!("{}", told.body),
        Format::Text => tell_problem(teller, &told.body),
    }
    match answer {
        Answer::Refused { .. } => ExitCode::from(REFUSED),
        _ => ExitCode::FAILURE,
    }
}

fn tell_recorded(common: &Common, teller: Teller, recorded: &Recorded) {
    match common.format {
        Format::Json => println!("{}", api::recorded_body(teller, recorded)),
        Format::Text => println!(
            "{}",
            teller.words.fill(
                "command.act.recorded",
                &[
                    teller.act(&recorded.act),
                    recorded.number.to_string(),
                    api::subject_after(recorded).to_string()
                ]
            )
        ),
    }
}

/// The problem in lines: its title, then every finding or every field.
fn tell_problem(teller: Teller, body: &Value) {
    let text = |value: &Value, name: &str| value[name].as_str().unwrap_or_default().to_owned();
    eprintln!("{}", text(body, "title"));
    for finding in body["findings"].as_array().into_iter().flatten() {
        let parts = ["clause", "title", "found", "wanted"].map(|name| text(finding, name));
        eprintln!("  {}", teller.words.fill("screening.reason", &parts));
        let about = text(finding, "about");
        if !about.is_empty() {
            eprintln!("    {about}");
        }
        let advice = text(finding, "advice");
        if !advice.is_empty() {
            eprintln!("    {advice}");
        }
        for evidence in finding["evidence"].as_array().into_iter().flatten() {
            let record = evidence["record"].to_string();
            eprintln!(
                "    {}",
                teller.words.fill("command.act.evidence", &[record])
            );
        }
    }
    for error in body["errors"].as_array().into_iter().flatten() {
        let pointer = text(error, "pointer");
        eprintln!(
            "  {}: {}",
            pointer.trim_start_matches('/'),
            text(error, "detail")
        );
    }
}
