//! The register as pages: what was recorded, by whom, on which findings, with the proof.

use std::sync::Arc;

use acts::ask::Actor;
use acts::{Recorded, World, act_kind, sight};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::Uri;
use axum::response::Response;
use register::Store as _;
use serde::Deserialize;
use values::EntryNumber;

use super::conditions::{Shown, all_shown};
use super::field::answers;
use super::file::of_record;
use super::home::absent_page;
use super::notices::time;
use super::panel::subject_href;
use super::{Frame, render};
use crate::app::{App, Visitor};
use crate::fault;
use crate::telling::Teller;
use crate::upload::{self, Standing};
use crate::words::Words;

/// Records on a page.
const PAGE: u64 = 50;
/// Records looked at for one page; a visitor who may see few does not make the server read everything.
const LOOK: u64 = 2000;

#[derive(Template)]
#[template(path = "register.html")]
struct Page<'a> {
    f: Frame<'a>,
    total: u64,
    head: String,
    records: Vec<RecordShown>,
    newer: Option<String>,
    older: Option<String>,
}

#[derive(Template)]
#[template(path = "record.html")]
struct One<'a> {
    f: Frame<'a>,
    r: RecordShown,
    policy: String,
    fields: Vec<(String, String)>,
    effects: Vec<(String, String)>,
    findings: Vec<Shown>,
    documents: Vec<(String, String)>,
    files: Vec<FileShown>,
    served: Vec<(String, String, String)>,
    /// Personal fields the visitor may be shown in full: what each is called, masked, and where to ask.
    personal: Vec<(String, String, String)>,
    digest: String,
    previous: String,
}

/// A record as a line.
pub struct RecordShown {
    /// Its number.
    pub number: u64,
    /// When.
    pub at: String,
    /// What was done.
    pub title: String,
    /// On what.
    pub subject: String,
    /// The subject's page.
    pub href: String,
    /// By whom, in which capacity, under which edition.
    pub who: String,
}

#[derive(Deserialize)]
pub struct Asked {
    before: Option<u64>,
}

/// The last records the visitor may see.
pub async fn page(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Query(asked): Query<Asked>,
) -> Response {
    let world = app.world();
    let total = world.number.0;
    let from = asked.before.unwrap_or(total + 1).min(total + 1);
    let mut records = Vec::new();
    let mut number = from;
    while number > 1 && (records.len() as u64) < PAGE && from - number < LOOK {
        number -= 1;
        if let Ok(Some(record)) = app.record(EntryNumber(number))
            && sight::sees_record(&world, app.rules(), visitor.actor, &record, visitor.day())
        {
            records.push(line(&app, &world, &visitor, &record));
        }
    }
    let head = app
        .with_reader(register::SqliteStore::head)
        .map(|head| head.to_string())
        .unwrap_or_default();
    render(&Page {
        f: Frame::new(
            &app,
            &world,
            &visitor,
            &uri,
            app.words(visitor.language).t("register.title"),
        ),
        total,
        head,
        records,
        newer: (from <= total)
            .then(|| format!("/register?before={}", (from + PAGE).min(total + 1))),
        older: (number > 1).then(|| format!("/register?before={number}")),
    })
}

/// The words for a record are those of the edition it was ruled under.
fn teller<'a>(app: &'a App, world: &'a World, visitor: &Visitor, record: &Recorded) -> Teller<'a> {
    let policy = app
        .rules()
        .policies
        .edition(&record.policy)
        .map_or_else(|| app.policy(visitor.day()), AsRef::as_ref);
    app.teller(visitor.language, policy, world)
}

/// A record as a line.
pub fn line(app: &App, world: &World, visitor: &Visitor, record: &Recorded) -> RecordShown {
    let teller = teller(app, world, visitor, record);
    RecordShown {
        number: record.number.0,
        at: format!("{} {}", teller.day(record.day), record.at.china_clock()),
        title: teller.act(&record.act),
        subject: teller.subject(record.subject),
        href: subject_href(record.subject),
        who: who(app, world, visitor, teller, record),
    }
}

