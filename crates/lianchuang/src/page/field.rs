//! Fields of an act as form parts: shown, read back, and told as answers. Made from the act's definition.

use std::collections::BTreeMap;

use acts::field::{Field, FieldKind, InputMistake, Need};
use acts::{Subject, World};
use serde_json::{Map, Value, json};
use values::Fen;

use crate::app::{App, Visitor};
use crate::telling::Teller;
use crate::upload;

/// Rows shown in a field of rows before any was filled.
const ROWS_SHOWN: usize = 2;

/// A field ready for the page.
#[derive(Debug, Clone, Default)]
pub struct FieldShown {
    /// Its name in the form.
    pub name: String,
    /// Its id on the page.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What to fill in.
    pub help: String,
    /// Its form.
    pub kind: &'static str,
    /// Its value as text.
    pub value: String,
    /// Its choices: value, text, chosen.
    pub options: Vec<(String, String, bool)>,
    /// The unit behind it.
    pub unit: String,
    /// Whether the input is short.
    pub short: bool,
    /// Whether it must be filled.
    pub required: bool,
    /// What is wrong with it.
    pub error: Option<String>,
    /// Its rows.
    pub rows: Vec<Vec<FieldShown>>,
    /// How the file it names stands, for whoever sent it.
    pub note: String,
}

/// What a form needs to show its fields.
pub struct FormContext<'a> {
    /// The app.
    pub app: &'a App,
    /// The world.
    pub world: &'a World,
    /// The words.
    pub teller: Teller<'a>,
    /// Who looks.
    pub visitor: &'a Visitor,
    /// The act's key.
    pub act: &'a str,
    /// Its subject.
    pub subject: Subject,
    /// Mistakes by pointer.
    pub mistakes: &'a [InputMistake],
}

impl FormContext<'_> {
    /// The fields of a form with their values.
    pub fn fields(&self, fields: &[Field], values: &Map<String, Value>) -> Vec<FieldShown> {
        fields
            .iter()
            .map(|field| self.field(field, values.get(field.name), "", "", self.act))
            .collect()
    }

    /// The mistakes for the summary: the id of the field, and what is wrong with which.
    pub fn errors(&self) -> Vec<(String, String)> {
        self.mistakes
            .iter()
            .map(|mistake| {
                let path = mistake.pointer.trim_start_matches('/');
                let what = self.teller.mistake(mistake);
                let error = self.teller.words.fill("part", &[self.labels(path), what]);
                (path.replace('/', "-"), error)
            })
            .collect()
    }

    /// The label at a path such as `goals/0/measure`, with the label and number of the row it is in.
    fn labels(&self, path: &str) -> String {
        let (mut scope, mut told) = (self.act.to_owned(), String::new());
        for part in path.split('/') {
            if let Ok(row) = part.parse::<usize>() {
                told = format!("{told} {} · ", row + 1);
            } else {
                told.push_str(self.label(&scope, part));
                scope = format!("{scope}.{part}");
            }
        }
        told
    }

    /// How a file stands, if the visitor sent it.
    fn stands(&self, digest: &str) -> String {
        let person = self.visitor.person();
        let found = person.and_then(|person| upload::of_sender(self.app, person, digest).ok()?);
        found.map_or_else(String::new, |(_, standing)| {
            standing.told(self.teller.words)
        })
    }

    fn label<'b>(&'b self, scope: &str, name: &'b str) -> &'b str {
        let w = self.teller.words;
        w.find(&format!("field.{scope}.{name}"))
            .or_else(|| w.find(&format!("field.{name}")))
            .unwrap_or(name)
    }

    fn field(
        &self,
        field: &Field,
        value: Option<&Value>,
        prefix: &str,
        pointer: &str,
        scope: &str,
    ) -> FieldShown {
        let w = self.teller.words;
        let name = format!("{prefix}{}", field.name);
        let pointer = format!("{pointer}/{}", field.name);
        let label = self.label(scope, field.name).to_owned();
        let error = self
            .mistakes
            .iter()
            .find(|mistake| mistake.pointer == pointer)
            .map(|mistake| self.teller.mistake(mistake));
        let mut shown = FieldShown {
            id: name.replace('.', "-"),
            label,
            help: w
                .find(&format!("help.{scope}.{}", field.name))
                .or_else(|| w.find(&format!("help.{}", field.name)))
                .unwrap_or_default()
                .to_owned(),
            kind: crate::api::form_of(field),
            value: as_text(field.kind, value),
            options: self.options(field.kind, value),
            unit: unit(self.teller, field.kind),
            short: matches!(
                field.kind,
                FieldKind::Count
                    | FieldKind::Number
                    | FieldKind::Money
                    | FieldKind::Share
                    | FieldKind::Record
            ),
            required: field.need == Need::Required,
            error,
            rows: Vec::new(),
            note: match (field.kind, value) {
                (FieldKind::File, Some(Value::String(digest))) => self.stands(digest),
                _ => String::new(),
            },
            name,
        };
        if let FieldKind::Rows(fields) = field.kind {
            let given = value.and_then(Value::as_array).cloned().unwrap_or_default();
            let count = if given.is_empty() {
                ROWS_SHOWN
            } else {
                given.len()
            };
            let scope = format!("{scope}.{}", field.name);
            shown.rows = (0..count)
                .map(|index| {
                    let row = given.get(index).and_then(Value::as_object);
                    let prefix = format!("{}.{index}.", shown.name);
                    let pointer = format!("{pointer}/{index}");
                    fields
                        .iter()
                        .map(|field| {
                            self.field(
                                field,
                                row.and_then(|row| row.get(field.name)),
                                &prefix,
                                &pointer,
                                &scope,
                            )
                        })
                        .collect()
                })
                .collect();
        }
        shown
    }
}

