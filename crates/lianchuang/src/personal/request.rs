//! Requests of people about their own data: asked for, due within working days, listed for whoever answers them.

use acts::World;
use audit::{Event, EventKind};
use cabinet::{
    CabinetFault, NewRequest, PersonalRequest, RequestKind, RequestOutcome, WhichRequests,
};
use serde_json::{Value, json};
use values::{Date, PersonId};

use super::field::Ground;
use super::held::{Held, held, keeping_grounds};
use crate::app::{App, Visitor};
use crate::post::persons;
use crate::telling::Teller;
use crate::words::Words;

/// Most characters of what a person writes with a request.
pub const TEXT: usize = 2000;
/// Most characters of what something should say.
pub const VALUE: usize = 300;
/// Most requests of one person that wait at once.
const OPEN_AT_ONCE: usize = 20;

/// What a person asks for, as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asking {
    /// The kind's key.
    pub kind: String,
    /// Which of what is held; everything where it is empty.
    pub item: String,
    /// What the person writes.
    pub text: String,
    /// What it should say, for a correction.
    pub value: String,
}

/// Why a request is not taken. Words for it stand under `data.mistake`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AskMistake {
    /// There is no such kind.
    Kind,
    /// Nothing was written, or too much.
    Text,
    /// There is no such thing held about the person.
    Item,
    /// Which thing is to be put right was not said, or it is none the office keeps.
    Correctable,
    /// What it should say was not said, or is too long.
    Value,
    /// So many wait already.
    Many,
}

impl AskMistake {
    /// Its name in words and problems.
    pub fn key(self) -> &'static str {
        match self {
            AskMistake::Kind => "kind",
            AskMistake::Text => "text",
            AskMistake::Item => "item",
            AskMistake::Correctable => "correctable",
            AskMistake::Value => "value",
            AskMistake::Many => "many",
        }
    }

    /// The part of what was given that it is about.
    pub fn pointer(self) -> &'static str {
        match self {
            AskMistake::Kind | AskMistake::Many => "/kind",
            AskMistake::Text => "/text",
            AskMistake::Item | AskMistake::Correctable => "/item",
            AskMistake::Value => "/value",
        }
    }

    /// In words.
    pub fn told(self, words: &Words) -> String {
        let limit = match self {
            AskMistake::Value => VALUE,
            AskMistake::Many => OPEN_AT_ONCE,
            _ => TEXT,
        };
        words.fill(
            &format!("data.mistake.{}", self.key()),
            &[limit.to_string()],
        )
    }
}

/// A request that can be taken; the log is told before it is.
#[derive(Debug)]
pub struct Asked {
    person: PersonId,
    kind: RequestKind,
    item: Option<String>,
    text: String,
    value: Option<String>,
    /// By which day it is to be answered.
    pub due: Date,
}

/// Looks at what a person asks for.
pub fn asked(
    app: &App,
    visitor: &Visitor,
    person: PersonId,
    asking: &Asking,
) -> anyhow::Result<Result<Asked, AskMistake>> {
    let Some(kind) = RequestKind::of(&asking.kind) else {
        return Ok(Err(AskMistake::Kind));
    };
    let text = asking.text.trim();
    if text.is_empty() || asking.text.chars().count() > TEXT {
        return Ok(Err(AskMistake::Text));
    }
    // Too long is too long, also where no value is asked for.
    if asking.value.chars().count() > VALUE {
        return Ok(Err(AskMistake::Value));
    }
    let item = Some(asking.item.trim()).filter(|item| !item.is_empty());
    let all = held(app, person, visitor.at)?;
    let found = item.and_then(|item| all.iter().find(|one| one.item() == item));
    if item.is_some() && found.is_none() {
        return Ok(Err(AskMistake::Item));
    }
    let value = Some(asking.value.trim()).filter(|_| kind == RequestKind::Correction);
    if let Some(value) = value {
        if found.and_then(Held::reference).is_none() {
            return Ok(Err(AskMistake::Correctable));
        }
        if value.is_empty() {
            return Ok(Err(AskMistake::Value));
        }
    }
    let before = app.cabinet.requests(WhichRequests::Of(person))?;
    if before.iter().filter(|one| one.answer.is_none()).count() >= OPEN_AT_ONCE {
        return Ok(Err(AskMistake::Many));
    }
    let within = values::Period::WorkingDays(app.persons.days);
    Ok(Ok(Asked {
        person,
        kind,
        item: item.map(str::to_owned),
        text: text.to_owned(),
        value: value.map(str::to_owned),
        due: app.rules().calendar.due(visitor.day(), within).date,
    }))
}

