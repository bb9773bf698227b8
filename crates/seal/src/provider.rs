//! The door to keys. Whoever encrypts names a key and never sees it: a device, a token or a cloud may stand behind the
//! door as well as this program.

use std::fmt;
use std::str::FromStr;

/// Bytes of a nonce.
pub const NONCE_BYTES: usize = 12;

/// What a key is for; one key has one purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Names, contacts and other personal texts.
    Personal,
    /// Drafts of forms.
    Drafts,
    /// What second factors rest on: seeds of authenticator apps, passkeys.
    Factors,
}

impl Purpose {
    /// All.
    pub const ALL: [Purpose; 3] = [Purpose::Personal, Purpose::Drafts, Purpose::Factors];

    /// Its word.
    pub const fn key(self) -> &'static str {
        match self {
            Purpose::Personal => "personal",
            Purpose::Drafts => "drafts",
            Purpose::Factors => "factors",
        }
    }

    /// The purpose of that word.
    pub fn of(word: &str) -> Option<Purpose> {
        Purpose::ALL
            .into_iter()
            .find(|purpose| purpose.key() == word)
    }
}

/// The id of a key: its purpose and its version, from 1. Written like `personal.2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId {
    /// What it is for.
    pub purpose: Purpose,
    /// Which of that purpose.
    pub version: u32,
}

impl fmt::Display for KeyId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.purpose.key(), self.version)
    }
}

impl FromStr for KeyId {
    type Err = KeyFault;

    fn from_str(text: &str) -> Result<KeyId, KeyFault> {
        let odd = || KeyFault::Unnamed(text.to_owned());
        let (purpose, version) = text.split_once('.').ok_or_else(odd)?;
        Ok(KeyId {
            purpose: Purpose::of(purpose).ok_or_else(odd)?,
            version: version.parse().ok().filter(|&it| it > 0).ok_or_else(odd)?,
        })
    }
}

/// How a key stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyState {
    /// Encrypts and decrypts.
    Current,
    /// Decrypts what was encrypted under it, until that is encrypted anew.
    Former,
    /// Gone; what is encrypted under it can never be read again.
    Destroyed,
}

impl KeyState {
    /// All.
    pub const ALL: [KeyState; 3] = [KeyState::Current, KeyState::Former, KeyState::Destroyed];

    /// Its word.
    pub const fn key(self) -> &'static str {
        match self {
            KeyState::Current => "current",
            KeyState::Former => "former",
            KeyState::Destroyed => "destroyed",
        }
    }

    /// The state of that word.
    pub fn of(word: &str) -> Option<KeyState> {
        KeyState::ALL.into_iter().find(|state| state.key() == word)
    }
}

/// What may be said of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyShown {
    /// Its id.
    pub id: KeyId,
    /// How it stands.
    pub state: KeyState,
    /// When it was made, in seconds since 1970.
    pub made: i64,
}

/// A key could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    /// There is no such key here.
    #[error(
        "there is no key {0} here: the keys belong to another data folder, or are an older copy"
    )]
    Absent(KeyId),
    /// The key was destroyed.
    #[error("the key {0} was destroyed")]
    Destroyed(KeyId),
    /// The key is in use.
    #[error("the key {0} is the one in use; make a new one first")]
    InUse(KeyId),
    /// What was to be decrypted is not what was encrypted, or not at this place, or not under this key.
    #[error("what is encrypted under the key {0} was altered or moved, or the key is another")]
    Altered(KeyId),
    /// That names no key.
    #[error("{0:?} names no key")]
    Unnamed(String),
    /// No randomness could be had.
    #[error("no randomness could be had from the machine")]
    Randomness,
    /// The keys could not be read or written.
    #[error("the keys in {place}: {cause}")]
    Place {
        /// Where.
        place: String,
        /// Why not.
        cause: String,
    },
}

/// Whoever holds keys and works with them. Nothing here gives a key away.
pub trait KeyProvider: fmt::Debug + Send + Sync {
    /// The key to encrypt with now; the first is made when it is first asked for.
    fn current(&self, purpose: Purpose) -> Result<KeyId, KeyFault>;

    /// All keys there are and were.
    fn keys(&self) -> Result<Vec<KeyShown>, KeyFault>;

    /// Encrypts with SM4 in Galois counter mode; the tag of 16 bytes stands at the end. A nonce is never used twice.
    fn encrypt(
        &self,
        key: KeyId,
        nonce: &[u8; NONCE_BYTES],
        bound: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, KeyFault>;

    /// Decrypts what was encrypted so.
    fn decrypt(
        &self,
        key: KeyId,
        nonce: &[u8; NONCE_BYTES],
        bound: &[u8],
        cipher: &[u8],
    ) -> Result<Vec<u8>, KeyFault>;

    /// Makes a new key to encrypt with; the one before only decrypts from then.
    fn rotate(&self, purpose: Purpose) -> Result<KeyId, KeyFault>;

    /// Destroys a key that is no longer the current one.
    fn destroy(&self, key: KeyId) -> Result<(), KeyFault>;
}
