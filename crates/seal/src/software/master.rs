//! The master key: it wraps the keys of the file, each bound to its own line, so that the file alone tells nothing.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{KeyInit as _, Nonce};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use zeroize::Zeroizing;

use super::Sm4Gcm;
use super::file::{created, fault, hex_bytes, owner_only};
use crate::provider::{KeyFault, KeyShown, NONCE_BYTES};
use crate::signature::write_hex;

/// How a wrapped key begins.
pub(super) const MARK: &str = "sm4:";
/// Bytes of the master key.
const BYTES: usize = 16;

const HEADING: &str = "# The master key of Lianchuang: it wraps the file of keys. Keep it elsewhere than the data and the keys,\n\
    # and keep a copy under another lock.\n";

/// The master key, made ready.
pub(super) struct Master(Sm4Gcm);

impl Master {
    /// The bytes of a key, wrapped for its line.
    pub(super) fn wrap(&self, shown: &KeyShown, bytes: &[u8]) -> Result<String, KeyFault> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| KeyFault::Randomness)?;
        let bound = bound(shown);
        let payload = Payload {
            msg: bytes,
            aad: &bound,
        };
        let cipher = self.0.encrypt(&Nonce::from(nonce), payload);
        let cipher = cipher.map_err(|_| KeyFault::Altered(shown.id))?;
        Ok(format!(
            "{MARK}{}",
            BASE64.encode([&nonce[..], &cipher].concat())
        ))
    }

    /// The bytes of a key wrapped for that line.
    pub(super) fn unwrap(&self, shown: &KeyShown, wrapped: &str) -> Option<Zeroizing<Vec<u8>>> {
        let bytes = BASE64.decode(wrapped.strip_prefix(MARK)?).ok()?;
        let (nonce, cipher) = bytes.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload {
            msg: cipher,
            aad: &bound(shown),
        };
        let plain = self.0.decrypt(&Nonce::from(*nonce), payload).ok()?;
        Some(Zeroizing::new(plain))
    }
}

/// What is bound to a wrapped key.
fn bound(shown: &KeyShown) -> Vec<u8> {
    format!("lianchuang.key.1 {} {}", shown.id, shown.made).into_bytes()
}

/// The master key of that file; none if there is no file.
pub(super) fn read(file: &Path) -> Result<Option<Master>, KeyFault> {
    let text = match fs::read_to_string(file) {
        Ok(text) => Zeroizing::new(text),
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(None),
        Err(cause) => return Err(fault(file, cause)),
    };
    owner_only(file)?;
    let mut lines = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    // What stands there instead is not told: it may be a key all the same.
    let odd = || {
        fault(
            file,
            "it holds no master key: one line of 32 hexadecimal digits",
        )
    };
    let bytes = lines
        .next()
        .filter(|line| line.len() == 2 * BYTES)
        .and_then(hex_bytes);
    match (bytes, lines.next()) {
        (Some(bytes), None) => Sm4Gcm::new_from_slice(&bytes)
            .map(|cipher| Some(Master(cipher)))
            .map_err(|_| odd()),
        _ => Err(odd()),
    }
}

/// The master key of that file, made now if there is none.
pub(super) fn made(file: &Path) -> Result<Master, KeyFault> {
    if let Some(master) = read(file)? {
        return Ok(master);
    }
    let mut bytes = Zeroizing::new([0; BYTES]);
    getrandom::fill(&mut *bytes).map_err(|_| KeyFault::Randomness)?;
    let mut text = Zeroizing::new(String::with_capacity(HEADING.len() + 4 * BYTES));
    text.push_str(HEADING);
    write_hex(&mut text, &*bytes);
    text.push('\n');
    let mut to = created(file).map_err(|cause| fault(file, cause))?;
    to.write_all(text.as_bytes())
        .and_then(|()| to.sync_all())
        .map_err(|cause| fault(file, cause))?;
    Sm4Gcm::new_from_slice(&*bytes)
        .map(Master)
        .map_err(|_| KeyFault::Randomness)
}
