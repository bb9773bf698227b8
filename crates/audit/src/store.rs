//! The log in SQLite: appended by whoever has something to tell, in one durable transaction for all that wait.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::time::Duration;

use register::{Digest, Entry, Head, Immediate, NewEntry, StoreFault, Untold};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, Transaction, TransactionBehavior};

use crate::alarm::{self, Thresholds};
use crate::{Event, Recorded, Taken};

/// The log's name in the data folder.
pub const DATABASE: &str = "audit.db";
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_audit.sql"),
    include_str!("migrations/0002_signed.sql"),
    include_str!("migrations/0003_searched.sql"),
    include_str!("migrations/0004_told_of.sql"),
];
const PATIENCE: Duration = Duration::from_secs(5);
/// Most events taken over for searching in one transaction, so that whoever tells of something need not wait long.
const TAKEN_OVER: u64 = 1_000;
const LOG_BYTES: i64 = 64 * 1024 * 1024;
/// Memory for pages of the log, as SQLite counts it: less than nothing means KiB.
const CACHE_KIB: i64 = -64 * 1024;
pub(crate) const CHAIN: &str = "number, at_millis, previous, digest, payload";
/// [`CHAIN`] and [`SEARCHED`]; written out, as it is asked for with every event.
const INSERT: &str = "INSERT INTO event (number, at_millis, previous, digest, payload, kind, actor, login, source, object, outcome, \
                      reason, request) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
/// The columns that repeat what the payload says, besides time and number.
pub(crate) const SEARCHED: &str = "kind, actor, login, source, object, outcome, reason, request";

