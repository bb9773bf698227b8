//! Around every request: a number of its own, and the log told of what it was, before the answer goes out. Where the log
//! cannot be told, the answer is that nothing can be done just now.

use std::sync::{Arc, OnceLock};

use audit::{Event, EventKind, Outcome};
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::Response;
use values::PersonId;

use super::{next_request, route};
use crate::app::{App, Visitor};
use crate::fault;

/// The header that tells the number of a request, for asking about it later.
const NUMBER: HeaderName = HeaderName::from_static("x-request-id");

/// A request's number, and the visitor once it is known who that is.
#[derive(Debug)]
pub struct Traced {
    /// The number.
    pub request: String,
    visitor: OnceLock<Visitor>,
}

impl Traced {
    /// Notes who asks.
    pub fn met(&self, visitor: &Visitor) {
        // The first meeting says it all.
        let _ = self.visitor.set(visitor.clone());
    }
}

/// What only the one who made an answer knows of it; stands on the answer for the log.
#[derive(Debug, Clone, Default)]
pub struct Remark {
    /// Another kind than the address tells.
    pub kind: Option<EventKind>,
    /// Who it turned out to be.
    pub person: Option<PersonId>,
    /// The login typed.
    pub login: String,
    /// Why it failed.
    pub reason: Option<&'static str>,
    /// How many things it was about.
    pub count: usize,
}

impl Remark {
    /// A login as the log may keep it: people type passwords where the login belongs, so one nobody has is kept as its first
    /// character only.
    pub fn login_typed(app: &App, typed: String) -> String {
        if matches!(app.cabinet.person_of(&typed), Ok(Some(_))) {
            return typed;
        }
        let first = typed.chars().next();
        first.map_or_else(String::new, |first| format!("{first}…"))
    }

    /// The answer with this remark on it.
    pub fn on(self, mut response: Response) -> Response {
        response.extensions_mut().insert(self);
        response
    }
}

/// Stands on an answer of which the log was told already.
#[derive(Debug, Clone, Copy)]
pub struct Told;

impl Told {
    /// The answer with this mark on it.
    pub fn on(mut response: Response) -> Response {
        response.extensions_mut().insert(Told);
        response
    }
}

/// Gives the request its number, and tells the log what came of it where that is worth keeping; a fault is told without its cause.
pub async fn trace(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let traced = Arc::new(Traced {
        request: next_request(),
        visitor: OnceLock::new(),
    });
    request.extensions_mut().insert(Arc::clone(&traced));
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let stranger = Visitor::stranger(&app, &request, &traced.request);
    let kind = route::kind(&method, uri.path());
    // What changes something is not begun where the log could not be told of it after.
    let ready = match kind {
        Some(_) if method != Method::GET => app.audit.ready().await,
        _ => Ok(()),
    };
    let answer = match ready {
        Ok(()) => {
            let answer = next.run(request).await;
            tell(&app, &traced, kind, (&method, &uri), answer).await
        }
        Err(cause) => fault::unrecordable(cause),
    };
    let visitor = traced.visitor.get().unwrap_or(&stranger);
    let object = format!("{method} {}", uri.path());
    let mut response = fault::answer(&app, visitor, &uri, &object, answer);
    if let Ok(number) = HeaderValue::from_str(&traced.request) {
        response.headers_mut().insert(NUMBER, number);
    }
    response
}

async fn tell(
    app: &App,
    traced: &Traced,
    kind: Option<EventKind>,
    (method, uri): (&Method, &Uri),
    response: Response,
) -> Response {
    let object = format!("{method} {}", uri.path());
    let status = response.status();
    if response.extensions().get::<Told>().is_some() {
        return response;
    }
    if let Some(kind) = kind {
        let mut event = with_remark(event(app, traced, kind, object, &response), &response);
        if matches!(
            kind,
            EventKind::AuditSearched | EventKind::AuditExported | EventKind::Export
        ) {
            uri.query().unwrap_or_default().clone_into(&mut event.note);
        }
        return match app.audit.write(event).await {
            Ok(()) => response,
            Err(cause) => fault::unrecordable(cause),
        };
    }
    let refused = matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
    if refused {
        let kind = EventKind::AccessRefused;
        app.audit.note(event(app, traced, kind, object, &response));
    } else if route::administers(uri.path()) {
        let kind = EventKind::AdministratorRoute;
        app.audit.note(event(app, traced, kind, object, &response));
    }
    response
}

fn event(
    app: &App,
    traced: &Traced,
    kind: EventKind,
    object: String,
    response: &Response,
) -> Event {
    let mut event = match traced.visitor.get() {
        Some(visitor) => app.event(visitor, kind, object),
        None => Event {
            actor: audit::Actor::Public,
            capacity: "none".to_owned(),
            ..app.own_event(kind, object)
        },
    };
    event.origin.request.clone_from(&traced.request);
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        event.outcome = Outcome::Failure(status.as_u16().to_string());
    } else if kind != EventKind::SignIn && sent_to_prove(response) {
        event.outcome = Outcome::Failure("identification".to_owned());
    }
    event
}

/// Whether the answer was to show first who one is.
fn sent_to_prove(response: &Response) -> bool {
    let to = response.headers().get(header::LOCATION);
    to.and_then(|to| to.to_str().ok())
        .is_some_and(|to| to.starts_with("/sign-in?") || to.starts_with("/account/confirm"))
}

fn with_remark(mut event: Event, response: &Response) -> Event {
    let Some(remark) = response.extensions().get::<Remark>() else {
        return event;
    };
    event.kind = remark.kind.unwrap_or(event.kind);
    event.actor = remark.person.map_or(event.actor, audit::Actor::Person);
    event.login.clone_from(&remark.login);
    event.count = remark.count as u64;
    if let Some(reason) = remark.reason {
        event.outcome = Outcome::Failure(reason.to_owned());
    }
    event
}
