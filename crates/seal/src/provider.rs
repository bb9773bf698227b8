//! The door to keys. Whoever encrypts names a key and never sees it: a device, a token or a cloud may stand behind the
//! door as well as this program.

use std::fmt;
use std::str::FromStr;

use crate::{Digest, PublicKey};

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
    /// Digests of passwords: nobody can try passwords against them without the key.
    Passwords,
    /// Codes of protected rows, by which a change made beside the program is noticed.
    Rows,
    /// Signatures of the daily heads of the register and the audit log.
    Heads,
    /// Files people attach.
    Files,
}

/// What a key of a purpose computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// Encryption with SM4 in Galois counter mode (GB/T 32907).
    Sm4Gcm,
    /// Codes of messages: HMAC with SM3 (GB/T 32905, GB/T 15852.2).
    HmacSm3,
    /// Signatures with SM2 (GB/T 32918.2).
    Sm2,
}

impl Algorithm {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Algorithm::Sm4Gcm => "SM4-GCM",
            Algorithm::HmacSm3 => "HMAC-SM3",
            Algorithm::Sm2 => "SM2-SM3",
        }
    }

    /// Bytes of its keys.
    pub const fn key_bytes(self) -> usize {
        match self {
            Algorithm::Sm4Gcm => 16,
            Algorithm::HmacSm3 | Algorithm::Sm2 => 32,
        }
    }
}

impl Purpose {
    /// All.
    pub const ALL: [Purpose; 7] = [
        Purpose::Personal,
        Purpose::Drafts,
        Purpose::Factors,
        Purpose::Passwords,
        Purpose::Rows,
        Purpose::Heads,
        Purpose::Files,
    ];

    /// Its word.
    pub const fn key(self) -> &'static str {
        match self {
            Purpose::Personal => "personal",
            Purpose::Drafts => "drafts",
            Purpose::Factors => "factors",
            Purpose::Passwords => "passwords",
            Purpose::Rows => "rows",
            Purpose::Heads => "heads",
            Purpose::Files => "files",
        }
    }

    /// What its keys compute; one key has one algorithm too.
    pub const fn algorithm(self) -> Algorithm {
        match self {
            Purpose::Personal | Purpose::Drafts | Purpose::Factors | Purpose::Files => {
                Algorithm::Sm4Gcm
            }
            Purpose::Passwords | Purpose::Rows => Algorithm::HmacSm3,
            Purpose::Heads => Algorithm::Sm2,
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

/// Days after which a key should be followed by another.
const KEY_DAYS: i64 = 365;

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

impl KeyShown {
    /// When it should be followed by another, in seconds since 1970; a key that is followed already has no such time.
    pub fn expires(&self) -> Option<i64> {
        (self.state == KeyState::Current).then_some(self.made + KEY_DAYS * 86_400)
    }
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
    /// The key computes something else.
    #[error("the key {0} is for another work")]
    OtherWork(KeyId),
    /// The keys are wrapped by a master key that is not here.
    #[error("the keys in {keys} are wrapped by the master key, and there is none in {master}")]
    NoMaster {
        /// The file of keys.
        keys: String,
        /// Where the master key was looked for.
        master: String,
    },
    /// The keys are wrapped by another master key.
    #[error(
        "the keys in {keys} are wrapped by another master key than the one in {master}, or were altered"
    )]
    OtherMaster {
        /// The file of keys.
        keys: String,
        /// Where the master key is.
        master: String,
    },
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

    /// The code of a message: HMAC with SM3.
    fn code(&self, key: KeyId, message: &[u8]) -> Result<Digest, KeyFault>;

    /// Signs a message with SM2; the signature is written as GB/T 35276 does (DER).
    fn sign(&self, key: KeyId, message: &[u8]) -> Result<Vec<u8>, KeyFault>;

    /// The public half of a signing key, also of one that was destroyed: what it signed can still be verified.
    fn public(&self, key: KeyId) -> Result<PublicKey, KeyFault>;

    /// Whose keys these are, for the inventory.
    fn name(&self) -> &'static str;

    /// Makes a new key to work with; the one before only reads or checks from then.
    fn rotate(&self, purpose: Purpose) -> Result<KeyId, KeyFault>;

    /// Destroys a key that is no longer the current one.
    fn destroy(&self, key: KeyId) -> Result<(), KeyFault>;
}
