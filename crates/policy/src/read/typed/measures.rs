//! Tests: a fact with its parameters, compared with what is wanted.

use std::collections::BTreeMap;

use values::Key;

use super::{Desk, params, term};
use crate::read::amount;
use crate::read::form::{Form, text_of};
use crate::read::names::Declared;
use crate::read::report::Allowed;
use crate::read::row::{Field, Fields, Raw};
use crate::{Comparison, FactType, Location, Measure, ParamEntry, Test, Value, Wanted};

/// Whether a test is made once or for every member, whose own facts it may then name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    /// For the case.
    Once,
    /// For every member.
    Member,
}

/// How a fact may be compared.
const COMPARISONS: [&str; 6] = ["at_least", "at_most", "is", "one_of", "covers", "witnessed"];

/// A fact as the catalogue or the pack declares it.
struct Fact {
    name: String,
    gives: FactType,
    params: Vec<ParamEntry>,
}

/// One test.
pub(super) fn test(
    mut form: Form<'_>,
    within: Within,
    what: &str,
    desk: &mut Desk<'_, '_>,
) -> Option<Test> {
    if form.has("judged") {
        let (name, at) = form.text("judged", desk.report)?;
        let judgement = term(name, at, "judgement", &form.label, desk);
        form.finish(what, desk.report);
        return Some(Test::Judged {
            judgement: judgement?,
        });
    }
    let (name, at) = form.text("fact", desk.report)?;
    let fact = fact(name, at, &form.label, within, desk)?;
    let reserved: &[&str] = match (within, what) {
        (Within::Member, "a condition") => &["kinds"],
        _ => &[],
    };
    let params = params::params(&fact.params, reserved, &mut form, desk);
    unit(&fact, &mut form, desk);
    let compare = comparison(&fact, within, &mut form, desk);
    form.finish(what, desk.report);
    let compare = compare?;
    let witnessed = compare == Comparison::Present;
    let measure = Measure {
        fact: fact.name,
        params,
        compare,
    };
    Some(if witnessed {
        Test::Witnessed(measure)
    } else {
        Test::Measured(measure)
    })
}

/// The fact of that name.
fn fact(
    name: &str,
    at: &Location,
    label: &str,
    within: Within,
    desk: &mut Desk<'_, '_>,
) -> Option<Fact> {
    let subject = name.split('.').next().unwrap_or(name);
    if subject == "member" && within == Within::Once {
        let wrong = format!("`{name}` is about one member, and the condition is asked once.");
        desk.report.add(at, label, wrong).allowed =
            Some("Write each = \"member\" in the condition.".to_owned());
        return None;
    }
    if let Some((whose, evidence)) = name.split_once("evidence.") {
        if !matches!(whose, "lead." | "member.") {
            let wrong = format!("`{name}` does not say whose evidence it is.");
            desk.report.add(at, label, wrong).allowed = Some(format!(
                "Write: lead.evidence.{evidence} or member.evidence.{evidence}"
            ));
            return None;
        }
        let gives = match desk.names.evidence(evidence) {
            Declared::As(gives) => gives,
            Declared::Unclear => return None,
            Declared::Not => {
                let heading = "Evidence this pack declares";
                let names = desk.names.terms("evidence").unwrap_or_default();
                let allowed = Allowed {
                    what: "evidence",
                    heading,
                    names,
                };
                desk.report.unknown(at, label, evidence, &allowed);
                return None;
            }
        };
        let general = name
            .strip_suffix(evidence)
            .map(|start| start.trim_end_matches('.'));
        let params = general
            .and_then(|general| desk.catalogue.fact(general))
            .map(|entry| entry.params.to_vec())
            .unwrap_or_default();
        return Some(Fact {
            name: name.to_owned(),
            gives,
            params,
        });
    }
    if let Some(entry) = desk.catalogue.fact(name) {
        return Some(Fact {
            name: name.to_owned(),
            gives: entry.gives,
            params: entry.params.to_vec(),
        });
    }
    unknown_fact(name, at, label, subject, desk);
    None
}

