//! Codes and signatures by keys that stay behind the door, and keys wrapped by a master key kept elsewhere.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::{Path, PathBuf};

use seal::{KeyFault, KeyId, KeyProvider as _, KeyState, PublicKey, Purpose, SoftwareKeys, sm3};
use tempfile::TempDir;

/// The example of GB/T 32918.5, annex A.
const PRIVATE: &str = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
const PUBLIC: &str = "0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
const SIGNATURE: &str = "3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

fn first(purpose: Purpose) -> KeyId {
    KeyId {
        purpose,
        version: 1,
    }
}

#[test]
fn k02_sm2_verifies_the_signature_of_the_standard_and_no_other() {
    let public: PublicKey = PUBLIC.parse().unwrap();
    let signature = bytes(SIGNATURE);
    assert!(public.verifies(b"message digest", &signature));
    assert!(!public.verifies(b"message digesu", &signature));
    for at in [5, 40, signature.len() - 1] {
        let mut altered = signature.clone();
        altered[at] ^= 1;
        assert!(!public.verifies(b"message digest", &altered), "byte {at}");
    }
    let longer = [signature.as_slice(), &[0]].concat();
    assert!(!public.verifies(b"message digest", &longer), "a byte more");
    assert!(PUBLIC.replace("0409", "0408").parse::<PublicKey>().is_err());
    assert!(PUBLIC[2..].parse::<PublicKey>().is_err());
}

#[test]
fn k02_sm2_signs_so_that_the_public_half_verifies_it() {
    let keys = SoftwareKeys::with_known_key(Purpose::Heads, &bytes(PRIVATE)).unwrap();
    let id = first(Purpose::Heads);
    let public = keys.public(id).unwrap();
    assert_eq!(public.to_string(), PUBLIC);
    let signature = keys.sign(id, b"message digest").unwrap();
    assert!(public.verifies(b"message digest", &signature));
    assert!(!public.verifies(b"message digest ", &signature));
    assert!(
        public
            .pem()
            .starts_with("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoEcz1UBgi0DQgAE")
    );
}

#[test]
fn k02_hmac_sm3_by_a_key_behind_the_door_gives_the_known_value() {
    let key: Vec<u8> = (1..=0x20).collect();
    let keys = SoftwareKeys::with_known_key(Purpose::Rows, &key).unwrap();
    let message = b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".repeat(2);
    let code = keys.code(first(Purpose::Rows), &message).unwrap();
    assert_eq!(
        code.to_string(),
        "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"
    );
}

#[test]
fn k11_a_key_does_the_work_of_its_purpose_and_no_other() {
    let keys = SoftwareKeys::in_memory();
    for purpose in Purpose::ALL {
        let id = keys.current(purpose).unwrap();
        let codes = keys.code(id, b"x").is_ok();
        let signs = keys.sign(id, b"x").is_ok() && keys.public(id).is_ok();
        let encrypts = keys.encrypt(id, &[0; 12], b"", b"x").is_ok();
        assert_eq!(
            [encrypts, codes, signs]
                .into_iter()
                .filter(|it| *it)
                .count(),
            1,
            "{id}"
        );
    }
    assert!(SoftwareKeys::with_known_key(Purpose::Heads, &[0; 32]).is_err());
    assert!(SoftwareKeys::with_known_key(Purpose::Rows, &[0; 16]).is_err());
}

struct Kept {
    _folders: (TempDir, TempDir),
    file: PathBuf,
    master: PathBuf,
}

fn kept() -> Kept {
    let folders = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    Kept {
        file: folders.0.path().join("keys.txt"),
        master: folders.1.path().join("master.txt"),
        _folders: folders,
    }
}

fn secret(master: &Path) -> String {
    let text = std::fs::read_to_string(master).unwrap();
    text.lines().last().unwrap().to_owned()
}

#[test]
fn k11_the_file_of_keys_tells_nothing_without_the_master_key() {
    let kept = kept();
    let keys = SoftwareKeys::open(&kept.file, &kept.master).unwrap();
    let ids: Vec<KeyId> = Purpose::ALL
        .into_iter()
        .map(|purpose| keys.current(purpose).unwrap())
        .collect();
    let code = keys.code(ids[4], b"row").unwrap();
    drop(keys);

    let again = SoftwareKeys::open(&kept.file, &kept.master).unwrap();
    assert_eq!(again.code(ids[4], b"row").unwrap(), code);

    let hidden = kept.master.with_file_name("elsewhere");
    std::fs::rename(&kept.master, &hidden).unwrap();
    let fault = SoftwareKeys::open(&kept.file, &kept.master).unwrap_err();
    assert!(matches!(fault, KeyFault::NoMaster { .. }), "{fault}");
    assert!(
        !kept.master.exists(),
        "none is made where keys are wrapped already"
    );

    let other = kept.master.with_file_name("other");
    let fresh = SoftwareKeys::open(&other.with_file_name("fresh.txt"), &other).unwrap();
    fresh.current(Purpose::Rows).unwrap();
    let fault = SoftwareKeys::open(&kept.file, &other).unwrap_err();
    assert!(matches!(fault, KeyFault::OtherMaster { .. }), "{fault}");
    assert!(!fault.to_string().contains(&secret(&other)));
}

