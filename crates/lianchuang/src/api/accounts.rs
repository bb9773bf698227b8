//! Accounts, for the system and the security administrator: listed, opened, ended, unlocked, renewed; as on the page.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use cabinet::CabinetFault;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use values::PersonId;

use super::{notices, problem};
use crate::accounts::{self, AccountAct, Done, State as Standing};
use crate::app::{App, Visitor};
use crate::fault;
use crate::telling::Teller;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    #[serde(rename = "lang")]
    _language: Option<String>,
    q: Option<String>,
    state: Option<String>,
}

/// The accounts.
pub async fn list(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if !accounts::may_see(&world, &visitor) {
        return problem::absent(teller);
    }
    let state = match asked.state.as_deref().map(|key| (key, Standing::of(key))) {
        None => None,
        Some((_, Some(state))) => Some(state),
        Some((_, None)) => {
            let wanted = Standing::ALL.map(Standing::key).join(", ");
            return problem::unreadable(teller, &format!("state: one of {wanted}"));
        }
    };
    let text = asked.q.unwrap_or_default();
    match accounts::listed(&app, &world, &visitor, &text, state) {
        Ok(listed) => {
            let items: Vec<Value> = listed.iter().map(body).collect();
            Json(json!({"items": items})).into_response()
        }
        Err(cause) => fault::ours(cause),
    }
}

/// An account as data.
pub fn body(listed: &accounts::Listed) -> Value {
    let account = &listed.account;
    json!({
        "login": account.login,
        "person": account.person,
        "name": listed.name,
        "state": listed.state.key(),
        "made": account.made,
        "used": account.used,
        "ends": account.ends,
        "locked_until": account.locked,
        "second_factors": account.factors,
        "two_places": listed.two_places,
        "acts": listed.acts.iter().map(|act| act.key()).collect::<Vec<_>>(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    login: String,
    person: String,
}

/// Opens an account for a person.
pub async fn open(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    if let Err(refused) = checked(&visitor, &headers, teller, AccountAct::Open) {
        return *refused;
    }
    let opening: Opening = match serde_json::from_slice(&body) {
        Ok(opening) => opening,
        Err(cause) => return problem::unreadable(teller, &cause.to_string()),
    };
    let Ok(person) = opening.person.parse::<PersonId>() else {
        return problem::unreadable(teller, teller.words.t("accounts.person_wanted"));
    };
    answer(
        teller,
        accounts::open(&app, &visitor, opening.login.trim(), person),
    )
}

/// Does something with an account.
pub async fn change(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Path((login, act)): Path<(String, String)>,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let Some(act) = AccountAct::of(&act).filter(|act| *act != AccountAct::Open) else {
        return problem::absent(teller);
    };
    if let Err(refused) = checked(&visitor, &headers, teller, act) {
        return *refused;
    }
    answer(teller, accounts::change(&app, &visitor, act, &login))
}

/// The right to do it, and who it is shown just now.
fn checked(
    visitor: &Visitor,
    headers: &HeaderMap,
    teller: Teller,
    act: AccountAct,
) -> Result<(), Box<Response>> {
    notices::caller(visitor, headers, teller)?;
    if !accounts::may(teller.world, visitor, act) {
        return Err(Box::new(problem::absent(teller)));
    }
    if !visitor.came_lately() {
        return Err(Box::new(problem::confirm(teller)));
    }
    Ok(())
}

fn answer(teller: Teller, done: Result<Done, CabinetFault>) -> Response {
    match done {
        Ok(Done::Plainly) => StatusCode::NO_CONTENT.into_response(),
        Ok(Done::Code { code, expires }) => (
            StatusCode::CREATED,
            Json(json!({"code": code, "expires": expires})),
        )
            .into_response(),
        Ok(Done::Mistaken(mistake)) => {
            problem::unreadable(teller, &accounts::told(teller.words, &mistake))
        }
        Ok(Done::Own) => problem::problem(
            StatusCode::CONFLICT,
            "own-account",
            teller.words.t("accounts.not_own"),
            json!({}),
        ),
        Ok(Done::Absent) => problem::absent(teller),
        Err(cause) => fault::ours(cause),
    }
}

/// The paths of this file, for the description of the API.
pub fn described() -> Map<String, Value> {
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let states = Standing::ALL.map(Standing::key);
    let done = json!({
        "201": {"description": "Done; the code for its owner is shown once.", "content": {"application/json": {"schema":
            {"type": "object", "required": ["code", "expires"], "properties": {"code": {"type": "string"}, "expires": {"type": "string", "format": "date-time"}}}}}},
        "204": {"description": "Done."},
        "400": problem, "401": problem, "403": problem, "404": problem, "409": problem,
    });
    let all = json!({
        "get": {"operationId": "accounts", "tags": ["accounts"], "summary": "Accounts, for the system and the security administrator",
            "parameters": [
                {"name": "q", "in": "query", "required": false, "schema": {"type": "string"}, "description": "in login or name"},
                {"name": "state", "in": "query", "required": false, "schema": {"enum": states}},
            ],
            "responses": {"200": {"description": "All that fit.", "content": {"application/json": {"schema": {"type": "object"}}}}, "400": problem, "401": problem, "404": problem}},
        "post": {"operationId": "accounts.open", "tags": ["accounts"], "summary": "Open an account for a person, for the system administrator; with a token of the last five minutes",
            "requestBody": {"required": true, "content": {"application/json": {"schema":
                {"type": "object", "additionalProperties": false, "required": ["login", "person"], "properties": {"login": {"type": "string"}, "person": {"type": "string", "pattern": super::openapi::id_pattern("p")}}}}}},
            "responses": done},
    });
    let acts: Vec<&str> = AccountAct::ALL
        .iter()
        .filter(|act| **act != AccountAct::Open)
        .map(|act| act.key())
        .collect();
    let one = json!({"post": {"operationId": "accounts.change", "tags": ["accounts"], "summary": "End, unlock, renew, restart, link or unlink an account, or end its sessions, as each administrator may; with a token of the last five minutes",
        "parameters": [
            {"name": "login", "in": "path", "required": true, "schema": {"type": "string"}},
            {"name": "act", "in": "path", "required": true, "schema": {"enum": acts}},
        ],
        "responses": done}});
    [
        ("/accounts".to_owned(), all),
        ("/accounts/{login}/{act}".to_owned(), one),
    ]
    .into_iter()
    .collect()
}
