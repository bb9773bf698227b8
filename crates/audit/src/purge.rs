//! Retention: events are kept a year at least; what is removed later leaves a checkpoint and an event that tells of it.

use register::{Digest, Head};
use rusqlite::{OptionalExtension, TransactionBehavior};
use values::Instant;

use crate::store::{head_of, insert, signed, take_over};
use crate::{AuditFault, AuditStore, Event, EventKind};

/// Days events are kept at least.
pub const KEPT_DAYS: i64 = 365;

/// What was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purged {
    /// How many events.
    pub count: u64,
    /// The last of them.
    pub checkpoint: Head,
}

/// Nothing was removed.
#[derive(Debug, thiserror::Error)]
pub enum PurgeFault {
    /// The cut-off is too near.
    #[error("events are kept {KEPT_DAYS} days at least; the cut-off is {days} days ago")]
    TooNear {
        /// How many days ago it is.
        days: i64,
    },
    /// Nothing is older.
    #[error("no event is older")]
    Nothing,
    /// The log failed.
    #[error(transparent)]
    Log(#[from] AuditFault),
}

impl From<rusqlite::Error> for PurgeFault {
    fn from(cause: rusqlite::Error) -> PurgeFault {
        PurgeFault::Log(cause.into())
    }
}

impl AuditStore {
    /// Removes the events before a moment that lie unbroken at the beginning of the log. `by` tells who, when and from where;
    /// what and on what is filled in here. The removal, the event that tells of it and the checkpoint are one transaction.
    pub fn purge(&mut self, before: Instant, by: Event) -> Result<Purged, PurgeFault> {
        let days = (by.at.second() - before.second()).div_euclid(86_400);
        if days < KEPT_DAYS {
            return Err(PurgeFault::TooNear { days });
        }
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        // The clock may once have been set back: what lies before the first event to be kept goes, nothing behind it.
        let last: Option<(i64, [u8; 32])> = transaction
            .query_row(
                "SELECT number, digest FROM event
                 WHERE number < coalesce((SELECT min(number) FROM event WHERE at_millis >= ?1), 9223372036854775807)
                 ORDER BY number DESC LIMIT 1",
                [before.timestamp().as_millisecond()],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .optional()?;
        let Some((number, digest)) = last else {
            return Err(PurgeFault::Nothing);
        };
        let checkpoint = Head {
            number: number.unsigned_abs(),
            digest: Digest::from_bytes(digest),
        };
        let count: i64 = transaction.query_row(
            "SELECT count(*) FROM event WHERE number <= ?1",
            [number],
            |row| row.get(0),
        )?;
        let told = Event {
            kind: EventKind::AuditPurged,
            object: checkpoint.to_string(),
            count: count.unsigned_abs(),
            ..by
        };
        let head = head_of(&transaction)?;
        let head = insert(&transaction, head, &told)?;
        take_over(&transaction, u64::MAX)?;
        transaction.execute(
            "INSERT INTO checkpoint (number, digest, event) VALUES (?1, ?2, ?3)",
            (number, digest, signed(head.number)),
        )?;
        transaction.execute(
            "DELETE FROM searched WHERE (at_millis, number) IN (SELECT at_millis, number FROM event WHERE number <= ?1)",
            [number],
        )?;
        transaction.execute("DELETE FROM event WHERE number <= ?1", [number])?;
        transaction.commit()?;
        Ok(Purged {
            count: count.unsigned_abs(),
            checkpoint,
        })
    }
}
