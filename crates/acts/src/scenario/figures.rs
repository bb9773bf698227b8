//! Lines that look at the world without an act: what a fact is, how far a target is reached.

use std::collections::BTreeMap;

use policy::{Comparison, Measure, Param};
use serde_json::Value;
use values::{Date, Key, parse_date};

use super::Cast;
use super::outcome::plain;
use super::read::{unquote, value, words};
use crate::condition::Look;
use crate::fact;
use crate::ruling::ruling_policy;
use crate::target;

/// A `figure` line: `figure ten-by-2025 on 2022-12-01 industry electronics is 1`, `figure ten-by-2025 on 2022-12-01 is 1 of 10, forecast 4`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureLine {
    /// The target's key.
    pub target: String,
    /// On which day.
    pub day: Date,
    /// Of which term of which vocabulary, if not of all.
    pub of: Option<(String, String)>,
    /// The figure.
    pub is: i64,
    /// What is aimed at, if said.
    pub aim: Option<i64>,
    /// How many there will be on the target's day, if said.
    pub forecast: Option<i64>,
}

/// A `fact` line: `fact consortium.members of optics distinct=kind is 3`.
#[derive(Debug, Clone, PartialEq)]
pub struct FactLine {
    /// The fact, as a condition names it.
    pub fact: String,
    /// Of which subject, by alias.
    pub of: String,
    /// The fact's parameters, as a condition gives them.
    pub params: BTreeMap<String, Param>,
    /// Its value, in plain form.
    pub is: String,
}

/// Reads what follows `figure`.
pub(super) fn read_figure(text: &str) -> Result<FigureLine, String> {
    const FORM: &str = "write: figure <target> on <day> [<vocabulary> <term>] is <number> [of <aim>] [forecast <number>]";
    let number = |text: &str| text.parse().map_err(|_| format!("{text} is not a number"));
    let text = text.replace(',', " ");
    let words = words(&text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (target, day, of, mut rest) = match words.as_slice() {
        [target, "on", day, "is", rest @ ..] => (target, day, None, rest),
        [target, "on", day, vocabulary, term, "is", rest @ ..] => {
            let of = ((*vocabulary).to_owned(), (*term).to_owned());
            (target, day, Some(of), rest)
        }
        _ => return Err(FORM.to_owned()),
    };
    let mut line = FigureLine {
        target: (*target).to_owned(),
        day: parse_date(day).map_err(|cause| cause.to_string())?,
        of,
        is: number(rest.first().ok_or(FORM)?)?,
        aim: None,
        forecast: None,
    };
    rest = &rest[1..];
    loop {
        rest = match rest {
            [] => return Ok(line),
            ["of", aim, more @ ..] => {
                line.aim = Some(number(aim)?);
                more
            }
            ["forecast", forecast, more @ ..] => {
                line.forecast = Some(number(forecast)?);
                more
            }
            _ => return Err(FORM.to_owned()),
        };
    }
}

/// Reads what follows `fact`.
pub(super) fn read_fact(text: &str) -> Result<FactLine, String> {
    const FORM: &str = "write: fact <fact> of <alias> [<parameter>=<value>] is <value>";
    let words = words(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let [fact, "of", of, params @ .., "is", is] = words.as_slice() else {
        return Err(FORM.to_owned());
    };
    let params = params.iter().map(|word| {
        let (name, text) = word.split_once('=').ok_or(FORM)?;
        Ok((name.to_owned(), param(text)?))
    });
    Ok(FactLine {
        fact: (*fact).to_owned(),
        of: (*of).to_owned(),
        params: params.collect::<Result<_, String>>()?,
        is: unquote(is),
    })
}

fn param(text: &str) -> Result<Param, String> {
    let key = |text: &str| Key::parse(text).map_err(|cause| cause.to_string());
    match value(text) {
        Value::Number(number) => number
            .as_i64()
            .map(Param::Count)
            .ok_or_else(|| format!("{text} is not a whole number")),
        Value::Array(terms) => {
            let terms = terms.iter().map(|term| key(term.as_str().unwrap_or("")));
            terms.collect::<Result<_, _>>().map(Param::Terms)
        }
        Value::String(word) => key(&word).map(Param::Word),
        _ => Err(format!("cannot read {text}")),
    }
}

pub(super) fn measure(cast: &Cast, figure: &FigureLine) -> Result<(), String> {
    let policy = cast
        .rules
        .policies
        .in_force(figure.day)
        .ok_or("no policy is in force")?;
    let progress = target::progress(&cast.world, policy, figure.day);
    let reached = progress
        .iter()
        .find(|progress| *progress.target.key == *figure.target)
        .ok_or_else(|| format!("the policy has no target {}", figure.target))?;
    let came = match &figure.of {
        None => Some(reached.reached),
        Some((vocabulary, term)) => reached
            .split
            .iter()
            .find(|(key, _)| ***key == **vocabulary)
            .and_then(|(_, terms)| terms.iter().find(|(key, _)| **key == **term))
            .map(|(_, count)| *count),
    };
    let came = came.ok_or("the target is not split by that")?;
    let aim = reached.target.at_least;
    let fits = came == figure.is
        && figure.aim.is_none_or(|said| said == aim)
        && (figure.forecast.is_none() || figure.forecast == reached.forecast);
    if fits {
        Ok(())
    } else {
        let forecast = reached.forecast;
        let forecast = forecast.map_or_else(|| "none".to_owned(), |number| number.to_string());
        Err(format!("is {came} of {aim}, forecast {forecast}"))
    }
}

pub(super) fn look_up(cast: &Cast, line: &FactLine) -> Result<(), String> {
    let declared = line.fact.contains("evidence.");
    if !declared && crate::catalogue().fact(&line.fact).is_none() {
        return Err(format!("there is no fact {}", line.fact));
    }
    let subject = *cast
        .subjects
        .get(&line.of)
        .ok_or_else(|| format!("there is no {} on stage", line.of))?;
    let policy = ruling_policy(&cast.world, cast.rules, subject, cast.day())
        .ok_or("no policy is in force")?;
    let measure = Measure {
        fact: line.fact.clone(),
        params: line.params.clone(),
        compare: Comparison::Present,
    };
    let look = Look::at_subject(&cast.world, policy, cast.day(), subject);
    let came = plain(&fact::measure(&measure, &look).value);
    if came == line.is {
        Ok(())
    } else {
        Err(format!("is {came}"))
    }
}
