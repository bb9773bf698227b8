//! Numbers of documents and of establishments: a pattern of the policy, counted without gaps, each given once.

use policy::{DocumentTemplate, Numbering, NumberingPer, ParameterValue, Policy, Scope};
use serde::{Deserialize, Serialize};
use values::Key;

use crate::ask::Ask;
use crate::recorded::Recorded;
use crate::world::World;

/// Where the count stands in a pattern.
const COUNT: &str = "{n}";
/// Where the issuing division stands in a pattern.
const DIVISION: &str = "{division}";

/// A number taken from a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The number as printed.
    pub text: String,
    /// The series it belongs to.
    pub series: String,
    /// Its place in the series.
    pub count: u32,
}

/// What a pattern is filled with.
#[derive(Debug, Clone, Copy)]
pub struct Filling<'a> {
    /// The year of the act.
    pub year: i16,
    /// The field of the consortium.
    pub field: &'a str,
    /// The division whose body issues it, in the words of the policy; empty for a body of the whole area.
    pub division: &'a str,
}

/// The number the document of this act gets, if the policy numbers it.
pub fn of_document(ask: &Ask) -> Option<Given> {
    let document = ask
        .policy
        .documents
        .iter()
        .find(|document| *document.act == *ask.act.key && document.numbering.is_some())?;
    let filling = Filling {
        year: ask.day.year(),
        field: ask
            .consortium()
            .map_or("", |consortium| consortium.field.as_str()),
        division: issuing_division(ask, document),
    };
    let numbering = document.numbering.as_ref()?;
    Some(next(ask.world, numbering, &document.key, filling))
}

/// The next number of a document's series, without taking it.
pub fn next(world: &World, numbering: &Numbering, document: &Key, filling: Filling) -> Given {
    // Bodies count apart only where the number says whose it is; otherwise two of them would give the same one.
    let body = if numbering.pattern.contains(DIVISION) {
        filling.division
    } else {
        ""
    };
    let series = series(&format!("document/{document}/{body}"), numbering, filling);
    let count = world.next_in_series(&series);
    Given {
        text: filled(numbering, filling, count),
        series,
        count,
    }
}

/// The number of an establishment by the policy's pattern; none if the pattern counts nothing, so that all would be the same.
/// A number once given is passed over, should another pattern have led to it.
pub fn of_establishment(ask: &Ask) -> Option<Given> {
    let pattern = match ask.policy.parameter("number_pattern") {
        Some(ParameterValue::Text(pattern)) => pattern.zh.clone(),
        _ => "{year}-{n}".to_owned(),
    };
    if !pattern.contains(COUNT) {
        return None;
    }
    let per = if pattern.contains("{year}") {
        NumberingPer::Year
    } else {
        NumberingPer::Ever
    };
    let numbering = Numbering { pattern, per };
    let filling = Filling {
        year: ask.day.year(),
        field: ask.consortium()?.field.as_str(),
        division: division_name(ask.policy, ask.division()),
    };
    let series = series("establishment", &numbering, filling);
    let given = |count| Given {
        text: filled(&numbering, filling, count),
        series: series.clone(),
        count,
    };
    // Among one number more than were ever given, one is free, unless the pattern does not count at all.
    let first = ask.world.next_in_series(&series);
    let given_ever = u32::try_from(ask.world.numbers.len()).unwrap_or(u32::MAX);
    (first..=first.saturating_add(given_ever))
        .map(given)
        .find(|given| !ask.world.numbers.contains_key(&given.text))
}

/// Takes the numbers a record gave, so that the next is another.
pub fn take(world: &mut World, entry: &Recorded) {
    let effects = &entry.effects;
    for given in effects
        .document_number
        .iter()
        .chain(&effects.establishment_number)
    {
        world.series.insert(given.series.clone(), given.count);
    }
}

fn series(name: &str, numbering: &Numbering, filling: Filling) -> String {
    match numbering.per {
        NumberingPer::Ever => name.to_owned(),
        NumberingPer::Year => format!("{name}/{}", filling.year),
    }
}

fn filled(numbering: &Numbering, filling: Filling, count: u32) -> String {
    numbering
        .pattern
        .replace("{year}", &filling.year.to_string())
        .replace(COUNT, &count.to_string())
        .replace(DIVISION, filling.division)
        .replace("{field}", filling.field)
}

fn issuing_division<'a>(ask: &Ask<'a>, document: &DocumentTemplate) -> &'a str {
    let issuer = ask.policy.authority(&document.issuer);
    let division = issuer
        .filter(|issuer| issuer.scope == Scope::Division)
        .and(ask.division());
    division_name(ask.policy, division)
}

fn division_name<'a>(policy: &'a Policy, division: Option<&Key>) -> &'a str {
    division
        .and_then(|division| policy.term("division", division))
        .map_or("", |term| term.title.zh.as_str())
}
