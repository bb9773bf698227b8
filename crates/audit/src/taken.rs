//! Events of recorded acts: written with their record in the register's own transaction, and taken over into the chain here, each
//! once, in the order of the records.

use register::{Digest, Head, Telling};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior};

use crate::alarm::{self, Thresholds};
use crate::store::{head_of, insert, insert_text, signed, take_over};
use crate::{AuditFault, AuditStore, Event};

/// Most records whose events are taken over in one transaction, so that whoever tells of something need not wait long.
const RECORDS: u64 = 500;

/// What taking over came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Nothing waited.
    Nothing,
    /// What waited, up to this record.
    Last(u64),
    /// Some of what waits, up to this record.
    More(u64),
}

/// Events as they stand beside a record: one a line.
pub fn lines(events: &[Event]) -> Result<String, serde_json::Error> {
    let mut text = String::with_capacity(512 * events.len());
    for event in events {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&event.spelt().text()?);
    }
    Ok(text)
}

impl AuditStore {
    /// Takes over into the chain the events of some records that wait in the register of the data folder, and the alarms they give
    /// rise to; durable when it returns.
    pub fn take_some(&self, thresholds: &Thresholds) -> Result<Taken, AuditFault> {
        let Some(untold) = self.untold()? else {
            return Ok(Taken::Nothing);
        };
        // Looked at before the log is locked: mostly nothing waits.
        if untold.after(told_of(&self.connection)?, 1)?.is_empty() {
            return Ok(Taken::Nothing);
        }
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
        // Somebody else may have been faster.
        let told = told_of(&transaction)?;
        let waiting = untold.after(told, RECORDS)?;
        let Some(last) = waiting.last().map(|telling| telling.record) else {
            return Ok(Taken::Nothing);
        };
        let mut head = head_of(&transaction)?;
        for telling in &waiting {
            head = take(&transaction, head, telling, thresholds)?;
        }
        move_on(&transaction, told, last)?;
        transaction.commit()?;
        if (waiting.len() as u64) < RECORDS {
            Ok(Taken::Last(last.number))
        } else {
            Ok(Taken::More(last.number))
        }
    }
}

/// Appends the events of one record.
fn take(
    transaction: &Connection,
    mut head: Head,
    telling: &Telling,
    thresholds: &Thresholds,
) -> Result<Head, AuditFault> {
    for line in telling.text.lines() {
        let event = Event::read(line).ok_or(AuditFault::Waiting(telling.record.number))?;
        head = insert_text(transaction, head, &event, line)?;
        if alarm::watched(&event) {
            // What gives rise to an alarm is counted by searching.
            take_over(transaction, u64::MAX)?;
            for raised in alarm::raised(transaction, &event, thresholds)? {
                head = insert(transaction, head, &raised)?;
            }
            take_over(transaction, u64::MAX)?;
        }
    }
    Ok(head)
}

fn told_of(connection: &Connection) -> rusqlite::Result<Option<Head>> {
    connection
        .prepare_cached("SELECT number, digest FROM told_of")?
        .query_row([], |row| {
            Ok(Head {
                number: row.get::<_, i64>(0)?.unsigned_abs(),
                digest: Digest::from_bytes(row.get::<_, [u8; 32]>(1)?),
            })
        })
        .optional()
}

fn move_on(transaction: &Connection, before: Option<Head>, last: Head) -> rusqlite::Result<()> {
    let sql = if before.is_some() {
        "UPDATE told_of SET number = ?1, digest = ?2"
    } else {
        "INSERT INTO told_of (number, digest) VALUES (?1, ?2)"
    };
    transaction
        .prepare_cached(sql)?
        .execute((signed(last.number), last.digest.as_bytes()))?;
    Ok(())
}
