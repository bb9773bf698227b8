//! Credit codes: real, synthetic and mistyped ones.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use values::{CreditCode, CreditCodeMistake, OrganisationCheck};

/// Codes of public bodies and firms seen in public material.
const REAL: [&str; 22] = [
    "12100000400000624D",
    "12100000425006117P",
    "12100000470095016Q",
    "1210000071780177X1",
    "12100000400009127B",
    "12100000400002697C",
    "12100000400000456B",
    "12320000466006762K",
    "121000004000123696",
    "123200004660027298",
    "914403001922038216",
    "9144030071526726XG",
    "91320594780268314T",
    "91320583796541485R",
    "913205835677679158",
    "91320582586663601R",
    "12100000466006770Q",
    "91320500703719732P",
    "91320500608296911W",
    "91320594692569651Q",
    "91320594688334374M",
    "913205007938006482",
];

/// Codes whose weighted sum leaves no remainder, and one with letters in its body.
const EDGE: [&str; 4] = [
    "91620105L015101280",
    "911522010783762860",
    "1210000042500615X0",
    "92441900L42628042H",
];

/// Invented codes of the demonstration, right by both checks.
const SYNTHETIC: [&str; 14] = [
    "91320505DEM0000142",
    "91320594DEM000022R",
    "91320583DEM000030N",
    "12320000DEM000049P",
    "12100000DEM000057W",
    "12320500DEM0000657",
    "52320500DEM000073X",
    "51320500DEM000081U",
    "31320000DEM00009XU",
    "91320584DEM000129M",
    "N2320509DEM000102R",
    "Y1320500DEM000110D",
    "91320505DEM0012950",
    "91320505DEM00105XT",
];

const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

fn all() -> impl Iterator<Item = &'static str> {
    REAL.into_iter().chain(EDGE).chain(SYNTHETIC)
}

#[test]
fn every_known_code_is_read_and_shown_as_it_was() {
    for text in all() {
        assert_eq!(
            CreditCode::parse(text).map(|code| code.to_string()),
            Ok(text.to_owned())
        );
    }
}

#[test]
fn every_synthetic_code_agrees_with_the_organisation_check() {
    for text in SYNTHETIC {
        let code = CreditCode::parse(text).unwrap();
        assert_eq!(
            code.organisation_check(),
            OrganisationCheck::Agrees,
            "{text}"
        );
    }
}

#[test]
fn a_code_that_fails_only_the_organisation_check_is_read_with_a_warning() {
    // The body of a synthetic code with another character 17 and the check character that then fits.
    let warned: Vec<_> = ALPHABET
        .chars()
        .filter_map(|last| CreditCode::parse(&format!("91320505DEM000015{last}")).ok())
        .collect();
    assert_eq!(warned.len(), 1);
    assert_eq!(
        warned[0].organisation_check(),
        OrganisationCheck::Differs { expected: '4' }
    );
}

#[test]
fn a_code_that_passes_only_the_organisation_check_is_refused() {
    let mistake = CreditCode::parse("91320582134791557R").unwrap_err();
    assert!(matches!(
        mistake,
        CreditCodeMistake::Check { found: 'R', .. }
    ));
}

#[test]
fn a_wrong_check_character_is_refused_and_the_right_one_named() {
    for (text, right) in [
        ("91110000600037341N", 'L'),
        ("91440300311726707K", '3'),
        ("913205940695027581", '4'),
        ("913202115935260188", 'P'),
        ("91320594686774653A", 'E'),
    ] {
        let found = text.chars().last().unwrap();
        let expected = CreditCodeMistake::Check {
            found,
            expected: right,
        };
        assert_eq!(CreditCode::parse(text), Err(expected), "{text}");
    }
}

#[test]
fn each_kind_of_mistake_is_told_with_its_place() {
    assert_eq!(
        CreditCode::parse("12345"),
        Err(CreditCodeMistake::Length { found: 5 })
    );
    assert_eq!(
        CreditCode::parse(""),
        Err(CreditCodeMistake::Length { found: 0 })
    );
    assert_eq!(
        CreditCode::parse("9111000060003IOZSV"),
        Err(CreditCodeMistake::Character {
            found: 'I',
            position: 14
        })
    );
    assert_eq!(
        CreditCode::parse("9132A505DEM0000142"),
        Err(CreditCodeMistake::NotADigit {
            found: 'A',
            position: 5
        })
    );
    assert_eq!(
        CreditCode::parse("9132苏505DEM0000142"),
        Err(CreditCodeMistake::Character {
            found: '苏',
            position: 5
        })
    );
    let told = CreditCode::parse("91110000600037341N")
        .unwrap_err()
        .to_string();
    assert!(told.contains("'N'") && told.contains("'L'"), "{told}");
}

#[test]
fn typing_habits_are_put_right() {
    let code = CreditCode::parse("91320594DEM000022R").unwrap();
    for typed in [
        " 91320594 dem000022r\n",
        "９１３２０５９４ＤＥＭ００００２２Ｒ",
        "91320594\u{3000}\u{200b}DEM000022ｒ",
    ] {
        assert_eq!(CreditCode::parse(typed), Ok(code), "{typed:?}");
    }
}

#[test]
fn the_leading_pair_is_shown_also_for_rare_kinds() {
    let pair = |text: &str| CreditCode::parse(text).unwrap().leading_pair().to_owned();
    assert_eq!(pair("91320594DEM000022R"), "91");
    assert_eq!(pair("N2320509DEM000102R"), "N2");
    assert_eq!(pair("Y1320500DEM000110D"), "Y1");
}

#[test]
fn a_code_is_stored_as_its_text_and_a_wrong_one_is_not_read_back() {
    let code = CreditCode::parse("91320594DEM000022R").unwrap();
    let stored = serde_json::to_string(&code).unwrap();
    assert_eq!(stored, "\"91320594DEM000022R\"");
    assert_eq!(serde_json::from_str::<CreditCode>(&stored).unwrap(), code);
    assert!(serde_json::from_str::<CreditCode>("\"91320594DEM000022Q\"").is_err());
}

#[test]
fn every_change_of_one_character_is_caught() {
    for text in all() {
        for at in 0..text.len() {
            for other in ALPHABET
                .chars()
                .filter(|&other| !text[at..].starts_with(other))
            {
                let changed = format!("{}{other}{}", &text[..at], &text[at + 1..]);
                assert!(CreditCode::parse(&changed).is_err(), "{text} as {changed}");
            }
        }
    }
}

#[test]
fn every_swap_of_neighbours_is_caught() {
    for text in all() {
        for at in 1..text.len() {
            let mut swapped = text.as_bytes().to_vec();
            swapped.swap(at - 1, at);
            let swapped = String::from_utf8(swapped).unwrap();
            if swapped != text {
                assert!(CreditCode::parse(&swapped).is_err(), "{text} as {swapped}");
            }
        }
    }
}

proptest! {
    #[test]
    fn of_all_last_characters_exactly_one_is_accepted(body in "[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}") {
        let accepted = ALPHABET.chars().filter(|last| CreditCode::parse(&format!("{body}{last}")).is_ok()).count();
        prop_assert_eq!(accepted, 1);
    }
}
