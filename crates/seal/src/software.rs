//! Keys in a file of this machine: for development, and for bureaus without a cipher device. Everything that touches key
//! bytes stands here.

mod file;

use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{AesGcm, KeyInit as _, Nonce};
use sm4::Sm4;
use zeroize::Zeroizing;

use crate::provider::{KeyFault, KeyId, KeyProvider, KeyShown, KeyState, NONCE_BYTES, Purpose};

type Sm4Gcm = AesGcm<Sm4, U12>;

/// Bytes of a key of SM4.
const KEY_BYTES: usize = 16;

/// Keys held by the program itself.
pub struct SoftwareKeys {
    /// Where they are kept; nowhere if they live as long as the process.
    file: Option<PathBuf>,
    held: RwLock<Held>,
}

/// The keys as last read, and how the file looked then.
#[derive(Default)]
struct Held {
    stamp: Option<file::Stamp>,
    keys: Vec<Key>,
}

struct Key {
    shown: KeyShown,
    /// The bytes and the cipher made ready with them; none once it is destroyed.
    live: Option<(Zeroizing<[u8; KEY_BYTES]>, Sm4Gcm)>,
}

impl Key {
    fn new(shown: KeyShown, bytes: Option<Zeroizing<[u8; KEY_BYTES]>>) -> Key {
        let live = bytes.map(|bytes| {
            let cipher = Sm4Gcm::new((&*bytes).into());
            (bytes, cipher)
        });
        Key { shown, live }
    }

    fn fresh(id: KeyId) -> Result<Key, KeyFault> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        getrandom::fill(&mut *bytes).map_err(|_| KeyFault::Randomness)?;
        let made = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        let shown = KeyShown {
            id,
            state: KeyState::Current,
            made: i64::try_from(made).unwrap_or_default(),
        };
        Ok(Key::new(shown, Some(bytes)))
    }
}

impl std::fmt::Debug for SoftwareKeys {
    /// Says where the keys are, and nothing of them.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SoftwareKeys")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

impl SoftwareKeys {
    /// The keys in that file; it is made when the first key is asked for.
    pub fn open(file: &Path) -> Result<SoftwareKeys, KeyFault> {
        let keys = SoftwareKeys {
            file: Some(file.to_owned()),
            held: RwLock::default(),
        };
        drop(keys.read()?);
        Ok(keys)
    }

    /// Keys that live as long as the process.
    pub fn in_memory() -> SoftwareKeys {
        SoftwareKeys {
            file: None,
            held: RwLock::default(),
        }
    }

    /// Keys with one current key of these bytes: for test vectors only, since bytes that stand in a program are no secret.
    pub fn with_known_key(purpose: Purpose, bytes: [u8; KEY_BYTES]) -> SoftwareKeys {
        let shown = KeyShown {
            id: KeyId {
                purpose,
                version: 1,
            },
            state: KeyState::Current,
            made: 0,
        };
        SoftwareKeys {
            file: None,
            held: RwLock::new(Held {
                stamp: None,
                keys: vec![Key::new(shown, Some(Zeroizing::new(bytes)))],
            }),
        }
    }

    /// The keys as they stand in the file now: another process may have made one.
    fn read(&self) -> Result<RwLockReadGuard<'_, Held>, KeyFault> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let Some(file) = &self.file else {
            return Ok(held);
        };
        if held.stamp == file::stamp(file)? {
            return Ok(held);
        }
        drop(held);
        SoftwareKeys::refresh(file, &mut self.write())?;
        Ok(self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self) -> RwLockWriteGuard<'_, Held> {
        self.held.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn refresh(file: &Path, held: &mut Held) -> Result<(), KeyFault> {
        // The look at the file comes first: what is written between the two is read again the next time.
        let stamp = file::stamp(file)?;
        // Whoever rewrites the file overwrites the old one; a reader caught in between looks once more.
        held.keys = file::read(file).or_else(|_| file::read(file))?;
        held.stamp = stamp;
        Ok(())
    }