/// Tells the facts about the subject that was written, or all subjects.
fn unknown_fact(name: &str, at: &Location, label: &str, subject: &str, desk: &mut Desk<'_, '_>) {
    let all: Vec<&str> = desk.catalogue.facts.iter().map(|fact| fact.name).collect();
    let near = crate::read::near::nearest(name, all.iter().copied());
    let subject = near
        .and_then(|near| near.split('.').next())
        .unwrap_or(subject);
    let about: Vec<&str> = all
        .iter()
        .copied()
        .filter(|fact| fact.split('.').next() == Some(subject))
        .collect();
    let heading = format!("Facts about `{subject}`");
    let allowed = if about.is_empty() {
        Allowed {
            what: "fact",
            heading: "Facts",
            names: all,
        }
    } else {
        Allowed {
            what: "fact",
            heading: &heading,
            names: about,
        }
    };
    desk.report.unknown(at, label, name, &allowed);
}

/// The unit, where a row repeats it for its reader, must be the fact's.
fn unit(fact: &Fact, form: &mut Form<'_>, desk: &mut Desk<'_, '_>) {
    let Some((written, at)) = form.text("unit", desk.report) else {
        return;
    };
    let right = match fact.gives {
        FactType::Count(unit) | FactType::Number(unit) => unit,
        _ => "",
    };
    if written != right && written.strip_suffix('s') != Some(right) {
        let wrong = format!("`{}` is not counted in {written:?}.", fact.name);
        desk.report.add(at, &form.label, wrong).allowed = Some(if right.is_empty() {
            format!("It is {}; leave `unit` out.", amount::described(fact.gives))
        } else {
            format!("Its unit is {right:?}.")
        });
    }
}

/// The comparison, of which there is exactly one.
fn comparison(
    fact: &Fact,
    within: Within,
    form: &mut Form<'_>,
    desk: &mut Desk<'_, '_>,
) -> Option<Comparison> {
    let fields: Vec<(&str, &Field)> = COMPARISONS
        .into_iter()
        .filter_map(|name| form.take(name).map(|field| (name, field)))
        .collect();
    let allowed = allowed(fact.gives);
    let [(name, field)] = fields[..] else {
        let wrong = if fields.is_empty() {
            "The test compares with nothing.".to_owned()
        } else {
            let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
            format!("A test compares once, not by `{}`.", names.join("` and `"))
        };
        desk.report.add(form.at, &form.label, wrong).allowed = Some(ways(fact, allowed));
        return None;
    };
    if !allowed.contains(&name) {
        let wrong = format!(
            "`{}` is {}: `{name}` cannot compare it.",
            fact.name,
            kind(fact.gives)
        );
        desk.report.add(&field.name_at, &form.label, wrong).allowed = Some(ways(fact, allowed));
        return None;
    }
    let label = form.label.clone();
    match name {
        "at_least" => wanted(fact, field, &label, within, desk).map(Comparison::AtLeast),
        "at_most" => wanted(fact, field, &label, within, desk).map(Comparison::AtMost),
        "is" => value(fact.gives, field, &label, desk).map(Comparison::Is),
        "one_of" => several(fact.gives, field, &label, desk).map(Comparison::OneOf),
        "covers" => several(fact.gives, field, &label, desk).map(Comparison::Covers),
        _ => {
            if matches!(field.raw, Raw::Truth(true)) {
                return Some(Comparison::Present);
            }
            desk.report
                .add(&field.at, &label, "`witnessed` is only ever true.");
            None
        }
    }
}

/// The comparisons that fit a type.
const fn allowed(gives: FactType) -> &'static [&'static str] {
    match gives {
        FactType::Count(_) | FactType::Number(_) => {
            &["at_least", "at_most", "is", "one_of", "witnessed"]
        }
        FactType::Money | FactType::Share | FactType::Day => {
            &["at_least", "at_most", "is", "witnessed"]
        }
        FactType::Term(_) => &["is", "one_of", "witnessed"],
        FactType::Terms(_) => &["is", "one_of", "covers", "witnessed"],
        FactType::Presence => &["witnessed", "is"],
    }
}

/// The ways a fact is compared, told to the writer.
fn ways(fact: &Fact, allowed: &[&str]) -> String {
    format!("`{}` is compared by: {}.", fact.name, allowed.join(", "))
}

