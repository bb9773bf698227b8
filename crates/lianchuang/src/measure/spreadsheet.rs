//! Screening a workbook: every row read, registered, looked at and written with its reasons, beside reading and writing alone.

use std::hint::black_box;
use std::io::Cursor;

use acts::ask::Office as Rules;
use acts::scenario::credit_code;
use anyhow::{Context as _, ensure};
use calamine::Reader as _;
use policy::Policy;
use values::{Date, Language};

use super::{Figure, per_second, rate, timed};
use crate::sheet::{self, FileForm, Form, Table, Tongues, forms};
use crate::words::Words;

/// The figure for a sheet of so many rows.
pub fn measure(rules: &Rules, policy: &Policy, day: Date, rows: u64) -> anyhow::Result<Figure> {
    let words = Words::load(Language::Zh, Some(policy));
    let forms = forms();
    let form = forms
        .iter()
        .find(|form| form.registers())
        .context("no sheet makes organisations known")?;
    let asked = filled(form, policy, &words, rows)?.write(FileForm::Xlsx)?;
    let tongues = Tongues::load(policy);
    let (screened, ours) = timed(|| -> anyhow::Result<(Table, Vec<u8>)> {
        let book = sheet::read(&asked, policy, &tongues, &words)?;
        let screening = sheet::screen(rules, policy, book, day, &words, |_, _| {});
        ensure!(
            screening.bad.is_empty(),
            "{} bad cells",
            screening.bad.len()
        );
        let table = screening.table(policy, &words);
        let bytes = table.write(FileForm::Xlsx)?;
        Ok((table, bytes))
    });
    let (table, _) = screened?;
    ensure!(
        table.rows.len() as u64 == rows,
        "{} rows were screened",
        table.rows.len()
    );
    let (read, bare) = timed(|| -> anyhow::Result<usize> {
        let mut book = calamine::Xlsx::new(Cursor::new(&asked))?;
        let range = book.worksheet_range_at(0).context("the sheet is gone")??;
        black_box(table.write(FileForm::Xlsx)?);
        Ok(range.height())
    });
    ensure!(read? > 0, "nothing was read");
    let count = usize::try_from(rows)?;
    Ok(Figure {
        job: "screening, spreadsheet",
        result: format!(
            "{rows} rows in {:.1} s, {}",
            ours.as_secs_f64(),
            per_second(rate(count, ours))
        ),
        limit: format!("reading and writing alone {:.1} s", bare.as_secs_f64()),
        ratio: Some(bare.as_secs_f64() / ours.as_secs_f64()),
    })
}

/// A workbook of made-up organisations that are hardly known: name, code, kind, form and place.
fn filled(form: &Form, policy: &Policy, words: &Words, rows: u64) -> anyhow::Result<Table> {
    let terms = |vocabulary: &str| -> Vec<String> {
        let terms = policy.terms(vocabulary).iter();
        terms.map(|term| term.title.zh.clone()).collect()
    };
    let given = ["zh", "credit_code", "kind", "legal_form", "division"];
    let columns = form.columns();
    let head = given
        .iter()
        .map(|name| {
            let column = columns.iter().find(|column| column.name == *name);
            column
                .map(|column| form.heading(column, words))
                .with_context(|| format!("the sheet has no column {name}"))
        })
        .collect::<anyhow::Result<Vec<_>>>()?;
    let (kinds, legal_forms, divisions) =
        (terms("member_kind"), terms("legal_form"), terms("division"));
    let turn = |terms: &[String], number: u64| -> String {
        let place = usize::try_from(number).unwrap_or(0) % terms.len().max(1);
        terms.get(place).cloned().unwrap_or_default()
    };
    let row = |number: u64| {
        vec![
            format!("示例企业{number}"),
            credit_code("", number).to_string(),
            turn(&kinds, number),
            turn(&legal_forms, number),
            turn(&divisions, number),
        ]
    };
    Ok(Table {
        title: form.title(words),
        keys: given.map(str::to_owned).to_vec(),
        head,
        rows: (0..rows).map(row).collect(),
    })
}
