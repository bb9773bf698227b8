//! Keys in a file of this machine: for development, and for bureaus without a cipher device. Everything that touches key
//! bytes stands here.

mod file;
mod master;

use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{SystemTime, UNIX_EPOCH};

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead as _, Payload};
use aes_gcm::{AesGcm, KeyInit as _, Nonce};
use sm4::Sm4;
use zeroize::Zeroizing;

use crate::provider::{
    Algorithm, KeyFault, KeyId, KeyProvider, KeyShown, KeyState, NONCE_BYTES, Purpose,
};
use crate::signature::Signing;
use crate::{Digest, HmacSm3, PublicKey};

type Sm4Gcm = AesGcm<Sm4, U12>;

/// Keys held by the program itself.
pub struct SoftwareKeys {
    /// Where they are kept; nowhere if they live as long as the process.
    place: Option<Kept>,
    held: RwLock<Held>,
}

/// Where keys are kept, and where the master key is that wraps them.
#[derive(Debug, Clone)]
struct Kept {
    file: PathBuf,
    master: PathBuf,
}

/// The keys as last read, and how the file looked then.
#[derive(Default)]
struct Held {
    stamp: Option<file::Stamp>,
    keys: Vec<Key>,
}

/// A key of one algorithm, made ready.
enum Ready {
    Cipher(Box<Sm4Gcm>),
    Code(Box<HmacSm3>),
    Signing(Box<Signing>),
}

struct Key {
    shown: KeyShown,
    /// The bytes and what was made ready with them; none once it is destroyed.
    live: Option<(Zeroizing<Vec<u8>>, Ready)>,
    /// The public half, where there is one.
    public: Option<PublicKey>,
}

impl Key {
    /// A key of these bytes, unless they are none of its algorithm.
    fn new(shown: KeyShown, bytes: Zeroizing<Vec<u8>>) -> Option<Key> {
        let algorithm = shown.id.purpose.algorithm();
        if bytes.len() != algorithm.key_bytes() {
            return None;
        }
        let mut public = None;
        let ready = match algorithm {
            Algorithm::Sm4Gcm => Ready::Cipher(Box::new(Sm4Gcm::new_from_slice(&bytes).ok()?)),
            Algorithm::HmacSm3 => Ready::Code(Box::new(HmacSm3::new(&bytes))),
            Algorithm::Sm2 => {
                let signing = Signing::of(&bytes)?;
                public = Some(signing.public());
                Ready::Signing(Box::new(signing))
            }
        };
        Some(Key {
            shown,
            live: Some((bytes, ready)),
            public,
        })
    }

    fn destroyed(shown: KeyShown, public: Option<PublicKey>) -> Key {
        Key {
            shown,
            live: None,
            public,
        }
    }

    fn fresh(id: KeyId) -> Result<Key, KeyFault> {
        let bytes = match id.purpose.algorithm() {
            Algorithm::Sm2 => Signing::fresh().ok_or(KeyFault::Randomness)?,
            algorithm => {
                let mut bytes = Zeroizing::new(vec![0; algorithm.key_bytes()]);
                getrandom::fill(&mut bytes).map_err(|_| KeyFault::Randomness)?;
                bytes
            }
        };
        let made = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_secs());
        let shown = KeyShown {
            id,
            state: KeyState::Current,
            made: i64::try_from(made).unwrap_or_default(),
        };
        Key::new(shown, bytes).ok_or(KeyFault::Randomness)
    }
}

impl std::fmt::Debug for SoftwareKeys {
    /// Says where the keys are, and nothing of them.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SoftwareKeys")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

impl SoftwareKeys {
    /// The keys in that file, wrapped by the master key in the other. Both are made when the first key is asked for; keys that
    /// an earlier version left unwrapped are wrapped now.
    pub fn open(file: &Path, master: &Path) -> Result<SoftwareKeys, KeyFault> {
        let keys = SoftwareKeys {
            place: Some(Kept {
                file: file.to_owned(),
                master: master.to_owned(),
            }),
            held: RwLock::default(),
        };
        drop(keys.read()?);
        if file::is_plain(file)? {
            keys.change(|_| Ok(()))?;
        }
        Ok(keys)
    }

    /// Keys that live as long as the process.
    pub fn in_memory() -> SoftwareKeys {
        SoftwareKeys {
            place: None,
            held: RwLock::default(),
        }
    }

    /// Keys with one current key of these bytes: for test vectors only, since bytes that stand in a program are no secret.
    pub fn with_known_key(purpose: Purpose, bytes: &[u8]) -> Result<SoftwareKeys, KeyFault> {
        let id = KeyId {
            purpose,
            version: 1,
        };
        let shown = KeyShown {
            id,
            state: KeyState::Current,
            made: 0,
        };
        let key = Key::new(shown, Zeroizing::new(bytes.to_vec())).ok_or(KeyFault::OtherWork(id))?;
        Ok(SoftwareKeys {
            place: None,
            held: RwLock::new(Held {
                stamp: None,
                keys: vec![key],
            }),
        })
    }

