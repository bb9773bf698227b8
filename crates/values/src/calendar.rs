//! The working days of China and the deadlines counted with them.
//!
//! Periods are counted as 行政处罚法 85, 行政许可法 82, 行政复议法 88 and 民法典 201–203 say: the day something happened is not
//! counted; working days skip weekends and holidays but count weekends that are worked; a period of calendar days that
//! would end on a day off ends on the next working day; months and years end on the same day, or on the month's last day
//! where the month has no such day.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Span;
use jiff::civil::Weekday;

use crate::date::Date;
use crate::period::Period;

/// Which days are worked: every Monday to Friday except announced days off, and announced working weekends.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    pub(crate) years: BTreeMap<i16, WorkYear>,
}

/// What the State Council announced for one year.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct WorkYear {
    /// The number of the notice.
    pub(crate) source: String,
    /// Mondays to Fridays that are off.
    pub(crate) off: BTreeSet<Date>,
    /// Saturdays and Sundays that are worked.
    pub(crate) worked: BTreeSet<Date>,
}

/// Whether a date can still move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// Every year the count passes through has its announced calendar.
    Firm,
    /// The count touches a year whose calendar is not announced yet: weekends only, to be counted again.
    Provisional,
}

/// The last day of a period; it ends at 24:00 in China.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// The last day.
    pub date: Date,
    /// Whether that day can still move.
    pub provisional: Certainty,
}

impl WorkCalendar {
    /// Whether offices work on the day.
    pub fn is_working_day(&self, date: Date) -> bool {
        let weekend = is_weekend(date);
        match self.years.get(&date.year()) {
            None => !weekend,
            Some(year) if weekend => year.worked.contains(&date),
            Some(year) => !year.off.contains(&date),
        }
    }

    /// Whether the year has no announced calendar yet, so that only weekends are known.
    pub fn is_provisional(&self, year: i16) -> bool {
        !self.years.contains_key(&year)
    }

    /// The number of the notice a year's calendar was taken from.
    pub fn source(&self, year: i16) -> Option<&str> {
        self.years.get(&year).map(|year| year.source.as_str())
    }

    /// The years whose calendar is announced.
    pub fn years(&self) -> impl Iterator<Item = i16> {
        self.years.keys().copied()
    }

    /// This calendar with the years of a later one put in the place of its own.
    #[must_use]
    pub fn amended_by(mut self, later: Self) -> Self {
        self.years.extend(later.years);
        self
    }

    /// The last day of a period that begins with something happening on `from`; that day itself is not counted.
    pub fn due(&self, from: Date, period: Period) -> Due {
        match period {
            Period::WorkingDays(count) => {
                let date = (0..count).fold(from, |day, _| self.first_working_day(following(day)));
                self.due_on(date, following(from).min(date))
            }
            Period::CalendarDays(count) => {
                let last = from.saturating_add(Span::new().days(i64::from(count)));
                self.due_on(self.first_working_day(last), last)
            }
            Period::Months(count) => {
                Due::firm(from.saturating_add(Span::new().months(i64::from(count))))
            }
            Period::Years(count) => Due::firm(same_date_after(from, count)),
        }
    }

    /// The last day of a period whose clock stood still meanwhile: the days after each stop up to and including its resumption
    /// do not count. A stop after the period was over moves nothing.
    pub fn due_with_stops(
        &self,
        from: Date,
        period: Period,
        stops: impl IntoIterator<Item = (Date, Date)>,
    ) -> Due {
        let plain = self.due(from, period);
        let mut last = match period {
            Period::CalendarDays(count) => from.saturating_add(Span::new().days(i64::from(count))),
            _ => plain.date,
        };
        let mut moved = false;
        for (stopped, resumed) in stops {
            let stopped = stopped.max(from);
            if resumed <= stopped || last < stopped {
                continue;
            }
            moved = true;
            last = if let Period::WorkingDays(_) = period {
                let idle = self.working_days_between(stopped, resumed);
                (0..idle).fold(last, |day, _| self.first_working_day(following(day)))
            } else {
                let idle = stopped.duration_until(resumed).as_hours() / 24;
                last.saturating_add(Span::new().days(idle))
            };
        }
        match period {
            _ if !moved => plain,
            Period::CalendarDays(_) => self.due_on(self.first_working_day(last), from),
            _ => self.due_on(last, from.min(last)),
        }
    }

    /// A last day that was set, as it is known on a day: provisional when a year up to it has no announced calendar.
    pub fn due_day(&self, known: Date, last: Date) -> Due {
        self.due_on(last, known.min(last))
    }

    /// The day itself if it is worked, otherwise the next that is: where a period ending on a day off really ends.
    pub fn first_working_day(&self, from: Date) -> Date {
        let mut day = from;
        while !self.is_working_day(day) && day < Date::MAX {
            day = following(day);
        }
        day
    }

    /// How many days are worked after `from` up to and including `to`; none when `to` is not later.
    pub fn working_days_between(&self, from: Date, to: Date) -> u32 {
        let mut count = 0;
        let mut day = from;
        while day < to {
            day = following(day);
            count += u32::from(self.is_working_day(day));
        }
        count
    }

    /// How many working days are left after today up to and including the due day; below zero when it is past.
    pub fn working_days_left(&self, today: Date, due: Date) -> i64 {
        if today <= due {
            i64::from(self.working_days_between(today, due))
        } else {
            -i64::from(self.working_days_between(due, today))
        }
    }

    /// The last day of a public notice that begins on `first`, which is counted: at least so many calendar days, and
    /// longer where needed for so many working days.
    pub fn notice_end(&self, first: Date, calendar_days: u16, working_days: u16) -> Due {
        let mut days = 1;
        let mut worked = u16::from(self.is_working_day(first));
        let mut day = first;
        while (days < calendar_days || worked < working_days) && day < Date::MAX {
            day = following(day);
            days = days.saturating_add(1);
            worked += u16::from(self.is_working_day(day));
        }
        self.due_on(day, first)
    }

    /// A due day, provisional when the calendar of any year from `since` to that day is not announced.
    fn due_on(&self, date: Date, since: Date) -> Due {
        let announced = (since.year()..=date.year()).all(|year| !self.is_provisional(year));
        Due {
            date,
            provisional: if announced {
                Certainty::Firm
            } else {
                Certainty::Provisional
            },
        }
    }
}

impl Due {
    /// A due day no announcement can move.
    const fn firm(date: Date) -> Self {
        Self {
            date,
            provisional: Certainty::Firm,
        }
    }
}

/// Whether the day is a Saturday or Sunday.
pub(crate) fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The day after; the last day that can be held follows itself.
pub(crate) fn following(day: Date) -> Date {
    day.tomorrow().unwrap_or(Date::MAX)
}

/// The same date so many years later, or the month's last day where that year has no such date (民法典 202).
fn same_date_after(from: Date, years: u16) -> Date {
    from.saturating_add(Span::new().years(i64::from(years).min(19_998)))
}
