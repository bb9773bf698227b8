//! Shares of a whole, exact to a ten-thousandth of a percent.

use std::fmt;
use std::str::FromStr;

use crate::text_form::{half_width, serde_as_text};

/// Millionths in the whole.
const WHOLE: u32 = 1_000_000;

/// A part of a whole, between nothing and everything, counted in millionths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share(u32);

/// Why a text is not a share, or why shares do not make up a whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShareMistake {
    /// The text is neither a percentage nor a fraction between 0 and 1.
    #[error("{text:?} is not a share; write 12.5% or 0.125")]
    NotANumber {
        /// The text found.
        text: String,
    },
    /// The share is finer than a ten-thousandth of a percent.
    #[error("{text:?} is finer than 0.0001%")]
    TooFine {
        /// The text found.
        text: String,
    },
    /// The share is more than the whole.
    #[error("{text:?} is more than the whole")]
    MoreThanWhole {
        /// The text found.
        text: String,
    },
    /// The shares together are not exactly the whole.
    #[error("the shares add up to {found}, not to 100%", found = percent(*.found))]
    NotTheWhole {
        /// What they add up to, in millionths of the whole.
        found: u64,
    },
}

impl Share {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// The whole: 100%.
    pub const WHOLE: Self = Self(WHOLE);

    /// A share of so many millionths; none when that is more than the whole.
    pub const fn from_millionths(millionths: u32) -> Option<Self> {
        if millionths <= WHOLE {
            Some(Self(millionths))
        } else {
            None
        }
    }

    /// The share in millionths of the whole.
    pub const fn millionths(self) -> u32 {
        self.0
    }

    /// Reads `12.5%` (also with the full-width sign) or `0.125`.
    pub fn parse(text: &str) -> Result<Self, ShareMistake> {
        let plain: String = text.trim().chars().map(half_width).collect();
        let (number, places) = plain
            .strip_suffix('%')
            .map_or((plain.as_str(), 6), |number| (number.trim_end(), 4));
        let (whole, decimals) = match number.split_once('.') {
            Some((_, "")) => ("", ""),
            Some(parts) => parts,
            None => (number, ""),
        };
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) {
            return Err(ShareMistake::NotANumber {
                text: text.to_owned(),
            });
        }
        let decimals = decimals.trim_end_matches('0');
        if decimals.len() > places {
            return Err(ShareMistake::TooFine {
                text: text.to_owned(),
            });
        }
        format!("{whole}{decimals:0<places$}")
            .parse()
            .ok()
            .and_then(Self::from_millionths)
            .ok_or_else(|| ShareMistake::MoreThanWhole {
                text: text.to_owned(),
            })
    }

    /// All shares together; none when they are more than the whole.
    pub fn sum(shares: impl IntoIterator<Item = Self>) -> Option<Self> {
        u32::try_from(total(shares))
            .ok()
            .and_then(Self::from_millionths)
    }

    /// All shares together, written as a percentage also where they are more than the whole.
    pub fn written_sum(shares: impl IntoIterator<Item = Self>) -> String {
        percent(total(shares))
    }

    /// Whether the shares make up exactly the whole; if not, what they add up to.
    pub fn adds_up(shares: impl IntoIterator<Item = Self>) -> Result<(), ShareMistake> {
        match total(shares) {
            found if found == u64::from(WHOLE) => Ok(()),
            found => Err(ShareMistake::NotTheWhole { found }),
        }
    }
}

/// The shares added without a limit, in millionths.
fn total(shares: impl IntoIterator<Item = Share>) -> u64 {
    shares
        .into_iter()
        .fold(0, |sum, share| sum.saturating_add(u64::from(share.0)))
}

/// Millionths written as a percentage without needless zeros.
fn percent(millionths: u64) -> String {
    let decimals = format!("{:04}", millionths % 10_000);
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    format!("{}{point}{decimals}%", millionths / 10_000)
}

impl FromStr for Share {
    type Err = ShareMistake;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&percent(u64::from(self.0)))
    }
}

serde_as_text!(Share);
