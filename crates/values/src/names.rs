//! Names: keys of the pack's vocabulary, and words in both languages.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::text_form::serde_as_text;

/// The longest key.
const LONGEST_KEY: usize = 64;

/// A short name for something the pack or the list of acts defines: `grade.excellent`, `submit_application`.
///
/// Small letters, digits, dot, underscore and hyphen, beginning with a letter or digit, at most 64 characters.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(SmolStr);

/// Why a text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyMistake {
    /// Nothing was written.
    #[error("a key is missing")]
    Empty,
    /// The key is longer than 64 characters.
    #[error("a key has at most 64 characters, found {found}")]
    TooLong {
        /// How many characters were found.
        found: usize,
    },
    /// A character stands where no key has it.
    #[error("character {position} of a key cannot be {found:?}")]
    Character {
        /// The character found.
        found: char,
        /// Its place, counted from 1.
        position: usize,
    },
}

impl Key {
    /// Reads a key.
    pub fn parse(text: &str) -> Result<Self, KeyMistake> {
        if text.is_empty() {
            return Err(KeyMistake::Empty);
        }
        for (at, found) in text.chars().enumerate() {
            let inner = at > 0 && matches!(found, '.' | '_' | '-');
            if !(inner || found.is_ascii_lowercase() || found.is_ascii_digit()) {
                return Err(KeyMistake::Character {
                    found,
                    position: at + 1,
                });
            }
        }
        if text.len() > LONGEST_KEY {
            return Err(KeyMistake::TooLong { found: text.len() });
        }
        Ok(Self(SmolStr::new(text)))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Key {
    type Err = KeyMistake;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Deref for Key {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Key {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Key {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Key {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Key {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", &*self.0)
    }
}

/// A language the product speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Language {
    /// Chinese, the language of record.
    #[default]
    Zh,
    /// English.
    En,
}

/// Why a text is not a language of the product.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a language; write zh or en")]
pub struct LanguageMistake {
    /// The text found.
    pub text: String,
}

impl Language {
    /// Both languages, the language of record first.
    pub const ALL: [Self; 2] = [Self::Zh, Self::En];

    /// The language's tag: `zh` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

impl FromStr for Language {
    type Err = LanguageMistake;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|language| language.tag() == text)
            .ok_or_else(|| LanguageMistake {
                text: text.to_owned(),
            })
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.tag())
    }
}

/// The same words in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// The words in Chinese.
    pub zh: String,
    /// The words in English.
    pub en: String,
}

impl Words {
    /// Words in both languages.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            zh: zh.into(),
            en: en.into(),
        }
    }

    /// The words in one language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Zh => &self.zh,
            Language::En => &self.en,
        }
    }
}

serde_as_text!(Key, Language);
