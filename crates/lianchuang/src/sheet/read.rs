//! Reading a workbook of organisations: every sheet, every row, and every cell that is out of place.

use std::collections::BTreeMap;
use std::io::Cursor;

use acts::field::Need;
use anyhow::Context as _;
use calamine::{Data, Range, Reader as _};
use policy::Policy;
use serde::Serialize;
use serde_json::{Map, Value};

use super::form::{Column, Form, OF, forms};
use super::{bounds, cell};
use crate::words::Words;

/// The words of both languages: a sheet filled in one is read under the other.
pub struct Tongues {
    /// Chinese.
    pub zh: Words,
    /// English.
    pub en: Words,
}

impl Tongues {
    /// The words of both languages, with the pack's own.
    pub fn load(policy: &Policy) -> Tongues {
        Tongues {
            zh: Words::load(values::Language::Zh, Some(policy)),
            en: Words::load(values::Language::En, Some(policy)),
        }
    }

    fn both(&self) -> [&Words; 2] {
        [&self.zh, &self.en]
    }

    /// The one of some words that a text names, by its key or its name in either language.
    pub fn word(&self, words: &[&'static str], text: &str) -> Option<&'static str> {
        let named = |word: &&&'static str| {
            word.eq_ignore_ascii_case(text)
                || self
                    .both()
                    .iter()
                    .any(|words| words.t(&format!("word.{word}")).eq_ignore_ascii_case(text))
        };
        words.iter().find(named).copied()
    }
}

/// Why a cell is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Bad {
    /// It cannot be read as what stands in its column.
    Mistake,
    /// It reads, but the policy or the register refuses it.
    Refused,
}

/// A bad cell: where it is, what was found, what is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadCell {
    /// The sheet, as the workbook names it.
    pub sheet: String,
    /// The cell, such as `B7`.
    pub cell: String,
    /// What stands there.
    pub found: String,
    /// What should.
    pub wanted: String,
    /// The clause that refuses it, if one does.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub clause: String,
    /// Why.
    pub kind: Bad,
}

impl BadCell {
    /// A cell that cannot be read.
    pub fn mistake(sheet: &str, cell: String, found: String, wanted: String) -> BadCell {
        BadCell {
            sheet: sheet.to_owned(),
            cell,
            found,
            wanted,
            clause: String::new(),
            kind: Bad::Mistake,
        }
    }
}

/// A row: the act it asks for, on which organisation, with which fields.
#[derive(Debug, Clone)]
pub struct Row {
    /// Its sheet.
    pub form: Form,
    /// The sheet's name in the workbook.
    pub sheet: String,
    /// The organisation it is about, as written; none on the sheet that registers them.
    pub of: Option<String>,
    /// Its fields.
    pub fields: Map<String, Value>,
    number: u32,
    cells: BTreeMap<&'static str, (u32, String)>,
}

impl Row {
    /// Where a field stands, such as `B7`; the row's first cell for what has no column.
    pub fn place(&self, field: &str) -> String {
        let column = self.cells.get(field).map_or(0, |(column, _)| *column);
        place(self.number, column)
    }

    /// What stands there.
    pub fn found(&self, field: &str) -> String {
        self.cells
            .get(field)
            .map(|(_, text)| text.clone())
            .unwrap_or_default()
    }
}

/// A workbook read.
#[derive(Debug, Default)]
pub struct Book {
    /// Its rows, sheet by sheet.
    pub rows: Vec<Row>,
    /// What could not be read.
    pub bad: Vec<BadCell>,
}

/// The name of a cell; both count from 0.
fn place(row: u32, column: u32) -> String {
    let mut letters = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    format!("{letters}{}", row + 1)
}