impl Asked {
    /// What the log is told before the request is kept; nothing of what was written.
    pub fn event(&self, app: &App, visitor: &Visitor) -> Event {
        let object = match &self.item {
            Some(item) => format!("{} {item}", self.kind.key()),
            None => self.kind.key().to_owned(),
        };
        app.event(visitor, EventKind::PersonalRequested, object)
            .noting(format!("due {}", self.due))
    }

    /// Keeps the request and tells the security administrators; gives its number.
    pub fn keep(&self, app: &App, visitor: &Visitor) -> anyhow::Result<i64> {
        let new = NewRequest {
            person: self.person,
            kind: self.kind,
            item: self.item.as_deref(),
            text: &self.text,
            proposed: self.value.as_deref(),
            due: self.due,
        };
        let id = app.cabinet.make_request(&new, visitor.at)?;
        let notices = persons::asked(&app.world(), id, self.due, visitor.at);
        app.cabinet.keep_notices(&notices, visitor.at)?;
        Ok(id)
    }
}

/// Grounds in words, in one line.
pub fn grounds_told(words: &Words, grounds: &[Ground]) -> String {
    let told: Vec<String> = grounds.iter().map(|ground| ground.told(words)).collect();
    told.join(words.t("list.comma"))
}

/// Whether the visitor may answer requests.
pub fn may(world: &World, visitor: &Visitor) -> bool {
    visitor
        .person()
        .is_some_and(|person| persons::guards(world, person, visitor.day()))
}

/// What of somebody's data a request is about.
pub(super) fn meant(
    app: &App,
    visitor: &Visitor,
    request: &PersonalRequest,
) -> anyhow::Result<Vec<Held>> {
    let mut all = held(app, request.person, visitor.at)?;
    all.retain(|one| request.item.as_ref().is_none_or(|item| *item == one.item()));
    Ok(all)
}

/// A request as a list shows it: without what was written.
#[derive(Debug)]
pub struct Listed {
    /// The request.
    pub request: PersonalRequest,
    /// Who asks.
    pub name: String,
    /// Working days left.
    pub left: i64,
    /// On which day it is looked at.
    day: Date,
}

impl Listed {
    fn of(app: &App, world: &World, visitor: &Visitor, request: PersonalRequest) -> Listed {
        Listed {
            name: app.person_name(world, request.person),
            left: app
                .rules()
                .calendar
                .working_days_left(visitor.day(), request.due),
            request,
            day: visitor.day(),
        }
    }

    /// Whether it waits and its day has passed.
    pub fn overdue(&self) -> bool {
        self.request.answer.is_none() && self.request.due < self.day
    }

    /// As data.
    pub fn body(&self, teller: Teller) -> Value {
        let request = &self.request;
        json!({
            "id": request.id,
            "person": request.person,
            "name": self.name,
            "kind": request.kind.key(),
            "item": request.item,
            "what": item_told(teller.words, request),
            "made": request.made,
            "due": request.due,
            "working_days_left": request.answer.is_none().then_some(self.left),
            "overdue": self.overdue(),
            "outcome": request.answer.as_ref().map(|answer| answer.outcome.key()),
            "answered": request.answer.as_ref().and_then(|answer| answer.at),
        })
    }
}

