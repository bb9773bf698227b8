//! Keeping and checking the codes of protected rows. The program's own connection keeps them by triggers of its own that stand in no
//! file, so that no statement can forget them; whoever opens the file by other means has neither the triggers nor the key.

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior};
use seal::{KeyProvider, Purpose};

use crate::protected::{TABLES, Table, coded_under};
use crate::sealed::CHUNK;
use crate::{Cabinet, CabinetFault};

/// The triggers the cabinet has; one more would be run by the program and pass for its work.
const TRIGGERS: &[&str] = &["account_stays"];

/// How a protected row was changed by other means than the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// Fields were changed.
    Changed,
    /// The row was added, or copied from another place.
    Added,
    /// The row was removed.
    Removed,
}

impl Change {
    /// Its word.
    pub fn key(self) -> &'static str {
        match self {
            Change::Changed => "changed",
            Change::Added => "added",
            Change::Removed => "removed",
        }
    }
}

/// A row that does not fit its codes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Altered {
    /// The table.
    pub table: String,
    /// What names the row.
    pub row: String,
    /// What was done to it.
    pub change: Change,
    /// The groups of fields that do not fit.
    pub fields: Vec<&'static str>,
}

impl fmt::Display for Altered {
    /// Table, row and fields in one line.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.table, self.row)?;
        match self.change {
            Change::Changed => write!(out, " {}", self.fields.join(",")),
            Change::Added | Change::Removed => write!(out, " ({})", self.change.key()),
        }
    }
}

/// Whoever is told of an altered row.
type Told = Box<dyn Fn(&Altered) + Send + Sync>;

/// Who is told of rows that do not fit when they are used, and which were told of.
#[derive(Default)]
pub(crate) struct Watch {
    told: OnceLock<Told>,
    known: Mutex<HashSet<Altered>>,
}

impl fmt::Debug for Watch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Watch")
    }
}

impl Watch {
    fn tell(&self, altered: &Altered) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(told) = self.told.get()
            && known.insert(altered.clone())
        {
            told(altered);
        }
    }
}

/// Gives the connection what keeps the codes, and codes what an earlier version of the program left without.
pub(crate) fn prepare(
    connection: &mut Connection,
    keys: &Arc<dyn KeyProvider>,
) -> Result<(), CabinetFault> {
    // Whether rows without codes are of an earlier version, or were robbed of them, only the keys can tell.
    let known = keys.keys()?.iter().any(|it| it.id.purpose == Purpose::Rows);
    keys.current(Purpose::Rows)?;
    give_functions(connection, keys)?;
    for table in TABLES {
        connection.execute_batch(&triggers(table))?;
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let marked = transaction
        .prepare("SELECT 1 FROM row_code WHERE name = ''")?
        .exists([])?;
    if !marked && !known {
        for table in TABLES {
            code_all(&transaction, table)?;
        }
    }
    if !marked {
        transaction.execute(
            "INSERT INTO row_code (name, row, code) VALUES ('', '', '')",
            [],
        )?;
    }
    transaction.commit()?;
    Ok(())
}

fn give_functions(connection: &Connection, keys: &Arc<dyn KeyProvider>) -> rusqlite::Result<()> {
    // Not from what stands in the file: a trigger planted there must not get codes for its rows.
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DIRECTONLY;
    let mine = Arc::clone(keys);
    connection.create_scalar_function("row_codes", -1, flags, move |context| {
        let (table, rest) = called(context)?;
        let row = text(rest.first())?;
        table
            .codes(&*mine, row, rest.get(1..).unwrap_or_default())
            .map_err(failed)
    })?;
    let mine = Arc::clone(keys);
    connection.create_scalar_function("row_codes_after", -1, flags, move |context| {
        let (table, rest) = called(context)?;
        let [row, codes, after, values @ ..] = rest.as_slice() else {
            return Err(failed("wanted the row before, its codes, the row after"));
        };
        let (old, new) = values.split_at(values.len() / 2);
        table
            .codes_after(
                &*mine,
                (text(Some(row))?, text(Some(codes))?, old),
                (text(Some(after))?, new),
            )
            .map_err(failed)
    })
}

fn failed(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::UserFunctionError(cause.into())
}

fn text<'a>(value: Option<&ValueRef<'a>>) -> rusqlite::Result<&'a str> {
    value
        .and_then(|value| value.as_str().ok())
        .ok_or_else(|| failed("wanted a text"))
}

fn called<'a>(context: &'a Context) -> rusqlite::Result<(&'static Table, Vec<ValueRef<'a>>)> {
    let all: Vec<ValueRef> = (0..context.len()).map(|at| context.get_raw(at)).collect();
    let table = Table::named(text(all.first())?).ok_or_else(|| failed("no such table"))?;
    Ok((table, all[1..].to_vec()))
}

