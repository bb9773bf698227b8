//! The register in SQLite: write-ahead log, full durability, one writer.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, TransactionBehavior};
use seal::Digest;

use crate::store::{AppendFailure, Store, StoreFault};
use crate::{Entry, Head, NewEntry};

const MIGRATIONS: &[&str] = &[include_str!("migrations/0001_register.sql")];
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
    /// Opens the register for writing; one process at a time.
    pub fn open_for_writing(data: &Path) -> Result<SqliteStore, StoreFault> {
        let doing = |what: &str| format!("{what} in {}", data.display());
        std::fs::create_dir_all(data).map_err(|cause| StoreFault::File {
            doing: doing("making the folder"),
            cause,
        })?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(data.join("register.lock"))
            .map_err(|cause| StoreFault::File {
                doing: doing("opening the lock"),
                cause,
            })?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StoreFault::Locked(data.display().to_string()));
            }
            Err(TryLockError::Error(cause)) => {
                return Err(StoreFault::File {
                    doing: doing("locking"),
                    cause,
                });
            }
        }
        let mut connection = Connection::open(data.join("register.db"))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        connection.set_prepared_statement_cache_capacity(32);
        migrate(&mut connection)?;
        Ok(SqliteStore {
            connection,
            _lock: Some(lock),
        })
    }

    /// Opens the register for reading, beside a writer or alone.
    pub fn open_for_reading(data: &Path) -> Result<SqliteStore, StoreFault> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(data.join("register.db"), flags)?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        Ok(SqliteStore {
            connection,
            _lock: None,
        })
    }
}

fn migrate(connection: &mut Connection) -> Result<(), StoreFault> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreFault::Newer { found, known });
    }
    for (number, migration) in (1..=known).zip(MIGRATIONS).skip(found as usize) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
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

fn signed(number: u64) -> i64 {
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

impl Store for SqliteStore {
    fn append(&mut self, expected: &Head, entries: &[NewEntry]) -> Result<Head, AppendFailure> {
        let fault = |cause: rusqlite::Error| AppendFailure::Fault(StoreFault::Database(cause));
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(fault)?;
        let found = head_of(&transaction).map_err(fault)?;
        if found != *expected {
            return Err(AppendFailure::HeadMoved {
                expected: *expected,
                found,
            });
        }
        let mut head = found;
        {
            let mut holder = transaction
                .prepare_cached("SELECT number FROM entry WHERE idempotency = ?1")
                .map_err(fault)?;
            let mut insert = transaction
                .prepare_cached("INSERT INTO entry (number, at_millis, previous, digest, idempotency, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
                .map_err(fault)?;
            for new in entries {
                if let Some(key) = new.idempotency.as_ref().filter(|key| !key.is_empty())
                    && let Some(number) = holder
                        .query_row([key], |row| row.get::<_, i64>(0))
                        .optional()
                        .map_err(fault)?
                {
                    return Err(AppendFailure::KeyUsed {
                        key: key.clone(),
                        number: number.unsigned_abs(),
                    });
                }
                let number = head.number + 1;
                let entry = Entry::chain(new, number, head.digest);
                insert
                    .execute((
                        signed(number),
                        entry.at_millis,
                        entry.previous.as_bytes(),
                        entry.digest.as_bytes(),
                        &entry.idempotency,
                        &entry.payload,
                    ))
                    .map_err(fault)?;
                head = Head {
                    number,
                    digest: entry.digest,
                };
            }
        }
        transaction.commit().map_err(fault)?;
        Ok(head)
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

    fn put_snapshot(&mut self, number: u64, bytes: &[u8]) -> Result<(), StoreFault> {
        let digest = seal::sm3(bytes);
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute(
            "INSERT OR REPLACE INTO snapshot (number, digest, bytes) VALUES (?1, ?2, ?3)",
            (signed(number), digest.as_bytes(), bytes),
        )?;
        transaction.execute("DELETE FROM snapshot WHERE number < ?1", [signed(number)])?;
        transaction.commit()?;
        Ok(())
    }

    fn newest_snapshot(&self) -> Result<Option<(u64, Vec<u8>)>, StoreFault> {
        let found = self
            .connection
            .query_row(
                "SELECT number, digest, bytes FROM snapshot ORDER BY number DESC LIMIT 1",
                [],
                |row| {
                    Ok((
                        row.get::<_, i64>(0)?.unsigned_abs(),
                        row.get::<_, [u8; 32]>(1)?,
                        row.get::<_, Vec<u8>>(2)?,
                    ))
                },
            )
            .optional()?;
        Ok(found
            .filter(|(_, digest, bytes)| seal::sm3(bytes) == Digest::from_bytes(*digest))
            .map(|(number, _, bytes)| (number, bytes)))
    }
}
