//! What the office and the log's thread know of each other: how much the office told, up to which record the log has what stood beside
//! it, when the log was last seen to take something, and whether taking over failed.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// So long it counts that the log took something. What is told beside a record is taken over twice as often.
const COUNTS: Duration = Duration::from_secs(1);
/// Never, as a time.
const NEVER: u64 = u64::MAX;

/// One for each log that is open.
#[derive(Debug)]
pub(super) struct Standing {
    told: AtomicU64,
    has: AtomicU64,
    took: AtomicU64,
    behind: AtomicBool,
}

/// Milliseconds since the program first asked.
fn now() -> u64 {
    static BEGUN: LazyLock<Instant> = LazyLock::new(Instant::now);
    u64::try_from(BEGUN.elapsed().as_millis()).unwrap_or(NEVER - 1)
}

impl Standing {
    pub fn new() -> Standing {
        Standing {
            told: AtomicU64::new(0),
            has: AtomicU64::new(0),
            took: AtomicU64::new(NEVER),
            behind: AtomicBool::new(false),
        }
    }

    /// The office told so many more events.
    pub fn tell(&self, events: u64) {
        self.told.fetch_add(events, Ordering::Relaxed);
    }

    /// How many events the office told since the log was opened.
    pub fn told(&self) -> u64 {
        self.told.load(Ordering::Relaxed)
    }

    /// The log durably has what stood beside the records up to this one.
    pub fn has_upto(&self, record: u64) {
        self.has.fetch_max(record, Ordering::Relaxed);
    }

    /// Up to which record the log has what stood beside it.
    pub fn has(&self) -> u64 {
        self.has.load(Ordering::Relaxed)
    }

    /// The log took something just now.
    pub fn took(&self) {
        self.took.store(now(), Ordering::Relaxed);
    }

    /// The log took nothing just now.
    pub fn failed(&self) {
        self.took.store(NEVER, Ordering::Relaxed);
    }

    /// Whether the log took something a moment ago.
    pub fn takes(&self) -> bool {
        let took = self.took.load(Ordering::Relaxed);
        took != NEVER && u128::from(now().saturating_sub(took)) < COUNTS.as_millis()
    }

    /// What stands beside records could not be taken over.
    pub fn fell_behind(&self) {
        self.behind.store(true, Ordering::Relaxed);
    }

    /// It was taken over.
    pub fn followed(&self) {
        self.behind.store(false, Ordering::Relaxed);
    }

    /// Whether taking over failed and did not succeed since.
    pub fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Relaxed)
    }
}
