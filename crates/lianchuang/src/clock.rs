//! The clock: the only place that reads the time. A demo may stand on another day; its time goes on from there.

use values::{Date, Instant};

/// The machine's time, or a time so many seconds away from it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    ahead: i64,
}

impl Clock {
    /// A clock that shows noon in China on this day now, and goes on from there.
    pub fn beginning_on(day: Date) -> Clock {
        let noon = jiff::civil::date(day.year(), day.month(), day.day())
            .at(12, 0, 0, 0)
            .to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(8)));
        let ahead = noon.map_or(0, |noon| {
            noon.timestamp().as_second() - jiff::Timestamp::now().as_second()
        });
        Clock { ahead }
    }

    /// The time now.
    pub fn now(self) -> Instant {
        let machine = jiff::Timestamp::now();
        let shown = machine
            .checked_add(jiff::SignedDuration::from_secs(self.ahead))
            .unwrap_or(machine);
        Instant::from(shown)
    }
}
