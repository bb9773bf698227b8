//! The text a work calendar is read from and written to.
//!
//! ```text
//! # a line beginning with a hash is a remark
//! year 2026 国办发明电〔2025〕7号
//! off 01-01 01-02 02-16..02-20
//! worked 01-04 02-14
//! ```

use std::fmt;
use std::str::FromStr;

use crate::calendar::{WorkCalendar, WorkYear, following, is_weekend};
use crate::date::{Date, parse_date};
use crate::text_form::{plain_number, serde_as_text};

/// The calendar that is part of the product.
const OFFICIAL: &str = include_str!("../data/working-days.txt");

/// Everything wrong with a calendar's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct CalendarMistakes(pub Vec<CalendarMistake>);

/// One thing wrong with a calendar's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct CalendarMistake {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub kind: CalendarMistakeKind,
}

/// What can be wrong in a calendar's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarMistakeKind {
    /// The line begins with none of the known words.
    #[error("{found:?} is not one of year, off, worked")]
    Word {
        /// The first word found.
        found: String,
    },
    /// The year is not four digits.
    #[error("{found:?} is not a year")]
    Year {
        /// The text found.
        found: String,
    },
    /// The year stands twice.
    #[error("year {year} stands twice")]
    YearTwice {
        /// The year.
        year: i16,
    },
    /// The year does not name the notice it was taken from.
    #[error("year {year} does not name its notice")]
    SourceMissing {
        /// The year.
        year: i16,
    },
    /// The year has no day off, which no announced year ever had.
    #[error("year {year} has no day off")]
    NoDayOff {
        /// The year.
        year: i16,
    },
    /// Days are listed before any year.
    #[error("days are listed before any year")]
    BeforeYear,
    /// A text is not a day of the year, or a range runs backwards.
    #[error("{found:?} is not a day or a range of days; write 02-16 or 02-16..02-20")]
    Day {
        /// The text found.
        found: String,
    },
    /// A day off is a Saturday or Sunday, which is off anyway: probably mistyped.
    #[error("{date} is a weekend and off anyway")]
    OffWeekend {
        /// The day.
        date: Date,
    },
    /// A worked day is a Monday to Friday, which is worked anyway: probably mistyped.
    #[error("{date} is not a weekend and worked anyway")]
    WorkedWeekday {
        /// The day.
        date: Date,
    },
    /// A day stands twice.
    #[error("{date} stands twice")]
    DayTwice {
        /// The day.
        date: Date,
    },
}

impl WorkCalendar {
    /// The announced calendars that are part of the product.
    pub fn official() -> Self {
        Self::read(OFFICIAL).expect("the product's own calendar is read by its tests")
    }

    /// Reads a calendar, or tells everything that is wrong with its text.
    pub fn read(text: &str) -> Result<Self, CalendarMistakes> {
        let mut reading = Reading::default();
        for (at, line) in text.lines().enumerate() {
            reading.line = at + 1;
            reading.read_line(line.trim());
        }
        reading.finish_year();
        if reading.mistakes.is_empty() {
            Ok(reading.calendar)
        } else {
            Err(CalendarMistakes(reading.mistakes))
        }
    }
}

/// A calendar while its text is read.
#[derive(Default)]
struct Reading {
    calendar: WorkCalendar,
    /// The year under way and the line it began on.
    year: Option<(i16, usize)>,
    line: usize,
    mistakes: Vec<CalendarMistake>,
}

impl Reading {
    fn wrong(&mut self, kind: CalendarMistakeKind) {
        self.mistakes.push(CalendarMistake {
            line: self.line,
            kind,
        });
    }

    fn read_line(&mut self, line: &str) {
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match word {
            "year" => self.read_year(rest.trim()),
            "off" => self.read_days(rest, Exception::Off),
            "worked" => self.read_days(rest, Exception::Worked),
            _ => self.wrong(CalendarMistakeKind::Word {
                found: word.to_owned(),
            }),
        }
    }

    fn read_year(&mut self, text: &str) {
        self.finish_year();
        let (year, source) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        let Some(number) =
            plain_number::<i16>(year).filter(|number| (1949..=9998).contains(number))
        else {
            return self.wrong(CalendarMistakeKind::Year {
                found: year.to_owned(),
            });
        };
        if source.trim().is_empty() {
            self.wrong(CalendarMistakeKind::SourceMissing { year: number });
        }
        if self.calendar.years.contains_key(&number) {
            self.wrong(CalendarMistakeKind::YearTwice { year: number });
        }
        let entry = self.calendar.years.entry(number).or_default();
        source.trim().clone_into(&mut entry.source);
        self.year = Some((number, self.line));
    }

    fn finish_year(&mut self) {
        let Some((year, line)) = self.year.take() else {
            return;
        };
        if self
            .calendar
            .years
            .get(&year)
            .is_some_and(|known| known.off.is_empty())
        {
            self.mistakes.push(CalendarMistake {
                line,
                kind: CalendarMistakeKind::NoDayOff { year },
            });
        }
    }

    fn read_days(&mut self, text: &str, exception: Exception) {
        let Some((year, _)) = self.year else {
            return self.wrong(CalendarMistakeKind::BeforeYear);
        };
        for word in text.split_whitespace() {
            let (first, last) = word.split_once("..").unwrap_or((word, word));
            let day = |text: &str| parse_date(&format!("{year:04}-{text}")).ok();
            match day(first)
                .zip(day(last))
                .filter(|(first, last)| first <= last)
            {
                Some((first, last)) => self.enter(year, first, last, exception),
                None => self.wrong(CalendarMistakeKind::Day {
                    found: word.to_owned(),
                }),
            }
        }
    }

    fn enter(&mut self, year: i16, first: Date, last: Date, exception: Exception) {
        let mut date = first;
        while date <= last {
            match exception {
                Exception::Off if is_weekend(date) => {
                    self.wrong(CalendarMistakeKind::OffWeekend { date });
                }
                Exception::Worked if !is_weekend(date) => {
                    self.wrong(CalendarMistakeKind::WorkedWeekday { date });
                }
                _ => {
                    let known = self.calendar.years.entry(year).or_default();
                    if !exception.days(known).insert(date) {
                        self.wrong(CalendarMistakeKind::DayTwice { date });
                    }
                }
            }
            date = following(date);
        }
    }
}

/// The two ways a day differs from its weekday.
#[derive(Clone, Copy)]
enum Exception {
    Off,
    Worked,
}

impl Exception {
    fn days(self, year: &mut WorkYear) -> &mut std::collections::BTreeSet<Date> {
        match self {
            Self::Off => &mut year.off,
            Self::Worked => &mut year.worked,
        }
    }
}

impl FromStr for WorkCalendar {
    type Err = CalendarMistakes;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::read(text)
    }
}

/// The calendar in the form it is read from.
impl fmt::Display for WorkCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, year) in &self.years {
            writeln!(f, "year {number} {}", year.source)?;
            for (word, days) in [("off", &year.off), ("worked", &year.worked)] {
                if !days.is_empty() {
                    write!(f, "{word}")?;
                    days.iter()
                        .try_for_each(|day| write!(f, " {:02}-{:02}", day.month(), day.day()))?;
                    writeln!(f)?;
                }
            }
        }
        Ok(())
    }
}

serde_as_text!(WorkCalendar);
