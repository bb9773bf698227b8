//! Digests, and later signatures and field encryption, behind one door so that a device can take the software's place.

mod digest;

pub use digest::{Digest, DigestMistake, Sha256, Sm3, hmac_sm3, sha256, sm3};
