//! A table written as a file: a workbook, lines of text, or JSON. What a spreadsheet would take for a formula stays text.

use std::path::Path;

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};
use serde_json::{Map, Value, json};

use crate::listing::{List, Listed};
use crate::words::Words;

/// Widest column, in characters.
const WIDEST: usize = 60;
/// Digits of a number that a spreadsheet may hold as one.
const DIGITS: usize = 9;

/// Forms a table is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileForm {
    /// A workbook.
    Xlsx,
    /// Lines of text with commas.
    Csv,
    /// For programs.
    Json,
}

impl FileForm {
    /// The form a file's name asks for.
    pub fn of(file: &Path) -> Option<FileForm> {
        match file.extension()?.to_str()?.to_lowercase().as_str() {
            "xlsx" => Some(FileForm::Xlsx),
            "csv" => Some(FileForm::Csv),
            "json" => Some(FileForm::Json),
            _ => None,
        }
    }

    /// How the name of such a file ends.
    pub fn ending(self) -> &'static str {
        match self {
            FileForm::Xlsx => "xlsx",
            FileForm::Csv => "csv",
            FileForm::Json => "json",
        }
    }
}

/// A table of texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub title: String,
    /// The keys of its columns.
    pub keys: Vec<String>,
    /// The titles of its columns.
    pub head: Vec<String>,
    /// Its rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A list as it stands on its page, with the number of each subject before its cells.
    pub fn of_list(which: List, listed: &Listed, words: &Words) -> Table {
        let keys = std::iter::once("id").chain(listed.outline.columns.iter().copied());
        let keys: Vec<String> = keys.map(str::to_owned).collect();
        let head = keys.iter().map(|key| match key.as_str() {
            "id" => "id".to_owned(),
            column => words.t(&format!("column.{column}")).to_owned(),
        });
        let rows = listed.rows.iter().map(|row| {
            let id = std::iter::once(row.subject.to_string());
            id.chain(row.cells.iter().map(ToString::to_string))
                .collect()
        });
        Table {
            title: words.t(&format!("nav.{}", which.key())).to_owned(),
            head: head.collect(),
            rows: rows.collect(),
            keys,
        }
    }

    /// The table as a file.
    pub fn write(&self, form: FileForm) -> anyhow::Result<Vec<u8>> {
        Ok(match form {
            FileForm::Xlsx => self.xlsx()?,
            FileForm::Csv => self.csv().into_bytes(),
            FileForm::Json => serde_json::to_vec_pretty(&self.json())?,
        })
    }

    /// A workbook with one sheet.
    pub fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let mut workbook = Workbook::new();
        let bold = Format::new().set_bold();
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&self.title))?;
        for (column, head) in (0_u16..).zip(&self.head) {
            sheet.write_string_with_format(0, column, head, &bold)?;
        }
        for (number, row) in (1_u32..).zip(&self.rows) {
            for (column, cell) in (0_u16..).zip(row) {
                match as_number(cell) {
                    Some(count) => {
                        sheet.write_number_with_format(number, column, count, &wrapped)?
                    }
                    None => sheet.write_string_with_format(number, column, cell, &wrapped)?,
                };
            }
        }
        for (column, width) in (0_u16..).zip(self.widths()) {
            sheet.set_column_width(column, width)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        if let (Ok(last_row), Some(Ok(last_column))) = (
            u32::try_from(self.rows.len()),
            self.head.len().checked_sub(1).map(u16::try_from),
        ) {
            sheet.autofilter(0, 0, last_row, last_column)?;
        }
        workbook.save_to_buffer()
    }

    /// How wide each column is written, from what stands in it; a Han character takes two places.
    fn widths(&self) -> Vec<f64> {
        let width = |text: &String| {
            let longest = text.lines().map(|line| {
                line.chars()
                    .map(|character| if character.is_ascii() { 1 } else { 2 })
                    .sum::<usize>()
            });
            longest.max().unwrap_or(0)
        };
        (0..self.head.len())
            .map(|column| {
                let cells = self.rows.iter().filter_map(|row| row.get(column));
                let widest = cells.chain(self.head.get(column)).map(width).max();
                let places = widest.unwrap_or(0).min(WIDEST) + 2;
                f64::from(u32::try_from(places).unwrap_or(20))
            })
            .collect()
    }

    /// Lines of RFC 4180, with the mark by which spreadsheets know UTF-8.
    pub fn csv(&self) -> String {
        let mut text = String::from("\u{feff}");
        for row in std::iter::once(&self.head).chain(&self.rows) {
            let cells: Vec<String> = row.iter().map(|cell| quoted(cell)).collect();
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
        text
    }

    /// Objects by the keys of the columns.
    pub fn json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            let cells = self
                .keys
                .iter()
                .cloned()
                .zip(row.iter().map(|cell| json!(cell)));
            Value::Object(cells.collect::<Map<String, Value>>())
        });
        json!({"total": self.rows.len(), "items": rows.collect::<Vec<_>>()})
    }
}

/// A cell of a line; one that a spreadsheet would take for a formula is made text.
fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if formula { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

/// A plain whole number; codes and what begins with a zero are text.
fn as_number(cell: &str) -> Option<u32> {
    let plain = cell.len() <= DIGITS
        && cell.bytes().all(|byte| byte.is_ascii_digit())
        && (cell == "0" || !cell.starts_with('0'));
    plain.then(|| cell.parse().ok()).flatten()
}

/// A name a sheet may have.
pub fn sheet_name(title: &str) -> String {
    let kept = title
        .chars()
        .filter(|character| !"[]:*?/\\'".contains(*character));
    kept.take(31).collect()
}
