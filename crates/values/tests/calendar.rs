//! Working days and deadlines, compared with the announced calendars.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use values::{CalendarMistakeKind, Certainty, Date, Due, Period, WorkCalendar, parse_date};

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

fn due(from: &str, period: &str) -> Due {
    WorkCalendar::official().due(day(from), period.parse().unwrap())
}

fn kinds(text: &str) -> Vec<CalendarMistakeKind> {
    WorkCalendar::read(text)
        .unwrap_err()
        .0
        .into_iter()
        .map(|mistake| mistake.kind)
        .collect()
}

#[test]
fn every_announced_year_has_its_known_number_of_working_days() {
    let calendar = WorkCalendar::official();
    for (year, expected) in [
        (2022, 249),
        (2023, 249),
        (2024, 251),
        (2025, 248),
        (2026, 248),
    ] {
        let before = day(&format!("{}-12-31", year - 1));
        let last = day(&format!("{year}-12-31"));
        assert_eq!(
            calendar.working_days_between(before, last),
            expected,
            "{year}"
        );
        assert!(!calendar.is_provisional(year));
    }
    assert_eq!(
        calendar.years().collect::<Vec<_>>(),
        [2022, 2023, 2024, 2025, 2026]
    );
}

#[test]
fn every_announced_year_names_its_notice() {
    let calendar = WorkCalendar::official();
    for year in calendar.years() {
        let notice = calendar.source(year).unwrap();
        assert!(
            notice.starts_with(&format!("国办发明电〔{}〕", year - 1)),
            "{notice}"
        );
    }
    assert_eq!(calendar.source(2026), Some("国办发明电〔2025〕7号"));
    assert_eq!(calendar.source(2027), None);
}

#[test]
fn deadlines_fall_on_the_known_days() {
    for (from, period, expected) in [
        ("2022-09-28", "5 working days", "2022-10-10"),
        ("2023-09-27", "20 working days", "2023-10-31"),
        ("2024-02-05", "5 working days", "2024-02-18"),
        ("2024-09-13", "3 working days", "2024-09-19"),
        ("2025-01-24", "20 working days", "2025-02-27"),
        ("2026-02-12", "5 working days", "2026-02-26"),
        ("2026-04-30", "7 working days", "2026-05-13"),
        ("2026-09-24", "20 working days", "2026-10-29"),
        ("2026-09-30", "1 working day", "2026-10-08"),
        ("2026-08-03", "60 days", "2026-10-08"),
        ("2026-08-11", "60 days", "2026-10-10"),
        ("2025-12-03", "30 days", "2026-01-04"),
        ("2024-02-29", "3 years", "2027-02-28"),
        ("2024-02-29", "4 years", "2028-02-29"),
        ("2022-07-01", "3 years", "2025-07-01"),
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2026-08-31", "6 months", "2027-02-28"),
    ] {
        let due = due(from, period);
        assert_eq!(
            (due.date, due.provisional),
            (day(expected), Certainty::Firm),
            "{from} + {period}"
        );
    }
}

#[test]
fn a_count_that_touches_an_unannounced_year_is_provisional() {
    assert_eq!(
        due("2026-12-25", "20 working days").provisional,
        Certainty::Provisional
    );
    assert_eq!(
        due("2026-12-03", "30 days").provisional,
        Certainty::Provisional
    );
    assert_eq!(
        due("2026-12-25", "4 working days").provisional,
        Certainty::Firm
    );
    assert_eq!(
        due("2021-12-31", "1 working day").provisional,
        Certainty::Firm
    );
    assert_eq!(due("2026-12-25", "3 years").provisional, Certainty::Firm);
}

#[test]
fn an_announced_year_takes_the_place_of_a_provisional_one_and_moves_the_deadline() {
    let before = WorkCalendar::official();
    let announced =
        WorkCalendar::read("year 2027 a notice\noff 01-01 01-04\nworked 01-09").unwrap();
    let after = before.clone().amended_by(announced);
    let from = day("2026-12-31");
    let expected = |date, provisional| Due {
        date: day(date),
        provisional,
    };
    let period = Period::WorkingDays(1);
    assert_eq!(
        before.due(from, period),
        expected("2027-01-01", Certainty::Provisional)
    );
    assert_eq!(
        after.due(from, period),
        expected("2027-01-05", Certainty::Firm)
    );
    assert!(after.is_working_day(day("2027-01-09")));
    assert_eq!(after.source(2026), before.source(2026));
}

