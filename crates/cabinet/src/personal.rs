//! Personal data by reference: the register holds a salted digest, the text stands here, encrypted, and can be erased.

use std::sync::atomic::Ordering;

use rusqlite::{Connection, OptionalExtension, Transaction};
use seal::{KeyProvider, sm3};

use crate::sealed::{PERSONAL_TEXT, empty_log};
use crate::{Cabinet, CabinetFault, secret};

/// How a reference begins.
pub const REFERENCE_PREFIX: &str = "personal:";

/// A personal text with its reference, to be kept with others in one go.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// Its reference.
    pub reference: String,
    salt: String,
    text: String,
}

/// Gives a personal text its reference: SM3 of a random salt and the text.
pub fn prepare_personal(text: &str) -> Result<Prepared, CabinetFault> {
    let salt = secret::fresh()?;
    let digest = sm3(format!("{salt}{text}").as_bytes());
    Ok(Prepared {
        reference: format!("{REFERENCE_PREFIX}{digest}"),
        salt,
        text: text.to_owned(),
    })
}

/// Keeps prepared texts in a transaction that does more, with the version of the notice they were collected under.
pub(crate) fn keep_in(
    transaction: &Transaction,
    keys: &dyn KeyProvider,
    prepared: &[Prepared],
    notice: Option<&str>,
) -> Result<(), CabinetFault> {
    let mut statement = transaction.prepare_cached(
        "INSERT INTO personal (reference, salt, text, notice) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for one in prepared {
        let sealed = PERSONAL_TEXT.seal(keys, &one.reference, &one.text)?;
        statement.execute((&one.reference, one.salt.as_bytes(), sealed, notice))?;
    }
    Ok(())
}

/// Under which reference a text stands: its own, or the one it was corrected to.
fn standing(connection: &Connection, reference: &str) -> rusqlite::Result<String> {
    let corrected = connection
        .prepare_cached("SELECT corrected FROM personal_correction WHERE reference = ?1")?
        .query_row([reference], |row| row.get(0))
        .optional()?;
    Ok(corrected.unwrap_or_else(|| reference.to_owned()))
}

fn erase(connection: &Connection, reference: &str) -> rusqlite::Result<()> {
    connection.execute(
        "UPDATE personal SET text = NULL, salt = x'' WHERE reference = ?1",
        [reference],
    )?;
    Ok(())
}

impl Cabinet {
    /// Keeps a personal text and gives its reference.
    pub fn keep_personal(&self, text: &str) -> Result<String, CabinetFault> {
        let prepared = prepare_personal(text)?;
        self.keep_all(std::slice::from_ref(&prepared))?;
        Ok(prepared.reference)
    }

    /// Keeps prepared texts, all or none.
    pub fn keep_all(&self, prepared: &[Prepared]) -> Result<(), CabinetFault> {
        let notice = self.notice_told();
        self.writing(|transaction, keys| keep_in(transaction, keys, prepared, notice.as_deref()))
    }

    /// The text of a reference, unless it was erased.
    pub fn personal(&self, reference: &str) -> Result<Option<String>, CabinetFault> {
        let connection = self.connection();
        let reference = standing(&connection, reference)?;
        let found = connection
            .prepare_cached("SELECT text FROM personal WHERE reference = ?1")?
            .query_row([&reference], |row| row.get::<_, Option<String>>(0))
            .optional()?;
        found
            .flatten()
            .map(|sealed| PERSONAL_TEXT.open(&*self.keys, &reference, &sealed))
            .transpose()
    }

    /// All references with their texts, for names that pages show.
    pub fn all_personal(&self) -> Result<Vec<(String, String)>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT coalesce(personal_correction.reference, personal.reference), personal.reference, text FROM personal
             LEFT JOIN personal_correction ON corrected = personal.reference WHERE text IS NOT NULL",
        )?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.map(|row| {
            let (known, reference, sealed): (String, String, String) = row?;
            let text = PERSONAL_TEXT.open(&*self.keys, &reference, &sealed)?;
            Ok((known, text))
        })
        .collect()
    }

    /// Whether there is a text behind a reference.
    pub fn keeps_personal(&self, reference: &str) -> Result<bool, CabinetFault> {
        let connection = self.connection();
        let reference = standing(&connection, reference)?;
        Ok(connection
            .prepare_cached("SELECT 1 FROM personal WHERE reference = ?1 AND text IS NOT NULL")?
            .exists([reference])?)
    }

    /// Puts another kept text in the place of one: the register's reference stays and leads there from now on, and what stood
    /// there before is erased.
    pub fn correct_personal(&self, reference: &str, corrected: &str) -> Result<(), CabinetFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let before = standing(&transaction, reference)?;
        erase(&transaction, &before)?;
        transaction.execute(
            "INSERT INTO personal_correction (reference, corrected) VALUES (?1, ?2)
             ON CONFLICT (reference) DO UPDATE SET corrected = excluded.corrected",
            (reference, corrected),
        )?;
        transaction.commit()?;
        Ok(())
    }

    /// Whether another process changed the cabinet since this was last asked.
    pub fn changed_elsewhere(&self) -> Result<bool, CabinetFault> {
        let version: i64 = self
            .connection()
            .pragma_query_value(None, "data_version", |row| row.get(0))?;
        Ok(self.version.swap(version, Ordering::Relaxed) != version)
    }

    /// Empties the write-ahead log, so that what was erased does not stand in an old page of it.
    pub fn forget_erased(&self) -> Result<(), CabinetFault> {
        empty_log(&self.connection())
    }

    /// Erases a personal text; the reference in the register then leads nowhere.
    pub fn erase_personal(&self, reference: &str) -> Result<(), CabinetFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let stands = standing(&transaction, reference)?;
        erase(&transaction, reference)?;
        erase(&transaction, &stands)?;
        transaction.commit()?;
        Ok(())
    }
}
