//! Reading scenario text: titles, `given` lines, acts, and what is expected of them.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use values::{Date, parse_date};

use super::expected::{Expected, read_expected};
use super::figures::{FactLine, FigureLine, read_fact, read_figure};

/// A scenario.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The comment lines before the first line, as its title.
    pub title: String,
    /// What it says, line by line.
    pub lines: Vec<(usize, Line)>,
}

/// One line.
#[derive(Debug, Clone)]
pub enum Line {
    /// Something that is so at the start.
    Given(Given),
    /// An act and what is expected of it.
    Act(ActLine),
    /// How far a target is reached.
    Figure(FigureLine),
    /// What a fact is.
    Fact(FactLine),
    /// The edition that rules the acts below: the plan's key, or `call 2023`.
    Under(String),
}

/// A `given` line.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// `consortium` or `organisation`.
    pub what: String,
    /// Its alias.
    pub alias: String,
    /// `led by alder`, `6 members`, `track municipal`, `stage charter`, `on 2022-08-01`, `field …`.
    pub with: BTreeMap<String, String>,
    /// Field settings `name=value`.
    pub fields: Map<String, Value>,
    /// What is left out.
    pub without: Vec<String>,
}

/// Whether an act's fields are written in full where nothing else is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complete {
    /// All of them.
    Yes,
    /// Only what the line says.
    No,
}

/// An act line.
#[derive(Debug, Clone)]
pub struct ActLine {
    /// On which day.
    pub day: Date,
    /// Who, by alias.
    pub actor: String,
    /// Which act.
    pub act: String,
    /// On what, by alias.
    pub subject: String,
    /// Its fields.
    pub fields: Map<String, Value>,
    /// Whether what is not said is written in full: `complete` stands for a whole charter, a whole plan.
    pub complete: Complete,
    /// What a complete text lacks: `without breach`, `without sections.duties`, `without entries.birch`.
    pub without: Vec<String>,
    /// Written reasons.
    pub justify: BTreeMap<String, String>,
    /// What is expected.
    pub expected: Vec<Expected>,
}

/// A line that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {wrong}")]
pub struct ScenarioMistake {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub wrong: String,
}

/// Reads scenario text; all mistakes at once.
pub fn read(text: &str) -> Result<Scenario, Vec<ScenarioMistake>> {
    let mut scenario = Scenario {
        title: String::new(),
        lines: Vec::new(),
    };
    let mut mistakes = Vec::new();
    for (index, raw) in text.lines().enumerate() {
        let number = index + 1;
        let line = raw.trim();
        let read = if line.is_empty() {
            Ok(())
        } else if let Some(comment) = line.strip_prefix('#') {
            if scenario.lines.is_empty() && scenario.title.is_empty() {
                comment.trim().clone_into(&mut scenario.title);
            }
            Ok(())
        } else if let Some(expected) = line.strip_prefix('→').or_else(|| line.strip_prefix("->"))
        {
            expectation(&mut scenario, expected.trim())
        } else if let Some(given) = line.strip_prefix("given ") {
            read_given(given).map(|given| scenario.lines.push((number, Line::Given(given))))
        } else if let Some(fact) = line.strip_prefix("fact ") {
            read_fact(fact).map(|fact| scenario.lines.push((number, Line::Fact(fact))))
        } else if let Some(edition) = line.strip_prefix("under ") {
            let edition = edition.trim().to_owned();
            scenario.lines.push((number, Line::Under(edition)));
            Ok(())
        } else if let Some(figure) = line.strip_prefix("figure ") {
            read_figure(figure).map(|figure| scenario.lines.push((number, Line::Figure(figure))))
        } else {
            read_act(line).map(|act| scenario.lines.push((number, Line::Act(act))))
        };
        if let Err(wrong) = read {
            mistakes.push(ScenarioMistake {
                line: number,
                wrong,
            });
        }
    }
    if mistakes.is_empty() {
        Ok(scenario)
    } else {
        Err(mistakes)
    }
}

