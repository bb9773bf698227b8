//! SM3 (GB/T 32905), and SHA-256 (FIPS 180-4) beside it for readers whose tools know no SM3.

use std::fmt;
use std::str::FromStr;

use sm3::Digest as _;

/// A digest of 256 bits, written as 64 hexadecimal digits.
#[derive(Clone, Copy, Eq, Hash, PartialOrd, Ord)]
#[expect(
    clippy::derived_hash_with_manual_eq,
    reason = "what is equal here has equal bytes, so it hashes alike"
)]
pub struct Digest([u8; 32]);

impl PartialEq for Digest {
    /// Takes the same time wherever two digests differ.
    fn eq(&self, other: &Digest) -> bool {
        self.0
            .iter()
            .zip(other.0)
            .fold(0_u8, |difference, (mine, theirs)| {
                difference | (mine ^ theirs)
            })
            == 0
    }
}

impl Digest {
    /// The digest of these bytes of a digest.
    pub const fn from_bytes(bytes: [u8; 32]) -> Digest {
        Digest(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is no digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a digest is 64 hexadecimal digits, not {0}")]
pub struct DigestMistake(pub String);

impl FromStr for Digest {
    type Err = DigestMistake;

    fn from_str(text: &str) -> Result<Digest, DigestMistake> {
        let mistake = || DigestMistake(text.to_owned());
        // The digits are looked at here because the standard reader of numbers would also take a sign.
        if text.len() != 64 || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(mistake());
        }
        let mut bytes = [0_u8; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| mistake())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| mistake())?;
        }
        Ok(Digest(bytes))
    }
}

/// SM3 over bytes that come in parts.
#[derive(Debug, Clone, Default)]
pub struct Sm3(sm3::Sm3);

impl Sm3 {
    /// Nothing taken in yet.
    pub fn new() -> Sm3 {
        Sm3::default()
    }

    /// Takes in bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all bytes taken in.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// SHA-256 over bytes that come in parts.
#[derive(Debug, Clone, Default)]
pub struct Sha256(sha2::Sha256);

impl Sha256 {
    /// Nothing taken in yet.
    pub fn new() -> Sha256 {
        Sha256::default()
    }

    /// Takes in bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all bytes taken in.
    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

/// SM3 of bytes.
pub fn sm3(bytes: &[u8]) -> Digest {
    Digest(sm3::Sm3::digest(bytes).into())
}

/// SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> Digest {
    Digest(sha2::Sha256::digest(bytes).into())
}
