//! One's own account: what one may act as, sessions and tokens, and ending them. A password is not changed by a token.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use cabinet::CabinetFault;
use serde_json::{Map, Value, json};
use values::PersonId;

use super::{notices, problem};
use crate::app::{App, Visitor};
use crate::capacities::{Capacity, capacities};
use crate::entrance::needs_factor;
use crate::fault;
use crate::telling::Teller;

/// The account of the caller.
pub async fn show(State(app): State<Arc<App>>, visitor: Visitor) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let Some(person) = visitor.person() else {
        return problem::sign_in(teller);
    };
    match body(&app, teller, &visitor, person) {
        Ok(body) => Json(body).into_response(),
        Err(cause) => fault::ours(cause),
    }
}

fn body(
    app: &App,
    teller: Teller,
    visitor: &Visitor,
    person: PersonId,
) -> Result<Value, CabinetFault> {
    let capacity = |held: &Capacity| json!({"what": held.what, "of": held.of, "source": held.source, "until": held.until});
    let held = capacities(teller, person, visitor.day());
    let factors = app.cabinet.factors(person)?;
    let sessions = app.cabinet.sessions(person, visitor.at)?;
    let tokens = app.cabinet.tokens(person, visitor.at)?;
    Ok(json!({
        "person": person,
        "login": app.cabinet.login_of(person, visitor.at)?,
        "name": app.person_name(teller.world, person),
        "capacities": held.iter().map(capacity).collect::<Vec<_>>(),
        "password_set": app.cabinet.password_set(person)?,
        "needs_second_factor": needs_factor(teller.world, person, visitor.day()),
        "second_factors": factors.iter().map(|factor| json!({"kind": factor.kind.key(), "label": factor.label, "made": factor.made, "used": factor.used})).collect::<Vec<_>>(),
        "paper_codes_left": app.cabinet.paper_codes_left(person)?,
        "sessions": sessions.iter().map(|session| json!({"mark": session.mark, "agent": session.agent, "source": session.source, "began": session.began, "seen": session.seen})).collect::<Vec<_>>(),
        "tokens": tokens.iter().map(|token| json!({"mark": token.mark, "label": token.label, "scope": token.scope.key(), "made": token.made, "expires": token.expires, "used": token.used})).collect::<Vec<_>>(),
    }))
}

/// Ends one of the caller's sessions.
pub async fn end_session(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(mark): Path<String>,
) -> Response {
    ended(&app, &visitor, &headers, |person| {
        app.cabinet.end_session_marked(person, &mark)
    })
}

/// Revokes one of the caller's tokens.
pub async fn revoke_token(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    Path(mark): Path<String>,
) -> Response {
    ended(&app, &visitor, &headers, |person| {
        app.cabinet.revoke_token(person, &mark, visitor.at)
    })
}

fn ended(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    end: impl FnOnce(PersonId) -> Result<bool, CabinetFault>,
) -> Response {
    let world = app.world();
    let teller = app.teller(visitor.language, app.policy(visitor.day()), &world);
    let person = match notices::caller(visitor, headers, teller) {
        Ok(person) => person,
        Err(refused) => return *refused,
    };
    match end(person) {
        Ok(true) => StatusCode::NO_CONTENT.into_response(),
        Ok(false) => problem::absent(teller),
        Err(cause) => fault::ours(cause),
    }
}

/// The paths of this file, for the description of the API.
pub fn described() -> Map<String, Value> {
    let problem = json!({"$ref": "#/components/responses/Problem"});
    let own = json!({"get": {"operationId": "account", "tags": ["account"], "summary": "The caller's own account: capacities, second factors, sessions, tokens",
        "responses": {"200": {"description": "Found.", "content": {"application/json": {"schema": {"type": "object"}}}}, "401": problem}}});
    let ends = |id: &str, summary: &str| {
        json!({"post": {"operationId": id, "tags": ["account"], "summary": summary,
            "parameters": [{"name": "mark", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[0-9a-f]{8}$"}}],
            "responses": {"204": {"description": "Ended."}, "401": problem, "403": problem, "404": problem}}})
    };
    [
        ("/account".to_owned(), own),
        (
            "/account/sessions/{mark}/end".to_owned(),
            ends("account.session.end", "End one of the caller's sessions"),
        ),
        (
            "/account/tokens/{mark}/revoke".to_owned(),
            ends("account.token.revoke", "Revoke one of the caller's tokens"),
        ),
    ]
    .into_iter()
    .collect()
}
