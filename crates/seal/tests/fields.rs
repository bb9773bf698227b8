//! Field encryption: exact values, texts bound to their places, keys through their lives, and a device in the software's place.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;
use std::sync::Mutex;

use aes_gcm::KeyInit as _;
use aes_gcm::aead::array::Array;
use seal::{
    Digest, FieldFault, KeyFault, KeyId, KeyProvider, KeyShown, KeyState, NONCE_BYTES, Place,
    PublicKey, Purpose, SoftwareKeys, hmac_sm3, open_text, seal_text, sealed_under,
};
use sm4::Sm4;
use sm4::cipher::BlockCipherEncrypt as _;

const KEY: [u8; 16] = [
    0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10,
];
const HERE: Place = Place {
    table: "personal",
    row: "personal:1",
    column: "text",
};

fn bytes(hex: &str) -> Vec<u8> {
    let hex: String = hex.split_whitespace().collect();
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

/// The keys of a file, with the master key beside it.
fn opened(file: &Path) -> Result<SoftwareKeys, KeyFault> {
    SoftwareKeys::open(file, &file.with_file_name("master.txt"))
}

fn key(purpose: Purpose, version: u32) -> KeyId {
    KeyId { purpose, version }
}

#[test]
fn k02_sm4_gives_the_values_of_the_standard() {
    let cipher = Sm4::new(&Array(KEY));
    let mut block = Array(KEY);
    cipher.encrypt_block(&mut block);
    assert_eq!(block.to_vec(), bytes("681edf34d206965e86b3e94f536e4246"));
    for _ in 1..1_000_000 {
        cipher.encrypt_block(&mut block);
    }
    assert_eq!(block.to_vec(), bytes("595298c7c6fd271f0402f804c33d3f66"));
    let key: [u8; 16] = bytes("fedcba98765432100123456789abcdef")
        .try_into()
        .unwrap();
    let plain: [u8; 16] = bytes("000102030405060708090a0b0c0d0e0f")
        .try_into()
        .unwrap();
    let mut block = Array(plain);
    Sm4::new(&Array(key)).encrypt_block(&mut block);
    assert_eq!(block.to_vec(), bytes("f766678f13f01adeac1b3ea955adb594"));
}

#[test]
fn k02_sm4_gcm_gives_the_values_of_rfc_8998_and_refuses_anything_else_bound() {
    let keys = SoftwareKeys::with_known_key(Purpose::Personal, &KEY).unwrap();
    let id = key(Purpose::Personal, 1);
    let nonce: [u8; NONCE_BYTES] = bytes("00001234567800000000abcd").try_into().unwrap();
    let bound = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    let plain = bytes(
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd
         eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
    );
    let cipher = bytes(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735
         d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d
         83de3541e4c2b58177e065a9bf7b62ec",
    );
    assert_eq!(keys.encrypt(id, &nonce, &bound, &plain).unwrap(), cipher);
    assert_eq!(keys.decrypt(id, &nonce, &bound, &cipher).unwrap(), plain);
    let mut other = bound.clone();
    other[0] ^= 1;
    assert!(matches!(
        keys.decrypt(id, &nonce, &other, &cipher),
        Err(KeyFault::Altered(_))
    ));
    for at in [0, cipher.len() - 1] {
        let mut altered = cipher.clone();
        altered[at] ^= 1;
        assert!(keys.decrypt(id, &nonce, &bound, &altered).is_err());
    }
}

/// What has to hold whoever holds the keys.
fn holds(keys: &dyn KeyProvider) {
    let read = |place, text: &str| open_text(keys, Purpose::Personal, place, text);
    let sealed = seal_text(keys, Purpose::Personal, HERE, "赵样本").unwrap();
    assert!(!sealed.contains("赵样本"));
    assert_eq!(read(HERE, &sealed).unwrap(), "赵样本");
    let again = seal_text(keys, Purpose::Personal, HERE, "赵样本").unwrap();
    assert_ne!(sealed, again, "the same text twice does not look the same");

    for (what, elsewhere) in [
        (
            "row",
            Place {
                row: "personal:2",
                ..HERE
            },
        ),
        (
            "column",
            Place {
                column: "salt",
                ..HERE
            },
        ),
        (
            "table",
            Place {
                table: "draft",
                ..HERE
            },
        ),
        (
            "names run together",
            Place {
                table: "persona",
                row: "lpersonal:1",
                ..HERE
            },
        ),
    ] {
        let moved = read(elsewhere, &sealed);
        assert!(
            matches!(moved, Err(FieldFault::Key(KeyFault::Altered(_)))),
            "{what}"
        );
    }
    keys.current(Purpose::Drafts).unwrap();
    assert!(open_text(keys, Purpose::Drafts, HERE, &sealed).is_err());
    for odd in ["", "sm4:", "sm4:1:", "sm4:1:????", "sm4:x:AAAA", "赵样本"] {
        assert!(
            matches!(read(HERE, odd), Err(FieldFault::Unreadable { .. })),
            "{odd:?}"
        );
    }

    // A key goes through its life: used, followed by another, destroyed.
    assert_eq!(
        keys.rotate(Purpose::Personal).unwrap(),
        key(Purpose::Personal, 2)
    );
    assert_eq!(
        read(HERE, &sealed).unwrap(),
        "赵样本",
        "old texts stay readable"
    );
    let newer = seal_text(keys, Purpose::Personal, HERE, "钱样本").unwrap();
    assert_eq!(
        sealed_under(Purpose::Personal, &newer),
        Some(key(Purpose::Personal, 2))
    );
    let relabelled = newer.replacen("sm4:2:", "sm4:1:", 1);
    assert!(
        read(HERE, &relabelled).is_err(),
        "the key's version is bound too"
    );
    assert!(matches!(
        keys.destroy(key(Purpose::Personal, 2)),
        Err(KeyFault::InUse(_))
    ));
    keys.destroy(key(Purpose::Personal, 1)).unwrap();
    assert!(matches!(
        read(HERE, &sealed),
        Err(FieldFault::Key(KeyFault::Destroyed(_)))
    ));
    assert_eq!(read(HERE, &newer).unwrap(), "钱样本");
    let states: Vec<_> = keys
        .keys()
        .unwrap()
        .into_iter()
        .map(|key| key.state)
        .collect();
    assert_eq!(
        states,
        [KeyState::Destroyed, KeyState::Current, KeyState::Current]
    );
}

#[test]
fn k09_a_text_opens_at_its_own_place_only_and_keys_have_a_life() {
    holds(&SoftwareKeys::in_memory());
}

#[test]
fn k09_the_same_holds_for_keys_in_a_file_and_for_whoever_opens_it_next() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.txt");
    holds(&opened(&file).unwrap());
    let again = opened(&file).unwrap();
    assert_eq!(
        again.current(Purpose::Personal).unwrap(),
        key(Purpose::Personal, 2)
    );
    assert_eq!(again.keys().unwrap().len(), 3);
}

