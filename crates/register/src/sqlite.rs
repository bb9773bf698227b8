//! The register in SQLite: write-ahead log, full durability, one writer.

mod immediate;
pub(crate) mod opening;

use std::fs::File;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, Row};
use seal::Digest;

pub use immediate::Immediate;

use crate::store::{AppendFailure, Store, StoreFault};
use crate::{Entry, Head, NewEntry};

const COLUMNS: &str = "number, at_millis, previous, digest, idempotency, payload";
/// Rows read from one statement before it is asked anew, so that a long read does not hold up checkpoints.
const PAGE: u64 = 10_000;

/// The register of a data folder.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    /// Held as long as this process writes; the system drops it with the process.
    _lock: Option<File>,
}

impl SqliteStore {
    /// Opens the register for writing, making it if it is not there; one process at a time.
    pub fn open_for_writing(data: &Path) -> Result<SqliteStore, StoreFault> {
        let lock = opening::lock(data)?;
        Ok(SqliteStore {
            connection: opening::writing(data)?,
            _lock: Some(lock),
        })
    }

    /// Opens the register for reading, beside a writer or alone.
    pub fn open_for_reading(data: &Path) -> Result<SqliteStore, StoreFault> {
        Ok(SqliteStore {
            connection: opening::reading(data)?,
            _lock: None,
        })
    }
}

fn read_entry(row: &Row) -> rusqlite::Result<Entry> {
    let digest = |index: usize| -> rusqlite::Result<Digest> {
        Ok(Digest::from_bytes(row.get::<_, [u8; 32]>(index)?))
    };
    Ok(Entry {
        number: row.get::<_, i64>(0)?.unsigned_abs(),
        at_millis: row.get(1)?,
        previous: digest(2)?,
        digest: digest(3)?,
        idempotency: row.get(4)?,
        payload: row.get(5)?,
    })
}

/// A row whose content cannot be an entry's is that record's fault, any other failure the database's.
fn unreadable(cause: rusqlite::Error, number: u64) -> StoreFault {
    match cause {
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::InvalidColumnType(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::Utf8Error(..) => StoreFault::Unreadable(number),
        cause if cause.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt) => {
            StoreFault::Unreadable(number)
        }
        cause => StoreFault::Database(cause),
    }
}

pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn head_of(connection: &Connection) -> rusqlite::Result<Head> {
    let mut statement = connection
        .prepare_cached("SELECT number, digest FROM entry ORDER BY number DESC LIMIT 1")?;
    let found = statement
        .query_row([], |row| {
            Ok(Head {
                number: row.get::<_, i64>(0)?.unsigned_abs(),
                digest: Digest::from_bytes(row.get::<_, [u8; 32]>(1)?),
            })
        })
        .optional()?;
    Ok(found.unwrap_or_else(Head::empty))
}

/// Inserts the entries behind the head and gives the new one.
fn insert(
    transaction: &Immediate,
    head: Head,
    entries: &[NewEntry],
) -> Result<Head, AppendFailure> {
    let fault = |cause: rusqlite::Error| AppendFailure::Fault(StoreFault::Database(cause));
    let mut holder = transaction
        .prepare_cached("SELECT number FROM entry WHERE idempotency = ?1")
        .map_err(fault)?;
    let mut insert = transaction
        .prepare_cached(&format!(
            "INSERT INTO entry ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
        ))
        .map_err(fault)?;
    let mut head = head;
    for new in entries {
        if let Some(key) = new.key()
            && let Some(number) = holder
                .query_row([key], |row| row.get::<_, i64>(0))
                .optional()
                .map_err(fault)?
        {
            return Err(AppendFailure::KeyUsed {
                key: key.to_owned(),
                number: number.unsigned_abs(),
            });
        }
        let number = head.number + 1;
        let digest = new.digest_at(number, head.digest);
        insert
            .execute((
                signed(number),
                new.at_millis,
                head.digest.as_bytes(),
                digest.as_bytes(),
                new.key(),
                &new.payload,
            ))
            .map_err(fault)?;
        if let Some(text) = &new.tell {
            transaction
                .prepare_cached("INSERT INTO untold (number, text) VALUES (?1, ?2)")
                .and_then(|mut tell| tell.execute((signed(number), text)))
                .map_err(fault)?;
        }
        head = Head { number, digest };
    }
    Ok(head)
}

