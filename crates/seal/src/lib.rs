//! Digests, keyed codes, field encryption and signatures, behind one door so that a device can take the software's place.

mod digest;
mod field;
mod keyed;
mod provider;
mod signature;
mod software;

pub use digest::{Digest, DigestMistake, Sha256, Sm3, sha256, sm3};
pub use field::{FieldFault, Place, open_text, seal_text, sealed_under};
pub use keyed::{HmacSm3, hmac_sha256, hmac_sm3, pbkdf2_sm3};
pub use provider::{
    Algorithm, KeyFault, KeyId, KeyProvider, KeyShown, KeyState, NONCE_BYTES, Purpose,
};
pub use signature::{IDENTITY, PublicKey, PublicKeyMistake};
pub use software::SoftwareKeys;
