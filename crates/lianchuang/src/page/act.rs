//! The form of an act: fields, check-your-answers, then the act. One handler for all acts; what a person needs to see
//! beside the form comes from `act_aside`.

use std::collections::BTreeMap;
use std::sync::Arc;

use acts::ask::Request;
use acts::field::{Field, FieldKind, InputMistake};
use acts::ruling::ruling_policy;
use acts::{ActKind, Asked, Finding, Subject, World, act_kind, rule, sight};
use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use policy::Policy;
use serde_json::{Map, Value};
use values::EntryNumber;

use super::account::to_confirm;
use super::act_aside::aside;
use super::conditions::{Shown, shown};
use super::field::{FieldShown, FormContext, answers, read_form};
use super::form_body::Posted;
use super::home::{absent_page, to_sign_in};
use super::justification::{justify, justify_label};
use super::panel::{act_href, subject_href};
use super::prefill::{closing, is_theirs, prefill};
use super::sign_in::own_public_form;
use super::{Frame, draft, form_body, render_as};
use crate::api::{plural, subject_after};
use crate::app::{App, Visitor};
use crate::fault;
use crate::office::{Answer, Seen, Submission};
use crate::personal::notice::{self, Short};
use crate::subject_view::last_record;
use crate::trail::Unwritten;
use crate::upload;

#[derive(Template)]
#[template(path = "act.html")]
struct Page<'a> {
    f: Frame<'a>,
    act: String,
    here: String,
    subject: String,
    subject_href: String,
    clause: Option<String>,
    follows: String,
    confirm: String,
    changed: bool,
    draft: Option<String>,
    checking: bool,
    key: String,
    seen: u64,
    errors: Vec<(String, String)>,
    closed: Option<Closed>,
    whose: Whose,
    form: Vec<FieldShown>,
    justify: Vec<(String, String, String)>,
    answers: Vec<(String, String)>,
    hidden: Vec<(String, String)>,
    has_file: bool,
    aside: String,
    /// The notice of its personal fields, where it has some.
    privacy: Option<Short>,
}

/// Whose the act is, at this stage or another.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Visitors,
    Others,
}

/// What closes the act, and how it was found out.
struct Closed {
    title: String,
    about: String,
    /// Something was sent and refused, which a screen reader is to tell at once.
    sent: bool,
    closing: Vec<Shown>,
}

/// What came of a post so far.
#[derive(Default)]
struct Progress {
    fields: Map<String, Value>,
    justify: BTreeMap<String, String>,
    mistakes: Vec<InputMistake>,
    refused: Vec<Finding>,
    /// What was found before anything was typed.
    foreseen: Vec<Finding>,
    checking: bool,
    changed: bool,
    /// The draft the form was filled from or just kept in.
    draft: Option<String>,
    pairs: Vec<(String, String)>,
}

/// The form of an act of the office itself.
pub async fn office_form(
    state: State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path((folder, verb)): Path<(String, String)>,
) -> Response {
    show(
        &state,
        &visitor,
        &uri,
        Subject::Office,
        &format!("{folder}.{verb}"),
    )
}

/// The form of an act on a subject.
pub async fn form(
    state: State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path((kind, subject, folder, verb)): Path<(String, String, String, String)>,
) -> Response {
    match subject.parse::<Subject>() {
        Ok(subject) if plural(subject.kind()) == kind => {
            show(&state, &visitor, &uri, subject, &format!("{folder}.{verb}"))
        }
        _ => absent_page(&state, &state.world(), &visitor, &uri),
    }
}

/// A posted form of an act of the office itself.
pub async fn office_post(
    state: State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    Path((folder, verb)): Path<(String, String)>,
    body: Bytes,
) -> Response {
    take(
        &state,
        &visitor,
        &uri,
        &headers,
        Subject::Office,
        &format!("{folder}.{verb}"),
        body,
    )
    .await
}

/// A posted form of an act on a subject.
pub async fn post(
    state: State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    headers: HeaderMap,
    Path((kind, subject, folder, verb)): Path<(String, String, String, String)>,
    body: Bytes,
) -> Response {
    match subject.parse::<Subject>() {
        Ok(subject) if plural(subject.kind()) == kind => {
            take(
                &state,
                &visitor,
                &uri,
                &headers,
                subject,
                &format!("{folder}.{verb}"),
                body,
            )
            .await
        }
        _ => absent_page(&state, &state.world(), &visitor, &uri),
    }
}

