//! Lists through the API: the same search, filters and sort as on the page; pages by cursor.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query as Pairs, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use values::EntryNumber;

use crate::app::{App, Visitor};
use crate::listing::{List, Listed, Query, list};

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
    Json(body(&list(
        app,
        &world,
        visitor,
        which,
        &Query::read(pairs),
    )))
    .into_response()
}

fn body(listed: &Listed) -> Value {
    let rows: Vec<Value> = listed
        .rows
        .iter()
        .map(|row| {
            let mut object: Map<String, Value> = listed
                .columns
                .iter()
                .zip(&row.cells)
                .map(|(column, cell)| ((*column).to_owned(), json!(cell)))
                .collect();
            object.insert("id".to_owned(), json!(row.subject));
            Value::Object(object)
        })
        .collect();
    json!({"total": listed.total, "items": rows, "next": listed.next})
}

/// Records the caller may see, newest last.
pub async fn records(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Pairs(pairs): Asked,
) -> Response {
    let query = Query::read(&pairs);
    let world = app.world();
    let first = query.from.max(1) as u64;
    let last = world.number.0.min(first + query.limit as u64 - 1);
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
