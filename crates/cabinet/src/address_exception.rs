//! Exceptions from the address ranges of staff: for one account, one range, and a while. They end by the clock or earlier.

use rusqlite::Row;
use values::{Instant, PersonId};

use crate::account::number;
use crate::protected::ADDRESS_EXCEPTION;
use crate::{Cabinet, CabinetFault};

/// An exception to be granted.
#[derive(Debug, Clone, Copy)]
pub struct NewException<'a> {
    /// The account's login.
    pub login: &'a str,
    /// The range, in the form of CIDR.
    pub range: &'a str,
    /// From when.
    pub begins: Instant,
    /// Until when; not at that moment any more.
    pub ends: Instant,
    /// Why.
    pub reason: &'a str,
    /// Who grants it.
    pub by: PersonId,
}

/// An exception as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressException {
    /// Its number.
    pub id: i64,
    /// The account's login.
    pub login: String,
    /// The range, in the form of CIDR.
    pub range: String,
    /// From when.
    pub begins: Option<Instant>,
    /// Until when; not at that moment any more.
    pub ends: Option<Instant>,
    /// Why.
    pub reason: String,
    /// When it was granted.
    pub granted: Option<Instant>,
    /// Who granted it.
    pub by: PersonId,
    /// When it was ended before its time, if it was.
    pub ended: Option<Instant>,
}

impl AddressException {
    /// Whether it holds at a moment.
    pub fn holds(&self, at: Instant) -> bool {
        self.ended.is_none()
            && self.begins.is_some_and(|begins| begins <= at)
            && self.ends.is_some_and(|ends| at < ends)
    }

    /// Whether it is over at a moment: ended, or past its time.
    pub fn over(&self, at: Instant) -> bool {
        self.ended.is_some() || self.ends.is_none_or(|ends| ends <= at)
    }
}

const COLUMNS: &str = "id, login, range, begins, ends, reason, granted, granted_by, ended";

fn exception(row: &Row) -> rusqlite::Result<AddressException> {
    let instant = |index| -> rusqlite::Result<_> {
        Ok(row
            .get::<_, Option<i64>>(index)?
            .and_then(Instant::from_second))
    };
    Ok(AddressException {
        id: row.get(0)?,
        login: row.get(1)?,
        range: row.get(2)?,
        begins: instant(3)?,
        ends: instant(4)?,
        reason: row.get(5)?,
        granted: instant(6)?,
        by: PersonId(row.get::<_, i64>(7)?.unsigned_abs()),
        ended: instant(8)?,
    })
}

impl Cabinet {
    /// Grants an exception; gives its number.
    pub fn grant_exception(&self, new: &NewException, at: Instant) -> Result<i64, CabinetFault> {
        let connection = self.connection();
        connection.execute(
            "INSERT INTO address_exception (login, range, begins, ends, reason, granted, granted_by)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            (
                new.login,
                new.range,
                new.begins.second(),
                new.ends.second(),
                new.reason,
                at.second(),
                number(new.by),
            ),
        )?;
        Ok(connection.last_insert_rowid())
    }

    /// The exceptions of a person's accounts that hold at a moment. A row that is not as the program wrote it gives no right.
    pub fn exceptions_of(
        &self,
        person: PersonId,
        at: Instant,
    ) -> Result<Vec<AddressException>, CabinetFault> {
        let connection = self.connection();
        let found: Vec<AddressException> = connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM address_exception
                 WHERE login IN (SELECT login FROM account WHERE person = ?1) AND begins <= ?2 AND ends > ?2 AND ended IS NULL"
            ))?
            .query_map((number(person), at.second()), exception)?
            .collect::<Result<_, _>>()?;
        let mut standing = Vec::new();
        for one in found {
            if self.stands(&connection, &ADDRESS_EXCEPTION, &one.id.to_string())? {
                standing.push(one);
            }
        }
        Ok(standing)
    }

    /// All exceptions, the newest first.
    pub fn exceptions(&self) -> Result<Vec<AddressException>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(&format!(
            "SELECT {COLUMNS} FROM address_exception ORDER BY id DESC"
        ))?;
        let rows = statement.query_map([], exception)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Ends an exception before its time. False if there is none of that number that is not over.
    pub fn end_exception(&self, id: i64, by: PersonId, at: Instant) -> Result<bool, CabinetFault> {
        let ended = self.connection().execute(
            "UPDATE address_exception SET ended = ?2, ended_by = ?3 WHERE id = ?1 AND ended IS NULL AND ends > ?2",
            (id, at.second(), number(by)),
        )?;
        Ok(ended > 0)
    }
}
