//! Lengths of time as policy states them: working days, days, months, years.

use std::fmt;
use std::str::FromStr;

use crate::text_form::{plain_number, serde_as_text};

/// A length of time a rule grants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// Days on which offices work.
    WorkingDays(u16),
    /// Days of the calendar, weekends and holidays included.
    CalendarDays(u16),
    /// Months to the same day of the month.
    Months(u16),
    /// Years to the same date.
    Years(u16),
}

/// Why a text is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a period; write 20 working days, 7 days, 3 months or 3 years")]
pub struct PeriodMistake {
    /// The text found.
    pub text: String,
}

impl Period {
    /// Reads `20 working days`, `7 days`, `3 months` or `3 years`; the singular is read too.
    pub fn parse(text: &str) -> Result<Self, PeriodMistake> {
        let mistake = || PeriodMistake {
            text: text.to_owned(),
        };
        let mut words = text.split_whitespace();
        let count = words.next().and_then(plain_number).ok_or_else(mistake)?;
        match words.collect::<Vec<_>>()[..] {
            ["working", "day" | "days"] => Ok(Self::WorkingDays(count)),
            ["day" | "days"] => Ok(Self::CalendarDays(count)),
            ["month" | "months"] => Ok(Self::Months(count)),
            ["year" | "years"] => Ok(Self::Years(count)),
            _ => Err(mistake()),
        }
    }

    /// How many of its unit the period has.
    pub const fn count(self) -> u16 {
        match self {
            Self::WorkingDays(count)
            | Self::CalendarDays(count)
            | Self::Months(count)
            | Self::Years(count) => count,
        }
    }

    /// The period in English, which is also how it is stored: `20 working days`.
    pub fn en(self) -> String {
        let unit = match self {
            Self::WorkingDays(_) => "working day",
            Self::CalendarDays(_) => "day",
            Self::Months(_) => "month",
            Self::Years(_) => "year",
        };
        let plural = if self.count() == 1 { "" } else { "s" };
        format!("{} {unit}{plural}", self.count())
    }

    /// The period in Chinese: `20 个工作日`.
    pub fn zh(self) -> String {
        let unit = match self {
            Self::WorkingDays(_) => "个工作日",
            Self::CalendarDays(_) => "日",
            Self::Months(_) => "个月",
            Self::Years(_) => "年",
        };
        format!("{} {unit}", self.count())
    }
}

impl FromStr for Period {
    type Err = PeriodMistake;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.en())
    }
}

serde_as_text!(Period);
