//! The number of a clause of the plan, ordered as a reader counts.

use std::fmt;
use std::str::FromStr;

use crate::text_form::{plain_number, serde_as_text};

/// The most numbers a clause number has.
const MOST_PARTS: usize = 5;

/// A clause of the plan, such as `3.1.2b`: numbers with dots between, and a letter where one clause was told apart into
/// several duties. Ordered by the numbers, so that 3.10 comes after 3.9, and then by the letter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClauseId {
    /// The numbers; a zero stands for no further number.
    parts: [u16; MOST_PARTS],
    letter: Option<char>,
}

/// Why a text is not a clause number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a clause number; write 3.1.2 or 3.1.2b")]
pub struct ClauseIdMistake {
    /// The text found.
    pub text: String,
}

impl ClauseId {
    /// Whether the other clause is this one or stands below it: 3.1 contains 3.1.2b, 3.1.2 contains 3.1.2b.
    pub fn contains(self, other: Self) -> bool {
        if self.letter.is_some() {
            return self == other;
        }
        self.numbers()
            .zip(other.parts)
            .all(|(mine, theirs)| mine == theirs)
    }

    /// The numbers, from the chapter down.
    pub fn numbers(self) -> impl Iterator<Item = u16> {
        self.parts.into_iter().take_while(|&part| part > 0)
    }

    /// The letter that tells apart duties of the same clause.
    pub const fn letter(self) -> Option<char> {
        self.letter
    }
}

impl FromStr for ClauseId {
    type Err = ClauseIdMistake;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mistake = || ClauseIdMistake {
            text: text.to_owned(),
        };
        let letter = text.chars().next_back().filter(char::is_ascii_lowercase);
        let numbers = if letter.is_some() {
            &text[..text.len() - 1]
        } else {
            text
        };
        let mut parts = [0; MOST_PARTS];
        let mut places = parts.iter_mut();
        for number in numbers.split('.') {
            let place = places.next().ok_or_else(mistake)?;
            *place = plain_number(number)
                .filter(|&number| number > 0)
                .ok_or_else(mistake)?;
        }
        Ok(Self { parts, letter })
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = self
            .numbers()
            .map(|number| number.to_string())
            .collect::<Vec<_>>()
            .join(".");
        text.extend(self.letter);
        f.pad(&text)
    }
}

impl fmt::Debug for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClauseId({self})")
    }
}

serde_as_text!(ClauseId);
