//! What is held about one person, field by field, as the person sees it and takes it along.

use acts::World;
use acts::tenure::{Tenure, decided, seated, tenure};
use cabinet::{REFERENCE_PREFIX, WhichRequests};
use serde_json::{Value, json};
use values::{EntryNumber, Instant, PersonId};

use super::field::{Ground, PersonalField};
use crate::app::App;
use crate::sheet::Table;
use crate::telling::Teller;

/// Something held about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which field.
    pub field: &'static PersonalField,
    /// The record it was given with, for fields of acts.
    pub record: Option<EntryNumber>,
    /// What stands there.
    pub value: String,
    /// Since when.
    pub since: Option<Instant>,
    /// Where its text stands.
    pub place: Place,
    /// Whether it is needed for what goes on still.
    pub need: Need,
    /// Under which version of the notice it was collected, where one was shown.
    pub notice: Option<String>,
}

/// Where a text stands, for whoever erases it or puts it right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Behind a reference of the register.
    Reference(String),
    /// The mail address.
    MailAddress,
    /// What was typed and not sent.
    Drafts,
    /// With the account itself, which is its owner's and the administrators' to change.
    Account,
}

/// Whether something is needed still, on the ground of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It is.
    Needed,
    /// Not any more.
    Over,
}

impl Held {
    /// By what it is named in a request: the field, and the record it was given with.
    pub fn item(&self) -> String {
        match self.record {
            Some(record) => format!("{}@{record}", self.field.key),
            None => self.field.key.to_owned(),
        }
    }

    /// The reference of its text, where it can be put right: a field of an act.
    pub fn reference(&self) -> Option<&str> {
        match &self.place {
            Place::Reference(reference) => Some(reference),
            Place::MailAddress | Place::Drafts | Place::Account => None,
        }
    }

    /// Whether it can be erased on request.
    pub fn erasable(&self) -> bool {
        self.need == Need::Over && self.place != Place::Account
    }

    /// As data.
    pub fn body(&self, app: &App, teller: Teller) -> Value {
        let words = teller.words;
        json!({
            "item": self.item(),
            "field": self.field.key,
            "label": self.field.label(words),
            "record": self.record,
            "value": self.value,
            "purpose": self.field.purpose(words),
            "ground": self.field.ground.key(),
            "ground_told": self.field.ground.told(words),
            "kept": self.field.keeping.told(words, app.retention),
            "since": self.since,
            "erasable": self.erasable(),
            "notice": self.notice,
        })
    }
}

fn field(key: &str) -> Option<&'static PersonalField> {
    PersonalField::of(key)
}

/// Everything held about a person, in the order of the register of personal fields.
pub fn held(app: &App, person: PersonId, at: Instant) -> anyhow::Result<Vec<Held>> {
    let world = app.world();
    let mut found = Vec::new();
    of_enrolment(app, &world, person, at, &mut found)?;
    of_objections(app, &world, person, &mut found)?;
    of_cabinet(app, person, at, &mut found)?;
    Ok(found)
}

/// The text of a field of a record, while there is one behind its reference.
fn of_record(
    app: &App,
    key: &'static str,
    number: EntryNumber,
    need: Need,
) -> anyhow::Result<Option<Held>> {
    let (Some(field), Some(record)) = (field(key), app.record(number)?) else {
        return Ok(None);
    };
    let name = key.rsplit_once('/').map_or(key, |(_, name)| name);
    let reference = record.fields.get(name).and_then(Value::as_str);
    let Some(reference) = reference.filter(|text| text.starts_with(REFERENCE_PREFIX)) else {
        return Ok(None);
    };
    let notice = app.cabinet.notice_of(reference)?;
    Ok(app.cabinet.personal(reference)?.map(|value| Held {
        field,
        record: Some(number),
        value,
        since: Some(record.at),
        place: Place::Reference(reference.to_owned()),
        need,
        notice,
    }))
}

fn of_enrolment(
    app: &App,
    world: &World,
    person: PersonId,
    at: Instant,
    found: &mut Vec<Held>,
) -> anyhow::Result<()> {
    let number = EntryNumber(person.0);
    let active = tenure(world, person, at.china_day()) == Tenure::Held
        || seated(world, app.rules()).contains(&person);
    let need = if active { Need::Needed } else { Need::Over };
    found.extend(of_record(app, "person.enrol/name", number, need)?);
    found.extend(of_record(app, "person.enrol/contact", number, Need::Over)?);
    Ok(())
}