    /// Wraps all keys by the master key of another file, which is made if there is none, and leaves the old one to its owner.
    /// Whoever has the keys open under the old one has to open them anew.
    pub fn wrap_by(&self, master: &Path) -> Result<(), KeyFault> {
        let Some(kept) = &self.place else {
            return Ok(());
        };
        let held = self.write();
        let _alone = file::alone(&kept.file)?;
        let other = Kept {
            master: master.to_owned(),
            ..kept.clone()
        };
        let mut now = Held::default();
        SoftwareKeys::refresh(kept, &mut now)?;
        drop(held);
        let master = master::made(&other.master)?;
        file::write(&other.file, &master, &now.keys)
    }

    /// The keys as they stand in the file now: another process may have made one.
    fn read(&self) -> Result<RwLockReadGuard<'_, Held>, KeyFault> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let Some(kept) = &self.place else {
            return Ok(held);
        };
        if held.stamp == file::stamp(&kept.file)? {
            return Ok(held);
        }
        drop(held);
        SoftwareKeys::refresh(kept, &mut self.write())?;
        Ok(self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self) -> RwLockWriteGuard<'_, Held> {
        self.held.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn refresh(kept: &Kept, held: &mut Held) -> Result<(), KeyFault> {
        // The look at the file comes first: what is written between the two is read again the next time.
        let stamp = file::stamp(&kept.file)?;
        // Whoever rewrites the file overwrites the old one; a reader caught in between looks once more.
        let read = || file::read(&kept.file, &kept.master);
        held.keys = read().or_else(|_| read())?;
        held.stamp = stamp;
        Ok(())
    }

    /// Changes the keys, in the file too; two processes do it one after the other.
    fn change<T>(
        &self,
        change: impl FnOnce(&mut Vec<Key>) -> Result<T, KeyFault>,
    ) -> Result<T, KeyFault> {
        let mut held = self.write();
        let Some(kept) = &self.place else {
            return change(&mut held.keys);
        };
        let _alone = file::alone(&kept.file)?;
        SoftwareKeys::refresh(kept, &mut held)?;
        let outcome = change(&mut held.keys)?;
        // Where wrapped keys stand, they could not have been read without the master key: here it is there or is the first.
        let master = master::made(&kept.master)?;
        file::write(&kept.file, &master, &held.keys)?;
        held.stamp = file::stamp(&kept.file)?;
        Ok(outcome)
    }

    fn with_key<T>(
        &self,
        id: KeyId,
        work: impl FnOnce(&Ready) -> Result<T, KeyFault>,
    ) -> Result<T, KeyFault> {
        let held = self.read()?;
        match &found(&held.keys, id)?.live {
            Some((_, ready)) => work(ready),
            None => Err(KeyFault::Destroyed(id)),
        }
    }

    fn with_cipher<T>(
        &self,
        id: KeyId,
        work: impl FnOnce(&Sm4Gcm) -> Result<T, aes_gcm::Error>,
    ) -> Result<T, KeyFault> {
        self.with_key(id, |ready| match ready {
            Ready::Cipher(cipher) => work(cipher).map_err(|_| KeyFault::Altered(id)),
            _ => Err(KeyFault::OtherWork(id)),
        })
    }
}

/// The key of that id.
fn found(keys: &[Key], id: KeyId) -> Result<&Key, KeyFault> {
    keys.iter()
        .find(|key| key.shown.id == id)
        .ok_or(KeyFault::Absent(id))
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
        self.with_cipher(key, |cipher| cipher.encrypt(&Nonce::from(*nonce), payload))
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
        self.with_cipher(key, |cipher| cipher.decrypt(&Nonce::from(*nonce), payload))
    }

    fn code(&self, key: KeyId, message: &[u8]) -> Result<Digest, KeyFault> {
        self.with_key(key, |ready| match ready {
            Ready::Code(code) => {
                let mut code = (**code).clone();
                code.update(message);
                Ok(code.finish())
            }
            _ => Err(KeyFault::OtherWork(key)),
        })
    }

    fn sign(&self, key: KeyId, message: &[u8]) -> Result<Vec<u8>, KeyFault> {
        self.with_key(key, |ready| match ready {
            Ready::Signing(signing) => Ok(signing.sign(message)),
            _ => Err(KeyFault::OtherWork(key)),
        })
    }

    fn public(&self, key: KeyId) -> Result<PublicKey, KeyFault> {
        let held = self.read()?;
        let public = found(&held.keys, key)?.public.clone();
        public.ok_or(KeyFault::OtherWork(key))
    }

    fn name(&self) -> &'static str {
        "software"
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
