//! The head: number and digest of the last entry. Kept elsewhere, it shows a cut tail.

use std::fmt;
use std::str::FromStr;

use seal::Digest;

use crate::genesis;

/// The end of the chain, written `NUMBER:DIGEST`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The last entry's number; 0 for an empty register.
    pub number: u64,
    /// The last entry's digest.
    pub digest: Digest,
}

impl Head {
    /// The head of an empty register.
    pub fn empty() -> Head {
        Head {
            number: 0,
            digest: genesis(),
        }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.number, self.digest)
    }
}

/// The text is no head.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a head is written NUMBER:DIGEST, not {0}")]
pub struct HeadMistake(pub String);

impl FromStr for Head {
    type Err = HeadMistake;

    fn from_str(text: &str) -> Result<Head, HeadMistake> {
        let mistake = || HeadMistake(text.to_owned());
        let (number, digest) = text.trim().split_once(':').ok_or_else(mistake)?;
        Ok(Head {
            number: number.parse().map_err(|_| mistake())?,
            digest: digest.parse().map_err(|_| mistake())?,
        })
    }
}