fn unit(teller: Teller, kind: FieldKind) -> String {
    match kind {
        FieldKind::Money => teller.words.t("unit.wan_yuan").to_owned(),
        _ => String::new(),
    }
}

/// A value as the form shows it: money in 万元, everything else as it is written.
fn as_text(kind: FieldKind, value: Option<&Value>) -> String {
    match (kind, value) {
        (FieldKind::Money, Some(Value::Number(fen))) => fen
            .as_i64()
            .map(|fen| Fen(fen).wan_yuan())
            .unwrap_or_default(),
        (_, Some(Value::String(text))) => text.clone(),
        (_, Some(Value::Number(number))) => number.to_string(),
        _ => String::new(),
    }
}

/// Reads a posted form back into fields. What cannot be read stays as text, so that the check names it.
pub fn read_form(fields: &[Field], pairs: &[(String, String)]) -> Map<String, Value> {
    let mut by_name: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (name, value) in pairs.iter().filter(|(name, _)| !name.starts_with('_')) {
        by_name.entry(name).or_default().push(value);
    }
    read_fields(fields, "", &by_name)
}

fn read_fields(
    fields: &[Field],
    prefix: &str,
    given: &BTreeMap<&str, Vec<&str>>,
) -> Map<String, Value> {
    let mut read = Map::new();
    for field in fields {
        let name = format!("{prefix}{}", field.name);
        if let FieldKind::Rows(inner) = field.kind {
            let rows = read_rows(inner, &name, given);
            if !rows.is_empty() {
                read.insert(field.name.to_owned(), Value::Array(rows));
            }
            continue;
        }
        let values: Vec<&str> = given
            .get(name.as_str())
            .into_iter()
            .flatten()
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
            .collect();
        let Some(first) = values.first() else {
            continue;
        };
        let value = match field.kind {
            FieldKind::Terms(_) | FieldKind::People => json!(values),
            FieldKind::Count | FieldKind::Record => first
                .parse::<u64>()
                .map_or_else(|_| json!(first), |count| json!(count)),
            FieldKind::Number => first
                .parse::<f64>()
                .map_or_else(|_| json!(first), |number| json!(number)),
            FieldKind::Money => {
                Fen::parse_wan_yuan(first).map_or_else(|_| json!(first), |fen| json!(fen))
            }
            FieldKind::Share if !first.ends_with('%') => json!(format!("{first}%")),
            _ => json!(first),
        };
        read.insert(field.name.to_owned(), value);
    }
    read
}

fn read_rows(fields: &[Field], name: &str, given: &BTreeMap<&str, Vec<&str>>) -> Vec<Value> {
    let prefix = format!("{name}.");
    let mut indexes: Vec<usize> = given
        .keys()
        .filter_map(|key| key.strip_prefix(&prefix)?.split('.').next()?.parse().ok())
        .filter(|index| *index < acts::field::ROWS_LIMIT)
        .collect();
    indexes.sort_unstable();
    indexes.dedup();
    // A row nobody filled is no row.
    indexes
        .into_iter()
        .map(|index| read_fields(fields, &format!("{prefix}{index}."), given))
        .filter(|row| !row.is_empty())
        .map(Value::Object)
        .collect()
}

