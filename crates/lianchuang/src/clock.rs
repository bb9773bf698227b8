//! The clock: the only place that reads the time. Tests and demos may set it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use values::Instant;

/// The time, real or set.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's time.
    Real,
    /// A time that moves only when it is set, in seconds.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at this time.
    pub fn standing_at(at: Instant) -> Clock {
        Clock::Set(Arc::new(AtomicI64::new(at.second())))
    }

    /// The time now.
    pub fn now(&self) -> Instant {
        match self {
            Clock::Real => Instant::from(jiff::Timestamp::now()),
            Clock::Set(second) => Instant::from_second(second.load(Ordering::Relaxed))
                .unwrap_or_else(|| Instant::from(jiff::Timestamp::UNIX_EPOCH)),
        }
    }
}
