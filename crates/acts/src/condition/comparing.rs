//! What is found held against what is wanted.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use policy::{Comparison, Measure, Value, Wanted};

use super::Look;
use crate::fact;

/// The name of the comparison and what is wanted in this case.
pub(super) fn wanted(compare: &Comparison, look: &Look) -> (&'static str, Value) {
    match compare {
        Comparison::AtLeast(wanted) => ("at_least", threshold(wanted, look)),
        Comparison::AtMost(wanted) => ("at_most", threshold(wanted, look)),
        Comparison::Is(value) => ("is", value.clone()),
        Comparison::OneOf(values) => ("one_of", terms(values)),
        Comparison::Covers(values) => ("covers", terms(values)),
        Comparison::Present => ("present", Value::Presence(true)),
    }
}

fn threshold(wanted: &Wanted, look: &Look) -> Value {
    let chosen = wanted.by.as_ref().and_then(|(fact, table)| {
        let chooser = Measure {
            fact: fact.clone(),
            params: BTreeMap::new(),
            compare: Comparison::Present,
        };
        match fact::measure(&chooser, look).value {
            Value::Term(term) => table.get(&term).cloned(),
            Value::Terms(terms) => terms.iter().find_map(|term| table.get(term)).cloned(),
            _ => None,
        }
    });
    chosen
        .or_else(|| wanted.otherwise.clone())
        .unwrap_or(Value::Unknown)
}

fn terms(values: &[Value]) -> Value {
    Value::Terms(
        values
            .iter()
            .filter_map(|value| {
                if let Value::Term(term) = value {
                    Some(term.clone())
                } else {
                    None
                }
            })
            .collect(),
    )
}

/// Fails closed: what is unknown or of another type does not hold.
pub(super) fn compare_holds(compare: &Comparison, found: &Value, wanted: &Value) -> bool {
    match compare {
        Comparison::AtLeast(_) => ordered(found, wanted).is_some_and(Ordering::is_ge),
        Comparison::AtMost(_) => ordered(found, wanted).is_some_and(Ordering::is_le),
        Comparison::Is(_) => match (found, wanted) {
            (Value::Terms(found), Value::Term(wanted)) => found.contains(wanted),
            (found, wanted) => *found != Value::Unknown && found == wanted,
        },
        Comparison::OneOf(_) => match (found, wanted) {
            (Value::Term(found), Value::Terms(wanted)) => wanted.contains(found),
            (Value::Terms(found), Value::Terms(wanted)) => {
                found.iter().any(|term| wanted.contains(term))
            }
            _ => false,
        },
        Comparison::Covers(_) => match (found, wanted) {
            (Value::Terms(found), Value::Terms(wanted)) => {
                wanted.iter().all(|term| found.contains(term))
            }
            _ => false,
        },
        Comparison::Present => match found {
            Value::Unknown | Value::Presence(false) => false,
            Value::Terms(terms) => !terms.is_empty(),
            Value::Count(count) | Value::Number(count) => *count > 0,
            _ => true,
        },
    }
}

fn ordered(found: &Value, wanted: &Value) -> Option<Ordering> {
    match (found, wanted) {
        (Value::Count(found), Value::Count(wanted))
        | (Value::Number(found), Value::Number(wanted)) => Some(found.cmp(wanted)),
        (Value::Count(found), Value::Number(wanted)) => Some((found * 1000).cmp(wanted)),
        (Value::Number(found), Value::Count(wanted)) => Some(found.cmp(&(wanted * 1000))),
        (Value::Money(found), Value::Money(wanted)) => Some(found.cmp(wanted)),
        (Value::Share(found), Value::Share(wanted)) => Some(found.cmp(wanted)),
        (Value::Day(found), Value::Day(wanted)) => Some(found.cmp(wanted)),
        _ => None,
    }
}
