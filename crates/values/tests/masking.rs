//! What others see of a personal text, and which numbers are resident numbers.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use proptest::prelude::*;
use values::{ResidentNumber, ResidentNumberMistake, masked, masked_mail};

#[test]
fn c10_each_kind_of_personal_text_is_masked_by_its_pattern() {
    for (text, seen) in [
        ("13812345678", "138****5678"),
        ("+86 138 1234 5678", "138****5678"),
        ("+86-138-1234-5678", "138****5678"),
        ("0512-68123456", "****3456"),
        ("+44 20 7946 0958", "****0958"),
        ("alder@office.example", "a***@office.example"),
        ("陈@office.example", "陈***@office.example"),
        ("11010519491231002X", "1101**********002X"),
        ("11010519491231002x", "1101**********002X"),
        ("320505190001010002", "3205**********0002"),
        ("6222021234567890123", "***************0123"),
        ("6222 0212 3456 7890", "************7890"),
        ("示例某", "示**"),
        ("虎丘区某路 1 号", "虎**"),
        (
            "13812345678，alder@office.example",
            "138****5678 a***@office.example",
        ),
        ("请打 13812345678 找示例某", "请**"),
        ("", "***"),
        ("   ", "***"),
    ] {
        assert_eq!(masked(text), seen, "{text}");
    }
    assert_eq!(masked_mail("nobody"), None);
    assert_eq!(masked_mail("@host.example"), None);
}

#[test]
fn c09_a_resident_number_has_a_day_that_exists_and_its_check_character() {
    for right in [
        "11010519491231002X",
        "440524188001010014",
        "360426199101010071",
        "320505190001010002",
        "320508190001010001",
        "320583190001010001",
    ] {
        assert!(right.parse::<ResidentNumber>().is_ok(), "{right}");
    }
    for (wrong, why) in [
        ("11010519491331002X", ResidentNumberMistake::Day),
        ("110105199002300029", ResidentNumberMistake::Day),
        ("110105194912310021", ResidentNumberMistake::Check),
        ("1101051949123100", ResidentNumberMistake::Form),
        ("91320505DEM0000142", ResidentNumberMistake::Form),
        ("", ResidentNumberMistake::Form),
    ] {
        assert_eq!(wrong.parse::<ResidentNumber>().unwrap_err(), why, "{wrong}");
    }
    let number: ResidentNumber = "11010519491231002X".parse().unwrap();
    assert_eq!(format!("{number:?}"), "1101**********002X");
}

proptest! {
    #[test]
    fn c10_no_more_than_eight_characters_of_a_number_are_ever_told(digits in "[0-9]{7,30}") {
        let seen = masked(&digits);
        prop_assert!(seen.chars().filter(char::is_ascii_digit).count() <= 8, "{}", seen);
        prop_assert!(seen.contains("****"), "{}", seen);
    }

    #[test]
    fn c10_of_any_other_text_no_more_than_the_first_character_is_told(text in "[\\p{Han}a-z ]{1,40}") {
        let seen = masked(&text);
        let told = seen.chars().filter(|letter| *letter != '*').count();
        prop_assert!(told <= 1, "{} of {}", seen, text);
    }
}
