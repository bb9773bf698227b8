//! Money, shares and periods.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use proptest::prelude::*;
use values::{Fen, MoneyMistake, Period, Share, ShareMistake};

#[test]
fn amounts_are_read_in_yuan_and_in_ten_thousands() {
    for (text, fen) in [
        ("123.45", 12_345),
        ("0.1", 10),
        ("0", 0),
        ("-3.50", -350),
        ("2,000,000", 200_000_000),
        ("2,000,000 yuan", 200_000_000),
        ("2000000元", 200_000_000),
        ("200 万元", 200_000_000),
        ("200万", 200_000_000),
        ("12.5 万元", 12_500_000),
        ("0.000001 万元", 1),
        ("１２．５０", 1_250),
        ("92233720368547758.07", i64::MAX),
        ("-92233720368547758.08", i64::MIN),
    ] {
        assert_eq!(Fen::parse(text), Ok(Fen(fen)), "{text}");
    }
    assert_eq!(Fen::parse_wan_yuan("200"), Ok(Fen(200_000_000)));
}

#[test]
fn what_is_not_an_amount_is_refused_with_its_reason() {
    let not_a_number = |text: &str| MoneyMistake::NotANumber {
        text: text.to_owned(),
    };
    for text in [
        "1.", ".5", "1.2.3", "two", "1,00", "1000,000", ",100", "1e3", "+1", "--1", "1,0a0",
    ] {
        assert_eq!(Fen::parse(text), Err(not_a_number(text)), "{text}");
    }
    assert_eq!(Fen::parse("  "), Err(MoneyMistake::Empty));
    assert_eq!(Fen::parse("元"), Err(MoneyMistake::Empty));
    assert_eq!(
        Fen::parse("1.234"),
        Err(MoneyMistake::TooFine {
            text: "1.234".into()
        })
    );
    assert_eq!(
        Fen::parse("92233720368547758.08"),
        Err(MoneyMistake::TooLarge {
            text: "92233720368547758.08".into()
        })
    );
}

#[test]
fn amounts_are_shown_as_documents_write_them() {
    let shown = |fen: i64| (Fen(fen).zh(), Fen(fen).en());
    let pair = |zh: &str, en: &str| (zh.to_owned(), en.to_owned());
    assert_eq!(shown(200_000_000), pair("200 万元", "2,000,000 yuan"));
    assert_eq!(shown(12_550_000), pair("12.55 万元", "125,500 yuan"));
    assert_eq!(
        shown(123_456_789),
        pair("1,234,567.89 元", "1,234,567.89 yuan")
    );
    assert_eq!(shown(90_000), pair("900 元", "900 yuan"));
    assert_eq!(shown(0), pair("0 元", "0 yuan"));
    assert_eq!(shown(-200_000_000), pair("-200 万元", "-2,000,000 yuan"));
    assert_eq!(Fen(12_305).yuan(), "123.05");
    assert_eq!(Fen(12_500_000).wan_yuan(), "12.5");
}

#[test]
fn sums_that_cannot_be_held_are_told() {
    assert_eq!(Fen(i64::MAX).checked_add(Fen(1)), None);
    assert_eq!(Fen(i64::MIN).checked_sub(Fen(1)), None);
    assert_eq!(Fen::total([Fen(i64::MAX), Fen(1)]), None);
    assert_eq!(Fen::total([Fen(1), Fen(2), Fen(3)]), Some(Fen(6)));
    assert_eq!([Fen(1), Fen(2)].into_iter().sum::<Fen>(), Fen(3));
    assert_eq!(Fen::from_wan_yuan(200), Some(Fen(200_000_000)));
    assert_eq!(Fen::from_yuan(i64::MAX), None);
}

#[test]
fn money_is_stored_as_a_whole_number_of_fen() {
    assert_eq!(serde_json::to_string(&Fen(12_345)).unwrap(), "12345");
    assert_eq!(serde_json::from_str::<Fen>("12345").unwrap(), Fen(12_345));
    assert!(serde_json::from_str::<Fen>("123.45").is_err());
}

