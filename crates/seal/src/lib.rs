//! Digests.
use sm3::Digest as _;
/// A digest of 256 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digest([u8; 32]);
/// SM3.
pub fn sm3(bytes: &[u8]) -> Digest {
    Digest(sm3::Sm3::digest(bytes).into())
}
impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
