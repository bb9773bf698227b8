//! An entry and the chain: each entry's digest covers the digest before it.

use seal::{Digest, Sm3};

/// Names the form of the chain; part of every digest.
const DOMAIN: &[u8] = b"lianchuang.register.1\n";

/// An entry as it is given to the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEntry {
    /// When, in milliseconds since 1970 UTC.
    pub at_millis: i64,
    /// The record, as bytes.
    pub payload: Vec<u8>,
    /// A key under which a repeated submission is recognised; an empty one counts as none.
    pub idempotency: Option<String>,
    /// What another log is to be told of it: not part of the record, kept beside it until that log has it ([`crate::Untold`]).
    pub tell: Option<String>,
}

/// An entry of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1 without gaps.
    pub number: u64,
    /// When, in milliseconds since 1970 UTC.
    pub at_millis: i64,
    /// The record, as bytes.
    pub payload: Vec<u8>,
    /// The key it was submitted under.
    pub idempotency: Option<String>,
    /// The digest of the entry before; of the first, [`genesis`].
    pub previous: Digest,
    /// Its own digest.
    pub digest: Digest,
}

/// What stands before the first entry.
pub fn genesis() -> Digest {
    seal::sm3(b"lianchuang.register.1 genesis")
}

impl NewEntry {
    /// The key, unless it is empty.
    pub(crate) fn key(&self) -> Option<&str> {
        self.idempotency.as_deref().filter(|key| !key.is_empty())
    }

    /// The digest it has at that place of the chain.
    pub(crate) fn digest_at(&self, number: u64, previous: Digest) -> Digest {
        digest(number, self.at_millis, previous, self.key(), &self.payload)
    }
}

impl Entry {
    /// Chains a new entry behind a digest.
    pub fn chain(new: NewEntry, number: u64, previous: Digest) -> Entry {
        Entry {
            number,
            at_millis: new.at_millis,
            digest: new.digest_at(number, previous),
            payload: new.payload,
            idempotency: new.idempotency.filter(|key| !key.is_empty()),
            previous,
        }
    }

    /// The digest its content gives, to hold against the one it carries.
    pub fn recompute(&self) -> Digest {
        digest(
            self.number,
            self.at_millis,
            self.previous,
            self.idempotency.as_deref(),
            &self.payload,
        )
    }
}

/// SM3 over: domain, number (8 bytes, big endian), time (8), previous digest (32), length of the key (8) and the key,
/// length of the payload (8) and the payload. No key counts as an empty one.
fn digest(
    number: u64,
    at_millis: i64,
    previous: Digest,
    idempotency: Option<&str>,
    payload: &[u8],
) -> Digest {
    let key = idempotency.unwrap_or("").as_bytes();
    let mut sm3 = Sm3::new();
    sm3.update(DOMAIN);
    sm3.update(&number.to_be_bytes());
    sm3.update(&at_millis.to_be_bytes());
    sm3.update(previous.as_bytes());
    sm3.update(&(key.len() as u64).to_be_bytes());
    sm3.update(key);
    sm3.update(&(payload.len() as u64).to_be_bytes());
    sm3.update(payload);
    sm3.finish()
}
