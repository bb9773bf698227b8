//! Readers given arbitrary text: they may refuse it, but never panic, and what they read they also read back.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use values::{
    ClauseId, CreditCode, Fen, FileDigest, IndustryCode, Instant, Key, Language, Lei,
    OrganisationId, OverseasRegistration, Period, Share, WorkCalendar, parse_date,
};

/// Reads the text as every value there is, and checks that what was read is shown in a form that is read again.
fn read_as_everything(text: &str) {
    fn read<T: std::str::FromStr + ToString + PartialEq>(text: &str) {
        if let Ok(value) = text.parse::<T>() {
            assert!(
                value
                    .to_string()
                    .parse::<T>()
                    .is_ok_and(|again| again == value),
                "{text:?}"
            );
        }
    }
    read::<CreditCode>(text);
    read::<Fen>(text);
    read::<Share>(text);
    read::<Instant>(text);
    read::<Period>(text);
    read::<WorkCalendar>(text);
    read::<OrganisationId>(text);
    read::<FileDigest>(text);
    read::<Key>(text);
    read::<Language>(text);
    read::<ClauseId>(text);
    read::<IndustryCode>(text);
    read::<OverseasRegistration>(text);
    read::<Lei>(text);
    let _ = parse_date(text);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_text_whatever_makes_a_reader_panic(text: String) {
        read_as_everything(&text);
    }

    #[test]
    fn no_text_close_to_a_value_makes_a_reader_panic(
        text in r"[-+ 0-9A-Za-z.,:%％〔〕万元苏\u{3000}\u{200b}\n]{0,24}",
        calendar in r"(year 20[0-9]{2} [a-z]{0,2}\n|off [0-9]{2}-[0-9]{2}(\.\.[0-9]{2}-[0-9]{2})?\n|worked [0-9]{2}-[0-9]{2} ?\n){0,6}",
    ) {
        read_as_everything(&text);
        read_as_everything(&calendar);
    }

    #[test]
    fn every_clause_number_is_read_back(parts in prop::collection::vec(1_u16..=u16::MAX, 1..=5), letter in prop::option::of("[a-z]")) {
        let text = parts.iter().map(ToString::to_string).collect::<Vec<_>>().join(".") + letter.as_deref().unwrap_or("");
        prop_assert_eq!(text.parse::<ClauseId>().unwrap().to_string(), text);
    }

    #[test]
    fn every_instant_is_read_back(second in -60_000_000_000_i64..=200_000_000_000) {
        let instant = Instant::from_second(second).unwrap();
        prop_assert_eq!(instant.to_string().parse(), Ok(instant));
    }
}