/// What keeps a table's codes as the program writes.
fn triggers(table: &Table) -> String {
    let Table { name, row, .. } = table;
    let (old, new) = (table.listed("OLD."), table.listed("NEW."));
    let columns = table.listed("");
    format!(
        "CREATE TEMP TRIGGER {name}_coded AFTER INSERT ON main.{name} BEGIN
           INSERT INTO row_code (name, row, code)
             VALUES ('{name}', CAST(NEW.{row} AS TEXT), row_codes('{name}', CAST(NEW.{row} AS TEXT), {new}))
             ON CONFLICT (name, row) DO UPDATE SET code = excluded.code;
         END;
         CREATE TEMP TRIGGER {name}_recoded AFTER UPDATE OF {row}, {columns} ON main.{name} BEGIN
           UPDATE row_code SET row = CAST(NEW.{row} AS TEXT),
             code = row_codes_after('{name}', CAST(OLD.{row} AS TEXT), code, CAST(NEW.{row} AS TEXT), {old}, {new})
             WHERE name = '{name}' AND row = CAST(OLD.{row} AS TEXT);
         END;
         CREATE TEMP TRIGGER {name}_uncoded AFTER DELETE ON main.{name} BEGIN
           DELETE FROM row_code WHERE name = '{name}' AND row = CAST(OLD.{row} AS TEXT);
         END;"
    )
}

fn code_all(transaction: &Transaction, table: &Table) -> Result<usize, CabinetFault> {
    let Table { name, row, .. } = table;
    transaction.execute("DELETE FROM row_code WHERE name = ?1", [name])?;
    let columns = table.listed("");
    Ok(transaction.execute(
        &format!(
            "INSERT INTO row_code (name, row, code)
             SELECT '{name}', CAST({row} AS TEXT), row_codes('{name}', CAST({row} AS TEXT), {columns}) FROM {name}"
        ),
        [],
    )?)
}

/// A row with its codes as a statement gives them: its name, its codes, its protected values.
fn check(
    keys: &dyn KeyProvider,
    table: &Table,
    found: &Row,
) -> Result<Option<Altered>, CabinetFault> {
    let row: String = found.get(0)?;
    let codes: Option<String> = found.get(1)?;
    let values: Vec<ValueRef> = (2..2 + table.columns().count())
        .map(|at| found.get_ref(at))
        .collect::<Result<_, _>>()?;
    let fields = table.altered(keys, &row, codes.as_deref(), &values)?;
    Ok((!fields.is_empty()).then(|| Altered {
        table: table.name.to_owned(),
        change: if codes.is_some() {
            Change::Changed
        } else {
            Change::Added
        },
        row,
        fields,
    }))
}

/// Reads rows of a table with their codes.
fn with_codes(table: &Table, rest: &str) -> String {
    let Table { name, row, .. } = table;
    format!(
        "SELECT CAST({name}.{row} AS TEXT), row_code.code, {}, {name}.rowid FROM {name}
         LEFT JOIN row_code ON row_code.name = '{name}' AND row_code.row = CAST({name}.{row} AS TEXT) {rest}",
        table.listed(&format!("{name}."))
    )
}

impl Cabinet {
    /// Has somebody told of each row that does not fit its codes when it is used, once.
    pub fn watch(&self, told: impl Fn(&Altered) + Send + Sync + 'static) {
        // Whoever watches first goes on watching.
        let _ = self.watch.told.set(Box::new(told));
    }

    /// Whether a row is as the program wrote it. One that is not gives no right, and is told of.
    pub(crate) fn stands(
        &self,
        connection: &Connection,
        table: &Table,
        row: &str,
    ) -> Result<bool, CabinetFault> {
        let mut remembered = self.remembered(connection)?;
        if remembered.standing.contains(&(table.name, row.to_owned())) {
            return Ok(true);
        }
        let stands = self.stands_now(connection, table, row)?;
        if stands {
            remembered.standing.insert((table.name, row.to_owned()));
        }
        Ok(stands)
    }

    pub(crate) fn stands_now(
        &self,
        connection: &Connection,
        table: &Table,
        row: &str,
    ) -> Result<bool, CabinetFault> {
        let found = connection
            .prepare_cached(&with_codes(
                table,
                &format!("WHERE {}.{} = ?1", table.name, table.row),
            ))?
            .query_row([row], |found| Ok(check(&*self.keys, table, found)))
            .optional()?
            .transpose()?;
        match found {
            // A row that is gone by now gives no right either, and nobody did wrong.
            None => Ok(false),
            Some(None) => Ok(true),
            Some(Some(altered)) => {
                self.watch.tell(&altered);
                Ok(false)
            }
        }
    }