fn who(app: &App, world: &World, visitor: &Visitor, teller: Teller, record: &Recorded) -> String {
    // Outsiders learn in which capacity something was done, not by which person.
    let named = visitor.person().is_some();
    let name = match record.by {
        Actor::Person(person) if named => app.person_name(world, person),
        Actor::Person(_) | Actor::Public => String::new(),
        Actor::System => teller.words.t("holder.system").to_owned(),
    };
    let capacity = teller.holder(&record.holder);
    let organisation = record
        .organisation
        .map(|id| teller.organisation(id))
        .unwrap_or_default();
    let absent = match record.on_behalf {
        Some(person) if named => {
            let absent = app.person_name(world, person);
            teller.words.fill("record.for", &[absent])
        }
        Some(_) => teller.words.t("record.substitute").to_owned(),
        None => String::new(),
    };
    let parts = [name, absent, capacity, organisation];
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// One record in full.
pub async fn record(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    uri: Uri,
    Path(number): Path<u64>,
) -> Response {
    let world = app.world();
    let record = match app.record(EntryNumber(number)) {
        Ok(Some(record))
            if sight::sees_record(&world, app.rules(), visitor.actor, &record, visitor.day()) =>
        {
            record
        }
        Ok(_) => return absent_page(&app, &world, &visitor, &uri),
        Err(cause) => return fault::ours(cause),
    };
    let entry = app
        .with_reader(|reader| reader.entry(number))
        .ok()
        .flatten();
    let teller = teller(&app, &world, &visitor, &record);
    let title = format!("{} {}", number, teller.act(&record.act));
    let fields = act_kind(&record.act)
        .map(|kind| {
            answers(
                &app,
                &world,
                teller,
                &visitor,
                kind.key,
                kind.fields,
                record.fields.as_object().unwrap_or(&serde_json::Map::new()),
            )
        })
        .unwrap_or_default();
    render(&One {
        r: line(&app, &world, &visitor, &record),
        policy: record.policy.to_string(),
        fields,
        effects: effects(teller, &record),
        findings: all_shown(&app, teller, &record.findings),
        documents: documents(teller, &record),
        files: files(&app, app.words(visitor.language), &record),
        served: served(&app, &world, &visitor, teller, &record),
        personal: crate::unmasking::masked_fields(&app, &world, &visitor, &record)
            .into_iter()
            .map(|masked| {
                let href = format!("/register/{number}/personal/{}", masked.field);
                let label = super::unmasking::label(teller.words, &masked);
                (label, masked.shown, href)
            })
            .collect(),
        digest: entry
            .as_ref()
            .map(|entry| entry.digest.to_string())
            .unwrap_or_default(),
        previous: entry
            .as_ref()
            .map(|entry| entry.previous.to_string())
            .unwrap_or_default(),
        f: Frame::new(&app, &world, &visitor, &uri, title),
    })
}

/// Documents the policy prints from this record.
pub fn documents(teller: Teller, record: &Recorded) -> Vec<(String, String)> {
    let printed = teller
        .policy
        .documents
        .iter()
        .filter(|document| document.act == record.act);
    printed
        .map(|document| {
            (
                format!("/documents/{}/{}.pdf", record.number, document.key),
                document.title.in_language(teller.words.language).to_owned(),
            )
        })
        .collect()
}

/// On whom a decision was served, when it came into the system for them, and when each first opened it; for those who see
/// the whole case.
fn served(
    app: &App,
    world: &World,
    visitor: &Visitor,
    teller: Teller,
    record: &Recorded,
) -> Vec<(String, String, String)> {
    let seen = sight::sight(
        world,
        app.rules(),
        visitor.actor,
        record.subject,
        visitor.day(),
    );
    if visitor.person().is_none() || seen < sight::Sight::Full {
        return Vec::new();
    }
    let notices = app.cabinet.served(record.number).unwrap_or_default();
    notices
        .iter()
        .map(|notice| {
            let opened = match notice.opened {
                Some(at) => time(teller, Some(at)),
                None => teller.words.t("record.served_unopened").to_owned(),
            };
            let name = app.person_name(world, notice.person);
            (name, time(teller, notice.made), opened)
        })
        .collect()
}

/// A file the record names.
struct FileShown {
    /// Where it is; nowhere if its content is given to nobody.
    href: Option<String>,
    /// The first digits of its digest.
    short: String,
    /// How it stands, in a few words and in a sentence; empty where nothing was found in it.
    state: String,
    about: String,
    /// The style of the state.
    style: &'static str,
}

/// Files the record names, with how each stands.
fn files(app: &App, w: &Words, record: &Recorded) -> Vec<FileShown> {
    of_record(record)
        .into_iter()
        .map(|digest| {
            let standing = upload::standing(app, digest).ok();
            let given = standing.as_ref().is_some_and(Standing::is_given);
            let shown = standing.filter(|standing| *standing != Standing::Clean);
            FileShown {
                style: match &shown {
                    Some(Standing::Infected { .. }) => "refused",
                    Some(Standing::Quarantined { .. }) => "waits",
                    _ => "",
                },
                href: given.then(|| format!("/register/{}/files/{digest}", record.number)),
                short: digest.to_string()[..12].to_owned(),
                state: shown.as_ref().map_or_else(String::new, |it| it.short(w)),
                about: shown
                    .filter(|_| !given)
                    .map_or_else(String::new, |it| it.told(w)),
            }
        })
        .collect()
}

fn effects(teller: Teller, record: &Recorded) -> Vec<(String, String)> {
    let w = teller.words;
    let mut shown = Vec::new();
    let mut add = |key: &str, value: String| shown.push((w.t(key).to_owned(), value));
    let effects = &record.effects;
    if let Some(stage) = &effects.moves {
        add("effect.moves", teller.stage(stage));
    }
    if let Some(due) = effects.due {
        add("effect.due", teller.day(due));
    }
    if let Some(name) = &effects.name {
        add("effect.name", name.in_language(w.language).to_owned());
    }
    if let Some(established) = &effects.established {
        add(
            "effect.name",
            established.name.in_language(w.language).to_owned(),
        );
        add("effect.number", established.number.clone());
    }
    if let Some(number) = &effects.document_number {
        add("effect.document_number", number.text.clone());
    }
    if let Some(digest) = &effects.digest {
        add("effect.digest", digest.to_string());
    }
    shown
}