/// The act, if there is such a one on subjects of this kind and the visitor may know of the subject.
fn found(
    app: &App,
    world: &World,
    visitor: &Visitor,
    subject: Subject,
    key: &str,
) -> Option<&'static ActKind> {
    let kind = act_kind(key).filter(|kind| kind.subject == subject.kind())?;
    sight::sees(world, app.rules(), visitor.actor, subject, visitor.day()).then_some(kind)
}

fn policy_of<'a>(app: &'a App, world: &World, visitor: &Visitor, subject: Subject) -> &'a Policy {
    ruling_policy(world, app.rules(), subject, visitor.day())
        .unwrap_or_else(|| app.policy(visitor.day()))
}

fn show(app: &App, visitor: &Visitor, uri: &Uri, subject: Subject, key: &str) -> Response {
    let world = app.world();
    if visitor.person().is_none() && key != "objection.raise" {
        return to_sign_in(uri);
    }
    let Some(kind) = found(app, &world, visitor, subject, key) else {
        return absent_page(app, &world, visitor, uri);
    };
    let policy = policy_of(app, &world, visitor, subject);
    let mut progress = Progress {
        fields: prefill(&world, app.rules(), policy, visitor, subject, key),
        foreseen: closing(&world, app.rules(), visitor, subject, kind),
        ..Progress::default()
    };
    let teller = app.teller(visitor.language, policy, &world);
    if let Some((fields, told)) = draft::found(app, teller, visitor, subject, key) {
        progress.fields.extend(fields);
        progress.draft = Some(told);
    }
    page(
        app,
        &world,
        policy,
        visitor,
        uri,
        subject,
        kind,
        &progress,
        &fresh_key(app),
    )
}

/// A key under which this form's act is recorded once, however often it is sent.
fn fresh_key(app: &App) -> String {
    use std::hash::{BuildHasher, Hasher};
    // Unguessable is not needed: keys belong to the person who uses them.
    let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
    hasher.write_i64(app.now().second());
    format!("form-{:016x}", hasher.finish())
}