fn of_objections(
    app: &App,
    world: &World,
    person: PersonId,
    found: &mut Vec<Held>,
) -> anyhow::Result<()> {
    for consortium in world.consortia.values() {
        let need = match decided(app.rules(), consortium) {
            None => Need::Needed,
            Some(_) => Need::Over,
        };
        for number in consortium.examination.objections.keys() {
            let own = app
                .record(*number)?
                .is_some_and(|record| record.by == acts::ask::Actor::Person(person));
            if own {
                for key in ["objection.raise/name", "objection.raise/address"] {
                    found.extend(of_record(app, key, *number, need)?);
                }
            }
        }
    }
    Ok(())
}

fn of_cabinet(
    app: &App,
    person: PersonId,
    at: Instant,
    found: &mut Vec<Held>,
) -> anyhow::Result<()> {
    let cabinet = &app.cabinet;
    let mut add = |key: &str, value: String, since: Option<Instant>, place: Place| {
        found.extend(field(key).map(|field| Held {
            field,
            record: None,
            value,
            since,
            place,
            need: Need::Over,
            notice: None,
        }));
    };
    if let Some(address) = cabinet.correspondence(person)?.address {
        add("correspondence.address", address, None, Place::MailAddress);
    }
    for draft in cabinet.drafts(person)? {
        add("draft.fields", draft.form, draft.changed, Place::Drafts);
    }
    for request in cabinet.requests(WhichRequests::Of(person))? {
        if let Some(text) = cabinet.personal(&request.text)? {
            add("personal_request.text", text, request.made, Place::Account);
        }
    }
    if let Some(login) = cabinet.login_of(person, at)? {
        if let Some(since) = cabinet.linked_since(&login)? {
            add(
                "linked_identity.login",
                login.clone(),
                Some(since),
                Place::Account,
            );
        }
        for one in cabinet.exceptions()? {
            if one.login == login {
                let told = format!("{} {}", one.range, one.reason);
                add(
                    "address_exception.reason",
                    told,
                    one.granted,
                    Place::Account,
                );
            }
        }
        add("account.login", login, None, Place::Account);
    }
    for session in cabinet.sessions(person, at)? {
        add(
            "session.source",
            session.source,
            session.began,
            Place::Account,
        );
        add(
            "session.agent",
            session.agent,
            session.began,
            Place::Account,
        );
    }
    for factor in cabinet.factors(person)? {
        let key = match factor.kind {
            cabinet::FactorKind::Certificate => "certificate.label",
            _ => "second_factor.label",
        };
        add(key, factor.label, factor.made, Place::Account);
    }
    for token in cabinet.tokens(person, at)? {
        add("token.label", token.label, token.made, Place::Account);
    }
    Ok(())
}

/// What is held as a table to take along.
pub fn table(app: &App, teller: Teller, held: &[Held]) -> Table {
    let words = teller.words;
    let keys = [
        "item", "label", "value", "purpose", "ground", "kept", "since", "notice",
    ];
    Table {
        title: words.t("data.title").to_owned(),
        keys: keys.map(str::to_owned).to_vec(),
        head: keys
            .map(|key| words.t(&format!("data.{key}")).to_owned())
            .to_vec(),
        rows: held
            .iter()
            .map(|one| {
                vec![
                    one.item(),
                    one.field.label(words),
                    one.value.clone(),
                    one.field.purpose(words),
                    one.field.ground.told(words),
                    one.field.keeping.told(words, app.retention),
                    one.since.map(|at| at.to_string()).unwrap_or_default(),
                    one.notice.clone().unwrap_or_default(),
                ]
            })
            .collect(),
    }
}

/// The grounds on which what cannot be erased is kept, without repetition.
pub fn keeping_grounds<'a>(held: impl Iterator<Item = &'a Held>) -> Vec<Ground> {
    let mut grounds: Vec<Ground> = held
        .filter(|one| !one.erasable())
        .map(|one| one.field.ground)
        .collect();
    grounds.sort();
    grounds.dedup();
    grounds
}
