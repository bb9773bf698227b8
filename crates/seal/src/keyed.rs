//! What needs a key: HMAC-SM3 and keys drawn from passwords. The only module that touches key bytes, so that a device
//! can take its place.

use zeroize::Zeroizing;

use crate::{Digest, Sha256, Sm3, sha256};

/// The block of SM3 and of SHA-256, to which RFC 2104 fits the key.
const BLOCK: usize = 64;

/// HMAC (RFC 2104) with SM3 over bytes that come in parts; cloned, the key is not prepared anew.
#[derive(Clone)]
pub struct HmacSm3 {
    inner: Sm3,
    outer: Sm3,
}

impl HmacSm3 {
    /// Prepares the key.
    pub fn new(key: &[u8]) -> HmacSm3 {
        let mut block = Zeroizing::new([0_u8; BLOCK]);
        if key.len() > BLOCK {
            block[..32].copy_from_slice(crate::sm3(key).as_bytes());
        } else {
            block[..key.len()].copy_from_slice(key);
        }
        let mut inner = Sm3::new();
        inner.update(&*Zeroizing::new(block.map(|byte| byte ^ 0x36)));
        let mut outer = Sm3::new();
        outer.update(&*Zeroizing::new(block.map(|byte| byte ^ 0x5c)));
        HmacSm3 { inner, outer }
    }

    /// Takes in bytes of the message.
    pub fn update(&mut self, bytes: &[u8]) {
        self.inner.update(bytes);
    }

    /// The code of all bytes taken in.
    pub fn finish(mut self) -> Digest {
        self.outer.update(self.inner.finish().as_bytes());
        self.outer.finish()
    }
}

/// HMAC with SM3 of a whole message.
pub fn hmac_sm3(key: &[u8], message: &[u8]) -> Digest {
    let mut code = HmacSm3::new(key);
    code.update(message);
    code.finish()
}

/// A key of 256 bits drawn from a password (PBKDF2 of RFC 8018 with HMAC-SM3, first block).
pub fn pbkdf2_sm3(password: &[u8], salt: &[u8], rounds: u32) -> [u8; 32] {
    let keyed = HmacSm3::new(password);
    let mut first = keyed.clone();
    first.update(salt);
    first.update(&1_u32.to_be_bytes());
    let mut last = first.finish();
    let mut key = *last.as_bytes();
    for _ in 1..rounds {
        let mut next = keyed.clone();
        next.update(last.as_bytes());
        last = next.finish();
        for (byte, more) in key.iter_mut().zip(last.as_bytes()) {
            *byte ^= more;
        }
    }
    key
}

/// HMAC (RFC 2104) with SHA-256 of a whole message: what outside standards ask for.
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> Digest {
    let mut fitted = [0_u8; BLOCK];
    if key.len() > BLOCK {
        let digest = sha256(key);
        fitted[..digest.as_bytes().len()].copy_from_slice(digest.as_bytes());
    } else {
        fitted[..key.len()].copy_from_slice(key);
    }
    let mut inner = Sha256::new();
    inner.update(&fitted.map(|byte| byte ^ 0x36));
    inner.update(message);
    let mut outer = Sha256::new();
    outer.update(&fitted.map(|byte| byte ^ 0x5c));
    outer.update(inner.finish().as_bytes());
    outer.finish()
}
