//! Hostile texts through every field of every act, sent by forms and by the API; every answer is read back, and holds them as texts and
//! nothing else. None forges a line of a log.

#[path = "../../../tests/corpus/hostile.rs"]
mod corpus;

mod city;

use std::io::Write;
use std::sync::{Mutex, PoisonError};

use acts::field::{Field, FieldKind};
use acts::{ActKind, acts};
use serde_json::{Map, Value};

use self::corpus::TEXTS;
use super::administrators::{filled, path};
use super::*;

/// Whether somebody types a text into a field.
fn takes_text(field: &Field) -> bool {
    matches!(field.kind, FieldKind::Line | FieldKind::Text)
}

/// Puts a hostile text into every field that takes one, the next of the corpus into each.
fn spoil(fields: &[Field], given: &mut Map<String, Value>, next: &mut usize) {
    for field in fields {
        if takes_text(field) {
            let text = TEXTS[*next % TEXTS.len()];
            *next += 1;
            // A second line where there may be one, and a number so that names differ.
            let text = match field.kind {
                FieldKind::Text => format!("{text} {next}\r\n{text}"),
                _ => format!("{text} {next}"),
            };
            given.insert(field.name.to_owned(), Value::String(text));
        } else if let (FieldKind::Rows(inner), Some(Value::Array(rows))) =
            (field.kind, given.get_mut(field.name))
        {
            for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                spoil(inner, row, next);
            }
        }
    }
}

/// The elements our templates are made of.
const ELEMENTS: &[&str] = &[
    "a", "aside", "b", "body", "br", "button", "caption", "code", "dd", "details", "div", "dl",
    "dt", "em", "fieldset", "footer", "form", "h1", "h2", "h3", "head", "header", "html", "i",
    "img", "input", "label", "legend", "li", "link", "main", "mark", "meta", "nav", "noscript",
    "ol", "option", "p", "pre", "progress", "script", "section", "select", "small", "span",
    "strong", "summary", "sup", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "time",
    "title", "tr", "ul",
];

