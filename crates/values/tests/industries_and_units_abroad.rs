//! Industry codes, registrations abroad and legal entity identifiers.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use values::{
    IndustryCode, IndustryCodeMistake, Lei, LeiMistake, OverseasMistake, OverseasRegistration,
};

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
