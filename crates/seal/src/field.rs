//! A text encrypted for one place: table, row and column are bound to it, and the key too, so that it opens nowhere else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;

use crate::provider::{KeyFault, KeyId, KeyProvider, NONCE_BYTES, Purpose};

/// How an encrypted text begins; what follows is the key's version, nonce and cipher.
const MARK: &str = "sm4:";

/// Where a text stands.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The table.
    pub table: &'a str,
    /// The row's key.
    pub row: &'a str,
    /// The column.
    pub column: &'a str,
}

impl Place<'_> {
    /// The bytes bound to a text at this place. Lengths stand before the names, so that no two places give the same bytes.
    fn bound(&self, key: KeyId) -> Vec<u8> {
        let key = key.to_string();
        let mut bytes = Vec::new();
        for part in [self.table, self.row, self.column, &key] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes
    }
}

/// An encrypted text could not be read.
#[derive(Debug, thiserror::Error)]
pub enum FieldFault {
    /// A key could not do its work.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// It is not written as an encrypted text is.
    #[error("{table}.{column} of {row} is not an encrypted text")]
    Unreadable {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The row's key.
        row: String,
    },
}

/// Encrypts a text for a place, under the purpose's current key.
pub fn seal_text(
    keys: &dyn KeyProvider,
    purpose: Purpose,
    place: Place,
    text: &str,
) -> Result<String, KeyFault> {
    let key = keys.current(purpose)?;
    let mut bytes = vec![0; NONCE_BYTES];
    getrandom::fill(&mut bytes).map_err(|_| KeyFault::Randomness)?;
    let nonce: [u8; NONCE_BYTES] = bytes[..]
        .try_into()
        .expect("the buffer was made as long as a nonce");
    bytes.extend(keys.encrypt(key, &nonce, &place.bound(key), text.as_bytes())?);
    Ok(format!("{MARK}{}:{}", key.version, BASE64.encode(bytes)))
}

/// The text encrypted for a place.
pub fn open_text(
    keys: &dyn KeyProvider,
    purpose: Purpose,
    place: Place,
    sealed: &str,
) -> Result<String, FieldFault> {
    let unreadable = || FieldFault::Unreadable {
        table: place.table.to_owned(),
        column: place.column.to_owned(),
        row: place.row.to_owned(),
    };
    let key = sealed_under(purpose, sealed).ok_or_else(unreadable)?;
    let written = sealed.rsplit(':').next().unwrap_or_default();
    let bytes = BASE64.decode(written).map_err(|_| unreadable())?;
    let (nonce, cipher) = bytes
        .split_first_chunk::<NONCE_BYTES>()
        .ok_or_else(unreadable)?;
    let plain = keys.decrypt(key, nonce, &place.bound(key), cipher)?;
    String::from_utf8(plain).map_err(|_| unreadable())
}

/// The key an encrypted text is under, unless it is not written as one.
pub fn sealed_under(purpose: Purpose, sealed: &str) -> Option<KeyId> {
    let (version, _) = sealed.strip_prefix(MARK)?.split_once(':')?;
    Some(KeyId {
        purpose,
        version: version.parse().ok()?,
    })
}