/// Splits at blanks, keeping quoted text and JSON whole.
pub(super) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut quoted, mut depth, mut escaped) = (false, 0_i32, false);
    for character in line.chars() {
        if escaped {
            escaped = false;
        } else if quoted && character == '\\' {
            escaped = true;
        } else if character == '"' {
            quoted = !quoted;
        } else if !quoted && matches!(character, '[' | '{') {
            depth += 1;
        } else if !quoted && matches!(character, ']' | '}') {
            depth -= 1;
        } else if !quoted && depth <= 0 && character.is_whitespace() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        word.push(character);
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

pub(super) fn unquote(text: &str) -> String {
    serde_json::from_str::<String>(text).unwrap_or_else(|_| text.trim_matches('"').to_owned())
}

/// A field's value: JSON where it reads as JSON, text otherwise.
pub(super) fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned()))
}

fn expectation(scenario: &mut Scenario, text: &str) -> Result<(), String> {
    let Some((_, Line::Act(act))) = scenario.lines.last_mut() else {
        return Err("an expectation follows an act".to_owned());
    };
    act.expected.push(read_expected(text)?);
    Ok(())
}

fn read_given(text: &str) -> Result<Given, String> {
    let mut given = Given::default();
    let words = words(text).into_iter();
    let mut rest = words
        .map(|word| word.trim_end_matches(',').to_owned())
        .filter(|word| !word.is_empty())
        .peekable();
    given.what = rest
        .next()
        .ok_or("say what is given: consortium or organisation")?;
    if !matches!(given.what.as_str(), "consortium" | "organisation") {
        return Err(format!(
            "only a consortium or an organisation can be given, not {}",
            given.what
        ));
    }
    given.alias = rest.next().ok_or("give it an alias")?;
    while let Some(word) = rest.next() {
        if let Some((name, text)) = word.split_once('=') {
            given.fields.insert(name.to_owned(), value(text));
            continue;
        }
        match word.as_str() {
            "led" => {
                rest.next_if(|word| word == "by");
                given
                    .with
                    .insert("lead".to_owned(), rest.next().ok_or("led by whom?")?);
            }
            "without" => given.without.push(rest.next().ok_or("without what?")?),
            "track" | "stage" | "on" | "field" | "members" => {
                let text = rest.next().ok_or_else(|| format!("{word} what?"))?;
                given.with.insert(word, unquote(&text));
            }
            number if number.chars().all(|c| c.is_ascii_digit()) => {
                rest.next_if(|word| word.starts_with("member"));
                given.with.insert("members".to_owned(), number.to_owned());
            }
            other => return Err(format!("cannot read {other}")),
        }
    }
    Ok(given)
}

fn read_act(line: &str) -> Result<ActLine, String> {
    let mut rest = words(line).into_iter();
    let day = parse_date(&rest.next().unwrap_or_default()).map_err(|cause| cause.to_string())?;
    let actor = rest.next().ok_or("who does it?")?;
    let act = rest.next().ok_or("which act?")?;
    let subject = rest.next().ok_or("on what?")?;
    let mut read = ActLine {
        day,
        actor,
        act,
        subject,
        fields: Map::new(),
        complete: Complete::No,
        without: Vec::new(),
        justify: BTreeMap::new(),
        expected: Vec::new(),
    };
    while let Some(word) = rest.next() {
        if word == "justify" {
            let condition = rest.next().ok_or("justify which condition?")?;
            let reason = rest.next().ok_or("justify with which reason?")?;
            read.justify.insert(condition, unquote(&reason));
        } else if word == "complete" {
            read.complete = Complete::Yes;
        } else if word == "without" {
            read.without.push(rest.next().ok_or("without what?")?);
        } else {
            let (name, text) = word
                .split_once('=')
                .ok_or_else(|| format!("cannot read {word}: a field is name=value"))?;
            read.fields.insert(name.to_owned(), value(text));
        }
    }
    Ok(read)
}
