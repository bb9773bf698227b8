//! The product's calendar compared, day by day, with the holidays as the State Council's notices state them: as spans that
//! include weekends, a form other than the one the calendar is kept in.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use jiff::Span;
use jiff::civil::Weekday;
use values::{Date, WorkCalendar, parse_date};

/// Per year the spans of days off and the weekends worked.
const NOTICES: [(i16, &str, &str); 5] = [
    (
        2022,
        "01-01..01-03 01-31..02-06 04-03..04-05 04-30..05-04 06-03..06-05 09-10..09-12 10-01..10-07",
        "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    ),
    (
        2023,
        "01-01..01-02 01-21..01-27 04-05..04-05 04-29..05-03 06-22..06-24 09-29..10-06",
        "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    ),
    (
        2024,
        "01-01..01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-10..06-10 09-15..09-17 10-01..10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    (
        2025,
        "01-01..01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    (
        2026,
        "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27 10-01..10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
];

/// The days on which the calendar and a notice disagree.
fn differences(calendar: &WorkCalendar) -> Vec<Date> {
    let mut differing = Vec::new();
    for (year, spans, worked) in NOTICES {
        let day = |text: &str| parse_date(&format!("{year}-{text}")).unwrap();
        let off: Vec<_> = spans
            .split(' ')
            .map(|span| span.split_once("..").unwrap())
            .collect();
        let worked: Vec<_> = worked.split(' ').map(day).collect();
        let days = day("01-01")
            .series(Span::new().days(1))
            .take_while(|date| date.year() == year);
        differing.extend(days.filter(|&date| {
            let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
            let holiday = off
                .iter()
                .any(|(first, last)| (day(first)..=day(last)).contains(&date));
            let expected = worked.contains(&date) || !(weekend || holiday);
            calendar.is_working_day(date) != expected
        }));
    }
    differing
}

#[test]
fn the_calendar_agrees_with_every_notice_on_every_day() {
    assert_eq!(differences(&WorkCalendar::official()), []);
}

#[test]
fn one_day_moved_in_the_calendar_is_found() {
    let text = include_str!("../data/working-days.txt").replace("09-25", "09-24");
    let moved = WorkCalendar::read(&text).unwrap();
    let found = differences(&moved)
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>();
    assert_eq!(found, ["2026-09-24", "2026-09-25"]);
}
