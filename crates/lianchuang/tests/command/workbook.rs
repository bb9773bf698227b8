//! Workbooks written for the tests from the program's own template, and sheets read back.

use std::collections::BTreeMap;
use std::path::Path;

use calamine::{Data, Reader as _};
use rust_xlsxwriter::Workbook;

use super::city::{Folder, run};

/// Sheets by name: rows of cells, the first row the headings.
pub type Sheets = Vec<(String, Vec<Vec<String>>)>;

/// Everything that stands in a workbook, as text.
pub fn read(path: &Path) -> Sheets {
    let mut book = calamine::open_workbook_auto(path).unwrap();
    let names = book.sheet_names();
    let sheets = names.into_iter().map(|name| {
        let range = book.worksheet_range(&name).unwrap();
        let rows = range.rows().map(|row| {
            row.iter()
                .map(|cell| match cell {
                    Data::Empty => String::new(),
                    other => other.to_string(),
                })
                .collect()
        });
        let rows = rows.collect();
        (name, rows)
    });
    sheets.collect()
}

/// A row of the template's sheet of that place: cells by heading, without the star of required ones.
pub type Filled<'a> = (usize, &'a [(&'a str, &'a str)]);

/// Fills the program's template. Whole numbers are written as numbers, as people do, but for codes.
pub fn fill(folder: &Folder, name: &str, rows: &[Filled]) -> String {
    let template = folder.text("template.xlsx");
    run(&["template", "--out", &template]).well();
    let sheets = read(&folder.path("template.xlsx"));
    let mut book = Workbook::new();
    let mut used: BTreeMap<usize, u32> = BTreeMap::new();
    for (place, (title, cells)) in sheets.iter().enumerate() {
        let sheet = book.add_worksheet();
        sheet.set_name(title).unwrap();
        let headings = cells.first().cloned().unwrap_or_default();
        for (column, heading) in (0_u16..).zip(&headings) {
            sheet.write_string(0, column, heading).unwrap();
        }
        for (_, filled) in rows.iter().filter(|(at, _)| *at == place) {
            let row = used.entry(place).and_modify(|row| *row += 1).or_insert(1);
            for (heading, value) in *filled {
                let column = headings
                    .iter()
                    .position(|found| found.trim_end_matches([' ', '*']) == *heading)
                    .unwrap_or_else(|| panic!("{title} has no column {heading}: {headings:?}"));
                let column = u16::try_from(column).unwrap();
                match value.parse::<u32>() {
                    Ok(number) => sheet.write_number(*row, column, number).unwrap(),
                    Err(_) => sheet.write_string(*row, column, *value).unwrap(),
                };
            }
        }
    }
    let path = folder.path(name);
    book.save(&path).unwrap();
    folder.text(name)
}

/// Places of the sheets in the template.
pub const ORGANISATIONS: usize = 0;
pub const YEARS: usize = 1;
pub const CARRIERS: usize = 2;
pub const FUNDS: usize = 3;
pub const AGREEMENTS: usize = 4;
pub const EVIDENCE: usize = 7;

/// A valid code of a fictitious organisation.
pub fn code(number: u64) -> String {
    acts::scenario::credit_code("", number).to_string()
}
