//! What came of an act, held against what a scenario expects of it.

use std::collections::BTreeSet;

use policy::Value;

use super::Cast;
use super::read::Expected;
use crate::finding::{Finding, Found};
use crate::ruling::Asked;
use crate::subject::Subject;

/// Nothing if it came out as expected; otherwise what came of it, as a scenario would write it.
pub(super) fn compare(
    cast: &Cast,
    subject: Subject,
    asked: &Asked,
    expected: &[Expected],
) -> Result<(), String> {
    match asked {
        Asked::Accepted(recorded) => match expected {
            [] => Ok(()),
            [
                Expected::Recorded {
                    stage,
                    named,
                    numbered,
                },
            ] => {
                // What an act began stands in its own stage.
                let about = if cast.world.stage(subject).is_some() {
                    subject
                } else {
                    recorded.subject
                };
                let now = cast.world.stage(about).map(|at| at.key.to_string());
                let effects = &recorded.effects;
                let name = effects.established.as_ref().map(|given| &given.name.zh);
                let number = effects.established.as_ref().map(|given| &given.number);
                let said = [
                    ("stage", stage.as_ref(), now.as_ref()),
                    ("named", named.as_ref(), name),
                    ("numbered", numbered.as_ref(), number),
                ];
                let other: Vec<String> = said
                    .iter()
                    .filter(|(_, wanted, came)| wanted.is_some() && wanted != came)
                    .map(|(what, _, came)| {
                        format!("{what} {}", came.map_or("none", String::as_str))
                    })
                    .collect();
                if other.is_empty() {
                    Ok(())
                } else {
                    Err(format!("recorded, {}", other.join(", ")))
                }
            }
            _ => Err("recorded".to_owned()),
        },
        Asked::Refused(refusal) => {
            let closing: Vec<&Finding> = refusal.closing().collect();
            let came: BTreeSet<&str> = closing.iter().map(|finding| finding.key.as_str()).collect();
            let wanted: BTreeSet<&str> = expected
                .iter()
                .filter_map(|expected| {
                    if let Expected::Refused { key, .. } = expected {
                        Some(key.as_str())
                    } else {
                        None
                    }
                })
                .collect();
            if came == wanted
                && expected
                    .iter()
                    .all(|expected| closing.iter().any(|finding| fits(finding, expected)))
            {
                Ok(())
            } else {
                Err(closing
                    .iter()
                    .map(|finding| told(finding))
                    .collect::<Vec<_>>()
                    .join("\n"))
            }
        }
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

fn fits(finding: &Finding, expected: &Expected) -> bool {
    let Expected::Refused {
        key,
        under,
        weight,
        found,
        wanted,
    } = expected
    else {
        return false;
    };
    let clause = finding.clause.map(|clause| clause.to_string());
    finding.key == *key
        && (under.is_none() || *under == clause)
        && weight
            .as_ref()
            .is_none_or(|weight| format!("{:?}", finding.weight).eq_ignore_ascii_case(weight))
        && found
            .as_ref()
            .is_none_or(|found| shown(&finding.found, Side::Found) == *found)
        && wanted
            .as_ref()
            .is_none_or(|wanted| shown(&finding.wanted, Side::Wanted) == *wanted)
}

fn told(finding: &Finding) -> String {
    format!(
        "refused {} under {} {} found {} wanted {}",
        finding.key,
        finding
            .clause
            .map_or_else(|| "none".to_owned(), |clause| clause.to_string()),
        format!("{:?}", finding.weight).to_lowercase(),
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

fn plain(value: &Value) -> String {
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
