//! Values with units: money, shares, counts, periods, days, as text an official writes.

use values::{Fen, Period, Share, parse_date};

use super::row::Raw;
use crate::{FactType, Value};

/// What a value of that type is called in a mistake, with an example.
pub(super) fn described(gives: FactType) -> String {
    match gives {
        FactType::Count("") => "a whole number, such as 8".to_owned(),
        FactType::Count(unit) => format!("a whole number ({unit}), such as 8"),
        FactType::Number(unit) => format!("a number ({unit}), such as 8 or 2.5"),
        FactType::Money => {
            "an amount of money with its unit, such as \"200 万元\" or \"2000000 yuan\"".to_owned()
        }
        FactType::Share => "a share in percent, such as \"3%\"".to_owned(),
        FactType::Term(vocabulary) => format!("a term of {vocabulary}"),
        FactType::Terms(vocabulary) => format!("terms of {vocabulary}"),
        FactType::Day => "a day, such as \"2026-01-31\"".to_owned(),
        FactType::Presence => "true or false".to_owned(),
    }
}

/// Reads a value that is no term; `None` if it is not of that type or has the wrong unit.
pub(super) fn value(raw: &Raw, gives: FactType) -> Option<Value> {
    match (gives, raw) {
        (FactType::Count(_), Raw::Whole(number)) => Some(Value::Count(*number)),
        (FactType::Count(unit), Raw::Text(text)) => {
            let digits = in_unit(text, unit)?;
            digits.parse().ok().map(Value::Count)
        }
        (FactType::Number(_), Raw::Whole(number)) => number.checked_mul(1000).map(Value::Number),
        (FactType::Number(_), Raw::Decimal(digits)) => thousandths(digits).map(Value::Number),
        (FactType::Number(unit), Raw::Text(text)) => {
            thousandths(in_unit(text, unit)?).map(Value::Number)
        }
        (FactType::Money, Raw::Text(text)) => money(text).map(Value::Money),
        (FactType::Share, Raw::Text(text)) => share(text).map(Value::Share),
        (FactType::Day, Raw::Text(text) | Raw::Day(text)) => parse_date(text).ok().map(Value::Day),
        (FactType::Presence, Raw::Truth(truth)) => Some(Value::Presence(*truth)),
        _ => None,
    }
}

/// An amount of money; its unit must be written, so that nobody takes 200 for 200 万元.
pub(super) fn money(text: &str) -> Option<Fen> {
    let text = text.trim();
    let has_unit = ["元", "万", "yuan"].iter().any(|unit| text.ends_with(unit));
    has_unit.then(|| Fen::parse(text).ok()).flatten()
}

/// A share; its sign must be written, so that nobody takes 3 for 0.03.
pub(super) fn share(text: &str) -> Option<Share> {
    let text = text.trim();
    (text.ends_with(['%', '％']))
        .then(|| Share::parse(text).ok())
        .flatten()
}

/// A period.
pub(super) fn period(text: &str) -> Option<Period> {
    Period::parse(text).ok()
}

/// The digits of a number written with its unit, in the singular or plural.
fn in_unit<'t>(text: &'t str, unit: &str) -> Option<&'t str> {
    let (digits, written) = text.trim().split_once(char::is_whitespace)?;
    let written = written.trim();
    let fits = written == unit || written.strip_suffix('s') == Some(unit);
    fits.then_some(digits)
}

/// A decimal number in thousandths, exact.
pub(super) fn thousandths(text: &str) -> Option<i64> {
    let (whole, decimals) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let plain = |part: &str| part.bytes().all(|letter| letter.is_ascii_digit());
    let decimals = decimals.trim_end_matches('0');
    if whole.is_empty() || !plain(whole) || !plain(decimals) || decimals.len() > 3 {
        return None;
    }
    format!("{whole}{decimals:0<3}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, gives: FactType, expected: impl Into<Option<Value>>) {
        assert_eq!(
            value(&Raw::Text(text.to_owned()), gives),
            expected.into(),
            "{text}"
        );
    }

    #[test]
    fn an_amount_has_its_unit() {
        check(
            "200 万元",
            FactType::Money,
            Some(Value::Money(Fen(200_000_000))),
        );
        check(
            "2000000 yuan",
            FactType::Money,
            Some(Value::Money(Fen(200_000_000))),
        );
        check("200", FactType::Money, None);
        check("200 members", FactType::Money, None);
        check("3%", FactType::Money, None);
    }

    #[test]
    fn a_share_has_its_sign() {
        check(
            "3%",
            FactType::Share,
            Share::parse("3%").ok().map(Value::Share),
        );
        check("0.03", FactType::Share, None);
        check("3 members", FactType::Share, None);
    }

    #[test]
    fn a_count_may_have_its_unit() {
        check(
            "8 members",
            FactType::Count("member"),
            Some(Value::Count(8)),
        );
        check("1 member", FactType::Count("member"), Some(Value::Count(1)));
        check("8 years", FactType::Count("member"), None);
        check("8%", FactType::Count("member"), None);
    }

    #[test]
    fn a_number_is_exact_to_the_thousandth() {
        check(
            "2.5 points",
            FactType::Number("point"),
            Some(Value::Number(2500)),
        );
        check("2.0005 points", FactType::Number("point"), None);
        assert_eq!(thousandths("0.125"), Some(125));
        assert_eq!(thousandths("inf"), None);
    }
}