/// What a request is about, in words.
pub fn item_told(words: &Words, request: &PersonalRequest) -> String {
    let Some(item) = &request.item else {
        return words.t("data.everything").to_owned();
    };
    let (key, record) = item.split_once('@').unwrap_or((item, ""));
    let label = super::field::PersonalField::of(key)
        .map_or_else(|| key.to_owned(), |field| field.label(words));
    if record.is_empty() {
        label
    } else {
        words.fill("data.of_record", &[label, record.to_owned()])
    }
}

/// The requests for whoever answers them, the one due first before the others.
pub fn listed(
    app: &App,
    visitor: &Visitor,
    which: WhichRequests,
) -> Result<Vec<Listed>, CabinetFault> {
    let world = app.world();
    let found = app.cabinet.requests(which)?;
    Ok(found
        .into_iter()
        .map(|request| Listed::of(app, &world, visitor, request))
        .collect())
}

/// How many requests wait, and how many of them are overdue.
pub fn waiting(app: &App, visitor: &Visitor) -> Result<(usize, usize), CabinetFault> {
    let open = listed(app, visitor, WhichRequests::Open)?;
    Ok((open.len(), open.iter().filter(|one| one.overdue()).count()))
}

/// A request in full, with what was written.
#[derive(Debug)]
pub struct Full {
    /// As the list shows it.
    pub listed: Listed,
    /// What the person wrote; empty once it was erased.
    pub text: String,
    /// What it should say.
    pub value: Option<String>,
    /// The reason of the answer.
    pub answer: Option<String>,
    /// The grounds on which some of what was asked to be erased is kept.
    pub kept_on: Vec<Ground>,
}

impl Full {
    fn of(app: &App, visitor: &Visitor, listed: Listed) -> anyhow::Result<Full> {
        let text = |reference: Option<&String>| match reference {
            Some(reference) => app.cabinet.personal(reference),
            None => Ok(None),
        };
        let request = &listed.request;
        let kept_on = if request.kind == RequestKind::Deletion {
            keeping_grounds(meant(app, visitor, request)?.iter())
        } else {
            Vec::new()
        };
        Ok(Full {
            text: text(Some(&request.text))?.unwrap_or_default(),
            value: text(request.proposed.as_ref())?,
            answer: text(request.answer.as_ref().map(|answer| &answer.text))?,
            kept_on,
            listed,
        })
    }

    /// Whether something asked for was refused: how to appeal is told then.
    pub fn refused(&self) -> bool {
        let answer = self.listed.request.answer.as_ref();
        answer.is_some_and(|answer| answer.outcome == RequestOutcome::Refused)
    }

    /// As data.
    pub fn body(&self, app: &App, teller: Teller) -> Value {
        let words = teller.words;
        let mut body = self.listed.body(teller);
        body["text"] = json!(self.text);
        body["value"] = json!(self.value);
        body["reason"] = json!(self.answer);
        let grounds = |ground: &Ground| json!({"ground": ground.key(), "told": ground.told(words)});
        body["kept_on"] = json!(self.kept_on.iter().map(grounds).collect::<Vec<_>>());
        if self.refused() {
            body["appeal"] = json!(appeal(app, words));
        }
        body
    }
}

/// How to appeal against a refusal.
pub fn appeal(app: &App, words: &Words) -> String {
    match app.persons.contact() {
        Some(contact) => words.fill("request.appeal_contact", &[contact]),
        None => words.t("request.appeal").to_owned(),
    }
}

/// A request in full, for whoever answers it.
pub fn full(app: &App, visitor: &Visitor, id: i64) -> anyhow::Result<Option<Full>> {
    let world = app.world();
    if !may(&world, visitor) {
        return Ok(None);
    }
    match app.cabinet.request(id)? {
        Some(request) => {
            let listed = Listed::of(app, &world, visitor, request);
            Full::of(app, visitor, listed).map(Some)
        }
        None => Ok(None),
    }
}

/// A person's own requests, in full.
pub fn own(app: &App, visitor: &Visitor, person: PersonId) -> anyhow::Result<Vec<Full>> {
    listed(app, visitor, WhichRequests::Of(person))?
        .into_iter()
        .map(|one| Full::of(app, visitor, one))
        .collect()
}
