//! Who may read what of the reporting tables: a rule for every column of every table and view. A table or column without one
//! keeps the tables from being made at all.

use acts::sight::Sight;
use rusqlite::Connection;

/// For whom a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Whoever may have the tables: words and figures of the policy, what the register as a whole is.
    Anybody,
    /// Whoever sees the subject of the row at least so far; to others the value is empty.
    Seeing(Sight),
}

impl Rule {
    /// Whether somebody who sees the subject so far is given the value.
    pub fn lets(self, sight: Sight) -> bool {
        match self {
            Rule::Anybody => true,
            Rule::Seeing(least) => sight >= least,
        }
    }
}

/// A column with its rule.
type Column = (&'static str, Rule);

/// A table or view with the rules of its columns, in their order.
#[derive(Debug, Clone, Copy)]
pub struct TableRule {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: &'static [Column],
}

const ANYBODY: Rule = Rule::Anybody;
/// What everybody may know of a subject who may know of it at all.
const PUBLIC: Rule = Rule::Seeing(Sight::Public);
/// What stands on the subject's page for those concerned with it only.
const FULL: Rule = Rule::Seeing(Sight::Full);

/// The tables and views.
pub const RULES: &[TableRule] = &[
    TableRule {
        name: "made",
        columns: &[
            ("policy", ANYBODY),
            ("record", ANYBODY),
            ("digest", ANYBODY),
            ("day", ANYBODY),
        ],
    },
    TableRule {
        name: "term",
        columns: &[
            ("vocabulary", ANYBODY),
            ("key", ANYBODY),
            ("zh", ANYBODY),
            ("en", ANYBODY),
        ],
    },
    TableRule {
        name: "organisation",
        columns: &[
            ("id", PUBLIC),
            ("registration", PUBLIC),
            ("zh", PUBLIC),
            ("en", PUBLIC),
            ("kind", PUBLIC),
            ("legal_form", FULL),
            ("division", PUBLIC),
            ("founded", FULL),
        ],
    },
    TableRule {
        name: "organisation_industry",
        columns: &[("organisation", PUBLIC), ("industry", PUBLIC)],
    },
    TableRule {
        name: "organisation_year",
        columns: &[
            ("organisation", FULL),
            ("year", FULL),
            ("revenue", FULL),
            ("rd_spending", FULL),
            ("staff", FULL),
            ("rd_staff", FULL),
            ("holding", FULL),
        ],
    },
    TableRule {
        name: "candidacy",
        columns: &[
            ("id", FULL),
            ("organisation", FULL),
            ("track", FULL),
            ("stage", FULL),
            ("since", FULL),
            ("policy", FULL),
        ],
    },
    TableRule {
        name: "consortium",
        columns: &[
            ("id", PUBLIC),
            ("zh", PUBLIC),
            ("en", PUBLIC),
            ("number", PUBLIC),
            ("lead", PUBLIC),
            ("track", PUBLIC),
            ("division", PUBLIC),
            ("industry", PUBLIC),
            ("type", FULL),
            ("stage", PUBLIC),
            ("since", PUBLIC),
            ("established", PUBLIC),
            ("policy", FULL),
        ],
    },
    TableRule {
        name: "membership",
        columns: &[
            ("consortium", PUBLIC),
            ("organisation", PUBLIC),
            ("layer", PUBLIC),
            ("since", PUBLIC),
            ("signed", FULL),
        ],
    },
    TableRule {
        name: "condition",
        columns: &[
            ("consortium", PUBLIC),
            ("clause", PUBLIC),
            ("key", PUBLIC),
            ("weight", PUBLIC),
            ("state", PUBLIC),
            ("about", PUBLIC),
            ("found", PUBLIC),
            ("wanted", PUBLIC),
        ],
    },
    // Only records somebody may read are in it at all.
    TableRule {
        name: "act",
        columns: &[
            ("number", ANYBODY),
            ("day", ANYBODY),
            ("act", ANYBODY),
            ("title", ANYBODY),
            ("subject", ANYBODY),
            ("holder", ANYBODY),
            ("organisation", ANYBODY),
            ("policy", ANYBODY),
            ("moves", ANYBODY),
        ],
    },
    // Only figures whose own rule lets the reader have them are in it.
    TableRule {
        name: "target",
        columns: &[
            ("key", ANYBODY),
            ("clause", ANYBODY),
            ("zh", ANYBODY),
            ("en", ANYBODY),
            ("wanted", ANYBODY),
            ("by", ANYBODY),
            ("reached", ANYBODY),
        ],
    },
    // Views hold what the tables below them hold.
    TableRule {
        name: "consortia_by_stage",
        columns: &[
            ("track", ANYBODY),
            ("stage", ANYBODY),
            ("consortia", ANYBODY),
        ],
    },
    TableRule {
        name: "days_in_stage",
        columns: &[
            ("id", ANYBODY),
            ("zh", ANYBODY),
            ("stage", ANYBODY),
            ("since", ANYBODY),
            ("days", ANYBODY),
        ],
    },
];

/// A table or column without a rule, or a rule for nothing: no tables are made with it.
#[derive(Debug, thiserror::Error)]
pub enum Unruled {
    /// A table or view nobody is said to read.
    #[error("the reporting table {0} has no rule saying who may read it")]
    Table(String),
    /// A column nobody is said to read.
    #[error("the reporting column {0}.{1} has no rule saying who may read it")]
    Column(String, String),
    /// A rule for a column that is not there, or not in that place.
    #[error("the reporting column {0}.{1} has a rule and is not in that place")]
    Nothing(&'static str, &'static str),
    /// The tables cannot be looked at.
    #[error("the reporting tables cannot be looked at: {0}")]
    Unread(#[from] rusqlite::Error),
}

/// Whether every column of every table has its rule, in its place.
pub fn every_column_has_a_rule(tables: &Connection) -> Result<(), Unruled> {
    let mut names = tables.prepare(
        "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )?;
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for name in &names {
        let rule = RULES.iter().find(|rule| rule.name == name);
        let rule = rule.ok_or_else(|| Unruled::Table(name.clone()))?;
        let mut columns = tables.prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")?;
        let columns: Vec<String> = columns
            .query_map([name], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        let unruled = columns
            .iter()
            .find(|column| !rule.columns.iter().any(|(ruled, _)| ruled == column));
        if let Some(column) = unruled {
            return Err(Unruled::Column(name.clone(), column.clone()));
        }
        let in_place = |at: usize, ruled: &str| columns.get(at).is_some_and(|found| found == ruled);
        let astray = rule
            .columns
            .iter()
            .enumerate()
            .find(|(at, (ruled, _))| !in_place(*at, ruled));
        if let Some((_, (column, _))) = astray {
            return Err(Unruled::Nothing(rule.name, column));
        }
    }
    let absent = RULES
        .iter()
        .find(|rule| !names.iter().any(|name| name == rule.name));
    match absent {
        Some(rule) => Err(Unruled::Table(rule.name.to_owned())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reporting::SCHEMA;

    fn tables(more: &str) -> Connection {
        let tables = Connection::open_in_memory().expect("there is memory");
        tables
            .execute_batch(&format!("{SCHEMA}\n{more}"))
            .expect("the schema is right");
        tables
    }

    #[test]
    fn m11_a_table_or_column_without_a_rule_keeps_the_tables_from_being_made() {
        every_column_has_a_rule(&tables("")).expect("every column has its rule");
        for (planted, named) in [
            (
                "ALTER TABLE organisation ADD COLUMN telephone TEXT",
                "organisation.telephone",
            ),
            ("CREATE TABLE account (login TEXT)", "account"),
            (
                "CREATE VIEW richest AS SELECT organisation, revenue FROM organisation_year",
                "richest",
            ),
        ] {
            let refused = every_column_has_a_rule(&tables(planted)).expect_err(planted);
            assert!(
                refused
                    .to_string()
                    .contains(&format!("{named} has no rule")),
                "{refused}"
            );
        }
        let moved = "DROP VIEW days_in_stage; DROP VIEW consortia_by_stage; ALTER TABLE consortium DROP COLUMN type";
        assert!(every_column_has_a_rule(&tables(moved)).is_err());
    }
}
