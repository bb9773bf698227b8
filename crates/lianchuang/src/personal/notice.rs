//! The notice given where personal data are collected: who collects, how to reach them, which kinds, what for, how long, and which
//! rights there are. It is made from the register of personal fields and the settings; what is not set is not told.

use cabinet::CabinetFault;
use seal::sm3;
use serde_json::{Value, json};
use values::{Language, PersonId};

use super::field::{FIELDS, PersonalField};
use crate::app::App;
use crate::words::Words;

/// Characters of a notice's version: enough to tell two apart.
const VERSION: usize = 16;

/// The rights people have, by their words under `privacy.right`.
const RIGHTS: [&str; 4] = ["access", "correction", "deletion", "explanation"];

/// The whole notice in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Full {
    /// Who collects, if that is set.
    pub organ: Option<String>,
    /// How they are reached, if that is set.
    pub contact: Option<String>,
    /// Every field: what it is called, what for, on which ground, how long.
    pub rows: Vec<[String; 4]>,
    /// What one may ask for, and within how many working days it is answered.
    pub rights: Vec<String>,
}

/// The whole notice in one language.
pub fn full(app: &App, words: &Words) -> Full {
    let mut rights: Vec<String> = RIGHTS
        .iter()
        .map(|right| words.t(&format!("privacy.right.{right}")).to_owned())
        .collect();
    rights.push(words.fill("privacy.within", &[app.persons.days.to_string()]));
    Full {
        organ: app.persons.organ(words.language).map(str::to_owned),
        contact: app.persons.contact().map(str::to_owned),
        rows: FIELDS
            .iter()
            .map(|field| {
                [
                    field.label(words),
                    field.purpose(words),
                    field.ground.told(words),
                    field.keeping.told(words, app.retention),
                ]
            })
            .collect(),
        rights,
    }
}

impl Full {
    /// As data, without its version.
    fn content(&self) -> Value {
        let row = |row: &[String; 4]| json!({"label": row[0], "purpose": row[1], "ground": row[2], "kept": row[3]});
        json!({
            "organ": self.organ,
            "contact": self.contact,
            "fields": self.rows.iter().map(row).collect::<Vec<_>>(),
            "rights": self.rights,
        })
    }
}

/// The notice's version: a digest of what it says in both languages, so that whatever changes makes another.
pub fn version(app: &App) -> String {
    let said: String = Language::ALL
        .iter()
        .map(|language| full(app, app.words(*language)).content().to_string())
        .collect();
    sm3(said.as_bytes())
        .to_string()
        .chars()
        .take(VERSION)
        .collect()
}

/// The notice as data.
pub fn body(app: &App, words: &Words) -> Value {
    let mut body = full(app, words).content();
    body["version"] = json!(version(app));
    body
}

/// The notice shown where some fields are typed: one line for each thing that has to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Short {
    /// Its lines: what is told, and how.
    pub lines: Vec<(String, String)>,
    /// Of which version.
    pub version: String,
}

impl Short {
    /// As data.
    pub fn body(&self) -> Value {
        let line = |(what, told): &(String, String)| json!({"what": what, "told": told});
        json!({
            "version": self.version,
            "lines": self.lines.iter().map(line).collect::<Vec<_>>(),
            "href": "/privacy",
        })
    }
}

/// The notice of some fields; none where no field of that kind is collected.
pub fn short(app: &App, words: &Words, keys: &[&str]) -> Option<Short> {
    let fields: Vec<&PersonalField> = keys
        .iter()
        .filter_map(|key| PersonalField::of(key))
        .collect();
    if fields.is_empty() {
        return None;
    }
    let told = |key: &str, text: String| (words.t(&format!("privacy.{key}")).to_owned(), text);
    let between = words.t("privacy.between");
    let labels: Vec<String> = fields.iter().map(|field| field.label(words)).collect();
    // What is the same of all is told once, what is not by what it is of.
    let joined = |tell: &dyn Fn(&PersonalField) -> String| {
        let all: Vec<String> = fields.iter().map(|field| tell(field)).collect();
        match all.first() {
            Some(first) if all.iter().all(|told| told == first) => first.clone(),
            _ => {
                let each = labels.iter().zip(&all);
                let each = each.map(|(label, told)| words.fill("privacy.of", &[label, told]));
                each.collect::<Vec<_>>().join(between)
            }
        }
    };
    let mut lines = Vec::new();
    let organ = app.persons.organ(words.language);
    lines.extend(organ.map(|organ| told("organ", organ.to_owned())));
    let contact = app.persons.contact();
    lines.extend(contact.map(|contact| told("contact", contact.to_owned())));
    lines.push(told("kinds", labels.join(words.t("list.comma"))));
    lines.push(told("purpose", joined(&|field| field.purpose(words))));
    lines.push(told("ground", joined(&|field| field.ground.told(words))));
    lines.push(told(
        "kept",
        joined(&|field| field.keeping.told(words, app.retention)),
    ));
    lines.push(told("rights", words.t("privacy.rights_short").to_owned()));
    Some(Short {
        lines,
        version: version(app),
    })
}

/// The personal fields of an act, by their keys in the register.
pub fn of_act(act: &str) -> Vec<&'static str> {
    let own = |field: &&PersonalField| field.key.split_once('/').is_some_and(|(of, _)| of == act);
    FIELDS.iter().filter(own).map(|field| field.key).collect()
}

/// Whether the person is still to read the notice as it stands. In a demo nobody is asked who never was told another.
pub fn unread(app: &App, person: PersonId) -> Result<bool, CabinetFault> {
    Ok(match app.cabinet.privacy_read(person)? {
        Some((read, _)) => read != version(app),
        None => app.demo.is_none(),
    })
}
