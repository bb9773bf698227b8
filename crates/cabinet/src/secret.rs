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