async fn take(
    app: &Arc<App>,
    visitor: &Visitor,
    uri: &Uri,
    headers: &HeaderMap,
    subject: Subject,
    key: &str,
    body: Bytes,
) -> Response {
    let world = app.world();
    let Posted { mut pairs, files } = form_body::posted(headers, body).await;
    let secret = given(&pairs, "_csrf");
    let own_form = visitor.form_secret.is_some() && visitor.form_secret.as_deref() == Some(secret);
    let public = visitor.person().is_none()
        && key == "objection.raise"
        && own_public_form(visitor, headers, secret);
    if !(public || own_form && visitor.person().is_some()) {
        return to_sign_in(uri);
    }
    let Some(kind) = found(app, &world, visitor, subject, key) else {
        return absent_page(app, &world, visitor, uri);
    };
    let policy = policy_of(app, &world, visitor, subject);
    if !visitor.may_act() {
        return to_sign_in(uri);
    }
    let unkept = match attach(app, visitor, &mut pairs, files).await {
        Ok(unkept) => unkept,
        Err(unwritten) => return fault::unrecordable(unwritten),
    };
    let value = |name: &str| given(&pairs, name);
    let mut progress = Progress {
        fields: read_form(kind.fields, &pairs),
        ..Progress::default()
    };
    progress.justify = pairs
        .iter()
        .filter_map(|(name, value)| {
            Some((
                name.strip_prefix("_justify.")?.to_owned(),
                value.trim().to_owned(),
            ))
        })
        .filter(|(_, reason)| !reason.is_empty())
        .collect();
    if value("_step") == "afresh" {
        draft::drop(app, visitor, subject, kind);
        return Redirect::to(&act_href(subject, kind.key)).into_response();
    }
    draft::keep(app, visitor, subject, kind, &progress.fields);
    if headers.contains_key("x-draft") {
        return StatusCode::NO_CONTENT.into_response();
    }
    let step = value("_step");
    // What was typed is in the draft, so that it stands in the form again afterwards.
    if matches!(step, "check" | "do") && !visitor.proves(kind.identification) {
        return to_confirm(&act_href(subject, kind.key));
    }
    let form_key = if value("_key").is_empty() {
        fresh_key(app)
    } else {
        value("_key").to_owned()
    };
    let request = Request {
        act: key.to_owned(),
        subject,
        actor: visitor.actor,
        at: visitor.at,
        fields: progress.fields.clone(),
        justify: progress.justify.clone(),
    };
    if !unkept.is_empty() {
        progress.mistakes = unkept;
    } else if let Some(rows) = step.strip_prefix("add.") {
        if let Some(Value::Array(rows)) = progress.fields.get_mut(rows) {
            rows.push(Value::Object(Map::new()));
        }
    } else if step == "do" {
        let seen = value("_seen")
            .parse()
            .map_or(Seen::Unsaid, |number| Seen::Upto(EntryNumber(number)));
        let owner = visitor
            .person()
            .map_or_else(|| "public".to_owned(), |person| person.to_string());
        let submission = Submission {
            requests: vec![request],
            idempotency: Some(format!("{owner}/{form_key}")),
            seen,
            origin: visitor.origin(),
        };
        match app.office.submit(submission).await {
            Answer::Recorded(recorded) => {
                return done(
                    app,
                    visitor,
                    subject,
                    kind,
                    recorded.first().map(AsRef::as_ref),
                );
            }
            Answer::Refused { refusal, since, .. } => {
                progress.changed = !since.is_empty();
                progress.refused = refusal.findings;
            }
            Answer::Mistaken { mistakes, .. } => progress.mistakes = mistakes,
            Answer::Changed { .. } => progress.changed = true,
            Answer::Absent => return absent_page(app, &app.world(), visitor, uri),
            Answer::KeyReused(number) => {
                return Redirect::to(&format!("/register/{number}")).into_response();
            }
            Answer::Unwritten(cause) => {
                return fault::unrecordable(&cause);
            }
            Answer::Fault(cause) => return fault::ours(&cause),
        }
    } else if step == "keep" {
        let teller = app.teller(visitor.language, policy, &world);
        progress.draft = draft::found(app, teller, visitor, subject, key).map(|(_, told)| told);
    } else if step != "edit" {
        progress.checking = true;
        // Personal texts are ruled on as they stand; only the act itself puts them away.
        match rule(&world, app.rules(), &request) {
            Asked::Accepted(_) => {}
            Asked::Refused(refusal) => {
                progress.checking = false;
                progress.refused = refusal.findings;
            }
            Asked::Mistaken(mistakes) => {
                progress.checking = false;
                progress.mistakes = mistakes;
            }
            Asked::Absent => return absent_page(app, &world, visitor, uri),
        }
    }
    progress.pairs = pairs;
    let world = app.world();
    page(
        app, &world, policy, visitor, uri, subject, kind, &progress, &form_key,
    )
}

/// What a form gives for a name, the first of it.
fn given<'a>(pairs: &'a [(String, String)], name: &str) -> &'a str {
    let found = pairs.iter().find(|(found, _)| found == name);
    found.map_or("", |(_, value)| value.as_str())
}

/// Keeps the files of a form, which then stand in it by their digests; a mistake for each that is not taken.
async fn attach(
    app: &App,
    visitor: &Visitor,
    pairs: &mut Vec<(String, String)>,
    files: Vec<(String, Bytes)>,
) -> Result<Vec<InputMistake>, Unwritten> {
    let mut mistakes = Vec::new();
    for (name, content) in files {
        match upload::keep(app, visitor, &content).await? {
            // Before the digest of an earlier upload, which the form carries along: the first of a name counts.
            Ok(kept) => pairs.insert(0, (name, kept.digest.to_string())),
            Err(unkept) => {
                if unkept.is_fault() {
                    tracing::error!(%unkept, "a file could not be kept");
                }
                mistakes.push(unkept.mistake(&name));
            }
        }
    }
    Ok(mistakes)
}

