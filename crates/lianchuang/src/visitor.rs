//! Who is at the door: a session's cookie, an API token, or nobody; and in which language.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use acts::ask::Actor;
use axum::extract::{ConnectInfo, FromRef, FromRequestParts, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, Uri};
use axum::middleware::Next;
use axum::response::Response;
use cabinet::Standing;
use values::{Language, PersonId};

use crate::app::{App, Door, Exposure, Visitor};
use crate::fault;
use crate::trail::{Traced, next_request};

/// The name of a session's cookie. Over TLS the browser itself holds it to this host and to TLS.
pub fn session_cookie(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::BehindTls => "__Host-lc_session",
        Exposure::Plain => "lc_session",
    }
}

/// The name of the cookie of a round of signing in elsewhere.
pub fn round_cookie(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::BehindTls => "__Host-lc_round",
        Exposure::Plain => "lc_round",
    }
}

/// The name of the cookie that holds the secret of forms that need no session.
fn form_cookie(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::BehindTls => "__Host-lc_form",
        Exposure::Plain => "lc_form",
    }
}

/// The secret that forms without a session carry, made with the page that shows the first of them.
#[derive(Clone)]
struct FormSecret(String);

/// Pages with a form that anybody may send.
fn has_public_form(path: &str) -> bool {
    path.starts_with("/sign-in")
        || matches!(path, "/welcome" | "/founding" | "/self-check")
        || path.ends_with("/objection/raise")
}

/// Gives browsers without one the secret of public forms, by a cookie, with the page that shows such a form: another site can send
/// a form here, but neither read the cookie nor guess what stands in it.
pub async fn give_form_secret(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let name = form_cookie(app.exposure);
    let wanted = request.method() == Method::GET
        && has_public_form(request.uri().path())
        && cookie(request.headers(), session_cookie(app.exposure)).is_none()
        && cookie(request.headers(), name).is_none();
    let made = wanted.then(identity::oidc::random).and_then(Result::ok);
    let Some(secret) = made else {
        return next.run(request).await;
    };
    request.extensions_mut().insert(FormSecret(secret.clone()));
    let mut response = next.run(request).await;
    let secure = match app.exposure {
        Exposure::BehindTls => "; Secure",
        Exposure::Plain => "",
    };
    let given = format!("{name}={secret}; Path=/; HttpOnly; SameSite=Strict{secure}");
    if let Ok(given) = HeaderValue::from_str(&given) {
        response.headers_mut().append(SET_COOKIE, given);
    }
    response
}

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

/// The language an address asks for with `lang=`.
fn asked_language(uri: &Uri) -> Option<Language> {
    uri.query()?
        .split('&')
        .find_map(|pair| pair.strip_prefix("lang="))?
        .parse()
        .ok()
}

/// Keeps the language an address asked for, so that the pages after it speak it too.
pub async fn keep_language(request: Request, next: Next) -> Response {
    let asked = asked_language(request.uri());
    let mut response = next.run(request).await;
    let kept = asked.and_then(|language| {
        let kept = format!(
            "{LANGUAGE_COOKIE}={}; Path=/; SameSite=Lax; Max-Age=31536000",
            language.tag()
        );
        HeaderValue::from_str(&kept).ok()
    });
    if let Some(kept) = kept {
        response.headers_mut().append(SET_COOKIE, kept);
    }
    response
}

fn language(uri: &Uri, headers: &HeaderMap) -> Language {
    let chosen = asked_language(uri)
        .or_else(|| cookie(headers, LANGUAGE_COOKIE).and_then(|tag| tag.parse().ok()));
    let accepted = || {
        let header = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
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

/// The bearer token of a request; the name of the scheme is written in any case (RFC 9110, section 11.1).
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The address a request comes from. Behind a proxy it is the last one the proxy names: those before it anybody can write.
pub fn address(headers: &HeaderMap, extensions: &Extensions, exposure: Exposure) -> Option<IpAddr> {
    let named = || {
        let line = headers.get("x-forwarded-for")?.to_str().ok()?;
        let last = line.rsplit(',').next()?.trim();
        last.parse::<IpAddr>().ok()
    };
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(address)| address.ip());
    let found = match exposure {
        Exposure::BehindTls => named().or(peer),
        Exposure::Plain => peer,
    };
    // A socket of both families tells an address of IPv4 in the form of IPv6.
    found.map(|address| address.to_canonical())
}

fn source(headers: &HeaderMap, extensions: &Extensions, exposure: Exposure) -> String {
    address(headers, extensions, exposure)
        .map(|address| address.to_string())
        .unwrap_or_default()
}

/// Whether the person may still be here, from this address.
fn admitted(app: &App, person: PersonId, visitor: &Visitor) -> bool {
    let world = app.world();
    app.entrance
        .admits(&app.cabinet, &world, person, &visitor.source, visitor.at)
}

impl Visitor {
    /// Whoever sent a request, before anything they show is looked at.
    pub fn stranger(app: &App, request: &Request, number: &str) -> Visitor {
        Visitor {
            actor: Actor::Public,
            door: Door::Nobody,
            form_secret: None,
            language: language(request.uri(), request.headers()),
            at: app.now(),
            source: source(request.headers(), request.extensions(), app.exposure),
            request: number.to_owned(),
        }
    }
}

impl<S> FromRequestParts<S> for Visitor
where
    Arc<App>: FromRef<S>,
    S: Send + Sync,
{
    /// What was shown cannot be looked up: neither the public nor whoever it is is answered.
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Visitor, Response> {
        // The door has looked already.
        if let Some(visitor) = parts.extensions.get::<Visitor>() {
            return Ok(visitor.clone());
        }
        let app = Arc::<App>::from_ref(state);
        let at = app.now();
        let language = language(&parts.uri, &parts.headers);
        let traced = parts.extensions.get::<Arc<Traced>>().cloned();
        let mut visitor = Visitor {
            actor: Actor::Public,
            door: Door::Nobody,
            form_secret: None,
            language,
            at,
            source: source(&parts.headers, &parts.extensions, app.exposure),
            request: traced
                .as_ref()
                .map_or_else(next_request, |traced| traced.request.clone()),
        };
        if let Some(secret) = bearer(&parts.headers) {
            let token = app.cabinet.token(secret, at).map_err(fault::ours)?;
            if let Some(token) = token
                && admitted(&app, token.person, &visitor)
            {
                visitor.actor = Actor::Person(token.person);
                visitor.door = Door::Token(token);
            }
        } else if let Some(secret) = cookie(&parts.headers, session_cookie(app.exposure))
            && let Some(session) = app.cabinet.session(secret, at).map_err(fault::ours)?
            && admitted(&app, session.person, &visitor)
        {
            // Until everything was shown, the session opens nothing but the pages on which to show it.
            if session.standing == Standing::Whole {
                visitor.actor = Actor::Person(session.person);
            }
            visitor.form_secret = Some(session.form_secret.clone());
            visitor.door = Door::Session {
                secret: secret.to_owned(),
                session,
            };
        } else {
            let made = parts.extensions.get::<FormSecret>();
            visitor.form_secret = made
                .map(|made| made.0.clone())
                .or_else(|| cookie(&parts.headers, form_cookie(app.exposure)).map(str::to_owned));
        }
        if let Some(traced) = traced {
            traced.met(&visitor);
        }
        Ok(visitor)
    }
}
