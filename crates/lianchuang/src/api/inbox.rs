//! The inbox: read, filtered, and marked as looked at.

use std::sync::Arc;

use acts::Subject;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{notices, openapi, plural, problem};
use crate::app::{App, Visitor};
use crate::desk::{self, Asked, CHANGED, FILTERS, KINDS, Keeper, Nearness, desk};
use crate::fault;

/// What waits for the caller, and what the caller waits for.
pub async fn show(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if visitor.person().is_none() {
        return problem::sign_in(teller);
    }
    let asked = match read(&pairs) {
        Ok(asked) => asked,
        Err(detail) => return problem::unreadable(teller, &detail),
    };
    match desk(&app, &world, &visitor, &asked) {
        Ok(found) => Json(desk::body(&found)).into_response(),
        Err(cause) => fault::ours(cause),
    }
}

/// A program is told where a page would go on without it.
fn read(pairs: &[(String, String)]) -> Result<Asked, String> {
    let mut asked = Asked::default();
    for (index, (name, value)) in pairs.iter().enumerate() {
        if pairs[..index].iter().any(|(found, _)| found == name) {
            return Err(format!("{name}: twice"));
        }
        if name == "lang" {
            continue;
        }
        if value.is_empty() {
            return Err(format!("{name}: empty"));
        }
        match asked.take(name, value) {
            Ok(true) => {}
            Ok(false) => return Err(format!("{name}: there are {}", FILTERS.join(", "))),
            Err(wrong) => return Err(format!("{}: one of {}", wrong.name, wrong.wanted)),
        }
    }
    Ok(asked)
}

/// Either the matters named, or all.
#[derive(Deserialize)]
#[serde(untagged)]
enum Marking {
    Named(Named),
    All(Every),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    subjects: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Every {
    all: bool,
}

/// What marking wants to be told.
const MARKING: &str = "subjects: ids such as s12 or c12; or all: true";

/// Marks matters as looked at, as they stand.
pub async fn mark(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if let Err(refused) = notices::caller(&visitor, &headers, teller) {
        return *refused;
    }
    let subjects = match serde_json::from_slice::<Marking>(&body) {
        Ok(Marking::Named(named)) => {
            let read = named.subjects.iter().map(|id| id.parse::<Subject>());
            read.collect::<Result<Vec<_>, _>>().ok()
        }
        Ok(Marking::All(Every { all: true })) => {
            match desk(&app, &world, &visitor, &Asked::default()) {
                Ok(found) => {
                    let rows = found.mine.iter().chain(&found.theirs);
                    Some(rows.map(|row| row.item.subject).collect())
                }
                Err(cause) => return fault::ours(cause),
            }
        }
        Ok(Marking::All(_)) | Err(_) => None,
    };
    let Some(subjects) = subjects else {
        return problem::unreadable(teller, MARKING);
    };
    match desk::look(&app, &world, &visitor, &subjects) {
        Ok(marked) => Json(json!({"marked": marked})).into_response(),
        Err(cause) => fault::ours(cause),
    }
}

/// The path of this file, for the description of the API.
pub fn described() -> Map<String, Value> {
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let filter = |name: &str, schema: Value| json!({"name": name, "in": "query", "required": false, "schema": schema});
    let parameters = [
        filter("q", json!({"type": "string", "minLength": 1})),
        filter("kind", json!({"enum": KINDS.map(plural)})),
        filter("due", json!({"enum": Nearness::ALL.map(Nearness::key)})),
        filter("keeper", json!({"enum": Keeper::ALL.map(Keeper::key)})),
        filter("news", json!({"enum": [CHANGED]})),
    ];
    let marking = json!({"oneOf": [
        {"type": "object", "additionalProperties": false, "required": ["subjects"], "properties": {
            "subjects": {"type": "array", "items": {"type": "string", "pattern": openapi::id_pattern("sc")}}}},
        {"type": "object", "additionalProperties": false, "required": ["all"], "properties": {"all": {"const": true}}},
    ]});
    let path = json!({
        "get": {"operationId": "inbox", "tags": ["inbox"], "summary": "What waits for the caller and what the caller waits for, with what changed since the caller last looked",
            "parameters": parameters,
            "responses": {"200": {"description": "Both, the earliest deadline first.", "content": {"application/json": {"schema": {"type": "object"}}}}, "400": problem, "401": problem}},
        "post": {"operationId": "inbox.mark", "tags": ["inbox"], "summary": "Mark matters as looked at; those the caller may not see are left out",
            "requestBody": {"required": true, "content": {"application/json": {"schema": marking}}},
            "responses": {"200": {"description": "For how many it was new.", "content": {"application/json": {"schema": {"type": "object", "properties": {"marked": {"type": "integer"}}}}}}, "400": problem, "401": problem, "403": problem}},
    });
    [("/inbox".to_owned(), path)].into_iter().collect()
}
