//! Problem details (RFC 9457): a mistake names every field, a refusal every finding.

use acts::field::InputMistake;
use acts::{Finding, Refusal};
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use values::EntryNumber;

use crate::attachment::{self, Unkept};
use crate::fault;
use crate::office::Answer;
use crate::page;
use crate::telling::Teller;
use crate::upload::Standing;

/// A problem with its status.
pub fn problem(status: StatusCode, kind: &str, title: &str, more: Value) -> Response {
    response(&told(status, kind, title, more))
}

/// A problem in the form of RFC 9457, without an answer around it.
fn told(status: StatusCode, kind: &str, title: &str, more: Value) -> Told {
    let mut body =
        json!({"type": format!("/problems/{kind}"), "title": title, "status": status.as_u16()});
    if let (Some(body), Value::Object(more)) = (body.as_object_mut(), more) {
        body.extend(more);
    }
    Told { status, body }
}

/// A problem told, for the API and for the command line alike.
pub struct Told {
    /// The status of the answer.
    pub status: StatusCode,
    /// Its body.
    pub body: Value,
}

fn response(told: &Told) -> Response {
    let mut response = (told.status, Json(&told.body)).into_response();
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}

/// Nothing is there for this asker; the same for what does not exist and what may not be seen.
pub fn absent(teller: Teller) -> Response {
    problem(
        StatusCode::NOT_FOUND,
        "absent",
        teller.words.t("problem.absent"),
        json!({}),
    )
}

/// No such route.
pub async fn no_route() -> Response {
    problem(StatusCode::NOT_FOUND, "absent", "Not found", json!({}))
}

/// What the frame refuses in plain text before an answer begins (a path, a query or a body it cannot read), told as a problem.
pub async fn in_our_form(answer: Response) -> Response {
    let status = answer.status();
    let plain = answer
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|form| form.as_bytes().starts_with(b"text/plain"));
    // What is too large is told further out, also where it was refused before anything was read.
    if plain && status.is_client_error() && status != StatusCode::PAYLOAD_TOO_LARGE {
        let title = status.canonical_reason().unwrap_or_default();
        problem(status, "mistake", title, json!({}))
    } else {
        answer
    }
}

/// Only for those signed in.
pub fn sign_in(teller: Teller) -> Response {
    let mut response = problem(
        StatusCode::UNAUTHORIZED,
        "sign-in",
        teller.words.t("problem.sign_in"),
        json!({}),
    );
    response
        .headers_mut()
        .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    response
}

/// The token's scope does not reach so far.
pub fn scope(teller: Teller) -> Response {
    problem(
        StatusCode::FORBIDDEN,
        "scope",
        teller.words.t("token.scope_wanted"),
        json!({}),
    )
}

/// Who one is must be shown in this moment.
pub fn confirm(teller: Teller) -> Response {
    problem(
        StatusCode::FORBIDDEN,
        "confirm",
        teller.words.t("confirm.api"),
        json!({}),
    )
}

/// The body or a parameter cannot be read.
pub fn unreadable(teller: Teller, detail: &str) -> Response {
    problem(
        StatusCode::BAD_REQUEST,
        "mistake",
        teller.words.t("problem.mistake"),
        json!({"detail": detail}),
    )
}

/// The request is larger than what is taken.
pub fn too_large(teller: Teller) -> Response {
    problem(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        teller.words.t("problem.too_large"),
        json!({"largest_file": attachment::LARGEST}),
    )
}

/// A file that was not taken, with the reason by its key.
pub fn unkept(teller: Teller, unkept: &Unkept) -> Response {
    if unkept.is_fault() {
        return fault::ours(unkept);
    }
    let (reason, _) = unkept.expected();
    let status = match unkept {
        Unkept::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    };
    problem(
        status,
        "file-refused",
        teller.words.t("problem.file_refused"),
        json!({"reason": reason, "detail": teller.mistake(&unkept.mistake("file"))}),
    )
}

