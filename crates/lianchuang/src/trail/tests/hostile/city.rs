//! A city in which everybody wrote hostile texts: the demo's whole story with one in every field of every act that takes a text, and in
//! every name. Every page, sheet and answer of the API that is reached from it holds them as texts and nothing else.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::Cursor;

use super::*;
use crate::demo;

/// The story's last day: the same city on whatever day the test runs.
const DAY: &str = "2025-06-02";

/// Who reads it, and how many addresses each.
const READERS: [(&str, usize); 4] = [
    ("officer@bureau", 260),
    ("secretary@katsura2", 160),
    ("auditor@office", 80),
    ("", 80),
];

/// The product with that city.
struct Spoilt {
    app: Arc<App>,
    people: BTreeMap<String, PersonId>,
    _folder: tempfile::TempDir,
}

/// Tells the story and puts the corpus into it.
fn spoilt() -> Spoilt {
    let folder = tempfile::tempdir().unwrap();
    let files = pack_files::files(PACK).unwrap();
    let rules = rules_of(PACK, &files).unwrap();
    let city = demo::tell(&rules, parse_date(DAY).unwrap());
    let (mut next, mut personal) = (0, Vec::new());
    let mut entries = Vec::new();
    for mut act in city.entries {
        let kind = acts::act_kind(&act.act).unwrap();
        if let Some(fields) = act.fields.as_object_mut() {
            overwrite(kind.fields, fields, &mut next, &mut personal);
        }
        entries.push(NewEntry {
            at_millis: act.at.timestamp().as_millisecond(),
            payload: serde_json::to_vec(&act).unwrap(),
            idempotency: None,
            tell: None,
        });
    }
    assert!(next > 2_000 && personal.len() > 100, "{next} texts");
    let mut register = SqliteStore::open_for_writing(folder.path()).unwrap();
    register.append(&Head::empty(), &entries).unwrap();
    drop(register);
    let opened =
        office::open(folder.path(), keys::of(folder.path(), None).unwrap(), rules).unwrap();
    opened.cabinet.keep_all(&personal).unwrap();
    let clock = Clock::beginning_on(parse_date(DAY).unwrap());
    let people = city.accounts.into_iter();
    Spoilt {
        people: people.map(|one| (one.login, one.person)).collect(),
        app: Arc::new(App::new(opened, Printer::new(&files, None), clock, None)),
        _folder: folder,
    }
}

/// Puts a hostile text where somebody wrote one, and another for what is kept as a reference.
fn overwrite(
    fields: &[Field],
    given: &mut Map<String, Value>,
    next: &mut usize,
    personal: &mut Vec<cabinet::Prepared>,
) {
    for field in fields {
        let Some(value) = given.get_mut(field.name) else {
            continue;
        };
        match (field.kind, value) {
            (FieldKind::Rows(inner), Value::Array(rows)) => {
                for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                    overwrite(inner, row, next, personal);
                }
            }
            (_, Value::String(text)) if takes_text(field) => {
                let hostile = TEXTS[*next % TEXTS.len()];
                *next += 1;
                if field.is_personal() {
                    let prepared = cabinet::prepare_personal(hostile).unwrap();
                    text.clone_from(&prepared.reference);
                    personal.push(prepared);
                } else {
                    hostile.clone_into(text);
                }
            }
            _ => {}
        }
    }
}

/// Reads an answer as what it says it is; gives its text.
async fn held(what: &str, answer: axum::response::Response) -> String {
    let status = answer.status();
    assert!(!status.is_server_error(), "{what}: {status}");
    let form = answer.headers().get(header::CONTENT_TYPE);
    let form = form.map_or("", |form| form.to_str().unwrap()).to_owned();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .unwrap();
    if form.contains("spreadsheetml") {
        let mut book: calamine::Xlsx<_> = calamine::Reader::new(Cursor::new(body)).unwrap();
        for sheet in calamine::Reader::sheet_names(&book) {
            let formulas = calamine::Reader::worksheet_formula(&mut book, &sheet).unwrap();
            assert!(formulas.is_empty(), "{what}: a formula on {sheet}");
        }
        return String::new();
    }
    let text = String::from_utf8_lossy(&body).into_owned();
    if form.starts_with("text/html") {
        if let Err(wrong) = sound(&text) {
            panic!("{what}: {wrong}");
        }
    } else if form.starts_with("application/json") || form.starts_with("application/problem+json") {
        let _: Value = serde_json::from_slice(&body).unwrap();
    } else if form.starts_with("text/csv") {
        let lines = text.trim_start_matches('\u{feff}');
        let mut cells = lines.split("\",\"").flat_map(|cell| cell.split("\r\n\""));
        let formula = cells.find(|cell| cell.starts_with(['=', '+', '-', '@', '\t', '\r']));
        assert_eq!(formula, None, "{what}");
    }
    text
}

