//! Working days and deadlines, compared with the announced calendars.

use values::{Certainty, Date, Period, WorkCalendar, parse_date};

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
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
    assert_eq!(calendar.source(2026), Some("国办发明电〔2025〕7号"));
}

#[test]
fn deadlines_fall_on_the_known_days() {
    let calendar = WorkCalendar::official();
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
        ("2022-07-01", "3 years", "2025-07-01"),
        ("2026-01-31", "1 month", "2026-02-28"),
    ] {
        let period: Period = period.parse().unwrap();
        let due = calendar.due(day(from), period);
        assert_eq!(
            (due.date, due.provisional),
            (day(expected), Certainty::Firm),
            "{from} + {period}"
        );
    }
}
