//! Numbers of documents and of establishments: a pattern of the policy, counted without gaps, each given once.

use policy::{Numbering, NumberingPer, ParameterValue, Scope};
use serde::{Deserialize, Serialize};

use crate::ask::Ask;
use crate::recorded::Recorded;
use crate::world::World;

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

/// The number the document of this act gets, if the policy numbers it.
pub fn of_document(ask: &Ask) -> Option<Given> {
    let document = ask
        .policy
        .documents
        .iter()
        .find(|document| *document.act == *ask.act.key)?;
    let numbering = document.numbering.as_ref()?;
    let division = ask
        .policy
        .authority(&document.issuer)
        .filter(|issuer| issuer.scope == Scope::Division)
        .and(ask.division());
    // Every body counts its own documents.
    let body = division.map_or_else(String::new, |division| format!("/{division}"));
    Some(next(
        ask,
        numbering,
        &format!("document/{}{body}", document.key),
        division.map_or("", |division| division.as_str()),
    ))
}

/// The number of an establishment by the policy's pattern.
pub fn of_establishment(ask: &Ask) -> Given {
    let pattern = match ask.policy.parameter("number_pattern") {
        Some(ParameterValue::Text(pattern)) => pattern.zh.clone(),
        _ => "{year}-{n}".to_owned(),
    };
    let per = if pattern.contains("{year}") {
        NumberingPer::Year
    } else {
        NumberingPer::Ever
    };
    next(ask, &Numbering { pattern, per }, "establishment", "")
}

fn next(ask: &Ask, numbering: &Numbering, name: &str, division: &str) -> Given {
    let year = ask.day.year();
    let series = match numbering.per {
        NumberingPer::Ever => name.to_owned(),
        NumberingPer::Year => format!("{name}/{year}"),
    };
    let count = ask.world.next_in_series(&series);
    let text = numbering
        .pattern
        .replace("{year}", &year.to_string())
        .replace("{n}", &count.to_string())
        .replace("{division}", division);
    Given {
        text,
        series,
        count,
    }
}

/// Takes the numbers a record gave, so that the next is another.
pub fn take(world: &mut World, entry: &Recorded) {
    for given in entry
        .effects
        .document_number
        .iter()
        .chain(&entry.effects.establishment_number)
    {
        world.series.insert(given.series.clone(), given.count);
    }
}