/// Addresses a page leads to.
fn leads_to(page: &str) -> impl Iterator<Item = String> {
    page.split("href=\"/").skip(1).filter_map(|rest| {
        let (path, _) = rest.split_once('"')?;
        let path = path
            .split('#')
            .next()?
            .replace("&amp;", "&")
            .replace("&#38;", "&");
        Some(format!("/{path}"))
    })
}

/// An address without what varies: of each form as many are read as tell something new.
fn form_of(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path
        .split('/')
        .map(|part| {
            if part.chars().any(|letter| letter.is_ascii_digit()) {
                "*"
            } else {
                part
            }
        })
        .collect();
    let names: Vec<&str> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some(("tab", _)) | None => pair,
            Some((name, _)) => name,
        })
        .collect();
    format!("{}?{}", parts.join("/"), names.join("&"))
}

/// Reads on from page to page as somebody; gives how many answers were read, and how many held a hostile text.
async fn read_on(spoilt: &Spoilt, login: &str, most: usize, language: &str) -> (usize, usize) {
    let token = spoilt.people.get(login).map(|person| {
        let now = spoilt.app.now();
        let until = values::Instant::from_second(now.second() + 3600).unwrap();
        let cabinet = &spoilt.app.cabinet;
        cabinet
            .make_token(*person, "test", Scope::Act, now, until)
            .unwrap()
    });
    assert!(login.is_empty() || token.is_some(), "{login}");
    let begun = [
        "/",
        "/consortia",
        "/organisations",
        "/candidacies",
        "/screening",
        "/register",
        "/inbox",
        "/notices",
        "/audit",
        "/policy",
        "/account/data",
        "/api/v1/inbox",
        "/api/v1/notices",
        "/api/v1/screening",
        "/api/v1/records",
    ];
    let mut waiting: VecDeque<String> = begun.iter().map(|path| (*path).to_owned()).collect();
    let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
    let mut forms: BTreeMap<String, usize> = BTreeMap::new();
    let router = serve::router(Arc::clone(&spoilt.app)).unwrap();
    let (mut read, mut hostile) = (0, 0);
    while let Some(path) = waiting.pop_front() {
        let seen = forms.entry(form_of(&path)).or_default();
        *seen += 1;
        if *seen > 8 || read >= most {
            continue;
        }
        read += 1;
        let mut asked = Request::get(&path).header(header::ACCEPT_LANGUAGE, language);
        if let Some(token) = &token {
            asked = asked.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let asked = asked.body(Body::empty()).unwrap();
        let answer = router.clone().oneshot(asked).await.unwrap();
        let what = format!("{login} {language} {path}");
        let body = held(&what, answer).await;
        hostile += usize::from(body.contains("alert(1)"));
        for path in leads_to(&body) {
            // The API's own reading of what a page shows comes with it.
            let by_api = path
                .strip_prefix("/register/")
                .map_or_else(|| path.clone(), |rest| format!("/records/{rest}"));
            for path in [path, format!("/api/v1{by_api}")] {
                let left_out = path.contains("/assets/") || path.contains("lang=");
                if !left_out && known.insert(path.clone()) {
                    waiting.push_back(path);
                }
            }
        }
    }
    (read, hostile)
}

#[tokio::test(flavor = "multi_thread")]
async fn v13_a_city_of_hostile_texts_is_shown_as_texts_by_pages_sheets_and_answers() {
    let spoilt = spoilt();
    for language in ["zh", "en"] {
        for (login, most) in READERS {
            let (read, hostile) = read_on(&spoilt, login, most, language).await;
            assert!(read > 20, "{login} {language}: {read} were read");
            assert!(
                hostile > 5,
                "{login} {language}: {hostile} of {read} told something"
            );
        }
    }
}
