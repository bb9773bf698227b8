//! Lists through the API: the same search, filters and sort as on the page; pages by cursor.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query as Pairs, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use values::EntryNumber;

use super::problem;
use crate::app::{App, Visitor};
use crate::listing::{LIMIT_MOST, List, Listed, Query, list};

/// Most digits of a cursor.
pub const CURSOR_DIGITS: usize = 15;

type Asked = Pairs<Vec<(String, String)>>;

/// Consortia the caller may see.
pub async fn consortia(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Pairs(pairs): Asked,
) -> Response {
    answer(&app, &visitor, List::Consortia, &pairs)
}

/// Organisations the caller may see.
pub async fn organisations(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Pairs(pairs): Asked,
) -> Response {
    answer(&app, &visitor, List::Organisations, &pairs)
}

/// Candidacies the caller may see.
pub async fn candidacies(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Pairs(pairs): Asked,
) -> Response {
    answer(&app, &visitor, List::Candidacies, &pairs)
}

/// Screening the caller may see.
pub async fn screening(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Pairs(pairs): Asked,
) -> Response {
    answer(&app, &visitor, List::Screening, &pairs)
}

fn answer(app: &App, visitor: &Visitor, which: List, pairs: &[(String, String)]) -> Response {
    let world = app.world();
    let filters = which.filters();
    let known = |name: &str| matches!(name, "q" | "sort") || filters.contains(&name);
    if let Some(detail) = wrong(pairs, known).or_else(|| wrong_sort(which, pairs)) {
        return problem::unreadable(
            app.teller(visitor.language, app.policy(visitor.day()), &world),
            &detail,
        );
    }
    Json(body(&list(
        app,
        &world,
        visitor,
        which,
        &Query::read(pairs),
    )))
    .into_response()
}

/// What is wrong with a query: a program is told where a page would go on without it.
fn wrong(pairs: &[(String, String)], known: impl Fn(&str) -> bool) -> Option<String> {
    let mut met: Vec<&str> = Vec::new();
    for (name, value) in pairs {
        let fits = match name.as_str() {
            "limit" => value
                .parse()
                .is_ok_and(|limit| (1..=LIMIT_MOST).contains(&limit)),
            "cursor" => {
                (1..=CURSOR_DIGITS).contains(&value.len())
                    && value.bytes().all(|digit| digit.is_ascii_digit())
            }
            name => name == "lang" || known(name),
        };
        if !fits || met.contains(&name.as_str()) {
            return Some(format!(
                "{name}: limit is 1 to {LIMIT_MOST}, cursor as given in next; no name that is not listed, none twice"
            ));
        }
        met.push(name);
    }
    None
}

fn wrong_sort(which: List, pairs: &[(String, String)]) -> Option<String> {
    let (_, sort) = pairs.iter().find(|(name, _)| name == "sort")?;
    let column = sort.strip_prefix('-').unwrap_or(sort);
    (!which.columns().contains(&column))
        .then(|| format!("sort: one of {}", which.columns().join(", ")))
}

fn body(listed: &Listed) -> Value {
    let rows: Vec<Value> = listed
        .rows
        .iter()
        .map(|row| {
            let mut object: Map<String, Value> = listed
                .outline
                .columns
                .iter()
                .zip(&row.cells)
                .map(|(column, cell)| ((*column).to_owned(), json!(cell)))
                .collect();
            object.insert("id".to_owned(), json!(row.subject));
            Value::Object(object)
        })
        .collect();
    let outline = &listed.outline;
    json!({"total": outline.total, "items": rows, "next": outline.next})
}

/// Records the caller may see, newest last.
pub async fn records(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Pairs(pairs): Asked,
) -> Response {
    let world = app.world();
    if let Some(detail) = wrong(&pairs, |_| false) {
        return problem::unreadable(
            app.teller(visitor.language, app.policy(visitor.day()), &world),
            &detail,
        );
    }
    let query = Query::read(&pairs);
    let first = query.from.max(1) as u64;
    let last = world
        .number
        .0
        .min(first.saturating_add(query.limit as u64 - 1));
    let mut items = Vec::new();
    for number in first..=last {
        if let Ok(Some(record)) = app.record(EntryNumber(number))
            && acts::sight::sees_record(&world, app.rules(), visitor.actor, &record, visitor.day())
        {
            items.push(super::read::record_body(&app, &world, &visitor, &record));
        }
    }
    let next = (last < world.number.0).then(|| (last + 1).to_string());
    Json(json!({"total": world.number, "items": items, "next": next})).into_response()
}
