//! The log's own door for the office, which makes the acts themselves durable right after: what is told through it is in the log at
//! once, and on the disk a little later.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::Context as _;
use arc_swap::ArcSwap;
use audit::{AuditStore, Event, Thresholds};

use super::Unwritten;

/// The door. A thread stands behind it for whoever has something else to do meanwhile.
pub struct Ahead {
    log: Arc<Mutex<Log>>,
    beside: Sender<Vec<Event>>,
    outcomes: Receiver<Result<(), Unwritten>>,
}

struct Log {
    store: AuditStore,
    thresholds: Arc<ArcSwap<Thresholds>>,
    told: Arc<AtomicU64>,
}

impl Log {
    fn write(&mut self, events: &[Event]) -> Result<(), Unwritten> {
        if events.is_empty() {
            return Ok(());
        }
        self.store
            .append_ahead(events, &self.thresholds.load())
            .map_err(|fault| Unwritten(fault.to_string()))?;
        self.told.fetch_add(events.len() as u64, Ordering::Relaxed);
        Ok(())
    }
}

fn write(log: &Mutex<Log>, events: &[Event]) -> Result<(), Unwritten> {
    // A thread that stopped in the middle left nothing behind: its transaction ended with it.
    let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
    log.write(events)
}

impl Ahead {
    pub(super) fn open(
        data: &Path,
        thresholds: Arc<ArcSwap<Thresholds>>,
        told: Arc<AtomicU64>,
    ) -> anyhow::Result<Ahead> {
        let store = AuditStore::open_ahead(data).context("opening the audit log for the office")?;
        store
            .leave_settling()
            .context("leaving the audit log's settling to its thread")?;
        let log = Arc::new(Mutex::new(Log {
            store,
            thresholds,
            told,
        }));
        let (beside, to_write) = channel::<Vec<Event>>();
        let (outcome, outcomes) = channel();
        let theirs = Arc::clone(&log);
        // The thread ends when the door is dropped.
        std::thread::Builder::new()
            .name("teller".to_owned())
            .spawn(move || {
                for events in to_write {
                    if outcome.send(write(&theirs, &events)).is_err() {
                        return;
                    }
                }
            })
            .context("starting the thread that tells the audit log of acts")?;
        Ok(Ahead {
            log,
            beside,
            outcomes,
        })
    }

    /// Records events before the acts they tell of are made durable.
    pub fn write(&mut self, events: &[Event]) -> Result<(), Unwritten> {
        write(&self.log, events)
    }

    /// The same while something else is done; whoever asks for it must ask [`Telling::told`] before anything becomes durable.
    pub fn write_beside(&mut self, events: Vec<Event>) -> Telling<'_> {
        Telling {
            outcome: self.beside.send(events).is_err().then(|| Err(stopped())),
            outcomes: &self.outcomes,
        }
    }
}

/// Events that are being told.
pub struct Telling<'a> {
    outcome: Option<Result<(), Unwritten>>,
    outcomes: &'a Receiver<Result<(), Unwritten>>,
}

impl Telling<'_> {
    /// Waits until they are told, or were not.
    pub fn told(&mut self) -> Result<(), Unwritten> {
        let outcomes = self.outcomes;
        self.outcome
            .get_or_insert_with(|| outcomes.recv().unwrap_or_else(|_| Err(stopped())))
            .clone()
    }
}

impl Drop for Telling<'_> {
    /// An outcome nobody asked for must not be taken for the next one's.
    fn drop(&mut self) {
        let _ = self.told();
    }
}

fn stopped() -> Unwritten {
    Unwritten("telling it stopped".to_owned())
}
