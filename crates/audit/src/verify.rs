//! Verification: the chain from its beginning or its last checkpoint, and that the searched columns say what the events say.

use register::{Broken, Entry, Head};
use rusqlite::OptionalExtension;

use crate::store::{CHAIN, SEARCHED, genesis, read_entry, searched_upto, signed};
use crate::{AuditFault, AuditStore, Event, EventKind};

/// What verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// Whole up to this head.
    Whole(Head),
    /// Broken at this event.
    Broken {
        /// The first bad event.
        number: u64,
        /// What is wrong with it.
        bad: Bad,
    },
}

/// What is wrong with an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bad {
    /// The chain is broken here.
    Chain(Broken),
    /// A searched column says something else than the event.
    Column(&'static str),
    /// A search does not find it, or finds what is not there.
    Searched,
    /// The checkpoint the log begins behind is not the one the event of the removal tells of.
    Checkpoint,
}

/// Where the chain begins: behind the last checkpoint, if there is one.
fn beginning(store: &AuditStore) -> Result<(Head, Option<u64>), AuditFault> {
    let found = store
        .connection
        .query_row(
            "SELECT number, digest, event FROM checkpoint ORDER BY number DESC LIMIT 1",
            [],
            |row| {
                let head = Head {
                    number: row.get::<_, i64>(0)?.unsigned_abs(),
                    digest: register::Digest::from_bytes(row.get::<_, [u8; 32]>(1)?),
                };
                Ok((head, row.get::<_, i64>(2)?.unsigned_abs()))
            },
        )
        .optional()?;
    Ok(match found {
        Some((head, event)) => (head, Some(event)),
        None => (
            Head {
                number: 0,
                digest: genesis(),
            },
            None,
        ),
    })
}

impl AuditStore {
    /// Verifies the log; with a head kept elsewhere, also that nothing was cut off behind it.
    pub fn verify(
        &self,
        kept: Option<&Head>,
        mut progress: impl FnMut(u64, u64),
    ) -> Result<Verification, AuditFault> {
        let (begin, told_by) = beginning(self)?;
        let total: u64 = self
            .connection
            .query_row("SELECT coalesce(max(number), 0) FROM event", [], |row| {
                row.get::<_, i64>(0)
            })?
            .unsigned_abs();
        let mut head = begin;
        // A head from before the removal can no longer be seen; the checkpoint stands for it.
        let mut kept_seen = kept.is_none_or(|kept| kept.number < begin.number || *kept == begin);
        let mut checkpoint_told = told_by.is_none();
        // A backup of an earlier layout has its searched columns with the events only.
        let layout = "SELECT 1 FROM sqlite_schema WHERE name = 'searched'";
        let apart = self.connection.prepare(layout)?.exists([])?;
        let searched = if apart {
            searched_upto(&self.connection)?
        } else {
            0
        };
        let mut found = if apart {
            Some(self.connection.prepare(&format!(
                "SELECT {SEARCHED} FROM searched WHERE at_millis = ?1 AND number = ?2"
            ))?)
        } else {
            None
        };
        let mut statement = self.connection.prepare(&format!(
            "SELECT {CHAIN}, {SEARCHED} FROM event ORDER BY number"
        ))?;
        let mut rows = statement.query([])?;
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                Err(_) => return Ok(broken(head.number + 1, Bad::Chain(Broken::Unreadable))),
            };
            let Ok(entry) = read_entry(row) else {
                return Ok(broken(head.number + 1, Bad::Chain(Broken::Unreadable)));
            };
            if let Some(bad) = follows(&head, &entry) {
                return Ok(broken(head.number + 1, Bad::Chain(bad)));
            }
            let event = std::str::from_utf8(&entry.payload)
                .ok()
                .and_then(Event::read);
            let Some(event) = event else {
                return Ok(broken(entry.number, Bad::Chain(Broken::Unreadable)));
            };
            if let Some(column) = other_column(row, 5, &event) {
                return Ok(broken(entry.number, Bad::Column(column)));
            }
            if let Some(found) = found.as_mut().filter(|_| entry.number <= searched) {
                let as_told = found
                    .query_row((entry.at_millis, signed(entry.number)), |row| {
                        Ok(other_column(row, 0, &event))
                    })
                    .optional()?;
                match as_told {
                    Some(None) => {}
                    Some(Some(column)) => return Ok(broken(entry.number, Bad::Column(column))),
                    None => return Ok(broken(entry.number, Bad::Searched)),
                }
            }
            head = Head {
                number: entry.number,
                digest: entry.digest,
            };
            if told_by == Some(head.number) {
                let tells =
                    event.kind == EventKind::AuditPurged && event.object == begin.to_string();
                if !tells {
                    return Ok(broken(head.number, Bad::Checkpoint));
                }
                checkpoint_told = true;
            }
            kept_seen |= kept == Some(&head);
            if head.number.is_multiple_of(4096) {
                progress(head.number, total);
            }
        }
        // Each event was found once; what is more than these is of no event.
        if apart {
            let count = "SELECT count(*) FROM searched";
            let found: i64 = self.connection.query_row(count, [], |row| row.get(0))?;
            let told = searched.saturating_sub(begin.number);
            if searched > head.number || found.unsigned_abs() != told {
                return Ok(broken(head.number + 1, Bad::Searched));
            }
        }
        if !checkpoint_told {
            return Ok(broken(begin.number + 1, Bad::Checkpoint));
        }
        Ok(match kept {
            Some(kept) if !kept_seen => {
                let tail = Broken::Tail {
                    kept: *kept,
                    found: head,
                };
                broken(kept.number.min(head.number + 1), Bad::Chain(tail))
            }
            _ => Verification::Whole(head),
        })
    }
}

fn broken(number: u64, bad: Bad) -> Verification {
    Verification::Broken { number, bad }
}

fn follows(before: &Head, entry: &Entry) -> Option<Broken> {
    let expected = before.number + 1;
    if entry.number != expected {
        Some(Broken::Order {
            expected,
            found: entry.number,
        })
    } else if entry.previous != before.digest {
        Some(Broken::Previous)
    } else if entry.digest != entry.recompute() {
        Some(Broken::Digest)
    } else {
        None
    }
}

/// The first searched column, from that place of the row on, that does not say what the event says.
fn other_column(row: &rusqlite::Row, from: usize, event: &Event) -> Option<&'static str> {
    let actor = event.actor.to_string();
    let columns = [
        ("kind", event.kind.key()),
        ("actor", &actor),
        ("login", &event.login),
        ("source", &event.origin.source),
        ("object", &event.object),
        ("outcome", event.outcome.key()),
        ("reason", event.outcome.reason()),
        ("request", &event.origin.request),
    ];
    columns
        .into_iter()
        .enumerate()
        .find_map(|(index, (name, said))| {
            let stands = row
                .get_ref(index + from)
                .ok()
                .and_then(|value| value.as_str().ok().map(|text| text == said));
            (stands != Some(true)).then_some(name)
        })
}