#[test]
fn k09_a_key_made_by_another_process_is_used_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.txt");
    let server = opened(&file).unwrap();
    let sealed = seal_text(&server, Purpose::Drafts, HERE, "草稿").unwrap();
    let command = opened(&file).unwrap();
    let fresh = command.rotate(Purpose::Drafts).unwrap();
    let newer = seal_text(&server, Purpose::Drafts, HERE, "草稿").unwrap();
    assert_eq!(sealed_under(Purpose::Drafts, &newer), Some(fresh));
    assert_eq!(
        open_text(&command, Purpose::Drafts, HERE, &sealed).unwrap(),
        "草稿"
    );
}

#[cfg(unix)]
#[test]
fn the_file_of_keys_is_its_owners_only_and_refused_otherwise() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.txt");
    let keys = opened(&file).unwrap();
    assert!(!file.exists(), "no key was asked for yet");
    keys.current(Purpose::Personal).unwrap();
    let mode = || std::fs::metadata(&file).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let fault = opened(&file).unwrap_err().to_string();
    assert!(fault.contains("0600"), "{fault}");
}

#[test]
fn a_fault_or_a_trace_never_tells_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.txt");
    let keys = opened(&file).unwrap();
    keys.current(Purpose::Personal).unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let secret = text.split_whitespace().last().unwrap().to_owned();
    assert!(secret.starts_with("sm4:"));
    assert!(!format!("{keys:?}").contains(&secret));
    let odd = std::fs::OpenOptions::new().append(true).open(&file);
    std::io::Write::write_all(&mut odd.unwrap(), b"personal.x current 0 00\n").unwrap();
    let fault = format!("{:?}", opened(&file).unwrap_err());
    assert!(
        fault.contains("line 4") && !fault.contains(&secret),
        "{fault}"
    );
}

/// A device: it makes its keys inside, works with them on request, and has no way to hand one out. Its cipher is none of SM4, so that
/// whoever went round the door would not be understood.
#[derive(Default)]
struct Device {
    inside: Mutex<Vec<(KeyShown, [u8; 32])>>,
}

impl std::fmt::Debug for Device {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Device")
    }
}

