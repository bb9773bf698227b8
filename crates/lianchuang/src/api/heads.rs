//! The signed daily heads, for everybody: whoever keeps one can tell later whether the register or the audit log was cut or made anew.

use std::sync::Arc;

use audit::{Chain, SignedHead};
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::app::App;
use crate::fault;

/// Days shown.
const DAYS: usize = 400;

/// A signed head as programs read it.
pub fn shown(head: &SignedHead) -> Value {
    json!({
        "chain": head.chain.key(), "day": head.day.to_string(), "head": head.head.to_string(), "text": head.text(),
        "key": head.key, "public_key": head.public.pem(), "signature": head.signature_hex(),
    })
}

/// The signed heads of both chains, the newest first.
pub async fn list(State(app): State<Arc<App>>) -> Response {
    let mut items = Vec::new();
    for chain in Chain::ALL {
        match app.audit.look(|store| store.signed_heads(chain, DAYS)) {
            Ok(found) => items.extend(found.iter().map(shown)),
            Err(cause) => return fault::ours(cause),
        }
    }
    Json(json!({"identity": seal::IDENTITY, "items": items})).into_response()
}
