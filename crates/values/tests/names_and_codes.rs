//! Identifiers, keys, clause numbers, dates, and codes other than the credit code.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use values::{
    CandidacyId, ClauseId, ConsortiumId, CreditCode, DateMistake, EntryNumber, Fen, FileDigest,
    IndustryCode, IndustryCodeMistake, Instant, InvitationId, Key, KeyMistake, Language, Lei,
    LeiMistake, OrganisationId, OverseasMistake, OverseasRegistration, Period, PersonId, Share,
    Words, WorkCalendar, china_midnight, en_date, parse_date, zh_date,
};

#[test]
fn identifiers_are_written_with_the_letter_of_their_kind() {
    assert_eq!(OrganisationId(17).to_string(), "o17");
    assert_eq!("p3".parse(), Ok(PersonId(3)));
    assert_eq!("s5".parse(), Ok(CandidacyId(5)));
    assert_eq!(serde_json::to_string(&ConsortiumId(42)).unwrap(), "\"c42\"");
    assert_eq!(
        serde_json::from_str::<InvitationId>("\"i9\"").unwrap(),
        InvitationId::from(EntryNumber(9))
    );
    for text in [
        "",
        "o",
        "17",
        "p17",
        "o017",
        "o-1",
        "o+1",
        " o1",
        "O1",
        "o1 ",
        "o99999999999999999999",
        "ö1",
    ] {
        assert!(text.parse::<OrganisationId>().is_err(), "{text}");
    }
    assert_eq!(serde_json::to_string(&EntryNumber(7)).unwrap(), "7");
    assert!(EntryNumber(9) < EntryNumber(9).next());
}