impl Device {
    fn secret(&self, id: KeyId) -> Result<[u8; 32], KeyFault> {
        let inside = self.inside.lock().unwrap();
        let (shown, secret) = inside
            .iter()
            .find(|(shown, _)| shown.id == id)
            .ok_or(KeyFault::Absent(id))?;
        match shown.state {
            KeyState::Destroyed => Err(KeyFault::Destroyed(id)),
            _ => Ok(*secret),
        }
    }

    fn stream(secret: &[u8; 32], nonce: &[u8], bytes: &[u8]) -> Vec<u8> {
        let block = |at: usize| {
            let counted = [nonce, &(at / 32).to_be_bytes()].concat();
            hmac_sm3(secret, &counted).as_bytes()[at % 32]
        };
        bytes
            .iter()
            .enumerate()
            .map(|(at, byte)| byte ^ block(at))
            .collect()
    }

    fn tag(secret: &[u8; 32], nonce: &[u8], bound: &[u8], cipher: &[u8]) -> [u8; 32] {
        let length = (bound.len() as u64).to_be_bytes();
        *hmac_sm3(secret, &[nonce, &length, bound, cipher].concat()).as_bytes()
    }
}

impl KeyProvider for Device {
    fn current(&self, purpose: Purpose) -> Result<KeyId, KeyFault> {
        let found = self
            .keys()?
            .into_iter()
            .find(|key| key.id.purpose == purpose && key.state == KeyState::Current);
        found.map_or_else(|| self.rotate(purpose), |key| Ok(key.id))
    }

    fn keys(&self) -> Result<Vec<KeyShown>, KeyFault> {
        let inside = self.inside.lock().unwrap();
        let mut shown: Vec<_> = inside.iter().map(|(shown, _)| *shown).collect();
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
        let secret = self.secret(key)?;
        let mut cipher = Device::stream(&secret, nonce, plain);
        cipher.extend(Device::tag(&secret, nonce, bound, &cipher));
        Ok(cipher)
    }

    fn decrypt(
        &self,
        key: KeyId,
        nonce: &[u8; NONCE_BYTES],
        bound: &[u8],
        cipher: &[u8],
    ) -> Result<Vec<u8>, KeyFault> {
        let secret = self.secret(key)?;
        let (cipher, tag) = cipher
            .split_last_chunk::<32>()
            .ok_or(KeyFault::Altered(key))?;
        if Device::tag(&secret, nonce, bound, cipher) != *tag {
            return Err(KeyFault::Altered(key));
        }
        Ok(Device::stream(&secret, nonce, cipher))
    }

    fn code(&self, key: KeyId, message: &[u8]) -> Result<Digest, KeyFault> {
        Ok(hmac_sm3(&self.secret(key)?, message))
    }

    fn sign(&self, key: KeyId, message: &[u8]) -> Result<Vec<u8>, KeyFault> {
        SoftwareKeys::with_known_key(key.purpose, &self.secret(key)?)?
            .sign(KeyId { version: 1, ..key }, message)
    }

    fn public(&self, key: KeyId) -> Result<PublicKey, KeyFault> {
        SoftwareKeys::with_known_key(key.purpose, &self.secret(key)?)?
            .public(KeyId { version: 1, ..key })
    }

    fn name(&self) -> &'static str {
        "device"
    }

    fn rotate(&self, purpose: Purpose) -> Result<KeyId, KeyFault> {
        let mut inside = self.inside.lock().unwrap();
        let mut last = 0;
        for (shown, _) in inside.iter_mut().filter(|(it, _)| it.id.purpose == purpose) {
            last = last.max(shown.id.version);
            if shown.state == KeyState::Current {
                shown.state = KeyState::Former;
            }
        }
        let id = key(purpose, last + 1);
        let state = KeyState::Current;
        let secret = *hmac_sm3(b"inside the device", id.to_string().as_bytes()).as_bytes();
        inside.push((KeyShown { id, state, made: 0 }, secret));
        Ok(id)
    }

    fn destroy(&self, id: KeyId) -> Result<(), KeyFault> {
        let mut inside = self.inside.lock().unwrap();
        let (shown, secret) = inside
            .iter_mut()
            .find(|(shown, _)| shown.id == id)
            .ok_or(KeyFault::Absent(id))?;
        if shown.state == KeyState::Current {
            return Err(KeyFault::InUse(id));
        }
        shown.state = KeyState::Destroyed;
        *secret = [0; 32];
        Ok(())
    }
}

#[test]
fn k01_a_device_that_never_shows_a_key_takes_the_softwares_place() {
    holds(&Device::default());
}
