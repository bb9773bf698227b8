//! Identifiers, keys, clause numbers, words and days.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use values::{
    CandidacyId, ClauseId, ConsortiumId, DateMistake, EntryNumber, FileDigest, Instant,
    InvitationId, Key, KeyMistake, Language, OrganisationId, PersonId, Words, china_midnight,
    en_date, parse_date, zh_date,
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