#[test]
fn an_identifier_serves_as_the_key_of_a_stored_map() {
    let map = BTreeMap::from([(OrganisationId(2), 1), (OrganisationId(10), 2)]);
    let stored = serde_json::to_string(&map).unwrap();
    assert_eq!(stored, r#"{"o2":1,"o10":2}"#);
    assert_eq!(
        serde_json::from_str::<BTreeMap<OrganisationId, i32>>(&stored).unwrap(),
        map
    );
}

#[test]
fn a_file_digest_is_64_small_hexadecimal_digits() {
    let text = "00ff".repeat(16);
    let digest: FileDigest = text.parse().unwrap();
    assert_eq!(digest.to_string(), text);
    assert_eq!(digest.as_bytes()[1], 255);
    assert_eq!(FileDigest::from_bytes(*digest.as_bytes()), digest);
    for wrong in [
        text.to_uppercase(),
        text[1..].to_owned(),
        format!("{text}0"),
        text.replace("ff", "fg"),
    ] {
        assert!(wrong.parse::<FileDigest>().is_err(), "{wrong}");
    }
}

#[test]
fn keys_are_small_letters_digits_and_inner_punctuation() {
    for text in [
        "a",
        "grade.excellent",
        "submit_application",
        "4.2a",
        "a-b",
        &"k".repeat(64),
    ] {
        assert_eq!(Key::parse(text).unwrap().as_str(), text);
    }
    assert_eq!(Key::parse(""), Err(KeyMistake::Empty));
    assert_eq!(
        Key::parse(&"k".repeat(65)),
        Err(KeyMistake::TooLong { found: 65 })
    );
    for (text, found, position) in [
        (".a", '.', 1),
        ("aB", 'B', 2),
        ("a b", ' ', 2),
        ("ab键", '键', 3),
    ] {
        assert_eq!(
            Key::parse(text),
            Err(KeyMistake::Character { found, position })
        );
    }
}

#[test]
fn a_map_of_keys_is_looked_up_by_plain_text() {
    let map = BTreeMap::from([(Key::parse("lead").unwrap(), 1)]);
    assert_eq!(map.get("lead"), Some(&1));
    assert!(Key::parse("lead").unwrap() == "lead");
}

#[test]
fn clauses_are_ordered_as_a_reader_counts() {
    let ordered = [
        "1a", "2.5", "3.1.2", "3.1.2a", "3.1.2b", "3.1.3", "3.9", "3.10", "4", "10.1",
    ];
    let clauses: Vec<ClauseId> = ordered.iter().map(|text| text.parse().unwrap()).collect();
    assert!(clauses.is_sorted());
    assert_eq!(
        clauses.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ordered
    );
    for text in [
        "",
        "a",
        "3.",
        ".3",
        "3..1",
        "3.b",
        "3.01",
        "3.0",
        "3.1ab",
        "3.1B",
        "1.2.3.4.5.6",
        "3 1",
        "99999",
    ] {
        assert!(text.parse::<ClauseId>().is_err(), "{text}");
    }
}

#[test]
fn a_clause_contains_what_stands_below_it() {
    let clause = |text: &str| text.parse::<ClauseId>().unwrap();
    assert!(clause("3.1").contains(clause("3.1.2b")));
    assert!(clause("3.1.2").contains(clause("3.1.2b")));
    assert!(clause("3.1.2b").contains(clause("3.1.2b")));
    assert!(!clause("3.1.2b").contains(clause("3.1.2")));
    assert!(!clause("3.1").contains(clause("3.10")));
}

#[test]
fn words_are_given_in_the_language_asked_for() {
    let words = Words::new("联合体", "consortium");
    assert_eq!(words.in_language("zh".parse().unwrap()), "联合体");
    assert_eq!(words.in_language(Language::En), "consortium");
    assert!("fr".parse::<Language>().is_err());
    assert!(serde_json::from_str::<Words>(r#"{"zh":"联合体"}"#).is_err());
}

#[test]
fn days_are_counted_in_china() {
    let instant = |text: &str| text.parse::<Instant>().unwrap();
    assert_eq!(
        instant("2026-11-22T16:30:00Z").china_day(),
        parse_date("2026-11-23").unwrap()
    );
    assert_eq!(
        instant("2026-11-22T15:59:59Z").china_day(),
        parse_date("2026-11-22").unwrap()
    );
    assert_eq!(instant("2026-11-22T16:30:00Z").china_clock(), "00:30");
    assert_eq!(
        china_midnight(parse_date("2026-11-23").unwrap()),
        Some(instant("2026-11-22T16:00:00Z"))
    );
    assert_eq!(
        serde_json::to_string(&instant("2026-11-23T08:00:00+08:00")).unwrap(),
        "\"2026-11-23T00:00:00Z\""
    );
    assert_eq!(
        Instant::from_second(0).unwrap().to_string(),
        "1970-01-01T00:00:00Z"
    );
}

#[test]
fn dates_are_written_as_each_language_writes_them() {
    let date = parse_date("2026-11-03").unwrap();
    assert_eq!(
        (zh_date(date), en_date(date)),
        ("2026年11月3日".to_owned(), "3 November 2026".to_owned())
    );
    for text in [
        "",
        "2026-11-3",
        "20261103",
        "2026/11/03",
        "2026-11-03T00:00",
        "2026-11-03-",
        "+026-11-03",
        "２026-11-03",
    ] {
        assert_eq!(
            parse_date(text),
            Err(DateMistake::Form {
                text: text.to_owned()
            })
        );
    }
    for text in ["2026-02-29", "2026-13-01", "2026-00-10", "2026-11-31"] {
        assert_eq!(
            parse_date(text),
            Err(DateMistake::NoSuchDay {
                text: text.to_owned()
            })
        );
    }
}

#[test]
fn industry_codes_have_a_section_and_a_division_that_belong_together() {
    for text in ["C39", "C3911", "C27", "A01", "T97", "I651", "M73"] {
        assert_eq!(text.parse::<IndustryCode>().unwrap().to_string(), text);
    }
    assert_eq!(
        " c３９ ".parse::<IndustryCode>().unwrap().to_string(),
        "C39"
    );
    assert!(matches!(
        "Z99".parse::<IndustryCode>(),
        Err(IndustryCodeMistake::Section { .. })
    ));
    for text in ["C391x", "C3", "C39111", "C", "C3 9 x", "C三九"] {
        assert!(
            matches!(
                text.parse::<IndustryCode>(),
                Err(IndustryCodeMistake::Digits { .. })
            ),
            "{text}"
        );
    }
    assert_eq!(
        "C44".parse::<IndustryCode>(),
        Err(IndustryCodeMistake::Division {
            section: 'C',
            found: 44,
            first: 13,
            last: 43
        })
    );
}

#[test]
fn every_division_from_01_to_97_belongs_to_exactly_one_section() {
    for division in 0..=99 {
        let sections = ('A'..='Z')
            .filter(|s| IndustryCode::parse(&format!("{s}{division:02}")).is_ok())
            .count();
        assert_eq!(
            sections,
            usize::from((1..=97).contains(&division)),
            "{division:02}"
        );
    }
}

#[test]
fn an_industry_contains_its_finer_parts() {
    let code = |text: &str| text.parse::<IndustryCode>().unwrap();
    assert!(code("C39").contains(code("C3911")));
    assert!(code("C39").contains(code("C39")));
    assert!(!code("C3911").contains(code("C39")));
    assert!(!code("C39").contains(code("C40")));
}

#[test]
fn a_unit_abroad_is_held_by_country_and_register_number() {
    let unit: OverseasRegistration = "DE HRB  12345".parse().unwrap();
    assert_eq!(
        (
            unit.country().as_str(),
            unit.number(),
            unit.to_string().as_str()
        ),
        ("DE", "HRB 12345", "DE HRB 12345")
    );
    assert_eq!(
        OverseasRegistration::new("CN", "1"),
        Err(OverseasMistake::Mainland)
    );
    assert_eq!(
        OverseasRegistration::new("de", "1"),
        Err(OverseasMistake::Country { text: "de".into() })
    );
    assert_eq!(
        "DE".parse::<OverseasRegistration>(),
        Err(OverseasMistake::NumberMissing)
    );
    assert_eq!(
        OverseasRegistration::new("DE", &"1".repeat(65)),
        Err(OverseasMistake::NumberTooLong { found: 65 })
    );
    assert_eq!(
        OverseasRegistration::new("DE", "1\u{7}"),
        Err(OverseasMistake::NumberUnprintable)
    );
}

#[test]
fn a_legal_entity_identifier_is_checked_by_its_last_two_digits() {
    for text in ["5493001KJTIIGC8Y1R12", "213800WSGIIZCXF1P572"] {
        let lei = Lei::parse(&format!(" {} ", text.to_lowercase())).unwrap();
        assert_eq!(lei.to_string(), text);
        for at in 1..text.len() {
            let mut swapped = text.as_bytes().to_vec();
            swapped.swap(at - 1, at);
            let swapped = String::from_utf8(swapped).unwrap();
            assert_eq!(Lei::parse(&swapped).is_ok(), swapped == text, "{swapped}");
        }
    }
    assert_eq!(Lei::parse("5493001KJTIIGC8Y1R13"), Err(LeiMistake::Check));
    assert_eq!(Lei::parse("5493"), Err(LeiMistake::Length { found: 4 }));
    assert_eq!(
        Lei::parse("5493001KJTIIGC8Y1R1A"),
        Err(LeiMistake::Character {
            found: 'A',
            position: 20
        })
    );
}

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
