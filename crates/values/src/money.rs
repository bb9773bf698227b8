//! Money as whole fen, so that no sum is ever rounded.

use std::fmt;
use std::iter::Sum;

use serde::{Deserialize, Serialize};

use crate::text_form::half_width;

/// Fen in one yuan.
const FEN_PER_YUAN: i64 = 100;
/// Decimal places of an amount in yuan.
const YUAN_PLACES: usize = 2;
/// Decimal places of an amount in 万元 (ten thousand yuan).
const WAN_PLACES: usize = 6;

/// An amount of money in fen (a hundredth of a yuan), stored as a whole number.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Fen(pub i64);

/// Why a text is not an amount of money.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyMistake {
    /// Nothing was written.
    #[error("an amount is missing")]
    Empty,
    /// The text is not a decimal number.
    #[error("{text:?} is not an amount of money")]
    NotANumber {
        /// The text found.
        text: String,
    },
    /// The amount is finer than one fen.
    #[error("{text:?} is finer than one fen")]
    TooFine {
        /// The text found.
        text: String,
    },
    /// The amount is larger than any the product can hold.
    #[error("{text:?} is too large an amount")]
    TooLarge {
        /// The text found.
        text: String,
    },
}

impl Fen {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// An amount of whole yuan; none when it is too large to hold.
    pub const fn from_yuan(yuan: i64) -> Option<Self> {
        match yuan.checked_mul(FEN_PER_YUAN) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// An amount of whole 万元 (ten thousand yuan); none when it is too large to hold.
    pub const fn from_wan_yuan(wan: i64) -> Option<Self> {
        match wan.checked_mul(10_000 * FEN_PER_YUAN) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// The amount in fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// The two amounts together; none when the sum is too large to hold.
    pub const fn checked_add(self, other: Self) -> Option<Self> {
        match self.0.checked_add(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// What remains; none when the difference is too large to hold. The result may be below zero.
    pub const fn checked_sub(self, other: Self) -> Option<Self> {
        match self.0.checked_sub(other.0) {
            Some(fen) => Some(Self(fen)),
            None => None,
        }
    }

    /// All amounts together; none when the sum is too large to hold.
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Reads an amount with or without its unit: `123.45`, `2,000,000 yuan`, `2000000元`, `200 万元`. No unit means yuan.
    pub fn parse(text: &str) -> Result<Self, MoneyMistake> {
        let trimmed = text.trim();
        for unit in ["万元", "万"] {
            if let Some(number) = trimmed.strip_suffix(unit) {
                return Self::parse_wan_yuan(number);
            }
        }
        let number = ["yuan", "元"]
            .iter()
            .find_map(|unit| trimmed.strip_suffix(unit));
        Self::parse_yuan(number.unwrap_or(trimmed))
    }

    /// Reads an amount written in yuan, such as `123.45`.
    pub fn parse_yuan(text: &str) -> Result<Self, MoneyMistake> {
        parse_decimal(text, YUAN_PLACES)
    }

    /// Reads an amount written in 万元, such as `200` or `12.5`.
    pub fn parse_wan_yuan(text: &str) -> Result<Self, MoneyMistake> {
        parse_decimal(text, WAN_PLACES)
    }

    /// The amount in yuan without unit or separators, as a form field shows it: `2000000`, `123.45`.
    pub fn yuan(self) -> String {
        let (sign, whole, rest) = self.split(YUAN_PLACES);
        if rest == 0 {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{rest:02}")
        }
    }

    /// The amount in 万元 without unit or separators, exact: `200`, `12.5`.
    pub fn wan_yuan(self) -> String {
        let (sign, whole, rest) = self.split(WAN_PLACES);
        let decimals = format!("{rest:06}");
        let decimals = decimals.trim_end_matches('0');
        if decimals.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{decimals}")
        }
    }

    /// The amount as Chinese documents write it: `200 万元` where that is short and exact, else `1,234.56 元`.
    pub fn zh(self) -> String {
        let hundred_yuan = 100 * FEN_PER_YUAN.unsigned_abs();
        let fen = self.0.unsigned_abs();
        if fen >= 100 * hundred_yuan && fen.is_multiple_of(hundred_yuan) {
            format!("{} 万元", self.wan_yuan())
        } else {
            format!("{} 元", self.grouped())
        }
    }

    /// The amount as English text writes it: `2,000,000 yuan`.
    pub fn en(self) -> String {
        format!("{} yuan", self.grouped())
    }

    /// The amount in yuan with a comma between thousands.
    fn grouped(self) -> String {
        let (sign, whole, rest) = self.split(YUAN_PLACES);
        let digits = whole.to_string();
        let mut grouped = String::from(sign);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        if rest == 0 {
            grouped
        } else {
            format!("{grouped}.{rest:02}")
        }
    }

    /// Sign, whole units and remainder, for a unit of the given decimal places.
    fn split(self, places: usize) -> (&'static str, u64, u64) {
        let unit = if places == YUAN_PLACES {
            100
        } else {
            1_000_000
        };
        let fen = self.0.unsigned_abs();
        (if self.0 < 0 { "-" } else { "" }, fen / unit, fen % unit)
    }
}

/// Reads a decimal number whose last permitted place is one fen; commas may stand between thousands.
fn parse_decimal(text: &str, places: usize) -> Result<Fen, MoneyMistake> {
    let plain: String = text.trim().chars().map(half_width).collect();
    if plain.is_empty() {
        return Err(MoneyMistake::Empty);
    }
    let not_a_number = || MoneyMistake::NotANumber {
        text: text.to_owned(),
    };
    let too_large = || MoneyMistake::TooLarge {
        text: text.to_owned(),
    };
    let (negative, number) = plain
        .strip_prefix('-')
        .map_or((false, plain.as_str()), |rest| (true, rest));
    let (whole, decimals) = match number.split_once('.') {
        Some((_, "")) => return Err(not_a_number()),
        Some(parts) => parts,
        None => (number, ""),
    };
    let whole = without_separators(whole).ok_or_else(not_a_number)?;
    if !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return Err(not_a_number());
    }
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > places {
        return Err(MoneyMistake::TooFine {
            text: text.to_owned(),
        });
    }
    let sign = if negative { "-" } else { "" };
    format!("{sign}{whole}{decimals:0<places$}")
        .parse()
        .map(Fen)
        .map_err(|_| too_large())
}

/// The digits of a whole number; commas are accepted only between groups of three.
fn without_separators(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next().filter(|group| !group.is_empty())?;
    let mut digits = String::from(first);
    let mut separated = false;
    for group in groups {
        separated = true;
        if group.len() != 3 {
            return None;
        }
        digits.push_str(group);
    }
    let well_formed =
        digits.bytes().all(|b| b.is_ascii_digit()) && (!separated || first.len() <= 3);
    well_formed.then_some(digits)
}

/// Adds amounts; a sum beyond what can be held stays at the largest amount. [`Fen::total`] tells instead.
impl Sum for Fen {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, |sum, amount| {
            Self(sum.0.saturating_add(amount.0))
        })
    }
}

/// The amount in yuan with its English unit.
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.en())
    }
}

impl std::str::FromStr for Fen {
    type Err = MoneyMistake;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
