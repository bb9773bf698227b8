//! Who is at the door: a session's cookie, an API token, or nobody; and in which language.

use std::convert::Infallible;
use std::sync::Arc;

use acts::ask::Actor;
use axum::extract::{FromRef, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use values::Language;

use crate::app::{App, Visitor};

/// The cookie of a session. With `__Host-` where the product is served over TLS.
pub const SESSION_COOKIE: &str = "lc_session";
/// The cookie of the language chosen.
pub const LANGUAGE_COOKIE: &str = "lc_language";

/// A cookie of a request.
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        })
}

fn language(parts: &Parts) -> Language {
    let asked = parts
        .uri
        .query()
        .into_iter()
        .flat_map(|query| query.split('&'))
        .find_map(|pair| pair.strip_prefix("lang="));
    let chosen = asked
        .or_else(|| cookie(&parts.headers, LANGUAGE_COOKIE))
        .and_then(|tag| tag.parse().ok());
    let accepted = || {
        let header = parts.headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        header
            .split(',')
            .find_map(|range| match range.trim().get(..2)? {
                "zh" => Some(Language::Zh),
                "en" => Some(Language::En),
                _ => None,
            })
    };
    chosen.or_else(accepted).unwrap_or(Language::Zh)
}

/// The bearer token of a request.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}

impl<S> FromRequestParts<S> for Visitor
where
    Arc<App>: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Visitor, Infallible> {
        let app = Arc::<App>::from_ref(state);
        let at = app.now();
        let language = language(parts);
        let mut visitor = Visitor {
            actor: Actor::Public,
            form_secret: None,
            language,
            at,
        };
        if let Some(token) = bearer(&parts.headers) {
            // A token that cannot be looked up opens nothing.
            if let Ok(Some(person)) = app.cabinet.token_person(token, at) {
                visitor.actor = Actor::Person(person);
            }
        } else if let Some(secret) = cookie(&parts.headers, SESSION_COOKIE)
            && let Ok(Some(session)) = app.cabinet.session(secret, at)
        {
            visitor.actor = Actor::Person(session.person);
            visitor.form_secret = Some(session.form_secret);
        }
        Ok(visitor)
    }
}
