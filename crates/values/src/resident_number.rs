//! Resident identity numbers (GB 11643): eighteen characters, a date that exists, a check character. The product asks nobody
//! for one; it has to know one where somebody wrote it, so that it is not shown.

use std::fmt;
use std::str::FromStr;

use crate::parse_date;

/// The weights of the first seventeen digits.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
/// The check character by remainder.
const CHECKS: &[u8; 11] = b"10X98765432";

/// A resident number whose date and check character are right.
#[derive(Clone, PartialEq, Eq)]
pub struct ResidentNumber(String);

/// Why a text is no resident number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ResidentNumberMistake {
    /// Not seventeen digits and a digit or X.
    #[error("a resident number has 17 digits and a digit or X")]
    Form,
    /// The date of birth is no day.
    #[error("the date in the resident number is no day")]
    Day,
    /// The last character does not follow from the others.
    #[error("the last character of the resident number is not right")]
    Check,
}

impl FromStr for ResidentNumber {
    type Err = ResidentNumberMistake;

    fn from_str(text: &str) -> Result<ResidentNumber, ResidentNumberMistake> {
        let text = text.trim().to_ascii_uppercase();
        let bytes = text.as_bytes();
        let (Some(digits), Some(last)) = (bytes.get(..17), bytes.get(17)) else {
            return Err(ResidentNumberMistake::Form);
        };
        if bytes.len() != 18
            || !digits.iter().all(u8::is_ascii_digit)
            || !(last.is_ascii_digit() || *last == b'X')
        {
            return Err(ResidentNumberMistake::Form);
        }
        let day = format!("{}-{}-{}", &text[6..10], &text[10..12], &text[12..14]);
        if parse_date(&day).is_err() {
            return Err(ResidentNumberMistake::Day);
        }
        let sum: u32 = digits
            .iter()
            .zip(WEIGHTS)
            .map(|(digit, weight)| u32::from(digit - b'0') * weight)
            .sum();
        let check = CHECKS[usize::try_from(sum % 11).unwrap_or_default()];
        if check != *last {
            return Err(ResidentNumberMistake::Check);
        }
        Ok(ResidentNumber(text))
    }
}

impl ResidentNumber {
    /// The number in full.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Nobody reads a number in what the program says of itself.
impl fmt::Debug for ResidentNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&crate::masked(&self.0))
    }
}
