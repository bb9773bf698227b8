//! Searching the log as faces ask for it: the filters in an address, and what is found as a table in words.

use acts::World;
use acts::subject::person::Role;
use audit::{Event, EventKind, Query, Recorded};
use values::{Instant, china_midnight};

use crate::app::{App, Visitor};
use crate::listing::encode;
use crate::sheet::Table;
use crate::telling::Teller;

/// The label what the log holds carries wherever it goes.
pub const LABEL: &str = "internal";
/// Most events in a workbook; lines of text hold any number.
pub const WORKBOOK: u64 = 100_000;
/// The filters, in the order of the page.
pub const FILTERS: [&str; 10] = [
    "actor", "login", "kind", "object", "outcome", "source", "from", "until", "request", "q",
];
/// The columns of an export; the words stand under `audit.<column>`.
const COLUMNS: [&str; 14] = [
    "number", "at", "kind", "actor", "name", "capacity", "login", "source", "object", "outcome",
    "reason", "request", "note", "label",
];

/// A filter that cannot be read, and what it wants.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {wanted}")]
pub struct Unread {
    /// The filter.
    pub name: String,
    /// What it wants.
    pub wanted: &'static str,
}

/// Whether the visitor holds an office today.
pub fn holds(world: &World, visitor: &Visitor, role: &Role) -> bool {
    let held = visitor
        .person()
        .and_then(|person| world.appointments.get(&person));
    held.is_some_and(|held| {
        held.iter()
            .any(|held| held.role == *role && held.held_on(visitor.day()))
    })
}

/// Reads the filters of an address; every one that cannot be read is named.
pub fn read(pairs: &[(String, String)]) -> Result<Query, Vec<Unread>> {
    let mut query = Query::default();
    let mut wrong = Vec::new();
    for (name, value) in pairs {
        let value = value.trim();
        if value.is_empty() || matches!(name.as_str(), "lang" | "limit") {
            continue;
        }
        if let Err(wanted) = take(&mut query, name, value) {
            let name = name.clone();
            wrong.push(Unread { name, wanted });
        }
    }
    if wrong.is_empty() {
        Ok(query)
    } else {
        Err(wrong)
    }
}

fn take(query: &mut Query, name: &str, value: &str) -> Result<(), &'static str> {
    let text = || Some(value.to_owned());
    match name {
        "actor" => {
            query.actor = Some(
                value
                    .parse()
                    .map_err(|_| "a person such as p12, public, system or machine")?,
            );
        }
        "kind" => query.kind = Some(EventKind::of(value).ok_or("a kind of the catalogue")?),
        "object" => query.object = text(),
        "outcome" if matches!(value, "success" | "failure") => query.outcome = text(),
        "outcome" => return Err("success or failure"),
        "source" => query.source = text(),
        "login" => query.login = text(),
        "request" => query.request = text(),
        "q" => query.text = text(),
        "from" => query.from = Some(moment(value, Edge::First)?),
        "until" => query.until = Some(moment(value, Edge::Last)?),
        "cursor" => query.before = Some(value.parse().map_err(|_| "as given in next")?),
        _ => return Err("there is no such filter"),
    }
    Ok(())
}

/// Which edge of a day is meant.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    First,
    Last,
}

/// A moment, or a day: the beginning of it, or its end.
fn moment(value: &str, edge: Edge) -> Result<Instant, &'static str> {
    if let Ok(at) = value.parse::<Instant>() {
        return Ok(at);
    }
    let wanted = "a day such as 2026-11-23 or a moment such as 2026-11-23T08:00:00Z";
    let day = values::parse_date(value).map_err(|_| wanted)?;
    let day = match edge {
        Edge::First => day,
        Edge::Last => day.tomorrow().map_err(|_| wanted)?,
    };
    china_midnight(day).ok_or(wanted)
}

/// The filters of an address again, with a cursor or without.
pub fn address(pairs: &[(String, String)], cursor: Option<u64>) -> String {
    let kept = pairs
        .iter()
        .filter(|(name, value)| FILTERS.contains(&name.as_str()) && !value.trim().is_empty())
        .map(|(name, value)| format!("{name}={}", encode(value.trim())));
    let cursor = cursor.map(|cursor| format!("cursor={cursor}"));
    kept.chain(cursor).collect::<Vec<_>>().join("&")
}

/// The name of whoever did something, as far as it is known.
pub fn name(app: &App, world: &World, teller: Teller, event: &Event) -> String {
    match event.actor {
        audit::Actor::Person(person) => app.person_name(world, person),
        actor => teller.words.t(&format!("audit.actor.{actor}")).to_owned(),
    }
}

/// When, to the second, as the place tells it.
pub fn time(event: &Event) -> String {
    let text = event.json()["at"].as_str().unwrap_or_default().to_owned();
    text.get(..19)
        .map_or(text.clone(), |short| short.replace('T', " "))
}

/// What was found, as an export holds it.
pub fn table(app: &App, teller: Teller, world: &World, found: &[Recorded]) -> Table {
    let words = teller.words;
    let text = |key: String| words.t(&key).to_owned();
    let rows = found.iter().map(|found| {
        let event = &found.event;
        vec![
            found.number.to_string(),
            event.json()["at"].as_str().unwrap_or_default().to_owned(),
            text(format!("event.{}", event.kind.key())),
            event.actor.to_string(),
            name(app, world, teller, event),
            event.capacity.clone(),
            event.login.clone(),
            event.origin.source.clone(),
            event.object.clone(),
            text(format!("audit.{}", event.outcome.key())),
            event.outcome.reason().to_owned(),
            event.origin.request.clone(),
            event.note.clone(),
            text(format!("label.{LABEL}")),
        ]
    });
    Table {
        title: words.t("audit.title").to_owned(),
        keys: COLUMNS.map(str::to_owned).to_vec(),
        head: COLUMNS
            .map(|column| text(format!("audit.{column}")))
            .to_vec(),
        rows: rows.collect(),
    }
}