#[test]
fn k11_a_wrapped_key_opens_on_its_own_line_only() {
    let kept = kept();
    let keys = SoftwareKeys::open(&kept.file, &kept.master).unwrap();
    keys.current(Purpose::Rows).unwrap();
    keys.rotate(Purpose::Rows).unwrap();
    let text = std::fs::read_to_string(&kept.file).unwrap();
    let relabelled = text
        .replace("rows.1 ", "rows.x ")
        .replace("rows.2 ", "rows.1 ")
        .replace("rows.x ", "rows.2 ");
    std::fs::write(&kept.file, relabelled).unwrap();
    let fault = SoftwareKeys::open(&kept.file, &kept.master).unwrap_err();
    assert!(matches!(fault, KeyFault::OtherMaster { .. }), "{fault}");
}

#[test]
fn keys_an_earlier_version_left_plain_are_wrapped_when_they_are_opened() {
    let kept = kept();
    let plain = "000102030405060708090a0b0c0d0e0f";
    std::fs::write(
        &kept.file,
        format!("personal.1 current 1767600000 {plain}\n"),
    )
    .unwrap();
    owner_only(&kept.file);
    let keys = SoftwareKeys::open(&kept.file, &kept.master).unwrap();
    let id = first(Purpose::Personal);
    let known = SoftwareKeys::with_known_key(Purpose::Personal, &bytes(plain)).unwrap();
    let cipher = known.encrypt(id, &[7; 12], b"here", b"name").unwrap();
    assert_eq!(
        keys.decrypt(id, &[7; 12], b"here", &cipher).unwrap(),
        b"name"
    );
    let text = std::fs::read_to_string(&kept.file).unwrap();
    assert!(!text.contains(plain) && text.contains("sm4:"), "{text}");
}

#[test]
fn k11_keys_are_brought_under_another_master_key() {
    let kept = kept();
    let keys = SoftwareKeys::open(&kept.file, &kept.master).unwrap();
    let id = keys.current(Purpose::Rows).unwrap();
    let code = keys.code(id, b"row").unwrap();
    let other = kept.master.with_file_name("other.txt");
    keys.wrap_by(&other).unwrap();
    let again = SoftwareKeys::open(&kept.file, &other).unwrap();
    assert_eq!(again.code(id, b"row").unwrap(), code);
    assert!(SoftwareKeys::open(&kept.file, &kept.master).is_err());
}

#[test]
fn k11_what_a_destroyed_key_signed_can_still_be_verified() {
    let kept = kept();
    let keys = SoftwareKeys::open(&kept.file, &kept.master).unwrap();
    let id = keys.current(Purpose::Heads).unwrap();
    let signature = keys.sign(id, b"head").unwrap();
    keys.rotate(Purpose::Heads).unwrap();
    keys.destroy(id).unwrap();
    let again = SoftwareKeys::open(&kept.file, &kept.master).unwrap();
    assert!(again.public(id).unwrap().verifies(b"head", &signature));
    assert!(matches!(again.sign(id, b"x"), Err(KeyFault::Destroyed(_))));
    let shown = again.keys().unwrap();
    assert_eq!(shown[0].state, KeyState::Destroyed);
    assert_eq!(
        (shown[0].expires(), shown[1].expires()),
        (None, Some(shown[1].made + 365 * 86_400))
    );
    // A text no key made is no signature.
    assert!(
        !again
            .public(id)
            .unwrap()
            .verifies(b"head", sm3(b"x").as_bytes())
    );
}

#[cfg(unix)]
#[test]
fn the_master_key_is_its_owners_only_and_refused_otherwise() {
    use std::os::unix::fs::PermissionsExt as _;
    let kept = kept();
    SoftwareKeys::open(&kept.file, &kept.master)
        .unwrap()
        .current(Purpose::Rows)
        .unwrap();
    let mode = std::fs::metadata(&kept.master)
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(&kept.master, open).unwrap();
    let fault = SoftwareKeys::open(&kept.file, &kept.master).unwrap_err();
    assert!(fault.to_string().contains("0600"), "{fault}");
}

fn owner_only(file: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    #[cfg(not(unix))]
    let _ = file;
}