/// A file that is there and given to nobody: for now, or never again.
pub fn withheld(teller: Teller, standing: &Standing) -> Response {
    let kind = match standing {
        Standing::Infected { .. } => "file-infected",
        _ => "file-quarantined",
    };
    let mut more = standing.json();
    more["detail"] = json!(standing.told(teller.words));
    problem(
        page::withheld(standing),
        kind,
        &standing.short(teller.words),
        more,
    )
}

/// What the office answers when nothing was recorded.
pub fn unrecorded(teller: Teller, answer: &Answer) -> Response {
    match answer {
        Answer::Unwritten(cause) => fault::unrecordable(cause),
        Answer::Fault(cause) => fault::ours(cause),
        answer => response(&answered(teller, answer)),
    }
}

/// The same without an answer around it, for the command line: whoever has the machine in hand finds the cause beside it.
pub fn answered(teller: Teller, answer: &Answer) -> Told {
    let words = teller.words;
    match answer {
        Answer::Recorded(_) => our_fault(teller, "a record was taken for a refusal"),
        Answer::Refused {
            index,
            refusal,
            since,
        } => refused(teller, *index, refusal, since),
        Answer::Mistaken { index, mistakes } => mistaken(teller, *index, mistakes),
        Answer::Absent => told(
            StatusCode::NOT_FOUND,
            "absent",
            words.t("problem.absent"),
            json!({}),
        ),
        Answer::Changed { since } => told(
            StatusCode::PRECONDITION_FAILED,
            "changed",
            words.t("problem.changed"),
            json!({"since": since}),
        ),
        Answer::KeyReused(number) => told(
            StatusCode::UNPROCESSABLE_ENTITY,
            "key-reused",
            words.t("problem.key_reused"),
            json!({"record": number}),
        ),
        Answer::Unwritten(cause) => unwritten_told(teller, cause),
        Answer::Fault(cause) => our_fault(teller, cause),
    }
}

fn unwritten_told(teller: Teller, cause: &str) -> Told {
    tracing::error!(cause, "nothing happens while the audit log takes nothing");
    told(
        StatusCode::SERVICE_UNAVAILABLE,
        "unrecordable",
        teller.words.t("problem.unrecordable"),
        json!({}),
    )
}

fn our_fault(teller: Teller, cause: &str) -> Told {
    tracing::error!(cause, "a fault of ours");
    told(
        StatusCode::INTERNAL_SERVER_ERROR,
        "fault",
        teller.words.t("problem.fault"),
        json!({}),
    )
}

fn refused(teller: Teller, index: usize, refusal: &Refusal, since: &[EntryNumber]) -> Told {
    let closing: Vec<&Finding> = refusal.closing().collect();
    let only_capacity =
        !closing.is_empty() && closing.iter().all(|finding| finding.key == "capacity");
    let status = if only_capacity {
        StatusCode::FORBIDDEN
    } else {
        StatusCode::CONFLICT
    };
    let findings: Vec<_> = closing
        .iter()
        .map(|finding| teller.finding(finding))
        .collect();
    let met: Vec<_> = refusal
        .findings
        .iter()
        .filter(|finding| !finding.closes())
        .map(|finding| teller.finding(finding))
        .collect();
    let title = teller.words.fill(
        "problem.refused",
        &[teller.act(refusal.act), closing.len().to_string()],
    );
    let more = json!({"act": refusal.act, "subject": refusal.subject, "index": index, "findings": findings, "met": met, "since": since});
    told(status, "refused", &title, more)
}

fn mistaken(teller: Teller, index: usize, mistakes: &[InputMistake]) -> Told {
    let errors: Vec<Value> = mistakes
        .iter()
        .map(|mistake| json!({"pointer": mistake.pointer, "detail": teller.mistake(mistake), "wrong": mistake.wrong}))
        .collect();
    told(
        StatusCode::BAD_REQUEST,
        "mistake",
        teller.words.t("problem.mistake"),
        json!({"errors": errors, "index": index}),
    )
}