#[test]
fn no_days_at_all_end_on_the_day_itself() {
    assert_eq!(due("2026-10-01", "0 working days").date, day("2026-10-01"));
    assert_eq!(due("2026-10-01", "0 days").date, day("2026-10-08"));
}

#[test]
fn the_two_known_public_notices_have_seven_days_with_five_worked() {
    let calendar = WorkCalendar::official();
    for (first, last) in [("2022-06-27", "2022-07-03"), ("2023-11-22", "2023-11-28")] {
        assert_eq!(calendar.notice_end(day(first), 7, 5).date, day(last));
    }
}

#[test]
fn a_public_notice_over_a_holiday_week_is_longer() {
    // Worked: 30 September, 8, 9 and 10 October (a Saturday), 12 October.
    let end = WorkCalendar::official().notice_end(day("2026-09-30"), 7, 5);
    assert_eq!(
        end,
        Due {
            date: day("2026-10-12"),
            provisional: Certainty::Firm
        }
    );
}

#[test]
fn working_days_left_run_down_to_zero_and_below() {
    let calendar = WorkCalendar::official();
    let due = day("2026-10-08");
    for (today, left) in [
        ("2026-09-29", 2),
        ("2026-09-30", 1),
        ("2026-10-07", 1),
        ("2026-10-08", 0),
        ("2026-10-09", -1),
        ("2026-10-10", -2),
        ("2026-10-11", -2),
    ] {
        assert_eq!(calendar.working_days_left(day(today), due), left, "{today}");
    }
}

#[test]
fn a_planted_change_of_the_calendar_does_not_go_unnoticed() {
    use CalendarMistakeKind as Kind;
    let read = |days: &str| kinds(&format!("year 2026 a notice\noff 01-01\n{days}"));
    assert_eq!(
        read("off 01-03"),
        [Kind::OffWeekend {
            date: day("2026-01-03")
        }]
    );
    assert_eq!(
        read("worked 01-05"),
        [Kind::WorkedWeekday {
            date: day("2026-01-05")
        }]
    );
    assert_eq!(
        read("off 01-01"),
        [Kind::DayTwice {
            date: day("2026-01-01")
        }]
    );
    assert_eq!(
        read("off 02-30"),
        [Kind::Day {
            found: "02-30".into()
        }]
    );
    assert_eq!(
        read("off 02-20..02-16"),
        [Kind::Day {
            found: "02-20..02-16".into()
        }]
    );
    assert_eq!(
        read("holiday 02-16"),
        [Kind::Word {
            found: "holiday".into()
        }]
    );
    assert_eq!(
        read("year 2026 a notice\noff 02-16"),
        [Kind::YearTwice { year: 2026 }]
    );
}

#[test]
fn every_mistake_is_told_at_once_with_its_line() {
    let mistakes =
        WorkCalendar::read("off 01-01\n\nyear 26 a notice\nyear 2026\nyear 2027 a notice")
            .unwrap_err();
    let told = mistakes
        .0
        .iter()
        .map(|mistake| (mistake.line, mistake.kind.clone()))
        .collect::<Vec<_>>();
    assert_eq!(
        told,
        [
            (1, CalendarMistakeKind::BeforeYear),
            (3, CalendarMistakeKind::Year { found: "26".into() }),
            (4, CalendarMistakeKind::SourceMissing { year: 2026 }),
            (4, CalendarMistakeKind::NoDayOff { year: 2026 }),
            (5, CalendarMistakeKind::NoDayOff { year: 2027 }),
        ]
    );
    assert_eq!(mistakes.to_string().lines().count(), 5);
}

