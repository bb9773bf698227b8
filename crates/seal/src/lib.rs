//! Digests and keyed codes, and later signatures and field encryption, behind one door so that a device can take the
//! software's place.

mod digest;
mod keyed;

pub use digest::{Digest, DigestMistake, Sha256, Sm3, sha256, sm3};
pub use keyed::{HmacSm3, hmac_sha256, hmac_sm3, pbkdf2_sm3};
