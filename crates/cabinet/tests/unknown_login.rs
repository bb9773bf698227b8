//! A login nobody has cannot be told from one somebody has: the same answers, the same work, the same traces. The work is counted
//! here and not measured; `cargo bench -p cabinet` measures.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cabinet::{Attempt, Cabinet, SignIn};
use identity::password::Profile;
use rusqlite::Connection;
use seal::{
    Digest, KeyFault, KeyId, KeyProvider, KeyShown, NONCE_BYTES, PublicKey, Purpose, SoftwareKeys,
};
use values::{Instant, PersonId};

const PASSWORD: &str = "Correct-horse-battery-7";

fn at(second: i64) -> Instant {
    Instant::from_second(1_700_000_000 + second).unwrap()
}

/// Keys that count the passwords digested: each digest is coded once.
#[derive(Debug)]
struct Counting {
    inner: SoftwareKeys,
    digested: AtomicUsize,
}

impl KeyProvider for Counting {
    fn current(&self, purpose: Purpose) -> Result<KeyId, KeyFault> {
        self.inner.current(purpose)
    }

    fn keys(&self) -> Result<Vec<KeyShown>, KeyFault> {
        self.inner.keys()
    }

    fn encrypt(
        &self,
        key: KeyId,
        nonce: &[u8; NONCE_BYTES],
        bound: &[u8],
        plain: &[u8],
    ) -> Result<Vec<u8>, KeyFault> {
        self.inner.encrypt(key, nonce, bound, plain)
    }

    fn decrypt(
        &self,
        key: KeyId,
        nonce: &[u8; NONCE_BYTES],
        bound: &[u8],
        cipher: &[u8],
    ) -> Result<Vec<u8>, KeyFault> {
        self.inner.decrypt(key, nonce, bound, cipher)
    }

    fn code(&self, key: KeyId, message: &[u8]) -> Result<Digest, KeyFault> {
        if key.purpose == Purpose::Passwords {
            self.digested.fetch_add(1, Ordering::SeqCst);
        }
        self.inner.code(key, message)
    }

    fn sign(&self, key: KeyId, message: &[u8]) -> Result<Vec<u8>, KeyFault> {
        self.inner.sign(key, message)
    }

    fn public(&self, key: KeyId) -> Result<PublicKey, KeyFault> {
        self.inner.public(key)
    }

    fn name(&self) -> &'static str {
        self.inner.name()
    }

    fn rotate(&self, purpose: Purpose) -> Result<KeyId, KeyFault> {
        self.inner.rotate(purpose)
    }

    fn destroy(&self, key: KeyId) -> Result<(), KeyFault> {
        self.inner.destroy(key)
    }
}

struct Scene {
    cabinet: Cabinet,
    keys: Arc<Counting>,
    folder: tempfile::TempDir,
}

/// What an attempt leaves behind: the answer, how many passwords were digested, and how many failures are counted.
type Trace = (SignIn, usize, i64);

impl Scene {
    /// A cabinet with an account somebody uses, one that has ended, and one whose owner is still to set a password.
    fn new() -> Scene {
        let folder = tempfile::tempdir().unwrap();
        let keys = Arc::new(Counting {
            inner: SoftwareKeys::in_memory(),
            digested: AtomicUsize::new(0),
        });
        let provider: Arc<dyn KeyProvider> = Arc::<Counting>::clone(&keys);
        let cabinet = Cabinet::open(&folder.path().join("cabinet.db"), provider).unwrap();
        for (login, person) in [("alder", 7), ("ended", 8), ("fresh", 9)] {
            cabinet
                .make_account(login, PersonId(person), at(0))
                .unwrap()
                .unwrap();
        }
        for login in ["alder", "ended"] {
            cabinet
                .set_password(login, PASSWORD, Profile::Mlps, &[], at(0))
                .unwrap()
                .unwrap();
        }
        cabinet.end_account("ended", at(1)).unwrap();
        Scene {
            cabinet,
            keys,
            folder,
        }
    }

    fn failures(&self) -> i64 {
        Connection::open(self.folder.path().join("cabinet.db"))
            .unwrap()
            .query_row(
                "SELECT coalesce(sum(failures), 0) FROM failure",
                [],
                |row| row.get(0),
            )
            .unwrap()
    }

    fn tries(&self, login: &str, password: &str, source: &str) -> Trace {
        let (digested, failures) = (self.keys.digested.load(Ordering::SeqCst), self.failures());
        let attempt = Attempt {
            login,
            password,
            source,
        };
        let answer = self.cabinet.sign_in(&attempt, Profile::Mlps, at(10));
        (
            answer.unwrap(),
            self.keys.digested.load(Ordering::SeqCst) - digested,
            self.failures() - failures,
        )
    }
}

#[test]
fn v18_a_login_nobody_has_costs_one_digest_and_leaves_what_a_wrong_password_leaves() {
    let scene = Scene::new();
    // Seven times each, over the lock that comes with the fifth failure; each from an address of its own.
    let known: Vec<Trace> = (0..7)
        .map(|_| scene.tries("alder", "wrong", "192.0.2.1"))
        .collect();
    assert_eq!(known[0], (SignIn::Wrong, 1, 2), "a login and an address");
    assert!(matches!(known[5], (SignIn::Locked(_), 1, 0)), "{known:?}");
    for (login, password, source) in [
        ("nobody", "wrong", "192.0.2.2"),
        ("ended", "wrong", "192.0.2.3"),
        ("fresh", "wrong", "192.0.2.4"),
        // Not even the right password of somebody else, and none at all.
        ("nobody-2", PASSWORD, "192.0.2.5"),
        ("", "", "192.0.2.6"),
    ] {
        let traces: Vec<Trace> = (0..7)
            .map(|_| scene.tries(login, password, source))
            .collect();
        assert_eq!(traces, known, "{login}");
    }
}

#[test]
fn v18_not_even_its_right_password_tells_an_ended_account_from_a_login_nobody_has() {
    let scene = Scene::new();
    let ended = scene.tries("ended", PASSWORD, "192.0.2.1");
    assert_eq!(ended, scene.tries("nobody", PASSWORD, "192.0.2.2"));
}
