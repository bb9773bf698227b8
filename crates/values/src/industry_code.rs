//! The code of an industry, GB/T 4754-2017: a section letter and two, three or four digits.

use std::fmt;
use std::str::FromStr;

use crate::text_form::{normalise_code, serde_as_text};

/// The edition of the standard the codes follow.
pub const INDUSTRY_LIST: &str = "GB/T 4754-2017";

/// First and last division (the first two digits) of each section, A to T, in GB/T 4754-2017.
const DIVISIONS: [(char, u8, u8); 20] = [
    ('A', 1, 5),
    ('B', 6, 12),
    ('C', 13, 43),
    ('D', 44, 46),
    ('E', 47, 50),
    ('F', 51, 52),
    ('G', 53, 60),
    ('H', 61, 62),
    ('I', 63, 65),
    ('J', 66, 69),
    ('K', 70, 70),
    ('L', 71, 72),
    ('M', 73, 75),
    ('N', 76, 79),
    ('O', 80, 82),
    ('P', 83, 83),
    ('Q', 84, 85),
    ('R', 86, 90),
    ('S', 91, 96),
    ('T', 97, 97),
];

/// An industry's code in the form of GB/T 4754-2017, such as `C39` or `C3911`.
///
/// The section letter and the division are checked against each other; finer digits only by their form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndustryCode {
    section: char,
    /// The digits, with a blank after the last.
    digits: [u8; 4],
}

/// Why a text is not an industry code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IndustryCodeMistake {
    /// The text does not begin with a letter from A to T.
    #[error("{text:?} does not begin with a section letter, A to T")]
    Section {
        /// The text found.
        text: String,
    },
    /// What follows the letter is not two, three or four digits.
    #[error("{text:?} needs two, three or four digits after the letter")]
    Digits {
        /// The text found.
        text: String,
    },
    /// The division belongs to another section.
    #[error("section {section} has divisions {first:02} to {last:02}, found {found:02}")]
    Division {
        /// The section letter found.
        section: char,
        /// The division found.
        found: u8,
        /// The section's first division.
        first: u8,
        /// The section's last division.
        last: u8,
    },
}

impl IndustryCode {
    /// Reads a code; small letters, full-width characters and blanks are put right first.
    pub fn parse(text: &str) -> Result<Self, IndustryCodeMistake> {
        let normal = normalise_code(text);
        let mut characters = normal.chars();
        let (section, first, last) = characters
            .next()
            .and_then(|letter| {
                DIVISIONS
                    .into_iter()
                    .find(|(section, ..)| *section == letter)
            })
            .ok_or_else(|| IndustryCodeMistake::Section {
                text: text.to_owned(),
            })?;
        let rest = characters.as_str().as_bytes();
        if !(2..=4).contains(&rest.len()) || !rest.iter().all(u8::is_ascii_digit) {
            return Err(IndustryCodeMistake::Digits {
                text: text.to_owned(),
            });
        }
        let mut digits = [b' '; 4];
        digits[..rest.len()].copy_from_slice(rest);
        let found = (digits[0] - b'0') * 10 + (digits[1] - b'0');
        if (first..=last).contains(&found) {
            Ok(Self { section, digits })
        } else {
            Err(IndustryCodeMistake::Division {
                section,
                found,
                first,
                last,
            })
        }
    }

    /// The section letter.
    pub const fn section(self) -> char {
        self.section
    }

    /// Whether the other industry is this one or a finer part of it: C39 contains C3911.
    pub fn contains(self, other: Self) -> bool {
        let own = self
            .digits
            .iter()
            .zip(other.digits)
            .all(|(&mine, theirs)| mine == b' ' || mine == theirs);
        self.section == other.section && own
    }
}

impl FromStr for IndustryCode {
    type Err = IndustryCodeMistake;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for IndustryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::from(self.section);
        text.extend(
            self.digits
                .iter()
                .filter(|&&digit| digit != b' ')
                .map(|&digit| char::from(digit)),
        );
        f.pad(&text)
    }
}

impl fmt::Debug for IndustryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IndustryCode({self})")
    }
}

serde_as_text!(IndustryCode);