    /// Every protected row that is not as the program wrote it, and every trigger that is not the program's; how many rows were
    /// checked.
    pub fn verify(&self) -> Result<(usize, Vec<Altered>), CabinetFault> {
        let mut altered = planted(&self.connection())?;
        let mut checked = 0;
        for table in TABLES {
            let mut after = Some(i64::MIN);
            while let Some(from) = after {
                // Others work in between.
                let connection = self.connection();
                let mut statement = connection.prepare_cached(&with_codes(
                    table,
                    &format!(
                        "WHERE {0}.rowid > ?1 ORDER BY {0}.rowid LIMIT {CHUNK}",
                        table.name
                    ),
                ))?;
                let mut rows = statement.query([from])?;
                after = None;
                while let Some(row) = rows.next()? {
                    checked += 1;
                    after = Some(row.get(2 + table.columns().count())?);
                    altered.extend(check(&*self.keys, table, row)?);
                }
            }
            altered.extend(removed(&self.connection(), table)?);
        }
        Ok((checked, altered))
    }

    /// Takes the protected rows as they stand, after a backup of an earlier version was restored or a change was looked into: all, or
    /// those of these tables. Gives how many rows were coded anew.
    pub fn protect_anew(&self, tables: &[String]) -> Result<usize, CabinetFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut coded = 0;
        for table in TABLES {
            if tables.is_empty() || tables.iter().any(|name| name == table.name) {
                coded += code_all(&transaction, table)?;
            }
        }
        transaction.commit()?;
        Ok(coded)
    }

    /// Codes anew under the current key what fits its code under another; what does not fit stays as it is.
    pub(crate) fn code_anew(&self) -> Result<usize, CabinetFault> {
        let mut anew = 0;
        for table in TABLES {
            let mut after = Some(String::new());
            while let Some(from) = after {
                let mut connection = self.connection();
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let rows = self.chunk(&transaction, table, &from)?;
                after = rows.last().map(|(row, _)| row.clone());
                for (row, codes) in rows {
                    if let Some(codes) = codes {
                        anew += transaction.execute(
                            "UPDATE row_code SET code = ?3 WHERE name = ?1 AND row = ?2",
                            (table.name, row, codes),
                        )?;
                    }
                }
                transaction.commit()?;
            }
        }
        Ok(anew)
    }

    /// Rows of a table after one, each with its codes under the current key where they have to be written.
    fn chunk(
        &self,
        transaction: &Transaction,
        table: &Table,
        after: &str,
    ) -> Result<Vec<(String, Option<String>)>, CabinetFault> {
        let current = self.keys.current(Purpose::Rows)?;
        let mut statement = transaction.prepare_cached(&format!(
            "{} AND row_code.row > ?1 ORDER BY row_code.row LIMIT ?2",
            with_codes(table, "WHERE row_code.row IS NOT NULL")
        ))?;
        let mut rows = statement.query((after, i64::try_from(CHUNK).unwrap_or(i64::MAX)))?;
        let mut chunk = Vec::new();
        while let Some(found) = rows.next()? {
            let row: String = found.get(0)?;
            let codes: String = found.get(1)?;
            let fits = check(&*self.keys, table, found)?.is_none();
            let anew = if fits && coded_under(&codes) != Some(current) {
                let values: Vec<ValueRef> = (2..2 + table.columns().count())
                    .map(|at| found.get_ref(at))
                    .collect::<Result<_, _>>()?;
                Some(table.codes(&*self.keys, &row, &values)?)
            } else {
                None
            };
            chunk.push((row, anew));
        }
        Ok(chunk)
    }
}

/// How many rows have codes under a key.
pub(crate) fn rows_under(connection: &Connection, version: u32) -> rusqlite::Result<usize> {
    let count: i64 = connection.query_row(
        "SELECT count(*) FROM row_code WHERE code LIKE ?1",
        [format!("{version}:%")],
        |row| row.get(0),
    )?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Codes whose rows are gone.
fn removed(connection: &Connection, table: &Table) -> Result<Vec<Altered>, CabinetFault> {
    let Table { name, row, .. } = table;
    let mut statement = connection.prepare(&format!(
        "SELECT row FROM row_code WHERE name = '{name}'
         AND row NOT IN (SELECT CAST({row} AS TEXT) FROM {name}) ORDER BY row"
    ))?;
    let rows = statement.query_map([], |row| {
        Ok(Altered {
            table: (*name).to_owned(),
            row: row.get(0)?,
            change: Change::Removed,
            fields: Vec::new(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Triggers and views in the file that are not the program's.
fn planted(connection: &Connection) -> Result<Vec<Altered>, CabinetFault> {
    let mut statement = connection.prepare(
        "SELECT type, name FROM main.sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY name",
    )?;
    let rows = statement.query_map([], |row| {
        Ok(Altered {
            table: row.get(0)?,
            row: row.get(1)?,
            change: Change::Added,
            fields: Vec::new(),
        })
    })?;
    let all: Vec<Altered> = rows.collect::<Result<_, _>>()?;
    Ok(all
        .into_iter()
        .filter(|it| !TRIGGERS.contains(&it.row.as_str()))
        .collect())
}
