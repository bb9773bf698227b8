//! Units registered outside the mainland, which have no unified social credit code.

use std::fmt;
use std::str::FromStr;

use crate::text_form::{normalise_code, serde_as_text};

/// The longest register number kept.
const LONGEST_NUMBER: usize = 64;

/// A unit's registration abroad: the country or region (two letters, ISO 3166-1) and the number in its register.
/// Written `DE HRB 12345`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OverseasRegistration {
    country: [char; 2],
    number: String,
}

/// Why a text is not a registration abroad.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OverseasMistake {
    /// The country is not two capital letters.
    #[error("{text:?} is not a country code of two capital letters")]
    Country {
        /// The text found.
        text: String,
    },
    /// The unit is registered in the mainland and therefore has a credit code.
    #[error("a unit registered in the mainland is entered with its unified social credit code")]
    Mainland,
    /// The register number is missing.
    #[error("the number in the register is missing")]
    NumberMissing,
    /// The register number is longer than 64 characters.
    #[error("a register number has at most 64 characters, found {found}")]
    NumberTooLong {
        /// How many characters were found.
        found: usize,
    },
    /// The register number contains a character that cannot be printed.
    #[error("the register number contains a character that cannot be printed")]
    NumberUnprintable,
}

impl OverseasRegistration {
    /// A registration from a country code and a register number; blanks within the number become single spaces.
    pub fn new(country: &str, number: &str) -> Result<Self, OverseasMistake> {
        let letters: Vec<char> = country.chars().collect();
        let country = match letters[..] {
            [first, second] if first.is_ascii_uppercase() && second.is_ascii_uppercase() => {
                [first, second]
            }
            _ => {
                return Err(OverseasMistake::Country {
                    text: country.to_owned(),
                });
            }
        };
        if country == ['C', 'N'] {
            return Err(OverseasMistake::Mainland);
        }
        let number = number.split_whitespace().collect::<Vec<_>>().join(" ");
        match number.chars().count() {
            0 => Err(OverseasMistake::NumberMissing),
            found if found > LONGEST_NUMBER => Err(OverseasMistake::NumberTooLong { found }),
            _ if number.chars().any(char::is_control) => Err(OverseasMistake::NumberUnprintable),
            _ => Ok(Self { country, number }),
        }
    }

    /// The country or region, two capital letters.
    pub fn country(&self) -> String {
        self.country.iter().collect()
    }

    /// The number in that country's register.
    pub fn number(&self) -> &str {
        &self.number
    }
}

impl FromStr for OverseasRegistration {
    type Err = OverseasMistake;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        let (country, number) = trimmed
            .split_once(char::is_whitespace)
            .unwrap_or((trimmed, ""));
        Self::new(country, number)
    }
}

impl fmt::Display for OverseasRegistration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{} {}", self.country[0], self.country[1], self.number)
    }
}

/// A legal entity identifier, ISO 17442: eighteen letters or digits and two check digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lei([u8; 20]);

/// Why a text is not a legal entity identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LeiMistake {
    /// The text has more or fewer than twenty characters.
    #[error("a legal entity identifier has 20 characters, found {found}")]
    Length {
        /// How many characters were found, blanks not counted.
        found: usize,
    },
    /// A character is neither a letter nor a digit, or one of the last two is not a digit.
    #[error("character {position} of a legal entity identifier cannot be {found:?}")]
    Character {
        /// The character found.
        found: char,
        /// Its place, counted from 1.
        position: usize,
    },
    /// The check digits do not fit: a character was mistyped.
    #[error("the check digits of this legal entity identifier do not fit its other characters")]
    Check,
}

impl Lei {
    /// Reads an identifier; small letters, full-width characters and blanks are put right first.
    pub fn parse(text: &str) -> Result<Self, LeiMistake> {
        let normal = normalise_code(text);
        let found = normal.chars().count();
        let mut code = [b'0'; 20];
        if found != code.len() {
            return Err(LeiMistake::Length { found });
        }
        let mut remainder = 0;
        for (at, (place, found)) in code.iter_mut().zip(normal.chars()).enumerate() {
            let wrong = LeiMistake::Character {
                found,
                position: at + 1,
            };
            // ISO 7064 mod 97-10: a letter counts as two digits, A = 10 to Z = 35.
            let value = found.to_digit(if at < 18 { 36 } else { 10 }).ok_or(wrong)?;
            remainder = (remainder * if value > 9 { 100 } else { 10 } + value) % 97;
            *place = u8::try_from(found).map_err(|_| wrong)?;
        }
        if remainder == 1 {
            Ok(Self(code))
        } else {
            Err(LeiMistake::Check)
        }
    }

    /// The identifier as text.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("only ASCII letters and digits are accepted")
    }
}

impl FromStr for Lei {
    type Err = LeiMistake;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl fmt::Display for Lei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Lei {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lei({})", self.as_str())
    }
}

serde_as_text!(OverseasRegistration, Lei);
