//! The sheets of a workbook of organisations: each is an act, its columns are the fields of the act.

use acts::field::{FieldKind, Need};
use acts::{ActKind, act_kind};

use crate::words::Words;

/// The sheets by key, with the act each of their rows asks for.
const SHEETS: &[(&str, &str)] = &[
    ("organisations", "organisation.register"),
    ("years", "organisation.report_year"),
    ("carriers", "organisation.add_carrier"),
    ("funds", "organisation.add_fund"),
    ("agreements", "organisation.add_agreement"),
    ("teams", "organisation.add_team"),
    ("tags", "organisation.add_tag"),
    ("evidence", "organisation.add_evidence"),
];

/// The column that names the organisation a row is about.
pub const OF: &str = "of";

/// A sheet of the workbook.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Its key; the title stands under `sheet.<key>`.
    pub key: &'static str,
    /// The act a row asks for.
    pub act: &'static ActKind,
}

/// A column of a sheet.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// The field's name, or [`OF`].
    pub name: &'static str,
    /// What its cells hold.
    pub kind: FieldKind,
    /// Whether its cells must be filled.
    pub need: Need,
}

/// All sheets, in the order of the workbook.
pub fn forms() -> Vec<Form> {
    SHEETS
        .iter()
        .filter_map(|(key, act)| act_kind(act).map(|act| Form { key, act }))
        .collect()
}

impl Form {
    /// Whether its rows make organisations known; the rows of all others are about a known one.
    pub fn registers(&self) -> bool {
        self.act.creates.is_some()
    }

    /// The columns. Files cannot stand in a cell, so they are added on the organisation's page.
    pub fn columns(&self) -> Vec<Column> {
        let of = (!self.registers()).then_some(Column {
            name: OF,
            kind: FieldKind::Line,
            need: Need::Required,
        });
        let fields = self.act.fields.iter();
        let fields = fields.filter(|field| !matches!(field.kind, FieldKind::File));
        let fields = fields.map(|field| Column {
            name: field.name,
            kind: field.kind,
            need: field.need,
        });
        of.into_iter().chain(fields).collect()
    }

    /// The sheet's title.
    pub fn title(&self, words: &Words) -> String {
        words.t(&format!("sheet.{}", self.key)).to_owned()
    }

    /// The column's title; amounts say their unit.
    pub fn heading(&self, column: &Column, words: &Words) -> String {
        if column.name == OF {
            return words.t("sheet.of").to_owned();
        }
        let title = self.word("field", column, words).unwrap_or(column.name);
        match column.kind {
            FieldKind::Money => words.fill("sheet.with_unit", &[title, words.t("unit.wan_yuan")]),
            _ => title.to_owned(),
        }
    }

    /// What helps to fill the column.
    pub fn help<'a>(&self, column: &Column, words: &'a Words) -> Option<&'a str> {
        if column.name == OF {
            return words.find("sheet.of.help");
        }
        match column.kind {
            FieldKind::Terms(_) => words.find("sheet.terms.help"),
            FieldKind::Organisation => words.find("sheet.of.help"),
            _ => self.word("help", column, words),
        }
    }

    fn word<'a>(&self, what: &str, column: &Column, words: &'a Words) -> Option<&'a str> {
        words
            .find(&format!("{what}.{}.{}", self.act.key, column.name))
            .or_else(|| words.find(&format!("{what}.{}", column.name)))
    }
}
