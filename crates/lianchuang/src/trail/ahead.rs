//! The log's door for the office. What is recorded stands in the register with its events beside it, in one transaction, and the log
//! takes them over from there; through this door goes what was asked for and not recorded. Both need a log that takes something.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::Sender;

use anyhow::Context as _;
use arc_swap::ArcSwap;
use audit::{AuditFault, AuditStore, Event, Thresholds};

use super::standing::Standing;
use super::{Job, Unwritten};

/// The door.
pub struct Ahead {
    store: AuditStore,
    thresholds: Arc<ArcSwap<Thresholds>>,
    standing: Arc<Standing>,
    /// Somebody follows as long as there is an office.
    _followed: Sender<Job>,
}

impl Ahead {
    pub(super) fn open(
        data: &Path,
        thresholds: Arc<ArcSwap<Thresholds>>,
        standing: Arc<Standing>,
        thread: Sender<Job>,
    ) -> anyhow::Result<Ahead> {
        let store = AuditStore::open_ahead(data).context("opening the audit log for the office")?;
        store
            .leave_settling()
            .context("leaving the audit log's settling to its thread")?;
        Ok(Ahead {
            store,
            thresholds,
            standing,
            _followed: thread,
        })
    }

    /// Records events of what was not recorded, before that is answered.
    pub fn write(&mut self, events: &[Event]) -> Result<(), Unwritten> {
        if events.is_empty() {
            return Ok(());
        }
        let written = self.store.append_ahead(events, &self.thresholds.load());
        self.standing.tell(events.len() as u64);
        self.seen(written.map(|_| ()))
    }

    /// Whether the log will take over what is to stand beside a record: it took something a moment ago, or would take something now.
    /// Where it could not take over what stands there already, it has to do that first.
    pub fn takes(&mut self) -> Result<(), Unwritten> {
        if self.standing.is_behind() {
            let caught_up = self.store.catch_up(&self.thresholds.load());
            self.seen(caught_up)?;
            self.standing.followed();
        }
        if self.standing.takes() {
            return Ok(());
        }
        let probed = self.store.probe();
        self.seen(probed)
    }

    fn seen(&self, outcome: Result<(), AuditFault>) -> Result<(), Unwritten> {
        match outcome {
            Ok(()) => {
                self.standing.took();
                Ok(())
            }
            Err(fault) => {
                self.standing.failed();
                Err(Unwritten(fault.to_string()))
            }
        }
    }

    /// So many more records stand with their events beside them.
    pub fn told_beside(&self, records: u64) {
        self.standing.tell(records);
    }

    /// Up to which record the log has what stood beside it.
    pub fn has(&self) -> u64 {
        self.standing.has()
    }
}