    /// Changes the keys, in the file too; two processes do it one after the other.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut Vec<Key>) -> Result<T, KeyFault>,
    ) -> Result<T, KeyFault> {
        let mut held = self.write();
        let Some(file) = &self.file else {
            return change(&mut held.keys);
        };
        let _alone = file::alone(file)?;
        SoftwareKeys::refresh(file, &mut held)?;
        let outcome = change(&mut held.keys)?;
        file::write(file, &held.keys)?;
        held.stamp = file::stamp(file)?;
        Ok(outcome)
    }

    fn with_key<T>(
        &self,
        id: KeyId,
        work: impl FnOnce(&Sm4Gcm) -> Result<T, KeyFault>,
    ) -> Result<T, KeyFault> {
        let held = self.read()?;
        let key = held
            .keys
            .iter()
            .find(|key| key.shown.id == id)
            .ok_or(KeyFault::Absent(id))?;
        match &key.live {
            Some((_, cipher)) => work(cipher),
            None => Err(KeyFault::Destroyed(id)),
        }
    }
}

/// The current key of a purpose among these.
fn current(keys: &[Key], purpose: Purpose) -> Option<KeyId> {
    keys.iter()
        .map(|key| key.shown)
        .find(|key| key.id.purpose == purpose && key.state == KeyState::Current)
        .map(|key| key.id)
}

/// The number a purpose's next key gets; numbers of destroyed keys are not given again.
fn next(keys: &[Key], purpose: Purpose) -> KeyId {
    let last = keys
        .iter()
        .map(|key| key.shown.id)
        .filter(|id| id.purpose == purpose)
        .map(|id| id.version)
        .max();
    KeyId {
        purpose,
        version: last.unwrap_or_default() + 1,
    }
}

impl KeyProvider for SoftwareKeys {
    fn current(&self, purpose: Purpose) -> Result<KeyId, KeyFault> {
        if let Some(id) = current(&self.read()?.keys, purpose) {
            return Ok(id);
        }
        self.change(|keys| {
            if let Some(id) = current(keys, purpose) {
                return Ok(id);
            }
            let id = next(keys, purpose);
            keys.push(Key::fresh(id)?);
            Ok(id)
        })
    }

    fn keys(&self) -> Result<Vec<KeyShown>, KeyFault> {
        let mut shown: Vec<_> = self.read()?.keys.iter().map(|key| key.shown).collect();
        shown.sort_by_key(|key| key.id);
        Ok(shown)
    }

    fn encrypt(
        &self,
        key: KeyId,
        nonce: &[u8; NONCE_BYTES],
        bound: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, KeyFault> {
        let payload = Payload {
            msg: plain,
            aad: bound,
        };
        self.with_key(key, |cipher| {
            cipher
                .encrypt(&Nonce::from(*nonce), payload)
                .map_err(|_| KeyFault::Altered(key))
        })
    }

    fn decrypt(
        &self,
        key: KeyId,
        nonce: &[u8; NONCE_BYTES],
        bound: &[u8],
        cipher: &[u8],
    ) -> Result<Vec<u8>, KeyFault> {
        let payload = Payload {
            msg: cipher,
            aad: bound,
        };
        self.with_key(key, |ready| {
            ready
                .decrypt(&Nonce::from(*nonce), payload)
                .map_err(|_| KeyFault::Altered(key))
        })
    }

    fn rotate(&self, purpose: Purpose) -> Result<KeyId, KeyFault> {
        self.change(|keys| {
            let id = next(keys, purpose);
            let fresh = Key::fresh(id)?;
            for key in keys.iter_mut() {
                if key.shown.id.purpose == purpose && key.shown.state == KeyState::Current {
                    key.shown.state = KeyState::Former;
                }
            }
            keys.push(fresh);
            Ok(id)
        })
    }

    fn destroy(&self, id: KeyId) -> Result<(), KeyFault> {
        self.change(|keys| {
            let key = keys
                .iter_mut()
                .find(|key| key.shown.id == id)
                .ok_or(KeyFault::Absent(id))?;
            if key.shown.state == KeyState::Current {
                return Err(KeyFault::InUse(id));
            }
            key.shown.state = KeyState::Destroyed;
            key.live = None;
            Ok(())
        })
    }
}
