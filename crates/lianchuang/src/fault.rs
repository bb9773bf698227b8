//! Faults of ours: a store that cannot be read, a disk that takes nothing, a program that is wrong. Whoever asked is told a stable key,
//! the number of the request and what to do; the cause goes to standard error and to the audit log, and nowhere else.

use std::any::Any;
use std::fmt::Display;

use audit::{EventKind, Origin};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::app::{App, Visitor};
use crate::page;

/// What failed, for whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failing {
    /// Something that should not have.
    Fault,
    /// The audit log takes nothing, so nothing was done.
    Unrecordable,
}

impl Failing {
    /// Its key: the type of the problem, the reason of the event.
    pub fn key(self) -> &'static str {
        match self {
            Failing::Fault => "fault",
            Failing::Unrecordable => "unrecordable",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Failing::Fault => StatusCode::INTERNAL_SERVER_ERROR,
            Failing::Unrecordable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The key of what is said of it.
    fn said(self) -> &'static str {
        match self {
            Failing::Fault => "problem.fault",
            Failing::Unrecordable => "problem.unrecordable",
        }
    }

    /// The key of the title of its page.
    fn title(self) -> &'static str {
        match self {
            Failing::Fault => "fault.title",
            Failing::Unrecordable => "unrecordable.title",
        }
    }
}

/// Stands on an answer that is a fault, for the log; it never leaves the house.
#[derive(Debug, Clone)]
struct Cause {
    failing: Failing,
    text: String,
    form: Form,
}

/// How the answer to a fault is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// As the address asks for it: a page, or a problem of the API.
    OfAddress,
    /// An object with a text in it, for the script of a page.
    Script,
    /// It says already what its asker needs.
    AsItIs,
}

fn failed(failing: Failing, cause: &dyn Display) -> Response {
    let mut response = failing.status().into_response();
    response.extensions_mut().insert(Cause {
        failing,
        text: cause.to_string(),
        form: Form::OfAddress,
    });
    response
}

/// An answer to be: a fault of ours. What stands around all answers tells it.
pub fn ours(cause: impl Display) -> Response {
    failed(Failing::Fault, &cause)
}

/// The same for the script of a page.
pub fn ours_to_script(cause: impl Display) -> Response {
    to_script(ours(cause))
}

/// The answer to a fault, for the script of a page instead.
pub fn to_script(mut fault: Response) -> Response {
    if let Some(cause) = fault.extensions_mut().get_mut::<Cause>() {
        cause.form = Form::Script;
    }
    fault
}

/// An answer to be: the audit log takes nothing, so nothing happened.
pub fn unrecordable(cause: impl Display) -> Response {
    failed(Failing::Unrecordable, &cause)
}

/// A page of its own that tells of a fault; only its cause is still to be kept.
pub fn told_by(mut page: Response, cause: impl Display) -> Response {
    page.extensions_mut().insert(Cause {
        failing: Failing::Fault,
        text: cause.to_string(),
        form: Form::AsItIs,
    });
    page
}

/// A program that gave up in the middle of an answer.
pub fn gave_up(panic: Box<dyn Any + Send + 'static>) -> Response {
    let said = match panic.downcast::<String>() {
        Ok(said) => *said,
        Err(panic) => panic
            .downcast::<&str>()
            .map_or_else(|_| "without a word".to_owned(), |said| (*said).to_owned()),
    };
    ours(format!("gave up: {said}"))
}

/// The answer to a fault, written for its asker, with the cause kept; any other answer as it is.
pub fn answer(app: &App, visitor: &Visitor, uri: &Uri, object: &str, answer: Response) -> Response {
    if !answer.status().is_server_error() {
        return answer;
    }
    // What nobody gave a cause for is a fault too: an answer of the frame's, a page that could not be rendered.
    let cause = answer.extensions().get::<Cause>().cloned();
    let cause = cause.unwrap_or(Cause {
        failing: Failing::Fault,
        text: format!("answered {}", answer.status().as_u16()),
        form: Form::OfAddress,
    });
    app.keep_fault(visitor, object, &cause);
    match cause.form {
        Form::AsItIs => answer,
        Form::Script => {
            let words = app.words(visitor.language);
            let text = format!("{} {}", words.t(cause.failing.said()), number(app, visitor));
            (cause.failing.status(), Json(json!({"told": text}))).into_response()
        }
        Form::OfAddress if uri.path().starts_with("/api/") => problem(app, visitor, cause.failing),
        Form::OfAddress => shown(app, visitor, uri, cause.failing),
    }
}

/// The number of the request, and for what it is good.
pub fn number(app: &App, visitor: &Visitor) -> String {
    let words = app.words(visitor.language);
    words.fill("fault.number", std::slice::from_ref(&visitor.request))
}

fn problem(app: &App, visitor: &Visitor, failing: Failing) -> Response {
    let words = app.words(visitor.language);
    let body = json!({
        "type": format!("/problems/{}", failing.key()),
        "title": words.t(failing.said()),
        "status": failing.status().as_u16(),
        "detail": number(app, visitor),
        "request": visitor.request,
    });
    let mut response = (failing.status(), Json(body)).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}

fn shown(app: &App, visitor: &Visitor, uri: &Uri, failing: Failing) -> Response {
    let words = app.words(visitor.language);
    let text = format!("{} {}", words.t(failing.said()), number(app, visitor));
    let page = page::message(
        app,
        visitor,
        uri,
        failing.status(),
        words.t(failing.title()).to_owned(),
        text.clone(),
    );
    // Where even this page cannot be rendered, its text can.
    if page.status() == failing.status() {
        page
    } else {
        (failing.status(), text).into_response()
    }
}

impl App {
    fn keep_fault(&self, visitor: &Visitor, object: &str, cause: &Cause) {
        tracing::error!(
            request = visitor.request.as_str(),
            object,
            cause = cause.text.as_str(),
            "{}",
            cause.failing.key()
        );
        let event = self.event(visitor, EventKind::Fault, object);
        self.audit.note(
            event
                .noting(cause.text.as_str())
                .failed(cause.failing.key()),
        );
    }

    /// Keeps a fault after which the work went on, or which nobody asked for: `object` is what could not be done.
    pub fn went_wrong(&self, origin: Origin, object: &str, cause: impl Display) {
        let cause = cause.to_string();
        tracing::error!(
            request = origin.request.as_str(),
            object,
            cause = cause.as_str(),
            "fault"
        );
        let mut event = self.own_event(EventKind::Fault, object);
        event.origin = origin;
        self.audit
            .note(event.noting(cause).failed(Failing::Fault.key()));
    }
}