/// What a fact is, in a few words.
fn kind(gives: FactType) -> String {
    match gives {
        FactType::Count(_) | FactType::Number(_) => "a number".to_owned(),
        FactType::Money => "an amount of money".to_owned(),
        FactType::Share => "a share".to_owned(),
        FactType::Term(vocabulary) => format!("one term of {vocabulary}"),
        FactType::Terms(vocabulary) => format!("a set of terms of {vocabulary}"),
        FactType::Day => "a day".to_owned(),
        FactType::Presence => "there or not there".to_owned(),
    }
}

/// One value of the fact's type.
fn value(gives: FactType, field: &Field, label: &str, desk: &mut Desk<'_, '_>) -> Option<Value> {
    if let FactType::Term(vocabulary) | FactType::Terms(vocabulary) = gives {
        let name = text_of(field, label, desk.report)?;
        return term(name, &field.at, vocabulary, label, desk).map(Value::Term);
    }
    let found = amount::value(&field.raw, gives);
    if found.is_none() {
        let described = amount::described(gives);
        let wrong = match &field.raw {
            Raw::Text(text) => format!("{text:?} does not fit here."),
            other => format!(
                "{} does not fit here.",
                crate::read::form::sentence(other.named()).trim_end_matches('.')
            ),
        };
        desk.report.add(&field.at, label, wrong).allowed = Some(format!("Needed: {described}."));
    }
    found
}

/// Several values.
fn several(
    gives: FactType,
    field: &Field,
    label: &str,
    desk: &mut Desk<'_, '_>,
) -> Option<Vec<Value>> {
    let Raw::List(elements) = &field.raw else {
        let wrong = format!("A list is needed, not {}.", field.raw.named());
        desk.report.add(&field.at, label, wrong).allowed =
            Some("Write: [ \"one\", \"another\" ]".to_owned());
        return None;
    };
    let found: Vec<Option<Value>> = elements
        .iter()
        .map(|element| value(gives, element, label, desk))
        .collect();
    found.into_iter().collect()
}

/// A threshold: one value, or one per term of a fact.
fn wanted(
    fact: &Fact,
    field: &Field,
    label: &str,
    within: Within,
    desk: &mut Desk<'_, '_>,
) -> Option<Wanted> {
    match &field.raw {
        Raw::Table(fields) => by_term(fact, field, fields, label, within, desk),
        _ => value(fact.gives, field, label, desk).map(|value| Wanted {
            otherwise: Some(value),
            by: None,
        }),
    }
}

/// Thresholds by the terms of a fact: `{ by = "lead.industry", optics = "5%", otherwise = "3%" }`.
fn by_term(
    fact: &Fact,
    field: &Field,
    fields: &Fields,
    label: &str,
    within: Within,
    desk: &mut Desk<'_, '_>,
) -> Option<Wanted> {
    let mut form = Form::new(label, &field.at, fields);
    form.needed("by", "by = \"lead.industry\"", desk.report);
    let (name, at) = form.text("by", desk.report)?;
    let chooser = self::fact(name, at, label, within, desk)?;
    let (FactType::Term(vocabulary) | FactType::Terms(vocabulary)) = chooser.gives else {
        let wrong = format!(
            "`{name}` is {}, no term that could choose.",
            kind(chooser.gives)
        );
        desk.report.add(at, label, wrong);
        return None;
    };
    let otherwise = form
        .take("otherwise")
        .map(|field| value(fact.gives, field, label, desk));
    let mut thresholds: BTreeMap<Key, Value> = BTreeMap::new();
    let mut complete = true;
    for (name, field) in form.others() {
        let chosen = term(name, &field.name_at, vocabulary, label, desk);
        let threshold = value(fact.gives, field, label, desk);
        complete &= chosen.is_some() && threshold.is_some();
        thresholds.extend(chosen.zip(threshold));
    }
    if otherwise == Some(None) || !complete {
        return None;
    }
    Some(Wanted {
        otherwise: otherwise.flatten(),
        by: Some((chooser.name, thresholds)),
    })
}