fn done(
    app: &App,
    visitor: &Visitor,
    subject: Subject,
    kind: &ActKind,
    recorded: Option<&acts::Recorded>,
) -> Response {
    draft::drop(app, visitor, subject, kind);
    let Some(recorded) = recorded else {
        return Redirect::to(&subject_href(subject)).into_response();
    };
    let next = subject_after(recorded);
    let href = if next == Subject::Office {
        format!("/inbox?done={}", recorded.number)
    } else {
        format!("{}?done={}", subject_href(next), recorded.number)
    };
    Redirect::to(&href).into_response()
}

#[expect(
    clippy::too_many_arguments,
    reason = "a form shows everything it was asked with"
)]
fn page(
    app: &App,
    world: &World,
    policy: &Policy,
    visitor: &Visitor,
    uri: &Uri,
    subject: Subject,
    kind: &'static ActKind,
    progress: &Progress,
    key: &str,
) -> Response {
    let teller = app.teller(visitor.language, policy, world);
    let title = teller.act(kind.key);
    let context = FormContext {
        app,
        world,
        teller,
        visitor,
        act: kind.key,
        subject,
        mistakes: &progress.mistakes,
    };
    let opening = acts::ruling::opening(world, policy, kind, subject);
    let whose = if is_theirs(world, app.rules(), visitor, subject, kind.key) {
        Whose::Visitors
    } else {
        Whose::Others
    };
    let sent = !progress.refused.is_empty();
    let closing: Vec<&Finding> = [&progress.refused, &progress.foreseen]
        .into_iter()
        .flatten()
        .filter(|finding| finding.closes())
        .collect();
    let status = if !progress.mistakes.is_empty() {
        StatusCode::BAD_REQUEST
    } else if sent {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let hidden = progress
        .pairs
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "_csrf" | "_key" | "_seen" | "_step"))
        .cloned()
        .collect();
    let mut answers = answers(
        app,
        world,
        teller,
        visitor,
        kind.key,
        kind.fields,
        &progress.fields,
    );
    answers.extend(
        progress
            .justify
            .iter()
            .map(|(condition, reason)| (justify_label(teller, condition), reason.clone())),
    );
    render_as(
        status,
        &Page {
            errors: context.errors(),
            justify: justify(teller, &closing, &progress.justify),
            closed: (!closing.is_empty()).then(|| Closed {
                title: match whose {
                    Whose::Visitors => teller
                        .words
                        .fill("act.refused", &[closing.len().to_string()]),
                    Whose::Others => teller.words.t("act.not_theirs").to_owned(),
                },
                about: teller
                    .words
                    .t(match (whose, sent) {
                        (Whose::Visitors, true) => "act.refused_about",
                        (Whose::Visitors, false) => "act.closed_about",
                        (Whose::Others, _) => "act.not_theirs_about",
                    })
                    .to_owned(),
                sent,
                closing: closing
                    .iter()
                    .map(|finding| shown(app, teller, finding))
                    .collect(),
            }),
            whose,
            form: if progress.checking || whose == Whose::Others {
                Vec::new()
            } else {
                context.fields(kind.fields, &progress.fields)
            },
            answers,
            has_file: !progress.checking && has_file(kind.fields),
            hidden,
            // Who only looks at the form of somebody else's act sees of the matter what its page shows.
            aside: match whose {
                Whose::Visitors => aside(app, world, policy, visitor, subject, kind.key),
                Whose::Others => String::new(),
            },
            act: title.clone(),
            here: act_href(subject, kind.key),
            subject: teller.subject(subject),
            subject_href: subject_href(subject),
            clause: opening.map(|open| open.clause.to_string()),
            follows: teller
                .words
                .find(&format!("act.{}.follows", kind.key))
                .unwrap_or_default()
                .to_owned(),
            confirm: teller
                .words
                .find(&format!("act.{}.confirm", kind.key))
                .unwrap_or_default()
                .to_owned(),
            changed: progress.changed,
            draft: progress.draft.clone(),
            checking: progress.checking,
            key: key.to_owned(),
            seen: last_record(world, subject).0,
            privacy: notice::short(app, teller.words, &notice::of_act(kind.key)),
            f: Frame::new(app, world, visitor, uri, title),
        },
    )
}

fn has_file(fields: &[Field]) -> bool {
    fields.iter().any(|field| match field.kind {
        FieldKind::File => true,
        FieldKind::Rows(inner) => has_file(inner),
        _ => false,
    })
}