#[test]
fn shares_are_read_as_percentage_or_fraction_and_shown_as_percentage() {
    for (text, shown) in [
        ("12.5%", "12.5%"),
        ("0.125", "12.5%"),
        ("１２.５％", "12.5%"),
        ("100%", "100%"),
        ("1", "100%"),
        ("0", "0%"),
        ("33.3333 %", "33.3333%"),
        ("0.000001", "0.0001%"),
        ("5.00%", "5%"),
    ] {
        assert_eq!(text.parse::<Share>().unwrap().to_string(), shown, "{text}");
    }
}

#[test]
fn what_is_not_a_share_is_refused_with_its_reason() {
    for text in ["", "%", "a%", "-5%", ".5", "5.%", "1.2.3%", "5%%"] {
        assert_eq!(
            text.parse::<Share>(),
            Err(ShareMistake::NotANumber {
                text: text.to_owned()
            })
        );
    }
    for text in ["100.1%", "1.01", "12.5", "99999999999999999999"] {
        assert_eq!(
            text.parse::<Share>(),
            Err(ShareMistake::MoreThanWhole {
                text: text.to_owned()
            })
        );
    }
    assert_eq!(
        "0.00001%".parse::<Share>(),
        Err(ShareMistake::TooFine {
            text: "0.00001%".into()
        })
    );
}

#[test]
fn shares_must_make_up_exactly_the_whole() {
    let shares = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| text.parse().unwrap())
            .collect::<Vec<Share>>()
    };
    assert_eq!(Share::adds_up(shares(&["50%", "30%", "20%"])), Ok(()));
    let short = Share::adds_up(shares(&["33.3333%", "33.3333%", "33.3333%"])).unwrap_err();
    assert_eq!(
        short.to_string(),
        "the shares add up to 99.9999%, not to 100%"
    );
    assert_eq!(
        Share::adds_up(shares(&["60%", "60%"])),
        Err(ShareMistake::NotTheWhole { found: 1_200_000 })
    );
    assert_eq!(Share::sum(shares(&["60%", "60%"])), None);
    assert_eq!(
        Share::sum(shares(&["60%", "15%"])).map(Share::millionths),
        Some(750_000)
    );
    assert!(Share::adds_up([]).is_err());
}

#[test]
fn periods_are_read_and_shown() {
    for (text, period, zh) in [
        ("20 working days", Period::WorkingDays(20), "20 个工作日"),
        ("1 working day", Period::WorkingDays(1), "1 个工作日"),
        ("7 days", Period::CalendarDays(7), "7 日"),
        ("3 months", Period::Months(3), "3 个月"),
        ("3 years", Period::Years(3), "3 年"),
    ] {
        assert_eq!(text.parse(), Ok(period));
        assert_eq!(
            (period.to_string(), period.zh()),
            (text.to_owned(), zh.to_owned())
        );
    }
    for text in [
        "",
        "days",
        "20",
        "-3 days",
        "3 weeks",
        "70000 days",
        "03 days",
        "3 working",
        "3 days more",
    ] {
        assert!(text.parse::<Period>().is_err(), "{text}");
    }
}

proptest! {
    #[test]
    fn every_amount_is_read_back_from_both_its_forms(fen: i64) {
        prop_assert_eq!(Fen::parse_yuan(&Fen(fen).yuan()), Ok(Fen(fen)));
        prop_assert_eq!(Fen::parse_wan_yuan(&Fen(fen).wan_yuan()), Ok(Fen(fen)));
        prop_assert_eq!(Fen::parse(&Fen(fen).zh()), Ok(Fen(fen)));
        prop_assert_eq!(Fen::parse(&Fen(fen).en()), Ok(Fen(fen)));
    }

    #[test]
    fn every_share_is_read_back_and_completes_the_whole(millionths in 0_u32..=1_000_000) {
        let share = Share::from_millionths(millionths).unwrap();
        let rest = Share::from_millionths(1_000_000 - millionths).unwrap();
        prop_assert_eq!(share.to_string().parse(), Ok(share));
        prop_assert_eq!(Share::adds_up([share, rest]), Ok(()));
        prop_assert_eq!(Share::sum([share, rest]), Some(Share::WHOLE));
    }
}
