//! The conditions of a subject as a sheet: clause, found, wanted, state, evidence, as on its page.

use acts::{Subject, World};

use super::table::Table;
use crate::api::{found_conditions, ruling_policy};
use crate::app::{App, Visitor};

/// The columns, by their keys under `conditions.column.`.
const COLUMNS: [&str; 9] = [
    "clause",
    "condition",
    "weight",
    "state",
    "about",
    "found",
    "wanted",
    "reason",
    "evidence",
];

/// Every condition that has to do with a subject, as it stands.
pub fn conditions(app: &App, world: &World, visitor: &Visitor, subject: Subject) -> Table {
    let policy = ruling_policy(app, world, subject, visitor);
    let teller = app.teller(visitor.language, policy, world);
    let words = teller.words;
    let rows = found_conditions(world, policy, visitor, subject)
        .iter()
        .map(|finding| {
            let told = teller.finding(finding);
            let evidence: Vec<String> = told
                .evidence
                .iter()
                .map(|evidence| evidence.record.to_string())
                .collect();
            let weight = format!("weight.{:?}", told.weight).to_lowercase();
            let state = format!("state.{:?}", told.state).to_lowercase();
            vec![
                told.clause,
                told.title,
                words.t(&weight).to_owned(),
                words.t(&state).to_owned(),
                told.about.unwrap_or_default(),
                told.found,
                told.wanted,
                told.reason.unwrap_or_default(),
                evidence.join(words.t("list.comma")),
            ]
        })
        .collect();
    Table {
        title: words.t("conditions.sheet").to_owned(),
        keys: COLUMNS.map(str::to_owned).to_vec(),
        head: COLUMNS
            .map(|column| words.t(&format!("conditions.column.{column}")).to_owned())
            .to_vec(),
        rows,
    }
}
