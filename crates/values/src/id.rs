//! Identifiers of subjects. An identifier is the number of the register entry that created the subject, behind a letter
//! that tells the kind: `o17`, `p3`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text_form::{plain_number, serde_as_text};

/// Why a text is not an identifier of the kind wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not an identifier of the form {letter}17")]
pub struct IdMistake {
    /// The letter identifiers of this kind begin with.
    pub letter: char,
    /// The text found.
    pub text: String,
}

/// The place of an entry in the register, counted from its first entry.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct EntryNumber(pub u64);

impl EntryNumber {
    /// The number of the entry that follows.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// The plain number.
    pub const fn number(self) -> u64 {
        self.0
    }
}

impl fmt::Display for EntryNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, $letter:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u64);

        impl $name {
            /// The letter identifiers of this kind begin with.
            pub const LETTER: char = $letter;

            /// The number of the register entry that created the subject.
            pub const fn number(self) -> u64 {
                self.0
            }

            /// The register entry that created the subject.
            pub const fn entry(self) -> EntryNumber {
                EntryNumber(self.0)
            }
        }

        impl From<EntryNumber> for $name {
            fn from(entry: EntryNumber) -> Self {
                Self(entry.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&format!("{}{}", Self::LETTER, self.0))
            }
        }

        impl FromStr for $name {
            type Err = IdMistake;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.strip_prefix(Self::LETTER)
                    .and_then(plain_number)
                    .map(Self)
                    .ok_or_else(|| IdMistake { letter: Self::LETTER, text: text.to_owned() })
            }
        }

        serde_as_text!($name);
    };
}

identifier!(
    /// An organisation: an enterprise, a university, an office. Written `o17`.
    OrganisationId, 'o'
);
identifier!(
    /// A person who acts for an organisation or for the government. Written `p3`.
    PersonId, 'p'
);
identifier!(
    /// A candidacy: one application of one intended consortium. Written `s5`.
    CandidacyId, 's'
);
identifier!(
    /// A consortium. Written `c42`.
    ConsortiumId, 'c'
);
identifier!(
    /// An invitation to take part in something. Written `i9`.
    InvitationId, 'i'
);

/// A file, named by the digest of its content: two files with the same digest are the same file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileDigest([u8; 32]);

/// A file is identified by its digest.
pub type FileId = FileDigest;

/// Why a text is not the digest of a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a file digest: 64 characters, 0-9 and a-f")]
pub struct FileDigestMistake {
    /// The text found.
    pub text: String,
}

impl FileDigest {
    /// The digest with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The digest's bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl FromStr for FileDigest {
    type Err = FileDigestMistake;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mistake = || FileDigestMistake {
            text: text.to_owned(),
        };
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Some(byte - b'0'),
            b'a'..=b'f' => Some(byte - b'a' + 10),
            _ => None,
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        let mut bytes = [0; 32];
        if pairs.len() != bytes.len() || !rest.is_empty() {
            return Err(mistake());
        }
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            let (high, low) = digit(*high).zip(digit(*low)).ok_or_else(mistake)?;
            *byte = high * 16 + low;
        }
        Ok(Self(bytes))
    }
}

impl fmt::Display for FileDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FileDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FileDigest({self})")
    }
}

serde_as_text!(FileDigest);
