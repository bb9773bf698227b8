//! SM2 signatures (GB/T 32918.2) under the identity `1234567812345678` that GB/T 35276 names, and public keys as anybody's tools read them.

use std::fmt::{self, Write as _};
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

/// The identity every signature is made and verified under.
pub const IDENTITY: &str = "1234567812345678";

/// How the file of a public key begins before the point: the algorithm and the curve (GB/T 32918.5).
const SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
    0x81, 0x1c, 0xcf, 0x55, 0x01, 0x82, 0x2d, 0x03, 0x42, 0x00,
];

/// Bytes of a point of the curve, written whole.
const POINT: usize = 65;

/// The public half of a signing key.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey([u8; POINT]);

impl PublicKey {
    /// Whether the key signed that message.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = VerifyingKey::from_sec1_bytes(IDENTITY, &self.0);
        key.and_then(|key| key.verify(message, &Signature::from_der(signature)?))
            .is_ok()
    }

    /// The key as a file that `openssl pkeyutl -verify -pubin` reads.
    pub fn pem(&self) -> String {
        let text = BASE64.encode([SPKI.as_slice(), &self.0].concat());
        let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
        for line in text.as_bytes().chunks(64) {
            pem.extend(line.iter().copied().map(char::from));
            pem.push('\n');
        }
        pem + "-----END PUBLIC KEY-----\n"
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(out, "{byte:02x}"))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// The text is no public key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a public key is a point of the curve in 130 hexadecimal digits")]
pub struct PublicKeyMistake;

impl FromStr for PublicKey {
    type Err = PublicKeyMistake;

    fn from_str(text: &str) -> Result<PublicKey, PublicKeyMistake> {
        if text.len() != 2 * POINT || !text.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(PublicKeyMistake);
        }
        let mut point = [0; POINT];
        for (index, byte) in point.iter_mut().enumerate() {
            *byte = u8::from_str_radix(&text[2 * index..2 * index + 2], 16)
                .map_err(|_| PublicKeyMistake)?;
        }
        VerifyingKey::from_sec1_bytes(IDENTITY, &point).map_err(|_| PublicKeyMistake)?;
        Ok(PublicKey(point))
    }
}

/// The private half. Only the software's own keys hold one.
pub(crate) struct Signing(SigningKey);

impl Signing {
    /// The key of these bytes, unless they are none: zero, or beyond the curve's order.
    pub(crate) fn of(bytes: &[u8]) -> Option<Signing> {
        SigningKey::from_slice(IDENTITY, bytes).ok().map(Signing)
    }

    /// A fresh key's bytes.
    pub(crate) fn fresh() -> Option<Zeroizing<Vec<u8>>> {
        // One draw in four thousand million is no key; a few more are.
        (0..4).find_map(|_| {
            let mut bytes = Zeroizing::new(vec![0; 32]);
            getrandom::fill(&mut bytes).ok()?;
            Signing::of(&bytes).map(|_| bytes)
        })
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.0.sign(message);
        signature.to_der().to_vec()
    }

    pub(crate) fn public(&self) -> PublicKey {
        let mut point = [0; POINT];
        let written = self.0.verifying_key().to_sec1_bytes();
        point.copy_from_slice(&written);
        PublicKey(point)
    }
}

/// Bytes as hexadecimal digits.
pub(crate) fn write_hex(text: &mut String, bytes: &[u8]) {
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
}
