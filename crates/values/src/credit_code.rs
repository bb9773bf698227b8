//! The unified social credit code of a unit, GB 32100-2015: eighteen characters of which the last checks the others.

use std::fmt;
use std::str::FromStr;

use crate::text_form::{normalise_code, serde_as_text};

/// The characters of GB 32100-2015, in the order of their values; I, O, S, V and Z are never used.
const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";

/// The characters a code has.
const LENGTH: usize = 18;

/// Weights of GB 11714 for the eight characters of an organisation's body number.
const ORGANISATION_WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// A unit's unified social credit code whose form and check character are right.
///
/// The code tells who registered the unit first, not where the unit is today: no place, division or legal status is
/// ever derived from it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreditCode([u8; LENGTH]);

/// Why a text is not a credit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CreditCodeMistake {
    /// The text has more or fewer than eighteen characters.
    #[error("a credit code has 18 characters, found {found}")]
    Length {
        /// How many characters were found, blanks not counted.
        found: usize,
    },
    /// A character is not one the standard uses.
    #[error("character {position} is {found:?}, which no credit code contains")]
    Character {
        /// The character found.
        found: char,
        /// Its place in the code, counted from 1.
        position: usize,
    },
    /// One of the characters 3 to 8, the registering authority's division, is not a digit.
    #[error("character {position} is {found:?} and must be a digit")]
    NotADigit {
        /// The character found.
        found: char,
        /// Its place in the code, counted from 1.
        position: usize,
    },
    /// The last character does not fit the seventeen before it: one of the eighteen was mistyped.
    #[error("the last character is {found:?}, the others call for {expected:?}")]
    Check {
        /// The check character found.
        found: char,
        /// The check character the other seventeen call for.
        expected: char,
    },
}

/// What the older check of GB 11714 says of characters 9 to 17; a difference is a warning, never a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrganisationCheck {
    /// Character 17 is the one GB 11714 calls for.
    Agrees,
    /// Character 17 differs from the one GB 11714 calls for.
    Differs {
        /// The character GB 11714 calls for.
        expected: char,
    },
}

impl CreditCode {
    /// Reads a code as typed or pasted: small letters, full-width characters and blanks are put right first.
    pub fn parse(text: &str) -> Result<Self, CreditCodeMistake> {
        let normal = normalise_code(text);
        let found = normal.chars().count();
        if found != LENGTH {
            return Err(CreditCodeMistake::Length { found });
        }
        let mut code = [b'0'; LENGTH];
        for (at, (place, found)) in code.iter_mut().zip(normal.chars()).enumerate() {
            let position = at + 1;
            let byte = u8::try_from(found)
                .ok()
                .filter(|byte| ALPHABET.contains(byte))
                .ok_or(CreditCodeMistake::Character { found, position })?;
            if (3..=8).contains(&position) && !byte.is_ascii_digit() {
                return Err(CreditCodeMistake::NotADigit { found, position });
            }
            *place = byte;
        }
        let (found, expected) = (char::from(code[LENGTH - 1]), check_character(&code));
        if found == expected {
            Ok(Self(code))
        } else {
            Err(CreditCodeMistake::Check { found, expected })
        }
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("every character was taken from the ASCII alphabet")
    }

    /// The first two characters: the registering authority's kind and the unit's kind.
    ///
    /// The usual pairs (1 establishment office, 5 civil affairs, 9 market regulation) only suggest a kind of unit; rarer
    /// ones (2, 3, 4, 6, 7, 8, A, N, Y) exist, so nothing is forced from them.
    pub fn leading_pair(&self) -> &str {
        &self.as_str()[..2]
    }

    /// The older organisation code's own check (GB 11714) on characters 9 to 17.
    pub fn organisation_check(&self) -> OrganisationCheck {
        let sum: u32 = self.0[8..16]
            .iter()
            .zip(ORGANISATION_WEIGHTS)
            .map(|(&byte, weight)| char::from(byte).to_digit(36).unwrap_or(0) * weight)
            .sum();
        let expected = match 11 - sum % 11 {
            10 => 'X',
            11 => '0',
            digit => char::from_digit(digit, 10).unwrap_or('0'),
        };
        if char::from(self.0[16]) == expected {
            OrganisationCheck::Agrees
        } else {
            OrganisationCheck::Differs { expected }
        }
    }
}

/// The check character GB 32100-2015 calls for: (31 − Σ value × 3^(i−1) mod 31) mod 31.
fn check_character(code: &[u8; LENGTH]) -> char {
    let mut weight = 1;
    let mut sum = 0;
    for byte in &code[..LENGTH - 1] {
        let value = ALPHABET.iter().position(|known| known == byte).unwrap_or(0);
        sum = (sum + value * weight) % 31;
        weight = weight * 3 % 31;
    }
    char::from(ALPHABET[(31 - sum) % 31])
}

impl FromStr for CreditCode {
    type Err = CreditCodeMistake;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for CreditCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CreditCode({})", self.as_str())
    }
}

serde_as_text!(CreditCode);