/// The log failed. Nothing was recorded.
#[derive(Debug, thiserror::Error)]
pub enum AuditFault {
    /// The database refused.
    #[error("the audit log's database: {0}")]
    Database(#[from] rusqlite::Error),
    /// There is no log in the folder.
    #[error("there is no audit log in {0}")]
    Missing(String),
    /// The database was made by a newer version.
    #[error("the audit log was made by a newer version (layout {found}, known {known})")]
    Newer {
        /// Its layout.
        found: u32,
        /// The newest layout known here.
        known: u32,
    },
    /// An event is not written as one.
    #[error("event {0} cannot be read")]
    Unreadable(u64),
    /// What waits beside a record is not written as events.
    #[error("what is to be told of record {0} cannot be read")]
    Waiting(u64),
    /// The register, beside whose records events wait, failed.
    #[error(transparent)]
    Register(#[from] StoreFault),
    /// A file could not be written.
    #[error("the audit log could not be written out: {0}")]
    File(#[from] std::io::Error),
}

/// The audit log of a data folder.
#[derive(Debug)]
pub struct AuditStore {
    pub(crate) connection: Connection,
    data: PathBuf,
    untold: OnceCell<Untold>,
}

/// What stands before the first event.
pub(crate) fn genesis() -> Digest {
    seal::sm3(b"lianchuang.audit.1 genesis")
}

pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl AuditStore {
    fn on(connection: Connection, data: &Path) -> AuditStore {
        AuditStore {
            connection,
            data: data.to_owned(),
            untold: OnceCell::new(),
        }
    }

    /// What waits in the register beside the log; none as long as there is no register.
    pub(crate) fn untold(&self) -> Result<Option<&Untold>, AuditFault> {
        if self.untold.get().is_none()
            && let Some(opened) = Untold::open(&self.data)?
        {
            return Ok(Some(self.untold.get_or_init(|| opened)));
        }
        Ok(self.untold.get())
    }

    /// Opens the log for appending, making it where needed. Several processes may append in turn.
    pub fn open(data: &Path) -> Result<AuditStore, AuditFault> {
        let mut connection = Connection::open(data.join(DATABASE))?;
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "journal_size_limit", LOG_BYTES)?;
        // The indexes are written all over: in memory they are, from the disk they would be slow.
        connection.pragma_update(None, "cache_size", CACHE_KIB)?;
        connection.set_prepared_statement_cache_capacity(32);
        let known = u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX);
        let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > known {
            return Err(AuditFault::Newer { found, known });
        }
        for (number, migration) in (1..=known).zip(MIGRATIONS).skip(found as usize) {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            // Another process may have been faster.
            let now: u32 =
                transaction.pragma_query_value(None, "user_version", |row| row.get(0))?;
            if now < number {
                transaction.execute_batch(migration)?;
                transaction.pragma_update(None, "user_version", number)?;
            }
            transaction.commit()?;
        }
        Ok(AuditStore::on(connection, data))
    }

    /// Opens the log for whoever tells of what leaves nothing behind: an event is in the log at once, and on the disk with the next
    /// event of the others or the next [`AuditStore::settle`]. A process that ends loses nothing by it.
    pub fn open_ahead(data: &Path) -> Result<AuditStore, AuditFault> {
        let store = AuditStore::open(data)?;
        store
            .connection
            .pragma_update(None, "synchronous", "NORMAL")?;
        Ok(store)
    }

    /// Leaves bringing the log into the database to whoever settles it, so that nobody who tells of something waits for that.
    pub fn leave_settling(&self) -> Result<(), AuditFault> {
        Ok(self
            .connection
            .pragma_update(None, "wal_autocheckpoint", 0)?)
    }

    /// Brings to the disk what was appended ahead.
    pub fn settle(&self) -> Result<(), AuditFault> {
        Ok(self
            .connection
            .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
    }

    /// Opens the log for searching: with all events taken over that wait beside their records or were told ahead.
    pub fn open_for_searching(data: &Path) -> Result<AuditStore, AuditFault> {
        if !data.join(DATABASE).exists() {
            return Err(AuditFault::Missing(data.display().to_string()));
        }
        let store = AuditStore::open(data)?;
        match store.catch_up(&Thresholds::default()) {
            // Where the register does not give what waits there, the log is searched as it is.
            Ok(()) | Err(AuditFault::Register(_) | AuditFault::Waiting(_)) => Ok(store),
            Err(fault) => Err(fault),
        }
    }

    /// Opens the log for reading. Events told ahead a moment ago may not be found by a search yet.
    pub fn open_for_reading(data: &Path) -> Result<AuditStore, AuditFault> {
        let path = data.join(DATABASE);
        if !path.exists() {
            return Err(AuditFault::Missing(data.display().to_string()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        connection.busy_timeout(PATIENCE)?;
        Ok(AuditStore::on(connection, data))
    }

    /// Appends events and the alarms they give rise to in one durable transaction, or none; gives the number of the first.
    pub fn append(&mut self, events: &[Event], thresholds: &Thresholds) -> Result<u64, AuditFault> {
        let transaction = Immediate::begin(&mut self.connection)?;
        let mut head = head_of(&transaction)?;
        let first = head.number + 1;
        for event in events {
            head = insert(&transaction, head, event)?;
            if !alarm::watched(event) {
                continue;
            }
            // What gives rise to an alarm is counted by searching.
            take_over(&transaction, u64::MAX)?;
            for raised in alarm::raised(&transaction, event, thresholds)? {
                head = insert(&transaction, head, &raised)?;
            }
        }
        take_over(&transaction, u64::MAX)?;
        transaction.commit()?;
        Ok(first)
    }

    /// Appends events as [`AuditStore::append`] does, and leaves it to [`AuditStore::catch_up`] that a search finds them: whoever waits
    /// for the events to be told does not wait for that. Events that may give rise to an alarm are found at once.
    pub fn append_ahead(
        &mut self,
        events: &[Event],
        thresholds: &Thresholds,
    ) -> Result<u64, AuditFault> {
        if events.iter().any(alarm::watched) {
            return self.append(events, thresholds);
        }
        let transaction = Immediate::begin(&mut self.connection)?;
        let mut head = head_of(&transaction)?;
        let first = head.number + 1;
        for event in events {
            head = insert(&transaction, head, event)?;
        }
        transaction.commit()?;
        Ok(first)
    }

    /// Takes over into the chain what waits beside records, and for searching what was told ahead, some at a time.
    pub fn catch_up(&self, thresholds: &Thresholds) -> Result<(), AuditFault> {
        while let Taken::More(_) = self.take_some(thresholds)? {}
        while self.behind()? > 0 {
            let transaction =
                Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
            take_over(&transaction, TAKEN_OVER)?;
            transaction.commit()?;
        }
        Ok(())
    }

    /// How many events a search does not find yet.
    pub fn behind(&self) -> Result<u64, AuditFault> {
        let upto = searched_upto(&self.connection)?;
        Ok(head_of(&self.connection)?.number.saturating_sub(upto))
    }

    /// Tries whether an event could be appended, without leaving one.
    pub fn probe(&mut self) -> Result<(), AuditFault> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let head = head_of(&transaction)?;
        let none = values::Instant::from_second(0).expect("the first second of the count is one");
        let tried = Event::of_system(none, crate::EventKind::Started, "probe");
        insert(&transaction, head, &tried)?;
        transaction.rollback()?;
        Ok(())
    }

    /// The log's head.
    pub fn head(&self) -> Result<Head, AuditFault> {
        Ok(head_of(&self.connection)?)
    }

    /// The head as it was with that event the last; nothing where the event was removed. Number 0 is the head of an empty log.
    pub fn head_at(&self, number: u64) -> Result<Option<Head>, AuditFault> {
        if number == 0 {
            return Ok(Some(Head {
                number,
                digest: genesis(),
            }));
        }
        let digest: Option<[u8; 32]> = self
            .connection
            .prepare_cached("SELECT digest FROM event WHERE number = ?1")?
            .query_row([signed(number)], |row| row.get(0))
            .optional()?;
        Ok(digest.map(|digest| Head {
            number,
            digest: Digest::from_bytes(digest),
        }))
    }

    /// The event of that number.
    pub fn event(&self, number: u64) -> Result<Option<Recorded>, AuditFault> {
        let payload: Option<String> = self
            .connection
            .prepare_cached("SELECT payload FROM event WHERE number = ?1")?
            .query_row([signed(number)], |row| row.get(0))
            .optional()?;
        payload
            .map(|payload| {
                let event = Event::read(&payload).ok_or(AuditFault::Unreadable(number))?;
                Ok(Recorded { number, event })
            })
            .transpose()
    }
}

/// The last event a search finds; all before it are found.
pub(crate) fn searched_upto(connection: &Connection) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT number FROM searched_upto")?
        .query_row([], |row| Ok(row.get::<_, i64>(0)?.unsigned_abs()))
}

/// Takes over for searching at most so many events that were not yet.
pub(crate) fn take_over(transaction: &Connection, most: u64) -> rusqlite::Result<()> {
    let from = searched_upto(transaction)?;
    let last = head_of(transaction)?.number.min(from.saturating_add(most));
    if last <= from {
        return Ok(());
    }
    transaction
        .prepare_cached(&format!(
            "INSERT INTO searched (at_millis, number, {SEARCHED})
             SELECT at_millis, number, {SEARCHED} FROM event WHERE number > ?1 AND number <= ?2"
        ))?
        .execute((signed(from), signed(last)))?;
    transaction
        .prepare_cached("UPDATE searched_upto SET number = ?1")?
        .execute([signed(last)])?;
    Ok(())
}

/// The head: the last event, or where the log was cut off behind a checkpoint.
pub(crate) fn head_of(connection: &Connection) -> rusqlite::Result<Head> {
    let head = |row: &Row| {
        Ok(Head {
            number: row.get::<_, i64>(0)?.unsigned_abs(),
            digest: Digest::from_bytes(row.get::<_, [u8; 32]>(1)?),
        })
    };
    let found = connection
        .prepare_cached("SELECT number, digest FROM event ORDER BY number DESC LIMIT 1")?
        .query_row([], head)
        .optional()?;
    Ok(found.unwrap_or(Head {
        number: 0,
        digest: genesis(),
    }))
}

/// Chains an event behind the head.
pub(crate) fn insert(
    transaction: &Connection,
    head: Head,
    event: &Event,
) -> rusqlite::Result<Head> {
    let event = event.spelt();
    let text = event
        .text()
        .map_err(|cause| rusqlite::Error::ToSqlConversionFailure(cause.into()))?;
    insert_text(transaction, head, &event, &text)
}

/// Chains an event behind the head as it is spelt already.
pub(crate) fn insert_text(
    transaction: &Connection,
    head: Head,
    event: &Event,
    text: &str,
) -> rusqlite::Result<Head> {
    let new = NewEntry {
        at_millis: event.at.timestamp().as_millisecond(),
        payload: text.as_bytes().to_vec(),
        idempotency: None,
        tell: None,
    };
    let entry = Entry::chain(new, head.number + 1, head.digest);
    transaction.prepare_cached(INSERT)?.execute((
        signed(entry.number),
        entry.at_millis,
        entry.previous.as_bytes(),
        entry.digest.as_bytes(),
        text,
        event.kind.key(),
        event.actor.to_string(),
        &event.login,
        &event.origin.source,
        &event.object,
        event.outcome.key(),
        event.outcome.reason(),
        &event.origin.request,
    ))?;
    Ok(Head {
        number: entry.number,
        digest: entry.digest,
    })
}

/// A row of the chain as an entry.
pub(crate) fn read_entry(row: &Row) -> rusqlite::Result<Entry> {
    Ok(Entry {
        number: row.get::<_, i64>(0)?.unsigned_abs(),
        at_millis: row.get(1)?,
        previous: Digest::from_bytes(row.get::<_, [u8; 32]>(2)?),
        digest: Digest::from_bytes(row.get::<_, [u8; 32]>(3)?),
        payload: row.get::<_, String>(4)?.into_bytes(),
        idempotency: None,
    })
}