#[test]
fn the_calendar_is_read_back_from_what_it_shows() {
    let calendar = WorkCalendar::official();
    assert_eq!(
        WorkCalendar::read(&calendar.to_string()),
        Ok(calendar.clone())
    );
    let stored = serde_json::to_string(&calendar).unwrap();
    assert_eq!(
        serde_json::from_str::<WorkCalendar>(&stored).unwrap(),
        calendar
    );
}

proptest! {
    #[test]
    fn a_later_start_or_a_longer_period_never_ends_earlier(start in 0_i64..2200, step in 0_i64..40, count in 0_u16..120, more in 0_u16..20) {
        let calendar = WorkCalendar::official();
        let from = day("2022-01-01") + jiff::Span::new().days(start);
        let later = from + jiff::Span::new().days(step);
        for period in [Period::WorkingDays, Period::CalendarDays, Period::Months, Period::Years] {
            let due = calendar.due(from, period(count)).date;
            prop_assert!(due >= from);
            prop_assert!(calendar.due(later, period(count)).date >= due);
            prop_assert!(calendar.due(from, period(count + more)).date >= due);
        }
    }

    #[test]
    fn a_deadline_in_working_days_is_that_many_working_days_away(start in 0_i64..2200, count in 1_u16..120) {
        let calendar = WorkCalendar::official();
        let from = day("2022-01-01") + jiff::Span::new().days(start);
        let due = calendar.due(from, Period::WorkingDays(count)).date;
        prop_assert!(calendar.is_working_day(due));
        prop_assert_eq!(calendar.working_days_between(from, due), u32::from(count));
        prop_assert_eq!(calendar.working_days_left(due, from), -i64::from(count));
    }

    #[test]
    fn periods_at_the_ends_of_time_do_not_panic(year in prop::sample::select(vec![-9999_i16, 9998, 9999]), count: u16) {
        let calendar = WorkCalendar::official();
        let from = Date::new(year, 12, 31).unwrap();
        for period in [Period::CalendarDays, Period::Months, Period::Years] {
            prop_assert!(calendar.due(from, period(count)).date >= from);
        }
        prop_assert!(calendar.due(from, Period::WorkingDays(count % 50)).date >= from);
    }
}

#[test]
fn a_period_ends_as_much_later_as_its_clock_stood_still() {
    let calendar = WorkCalendar::official();
    let due = |from: &str, period, stops: &[(&str, &str)]| {
        let stops = stops.iter().map(|(from, until)| (day(from), day(until)));
        calendar.due_with_stops(day(from), period, stops).date
    };
    let five = Period::WorkingDays(5);
    // Monday; due the next Monday.
    assert_eq!(due("2022-08-01", five, &[]), day("2022-08-08"));
    // Wednesday to Friday: two working days do not count. A weekend in between costs nothing.
    assert_eq!(
        due("2022-08-01", five, &[("2022-08-03", "2022-08-05")]),
        day("2022-08-10")
    );
    assert_eq!(
        due("2022-08-01", five, &[("2022-08-05", "2022-08-07")]),
        day("2022-08-08")
    );
    // Two stops add up; the second falls into the time the first added.
    let twice = [("2022-08-03", "2022-08-05"), ("2022-08-10", "2022-08-11")];
    assert_eq!(due("2022-08-01", five, &twice), day("2022-08-11"));
    // Before it began, after it was over, or resumed on the same day: nothing moves.
    for stop in [
        ("2022-07-20", "2022-08-01"),
        ("2022-08-09", "2022-08-12"),
        ("2022-08-03", "2022-08-03"),
    ] {
        assert_eq!(
            due("2022-08-01", five, &[stop]),
            day("2022-08-08"),
            "{stop:?}"
        );
    }
    // Calendar days end on a working day all the same; months run on by days.
    let ten = Period::CalendarDays(10);
    assert_eq!(
        due("2022-08-01", ten, &[("2022-08-03", "2022-08-05")]),
        day("2022-08-15")
    );
    let month = Period::Months(1);
    assert_eq!(
        due("2022-08-01", month, &[("2022-08-03", "2022-08-05")]),
        day("2022-09-03")
    );
}