impl Store for SqliteStore {
    fn append(&mut self, expected: &Head, entries: &[NewEntry]) -> Result<Head, AppendFailure> {
        let fault = |cause: rusqlite::Error| AppendFailure::Fault(StoreFault::Database(cause));
        let transaction = Immediate::begin(&mut self.connection).map_err(fault)?;
        let found = head_of(&transaction).map_err(fault)?;
        if found != *expected {
            return Err(AppendFailure::HeadMoved {
                expected: *expected,
                found,
            });
        }
        let head = insert(&transaction, found, entries)?;
        transaction.commit().map_err(fault)?;
        Ok(head)
    }

    fn let_go(&mut self, told: u64) -> Result<(), StoreFault> {
        let transaction = Immediate::begin(&mut self.connection)?;
        transaction
            .prepare_cached("UPDATE told_upto SET number = ?1 WHERE number < ?1")?
            .execute([signed(told)])?;
        transaction
            .prepare_cached("DELETE FROM untold WHERE number <= ?1")?
            .execute([signed(told)])?;
        Ok(transaction.commit()?)
    }

    fn gone(&self) -> Result<u64, StoreFault> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT number FROM told_upto")?;
        Ok(statement.query_row([], |row| Ok(row.get::<_, i64>(0)?.unsigned_abs()))?)
    }

    fn read(&self, from: u64, limit: u64, each: &mut dyn FnMut(Entry)) -> Result<(), StoreFault> {
        let mut next = from;
        let mut left = limit;
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entry WHERE number >= ?1 ORDER BY number LIMIT ?2"
        ))?;
        while left > 0 {
            let page = left.min(PAGE);
            let mut count = 0;
            for entry in statement.query_map((signed(next), signed(page)), read_entry)? {
                let entry = entry.map_err(|cause| unreadable(cause, next))?;
                next = entry.number + 1;
                count += 1;
                each(entry);
            }
            if count < page {
                break;
            }
            left -= count;
        }
        Ok(())
    }

    fn head(&self) -> Result<Head, StoreFault> {
        head_of(&self.connection).map_err(|cause| {
            let last = "SELECT coalesce(max(number), 0) FROM entry";
            let number = self
                .connection
                .query_row(last, [], |row| row.get::<_, i64>(0));
            unreadable(cause, number.unwrap_or(0).unsigned_abs())
        })
    }

    fn entry(&self, number: u64) -> Result<Option<Entry>, StoreFault> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM entry WHERE number = ?1"))?;
        Ok(statement
            .query_row([signed(number)], read_entry)
            .optional()?)
    }

    fn by_idempotency(&self, key: &str) -> Result<Option<Entry>, StoreFault> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM entry WHERE idempotency = ?1"
        ))?;
        Ok(statement.query_row([key], read_entry).optional()?)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;

    /// SQLite's bound on pages stands for the disk: both fail in the middle of a transaction.
    #[test]
    fn a_full_disk_records_nothing_and_the_register_goes_on_when_there_is_room_again() {
        let data = std::env::temp_dir().join(format!("lianchuang-full-{}", std::process::id()));
        let mut store = SqliteStore::open_for_writing(&data).unwrap();
        let new = |length: usize| NewEntry {
            at_millis: 0,
            payload: vec![b'x'; length],
            idempotency: Some(length.to_string()),
            tell: None,
        };
        let head = store.append(&Head::empty(), &[new(10)]).unwrap();
        let bound = |store: &SqliteStore, pages: u32| {
            let sql = format!("PRAGMA max_page_count = {pages}");
            let set = store.connection.query_row(&sql, [], |_| Ok(()));
            set.unwrap();
        };
        bound(&store, 20);
        let failed = store.append(&head, &[new(20), new(1_000_000)]);
        assert!(matches!(
            failed,
            Err(AppendFailure::Fault(StoreFault::Database(cause)))
                if cause.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull)
        ));
        assert_eq!(store.head().unwrap(), head);
        assert_eq!(store.by_idempotency("20").unwrap(), None);
        bound(&store, 1_000_000);
        store.append(&head, &[new(20), new(1_000_000)]).unwrap();
        assert_eq!(store.head().unwrap().number, 3);
        drop(store);
        std::fs::remove_dir_all(&data).unwrap();
    }
}