/// Reads a page strictly: elements of ours with attributes in double quotes, no script but our file, no address that runs.
fn sound(page: &str) -> Result<usize, String> {
    let mut rest = page.strip_prefix("<!doctype html>").ok_or("no doctype")?;
    let mut elements = 0;
    while let Some((_, after)) = rest.split_once('<') {
        let near: String = after.chars().take(60).collect();
        let wrong = |what: &str| Err(format!("{what}: <{near}"));
        let closing = after.starts_with('/');
        let after = after.trim_start_matches('/');
        let end = after
            .find(|letter: char| !letter.is_ascii_alphanumeric())
            .unwrap_or(after.len());
        let (name, mut inside) = after.split_at(end);
        if !ELEMENTS.contains(&name) {
            return wrong("an element that is none of ours");
        }
        elements += 1;
        let mut attributes: Vec<(&str, &str)> = Vec::new();
        loop {
            inside = inside.trim_start();
            if let Some(over) = inside.strip_prefix('>') {
                rest = over;
                break;
            }
            let end = inside
                .find(|letter: char| {
                    !(letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-')
                })
                .unwrap_or(inside.len());
            if end == 0 || closing {
                return wrong("an attribute that is none of ours");
            }
            let (attribute, more) = inside.split_at(end);
            let value = more
                .strip_prefix("=\"")
                .and_then(|value| value.split_once('"'));
            inside = match value {
                Some((value, more)) => {
                    attributes.push((attribute, value));
                    more
                }
                None if more.starts_with('=') => {
                    return wrong("an attribute without quotation marks");
                }
                None => {
                    attributes.push((attribute, ""));
                    more
                }
            };
        }
        let value = |sought: &str| {
            attributes
                .iter()
                .find(|(name, _)| *name == sought)
                .map(|(_, value)| *value)
        };
        if attributes
            .iter()
            .any(|(name, _)| name.starts_with("on") || *name == "style")
        {
            return wrong("an attribute that runs");
        }
        if name == "script"
            && !closing
            && value("src").is_none_or(|source| !source.starts_with("/assets/"))
        {
            return wrong("a script that is none of ours");
        }
        let addresses = ["href", "src", "action", "formaction"]
            .iter()
            .filter_map(|name| value(name));
        for address in addresses {
            if !address.starts_with(['/', '#', '?'])
                && !address.starts_with("https://")
                && !address.is_empty()
            {
                return wrong("an address that is none of ours");
            }
        }
    }
    Ok(elements)
}

#[test]
fn a_page_with_markup_that_is_none_of_ours_is_found_out() {
    assert_eq!(sound("<!doctype html><p class=\"x\">&lt;b&gt;</p>"), Ok(2));
    for text in TEXTS.iter().filter(|text| text.contains('<')) {
        assert!(
            sound(&format!("<!doctype html><p>{text}</p>")).is_err(),
            "{text}"
        );
    }
    for text in TEXTS.iter().filter(|text| text.contains('"')) {
        assert!(
            sound(&format!("<!doctype html><p title=\"{text}\">x</p>")).is_err(),
            "{text}"
        );
    }
    assert!(sound("<!doctype html><a href=\"javascript:alert(1)\">x</a>").is_err());
}

/// Reads an answer: pages strictly, tables cell by cell, everything else as what it says it is.
async fn read_back(scene: &Scene, what: &str, request: Request<Body>) -> StatusCode {
    let answer = scene.answer(request).await;
    let status = answer.status();
    assert!(!status.is_server_error(), "{what}: {status}");
    let form = answer.headers().get(header::CONTENT_TYPE);
    let form = form.map_or("", |form| form.to_str().unwrap()).to_owned();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .unwrap();
    if form.starts_with("text/html") {
        let page = std::str::from_utf8(&body).unwrap();
        if let Err(wrong) = sound(page) {
            panic!("{what}: {wrong}");
        }
    } else if form.starts_with("application/json") || form.starts_with("application/problem+json") {
        let _: Value = serde_json::from_slice(&body).unwrap();
    } else if form.starts_with("text/csv") {
        // Nothing a spreadsheet would take for a formula begins a cell.
        let text = std::str::from_utf8(&body)
            .unwrap()
            .trim_start_matches('\u{feff}');
        assert!(
            !text
                .split("\",\"")
                .any(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r'])),
            "{what}"
        );
        assert!(
            text.lines()
                .next()
                .is_some_and(|head| head.starts_with('"')),
            "{what}"
        );
    }
    status
}

/// The pairs of a form: what stands in rows by place and name.
fn pairs(given: &Map<String, Value>, before: &str, all: &mut Vec<(String, String)>) {
    for (name, value) in given {
        let name = format!("{before}{name}");
        match value {
            Value::Array(rows) if rows.iter().all(Value::is_object) => {
                for (at, row) in rows.iter().enumerate() {
                    pairs(row.as_object().unwrap(), &format!("{name}.{at}."), all);
                }
            }
            Value::Array(items) => all.extend(items.iter().map(|item| (name.clone(), said(item)))),
            other => all.push((name, said(other))),
        }
    }
}

fn said(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Fields with hostile texts in all of them, and more than a text may be.
fn sent(scene: &Scene, kind: &ActKind, next: &mut usize) -> Map<String, Value> {
    let mut fields = filled(scene, kind.fields);
    spoil(kind.fields, &mut fields, next);
    if next.is_multiple_of(5) {
        for field in kind.fields.iter().filter(|field| takes_text(field)) {
            let long = format!("{}\u{0}", TEXTS[*next % TEXTS.len()].repeat(2_000));
            fields.insert(field.name.to_owned(), Value::String(long));
        }
    }
    fields
}

#[tokio::test(flavor = "multi_thread")]
async fn v13_a_hostile_text_in_every_field_of_every_act_sent_by_form_and_api_comes_back_as_a_text()
{
    let scene = scene();
    let (mut next, mut asked) = (0, 0);
    for who in ["officer@bureau", "system@office", "security@office"] {
        let (session, token) = (scene.session(who), scene.token(who));
        for kind in acts() {
            let path = path(kind, &scene);
            let fields = sent(&scene, kind, &mut next);
            let mut form = Vec::new();
            pairs(&fields, "", &mut form);
            let form = serde_urlencoded::to_string(&form).unwrap();
            for step in ["", "&_step=check", "&_step=do"] {
                let request = session.post(&path, &format!("{form}{step}"));
                let status = read_back(&scene, &format!("{who} {path} {step}"), request).await;
                assert!(status.as_u16() < 500);
                asked += 1;
            }
            let body = Value::Object(fields).to_string();
            let request = post(&format!("/api/v1{path}"), Some(&token), &body);
            read_back(&scene, &format!("{who} /api/v1{path}"), request).await;
            asked += 1;
        }
    }
    assert!(asked > 800, "{asked}");
}

/// Where the log is written while a test looks.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn v19_no_text_forges_a_line_of_the_log_or_of_the_audit_log() {
    let scene = scene();
    let kept = Kept::default();
    let writer = kept.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let forged = "\r\n2026-11-28T00:00:00Z ERROR forged\u{1b}[2J\u{85}\u{2028}ERROR forged";
    tracing::subscriber::with_default(subscriber, || {
        for text in TEXTS {
            let origin = audit::Origin::local(format!("r{forged}"));
            scene.app.went_wrong(
                origin,
                &format!("{text}{forged}"),
                format!("{text}{forged}"),
            );
        }
    });
    let written = kept
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    let written = String::from_utf8(written).unwrap();
    assert_eq!(written.lines().count(), TEXTS.len(), "{written}");
    let plain = |text: &str| {
        !text
            .chars()
            .any(|letter| letter.is_control() || letter == '\u{2028}')
    };
    for line in written.lines() {
        assert!(
            plain(line) && !line.starts_with("2026-11-28T00:00:00Z"),
            "{line:?}"
        );
    }
    let told = scene.events(EventKind::Fault);
    assert_eq!(told.len(), TEXTS.len());
    for event in &told {
        let line = event.json().to_string();
        assert!(!line.chars().any(char::is_control), "{line:?}");
        assert!(
            !event.object.chars().any(char::is_control)
                && !event.note.chars().any(char::is_control)
        );
    }
}