/// Reads a workbook; `words` say what is wrong. One that is too large, or would become so, is not read at all.
pub fn read(
    bytes: &[u8],
    policy: &Policy,
    tongues: &Tongues,
    words: &Words,
) -> anyhow::Result<Book> {
    bounds::check(bytes).map_err(|refused| anyhow::Error::msg(refused.told(words)))?;
    let mut workbook = calamine::open_workbook_auto_from_rs(Cursor::new(bytes))
        .context("this is no workbook: wanted .xlsx, .xls or .ods")?;
    let mut book = Book::default();
    let forms = forms();
    let lists = [tongues.zh.t("sheet.lists"), tongues.en.t("sheet.lists")];
    let mut registers = false;
    for name in workbook.sheet_names() {
        if lists.contains(&name.as_str()) {
            continue;
        }
        let range = workbook
            .worksheet_range(&name)
            .with_context(|| format!("reading the sheet {name}"))?;
        if range.is_empty() {
            continue;
        }
        let named = |form: &&Form| {
            form.key.eq_ignore_ascii_case(&name)
                || tongues.both().iter().any(|words| form.title(words) == name)
        };
        let Some(form) = forms.iter().find(named) else {
            let known: Vec<String> = forms.iter().map(|form| form.title(words)).collect();
            let wanted = words.fill("sheet.known", &[known.join(words.t("list.comma"))]);
            book.bad
                .push(BadCell::mistake(&name, place(0, 0), name.clone(), wanted));
            continue;
        };
        registers |= form.registers();
        read_sheet(
            *form,
            &name,
            &range,
            &Reading {
                policy,
                tongues,
                words,
            },
            &mut book,
        );
    }
    if book.rows.is_empty() && book.bad.is_empty() {
        let first = forms
            .first()
            .map_or_else(String::new, |form| form.title(words));
        let key = if registers {
            "sheet.no_rows"
        } else {
            "sheet.no_sheet"
        };
        let wanted = words.fill(key, &[&first]);
        book.bad
            .push(BadCell::mistake(&first, place(1, 0), String::new(), wanted));
    }
    Ok(book)
}

struct Reading<'a> {
    policy: &'a Policy,
    tongues: &'a Tongues,
    words: &'a Words,
}

fn read_sheet(form: Form, name: &str, range: &Range<Data>, reading: &Reading, book: &mut Book) {
    let columns = headings(form, name, range, reading, book);
    let Some((last, _)) = range.end() else { return };
    for number in 1..=last {
        let mut row = Row {
            form,
            sheet: name.to_owned(),
            of: None,
            fields: Map::new(),
            number,
            cells: BTreeMap::new(),
        };
        for (at, column) in &columns {
            let cell = range.get_value((number, *at)).unwrap_or(&Data::Empty);
            let found = cell::text(cell);
            if !found.is_empty() {
                if column.name == OF {
                    row.of = Some(found.clone());
                } else {
                    let value = cell::value(cell, column.kind, reading.policy, reading.tongues);
                    row.fields.insert(column.name.to_owned(), value);
                }
            }
            row.cells.insert(column.name, (*at, found));
        }
        if row.cells.values().any(|(_, found)| !found.is_empty()) {
            book.rows.push(row);
        }
    }
}

/// The columns of a sheet by their headings: the field's name, or its title in either language.
fn headings(
    form: Form,
    name: &str,
    range: &Range<Data>,
    reading: &Reading,
    book: &mut Book,
) -> Vec<(u32, Column)> {
    let known = form.columns();
    let mut found: Vec<(u32, Column)> = Vec::new();
    let width = range.end().map_or(0, |(_, last)| last + 1);
    let words = reading.words;
    for at in 0..width {
        let heading = cell::text(range.get_value((0, at)).unwrap_or(&Data::Empty));
        let bare = heading.trim_end_matches(['*', ' ']);
        if bare.is_empty() {
            continue;
        }
        let column = known.iter().find(|column| {
            let titles = reading.tongues.both();
            column.name.eq_ignore_ascii_case(bare)
                || titles
                    .iter()
                    .any(|words| form.heading(column, words).eq_ignore_ascii_case(bare))
        });
        match column {
            Some(column) if found.iter().all(|(_, before)| before.name != column.name) => {
                found.push((at, *column));
            }
            Some(_) => book.bad.push(BadCell::mistake(
                name,
                place(0, at),
                heading,
                words.t("sheet.twice").to_owned(),
            )),
            None => {
                let titles: Vec<String> = known
                    .iter()
                    .map(|column| form.heading(column, words))
                    .collect();
                let wanted = words.fill("sheet.known", &[titles.join(words.t("list.comma"))]);
                book.bad
                    .push(BadCell::mistake(name, place(0, at), heading, wanted));
            }
        }
    }
    let missing = known.iter().filter(|column| column.need == Need::Required);
    for column in missing.filter(|column| found.iter().all(|(_, here)| here.name != column.name)) {
        let wanted = words.fill("sheet.column_missing", &[form.heading(column, words)]);
        book.bad.push(BadCell::mistake(
            name,
            place(0, width),
            String::new(),
            wanted,
        ));
    }
    found
}
