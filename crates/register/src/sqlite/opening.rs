//! Opening the register of a data folder: one writer by lock, any number of readers, layouts brought up step by step.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::StoreFault;

const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001_register.sql"),
    include_str!("../migrations/0002_only_at_the_end.sql"),
    include_str!("../migrations/0003_snapshot_parts.sql"),
    include_str!("../migrations/0004_no_snapshots.sql"),
    include_str!("../migrations/0005_untold.sql"),
];
/// The layout from which on there is a place for what another log is to be told.
pub(crate) const UNTOLD: u32 = 5;
/// The database's name in the data folder.
pub(crate) const DATABASE: &str = "register.db";
const LOCK: &str = "register.lock";
const PATIENCE: Duration = Duration::from_secs(5);
/// A log that grew under a long reader is cut back to this.
const LOG_BYTES: i64 = 64 * 1024 * 1024;

/// The lock of the data folder; the system drops it with the process, however that ends.
pub(super) fn lock(data: &Path) -> Result<File, StoreFault> {
    let fault = |what: &str, cause| StoreFault::File {
        doing: format!("{what} in {}", data.display()),
        cause,
    };
    std::fs::create_dir_all(data).map_err(|cause| fault("making the folder", cause))?;
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(data.join(LOCK))
        .map_err(|cause| fault("opening the lock", cause))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StoreFault::Locked(data.display().to_string())),
        Err(TryLockError::Error(cause)) => Err(fault("locking", cause)),
    }
}

/// A connection that writes durably: a commit returns when the disk has it.
pub(super) fn writing(data: &Path) -> Result<Connection, StoreFault> {
    let mut connection = Connection::open(data.join(DATABASE))?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    // What was let go once another log was told of it holds addresses; nothing of it stays in pages that became free.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
    connection.set_prepared_statement_cache_capacity(32);
    migrate(&mut connection)?;
    Ok(connection)
}

/// A connection that cannot write.
pub(crate) fn reading(data: &Path) -> Result<Connection, StoreFault> {
    let path = data.join(DATABASE);
    if !path.exists() {
        return Err(StoreFault::Missing(data.display().to_string()));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(PATIENCE)?;
    match layouts(&connection)? {
        (0, _) => Err(StoreFault::Missing(data.display().to_string())),
        (found, known) if found > known => Err(StoreFault::Newer { found, known }),
        // Entries have the same columns in every layout, so an old backup can be read as it is.
        _ => Ok(connection),
    }
}

fn layouts(connection: &Connection) -> Result<(u32, u32), StoreFault> {
    let found = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok((found, u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)))
}

fn migrate(connection: &mut Connection) -> Result<(), StoreFault> {
    let (found, known) = layouts(connection)?;
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
