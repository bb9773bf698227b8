//! What came of an act, held against what a scenario expects of it.

use std::collections::BTreeSet;

use policy::Value;

use super::Cast;
use super::expected::{Expected, Said};
use crate::finding::{Finding, Found};
use crate::recorded::Recorded;
use crate::ruling::{Asked, Refusal};
use crate::subject::Subject;

/// Nothing if it came out as expected; otherwise what came of it, as a scenario would write it. `subject` is what the act is
/// about, or what it began.
pub(super) fn compare(
    cast: &Cast,
    subject: Subject,
    asked: &Asked,
    expected: &[Expected],
) -> Result<(), String> {
    match asked {
        Asked::Accepted(recorded) => accepted(cast, subject, recorded, expected),
        Asked::Refused(refusal) => refused(refusal, expected),
        Asked::Mistaken(mistakes) => {
            let at: Vec<String> = mistakes
                .iter()
                .map(|mistake| mistake.pointer.trim_start_matches('/').to_owned())
                .collect();
            let fits = !expected.is_empty()
                && expected.iter().all(
                    |expected| matches!(expected, Expected::Mistaken(field) if at.contains(field)),
                );
            if fits {
                Ok(())
            } else {
                Err(format!("mistaken {mistakes:?}"))
            }
        }
        Asked::Absent if expected == [Expected::Absent] => Ok(()),
        Asked::Absent => Err("absent".to_owned()),
    }
}

fn accepted(
    cast: &Cast,
    subject: Subject,
    recorded: &Recorded,
    expected: &[Expected],
) -> Result<(), String> {
    let mut other = Vec::new();
    for expected in expected {
        match expected {
            Expected::Recorded {
                stage,
                named,
                numbered,
                document,
                on_behalf,
            } => {
                let mut people = cast.people();
                let absent = people
                    .find(|(_, person)| Some(*person) == recorded.on_behalf)
                    .map(|(alias, _)| alias.to_owned());
                let now = cast.world.stage(subject).map(|at| at.key.to_string());
                let established = recorded.effects.established.as_ref();
                let name = established.map(|given| &given.name.zh);
                let number = established.map(|given| &given.number);
                let issued = recorded.effects.document_number.as_ref();
                let said = [
                    ("stage", stage.as_ref(), now.as_ref()),
                    ("named", named.as_ref(), name),
                    ("numbered", numbered.as_ref(), number),
                    (
                        "document",
                        document.as_ref(),
                        issued.map(|given| &given.text),
                    ),
                    ("for", on_behalf.as_ref(), absent.as_ref()),
                ];
                other.extend(
                    said.iter()
                        .filter(|(_, wanted, came)| wanted.is_some() && wanted != came)
                        .map(|(what, _, came)| {
                            format!("{what} {}", came.map_or("none", String::as_str))
                        }),
                );
            }
            Expected::Noted { state, finding } => {
                let found = |found: &&Finding| found.state == *state && fits(found, finding);
                if recorded.findings.iter().find(found).is_none() {
                    other.extend(
                        recorded
                            .findings
                            .iter()
                            .filter(|found| found.key == finding.key)
                            .map(|found| told(&format!("{:?}", found.state).to_lowercase(), found)),
                    );
                    other.push(format!("not noted: {}", finding.key));
                }
            }
            Expected::Refused(_) | Expected::Mistaken(_) | Expected::Absent => {
                return Err("recorded".to_owned());
            }
        }
    }
    if other.is_empty() {
        Ok(())
    } else {
        Err(format!("recorded, {}", other.join(", ")))
    }
}

/// Refused by exactly the findings expected, each as it is said.
fn refused(refusal: &Refusal, expected: &[Expected]) -> Result<(), String> {
    let closing: Vec<&Finding> = refusal.closing().collect();
    let came: BTreeSet<&str> = closing.iter().map(|finding| finding.key.as_str()).collect();
    let said: Vec<&Said> = expected
        .iter()
        .filter_map(|expected| match expected {
            Expected::Refused(said) => Some(said),
            _ => None,
        })
        .collect();
    let wanted: BTreeSet<&str> = said.iter().map(|said| said.key.as_str()).collect();
    let each = |said: &&Said| closing.iter().any(|finding| fits(finding, said));
    if said.len() == expected.len() && came == wanted && said.iter().all(each) {
        return Ok(());
    }
    let told = closing.iter().map(|finding| told("refused", finding));
    Err(told.collect::<Vec<_>>().join("\n"))
}

fn fits(finding: &Finding, said: &Said) -> bool {
    let is = |said: &Option<String>, came: &dyn Fn() -> String| {
        said.as_ref().is_none_or(|said| *said == came())
    };
    finding.key == said.key
        && is(&said.under, &|| cited(finding))
        && is(&said.weight, &|| weighed(finding))
        && is(&said.found, &|| shown(&finding.found, Side::Found))
        && is(&said.wanted, &|| shown(&finding.wanted, Side::Wanted))
        && is(&said.reason, &|| finding.reason.clone().unwrap_or_default())
}

fn cited(finding: &Finding) -> String {
    finding
        .clause
        .map_or_else(|| "none".to_owned(), |clause| clause.to_string())
}

fn weighed(finding: &Finding) -> String {
    format!("{:?}", finding.weight).to_lowercase()
}

fn told(how: &str, finding: &Finding) -> String {
    format!(
        "{how} {} under {} {} found {} wanted {}",
        finding.key,
        cited(finding),
        weighed(finding),
        shown(&finding.found, Side::Found),
        shown(&finding.wanted, Side::Wanted)
    )
}

#[derive(Clone, Copy)]
enum Side {
    Found,
    Wanted,
}

/// The plain form in which a scenario writes what was found or wanted: numbers, terms, shares, `there`, `missing`.
fn shown(found: &Found, side: Side) -> String {
    match found {
        Found::Value(value) => plain(value),
        Found::Parts(parts) => {
            let parts: Vec<String> = parts
                .iter()
                .map(|part| {
                    plain(match side {
                        Side::Found => &part.found,
                        Side::Wanted => &part.wanted,
                    })
                })
                .collect();
            parts.join("+")
        }
        Found::Said { say, with } if with.is_empty() => say.clone(),
        Found::Said { with, .. } => with.join("+"),
    }
}

pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Count(count) => count.to_string(),
        Value::Number(thousandths) if thousandths % 1000 == 0 => (thousandths / 1000).to_string(),
        Value::Number(thousandths) => format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
            .trim_end_matches('0')
            .to_owned(),
        Value::Money(fen) => fen.yuan(),
        Value::Share(share) => share.to_string(),
        Value::Term(term) => term.to_string(),
        Value::Terms(terms) => terms
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("+"),
        Value::Day(day) => day.to_string(),
        Value::Presence(true) => "there".to_owned(),
        Value::Presence(false) => "missing".to_owned(),
        Value::Unknown => "unknown".to_owned(),
    }
}
