//! Secrets: random, shown once, kept as digests.

use std::fmt::Write as _;

use seal::sm3;

use crate::CabinetFault;

/// A fresh secret of 256 bits, as 64 hexadecimal digits.
pub(crate) fn fresh() -> Result<String, CabinetFault> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| CabinetFault::Randomness)?;
    Ok(hex(&bytes))
}

/// The digest under which a secret is kept.
pub(crate) fn digest(secret: &str) -> String {
    sm3(secret.as_bytes()).to_string()
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The bytes of a text of hexadecimal digits, if it has just so many.
pub(crate) fn bytes<const LENGTH: usize>(text: &str) -> Option<[u8; LENGTH]> {
    if text.len() != 2 * LENGTH || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; LENGTH];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}