/// Filled fields as answers in words, for check-your-answers and for records.
pub fn answers(
    app: &App,
    world: &World,
    teller: Teller,
    visitor: &Visitor,
    act: &str,
    fields: &[Field],
    values: &Map<String, Value>,
) -> Vec<(String, String)> {
    let context = Telling {
        app,
        world,
        teller,
        visitor,
    };
    let mut told = Vec::new();
    context.tell(fields, values, act, "", &mut told);
    told
}

struct Telling<'a> {
    app: &'a App,
    world: &'a World,
    teller: Teller<'a>,
    visitor: &'a Visitor,
}

impl Telling<'_> {
    fn tell(
        &self,
        fields: &[Field],
        values: &Map<String, Value>,
        scope: &str,
        before: &str,
        told: &mut Vec<(String, String)>,
    ) {
        let w = self.teller.words;
        for field in fields {
            let Some(value) = values.get(field.name).filter(|value| !value.is_null()) else {
                continue;
            };
            let key = format!("field.{scope}.{}", field.name);
            let label = w
                .find(&key)
                .or_else(|| w.find(&format!("field.{}", field.name)))
                .unwrap_or(field.name);
            let label = if before.is_empty() {
                label.to_owned()
            } else {
                format!("{before} {label}")
            };
            if let (FieldKind::Rows(inner), Value::Array(rows)) = (field.kind, value) {
                let scope = format!("{scope}.{}", field.name);
                for (index, row) in rows.iter().enumerate() {
                    if let Value::Object(row) = row {
                        self.tell(
                            inner,
                            row,
                            &scope,
                            &format!("{label} {} ·", index + 1),
                            told,
                        );
                    }
                }
            } else if let (true, Some(reference)) = (field.is_personal(), value.as_str()) {
                told.push((label, self.personal(reference)));
            } else {
                told.push((label, self.answer(field.kind, value)));
            }
        }
    }

    fn answer(&self, kind: FieldKind, value: &Value) -> String {
        let text = value.as_str().map(str::to_owned);
        match (kind, value, text) {
            (_, Value::Array(list), _) => list
                .iter()
                .map(|item| self.answer(single(kind), item))
                .collect::<Vec<_>>()
                .join(self.teller.words.t("list.comma")),
            (FieldKind::Money, Value::Number(fen), _) => {
                let fen = Fen(fen.as_i64().unwrap_or_default());
                self.teller.value(&policy::Value::Money(fen), None)
            }
            (FieldKind::Word(_), _, Some(word)) => {
                self.teller.words.t(&format!("word.{word}")).to_owned()
            }
            (FieldKind::Term(vocabulary) | FieldKind::Terms(vocabulary), _, Some(term)) => {
                self.teller.term(vocabulary, &term)
            }
            (FieldKind::Organisation, _, Some(id)) => {
                id.parse().map_or(id, |id| self.teller.organisation(id))
            }
            (FieldKind::Person | FieldKind::People, _, Some(id)) => id
                .parse()
                .map_or(id, |id| self.app.person_name(self.world, id)),
            (FieldKind::Day, _, Some(day)) => {
                values::parse_date(&day).map_or(day, |day| self.teller.day(day))
            }
            (FieldKind::Key, _, Some(key)) => self.key(&key),
            (_, _, Some(text)) => text,
            (_, other, None) => other.to_string(),
        }
    }

    /// Personal data are shown masked.
    fn personal(&self, reference: &str) -> String {
        if !reference.starts_with(cabinet::REFERENCE_PREFIX) {
            return reference.to_owned();
        }
        let known = self
            .visitor
            .person()
            .and_then(|_| self.app.personal(reference));
        known.map_or_else(|| "***".to_owned(), |text| values::masked(&text))
    }

    fn key(&self, key: &str) -> String {
        if acts::act_kind(key).is_some() {
            return self.teller.act(key);
        }
        self.teller.policy.authority(key).map_or_else(
            || key.to_owned(),
            |found| {
                found
                    .name
                    .in_language(self.teller.words.language)
                    .to_owned()
            },
        )
    }
}

fn single(kind: FieldKind) -> FieldKind {
    match kind {
        FieldKind::People => FieldKind::Person,
        FieldKind::Terms(vocabulary) => FieldKind::Term(vocabulary),
        other => other,
    }
}
