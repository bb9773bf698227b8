//! The empty workbook of organisations: a sheet for each act on an organisation's record, with the pack's terms to choose from.

use acts::field::{FieldKind, Need};
use policy::Policy;
use rust_xlsxwriter::{
    DataValidation, DataValidationRule, Format, FormatBorder, Formula, Note, Workbook, Worksheet,
    XlsxError,
};

use super::form::{Column, Form, OF, forms};
use super::table::sheet_name;
use crate::words::Words;

/// Rows prepared for filling.
const ROWS: u32 = 5000;
/// Width of a column, in characters.
const WIDTH: u32 = 22;

/// The lists to choose from, one column each on a sheet of their own.
struct Lists {
    sheet: String,
    columns: Vec<(String, Vec<String>)>,
}

impl Lists {
    /// The range of a list, adding it where it is new.
    fn range(&mut self, key: &str, terms: impl FnOnce() -> Vec<String>) -> Option<String> {
        let place = self.columns.iter().position(|(found, _)| found == key);
        let place = place.unwrap_or_else(|| {
            self.columns.push((key.to_owned(), terms()));
            self.columns.len() - 1
        });
        let count = self.columns[place].1.len();
        let letter = letter(place);
        (count > 0).then(|| format!("='{}'!${letter}$2:${letter}${}", self.sheet, count + 1))
    }
}

fn letter(column: usize) -> char {
    char::from(b'A' + u8::try_from(column % 26).unwrap_or(0))
}

/// Writes the workbook in a language.
pub fn template(policy: &Policy, words: &Words) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let mut lists = Lists {
        sheet: words.t("sheet.lists").to_owned(),
        columns: Vec::new(),
    };
    let forms = forms();
    for form in &forms {
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(&form.title(words)))?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, column) in (0_u16..).zip(form.columns()) {
            head(sheet, at, form, &column, words)?;
            let validation = match choices(&column, policy, words, &mut lists) {
                Some(range) => Some(chosen(range, words)?),
                None => validation(&forms, &column, words)?,
            };
            if let Some(validation) = validation {
                sheet.add_data_validation(1, at, ROWS, at, &validation)?;
            }
        }
    }
    write_lists(&mut workbook, &lists)?;
    workbook.save_to_buffer()
}

fn head(
    sheet: &mut Worksheet,
    at: u16,
    form: &Form,
    column: &Column,
    words: &Words,
) -> Result<(), XlsxError> {
    let bold = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_border_bottom(FormatBorder::Thin);
    let heading = form.heading(column, words);
    let heading = match column.need {
        Need::Required => format!("{heading} *"),
        Need::Optional => heading,
    };
    sheet.set_column_width(at, WIDTH)?;
    let format = match column.kind {
        FieldKind::Day => Format::new().set_num_format("yyyy-mm-dd"),
        FieldKind::Money => Format::new().set_num_format("#,##0.######"),
        FieldKind::Count | FieldKind::Number => Format::new(),
        // Codes and numbers of registration are texts: as numbers they would lose their last digits.
        _ => Format::new().set_num_format("@"),
    };
    sheet.set_column_format(at, &format)?;
    sheet.write_string_with_format(0, at, &heading, &bold)?;
    if let Some(help) = form.help(column, words) {
        sheet.insert_note(0, at, &Note::new(help))?;
    }
    Ok(())
}

/// The list a column's cells are chosen from.
fn choices(column: &Column, policy: &Policy, words: &Words, lists: &mut Lists) -> Option<String> {
    match column.kind {
        FieldKind::Term(vocabulary) => lists.range(&titled(policy, vocabulary, words), || {
            names(policy, vocabulary, words)
        }),
        FieldKind::Terms(vocabulary) => {
            // Several terms stand in one cell, so a list would refuse them; it is there to read.
            lists.range(&titled(policy, vocabulary, words), || {
                names(policy, vocabulary, words)
            });
            None
        }
        FieldKind::Word(allowed) => lists.range(column.name, || {
            let named = allowed.iter();
            named
                .map(|word| words.t(&format!("word.{word}")).to_owned())
                .collect()
        }),
        _ => None,
    }
}

fn titled(policy: &Policy, vocabulary: &str, words: &Words) -> String {
    policy.vocabularies.get(vocabulary).map_or_else(
        || vocabulary.to_owned(),
        |found| found.title.in_language(words.language).to_owned(),
    )
}

fn names(policy: &Policy, vocabulary: &str, words: &Words) -> Vec<String> {
    let terms = policy.terms(vocabulary).iter();
    terms
        .map(|term| term.title.in_language(words.language).to_owned())
        .collect()
}

fn chosen(range: String, words: &Words) -> Result<DataValidation, XlsxError> {
    DataValidation::new()
        .allow_list_formula(Formula::new(range))
        .set_error_message(words.t("sheet.choose"))
}

fn validation(
    forms: &[Form],
    column: &Column,
    words: &Words,
) -> Result<Option<DataValidation>, XlsxError> {
    let validation = match column.kind {
        FieldKind::Count => DataValidation::new()
            .allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(0))
            .set_error_message(words.t("mistake.form.count"))?,
        FieldKind::Money => DataValidation::new()
            .allow_decimal_number(DataValidationRule::GreaterThanOrEqualTo(0.0))
            .set_error_message(words.t("mistake.form.money"))?,
        // Whoever is on the first sheet can be chosen on the others; a code known to the register may be typed.
        FieldKind::Line if column.name == OF => {
            let Some((range, _)) = codes(forms, words) else {
                return Ok(None);
            };
            DataValidation::new()
                .allow_list_formula(Formula::new(range))
                .show_error_message(false)
        }
        _ => return Ok(None),
    };
    Ok(Some(validation))
}

/// The credit codes on the sheet that registers.
fn codes(forms: &[Form], words: &Words) -> Option<(String, usize)> {
    let form = forms.iter().find(|form| form.registers())?;
    let place = form
        .columns()
        .iter()
        .position(|column| matches!(column.kind, FieldKind::CreditCode))?;
    let letter = letter(place);
    let sheet = sheet_name(&form.title(words));
    Some((format!("='{sheet}'!${letter}$2:${letter}${ROWS}"), place))
}

fn write_lists(workbook: &mut Workbook, lists: &Lists) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    let sheet = workbook.add_worksheet();
    sheet.set_name(&lists.sheet)?;
    for (at, (title, terms)) in (0_u16..).zip(&lists.columns) {
        sheet.set_column_width(at, WIDTH)?;
        sheet.write_string_with_format(0, at, title, &bold)?;
        for (row, term) in (1_u32..).zip(terms) {
            sheet.write_string(row, at, term)?;
        }
    }
    Ok(())
}
