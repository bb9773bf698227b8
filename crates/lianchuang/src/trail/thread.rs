//! The log's thread: appends what waits, takes over what stands beside records, and settles where nobody has anything to tell.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use audit::{AuditFault, AuditStore, Event, Taken, Thresholds};

use super::standing::Standing;
use super::{Job, Unwritten};

/// Most submissions in one durable transaction.
const BATCH: usize = 512;
/// So often the log takes over what the office told; once the office rests as well, it is taken over for searching.
const SETTLING: Duration = Duration::from_millis(500);
/// Most events told ahead that a search or a pause of the office is waited for with.
const LONGEST_TAIL: u64 = 100_000;

/// What the thread owns.
pub(super) struct Thread {
    store: AuditStore,
    thresholds: Arc<ArcSwap<Thresholds>>,
    standing: Arc<Standing>,
    /// How many events the office had told when all that waited had been taken over last, by then or before; and when searches
    /// found them all.
    seen: u64,
    chained: u64,
    searched: u64,
}

/// Whether there is more to take over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    Nothing,
    More,
}

impl Thread {
    pub fn new(
        store: AuditStore,
        thresholds: Arc<ArcSwap<Thresholds>>,
        standing: Arc<Standing>,
    ) -> Thread {
        Thread {
            store,
            thresholds,
            standing,
            seen: 0,
            // A process before this one may have left something beside its records.
            chained: u64::MAX,
            searched: 0,
        }
    }

    /// Works until every door to the log is closed.
    pub fn work(mut self, inbox: &Receiver<Job>) {
        let mut due = Instant::now();
        loop {
            match inbox.recv_timeout(due.saturating_duration_since(Instant::now())) {
                Ok(first) => self.append(first, inbox),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            if Instant::now() < due {
                continue;
            }
            let left = match self.follow() {
                Ok(left) => {
                    self.standing.followed();
                    left
                }
                Err(fault) => {
                    tracing::error!(%fault, "events could not be taken over");
                    self.standing.fell_behind();
                    Left::Nothing
                }
            };
            due = Instant::now();
            if left == Left::Nothing {
                due += SETTLING;
            }
        }
    }

    fn append(&mut self, first: Job, inbox: &Receiver<Job>) {
        let batch: Vec<Job> = std::iter::once(first)
            .chain(inbox.try_iter().take(BATCH - 1))
            .collect();
        let events: Vec<Event> = batch
            .iter()
            .flat_map(|job| job.events.iter().cloned())
            .collect();
        let written = if events.is_empty() {
            self.store.probe()
        } else {
            let thresholds = self.thresholds.load();
            self.store.append(&events, &thresholds).map(|_| ())
        };
        let written = written.map_err(|fault| Unwritten(fault.to_string()));
        match &written {
            Ok(()) => self.standing.took(),
            Err(fault) => {
                self.standing.failed();
                tracing::error!(%fault, events = events.len(), "events could not be recorded");
            }
        }
        for reply in batch.into_iter().filter_map(|job| job.reply) {
            // Whoever has gone away needs no answer; the event stands.
            let _ = reply.send(written.clone());
        }
    }

    /// Takes over some of what the office told.
    fn follow(&mut self) -> Result<Left, AuditFault> {
        let told = self.standing.told();
        if told != self.chained {
            match self.store.take_some(&self.thresholds.load())? {
                Taken::More(record) => {
                    self.took(record);
                    return Ok(Left::More);
                }
                Taken::Last(record) => self.took(record),
                // A search was faster, or only what was not recorded was told.
                Taken::Nothing => {}
            }
            self.store.settle()?;
            self.chained = told;
        }
        let rests = told == self.seen;
        self.seen = told;
        if told - self.searched > LONGEST_TAIL || (rests && self.searched < told) {
            self.store.catch_up(&self.thresholds.load())?;
            self.searched = told;
        }
        Ok(Left::Nothing)
    }

    fn took(&self, record: u64) {
        self.standing.took();
        self.standing.has_upto(record);
    }
}
