//! Days and instants. Instants are kept in universal time; days are counted in China (民法典 203: a day ends at 24:00).

use std::fmt::{self, Write as _};
use std::str::FromStr;

pub use jiff::civil::Date;
use jiff::tz::Offset;

use crate::text_form::serde_as_text;

/// China's offset from universal time; it has had no summer time since 1991.
const CHINA: Offset = Offset::constant(8);

/// A point in time, written in RFC 3339.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(jiff::Timestamp);

/// Why a text is not a point in time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a point in time; write 2026-11-23T08:00:00Z")]
pub struct InstantMistake {
    /// The text found.
    pub text: String,
}

/// Why a text is not a date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DateMistake {
    /// The text is not four digits, two digits and two digits with hyphens between.
    #[error("{text:?} is not a date; write 2026-11-23")]
    Form {
        /// The text found.
        text: String,
    },
    /// The calendar has no such day.
    #[error("there is no day {text}")]
    NoSuchDay {
        /// The text found.
        text: String,
    },
}

impl Instant {
    /// The instant so many seconds after 1970-01-01 in universal time; none outside the years that can be held.
    pub fn from_second(second: i64) -> Option<Self> {
        jiff::Timestamp::from_second(second).ok().map(Self)
    }

    /// Whole seconds since 1970-01-01 in universal time.
    pub fn second(self) -> i64 {
        self.0.as_second()
    }

    /// The same instant as the time library holds it.
    pub const fn timestamp(self) -> jiff::Timestamp {
        self.0
    }

    /// The day in China.
    pub fn china_day(self) -> Date {
        china_day(self)
    }

    /// The hour and minute in China, as `08:05`.
    pub fn china_clock(self) -> String {
        let time = CHINA.to_datetime(self.0).time();
        format!("{:02}:{:02}", time.hour(), time.minute())
    }
}

/// The day an instant belongs to in China.
pub fn china_day(instant: Instant) -> Date {
    CHINA.to_datetime(instant.0).date()
}

/// The instant a day begins in China; none at the edges of the years that can be held.
pub fn china_midnight(day: Date) -> Option<Instant> {
    CHINA.to_timestamp(day.at(0, 0, 0, 0)).ok().map(Instant)
}

/// A date as Chinese documents write it: 2026年11月23日, without leading zeros (GB/T 9704-2012).
pub fn zh_date(date: Date) -> String {
    let mut text = String::with_capacity("2026年12月31日".len());
    // Writing to a string cannot fail.
    let _ = write!(text, "{}年{}月{}日", date.year(), date.month(), date.day());
    text
}

/// A date as English text writes it: 23 November 2026.
pub fn en_date(date: Date) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    format!(
        "{} {} {}",
        date.day(),
        MONTHS.get(month).unwrap_or(&""),
        date.year()
    )
}

/// Reads a date written 2026-11-23, and no other way.
pub fn parse_date(text: &str) -> Result<Date, DateMistake> {
    let form = || DateMistake::Form {
        text: text.to_owned(),
    };
    let mut parts = text.split('-');
    let mut part = |digits: usize| {
        parts
            .next()
            .filter(|part| part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()))
            .and_then(|part| part.parse::<i16>().ok())
            .ok_or_else(form)
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() {
        return Err(form());
    }
    let small = |number: i16| i8::try_from(number).ok();
    small(month)
        .zip(small(day))
        .and_then(|(month, day)| Date::new(year, month, day).ok())
        .ok_or_else(|| DateMistake::NoSuchDay {
            text: text.to_owned(),
        })
}

impl From<jiff::Timestamp> for Instant {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp)
    }
}

impl FromStr for Instant {
    type Err = InstantMistake;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self).map_err(|_| InstantMistake {
            text: text.to_owned(),
        })
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

serde_as_text!(Instant);
