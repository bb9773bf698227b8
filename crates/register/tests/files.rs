//! Files by digest.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod place;

use std::process::Command;
use std::sync::Arc;

use place::Place;
use register::{Digest, FileFault, Files};
use seal::{KeyProvider as _, Purpose, SoftwareKeys};

#[test]
fn a_file_is_found_by_its_digest_and_put_once() {
    let place = Place::new("files-once");
    let files = Files::open(&place.join("files")).unwrap();
    let first = files.put(b"minutes").unwrap();
    let second = files.put(b"").unwrap();
    assert_eq!(files.put(b"minutes").unwrap(), first);
    assert_eq!(files.get(first).unwrap(), b"minutes");
    assert_eq!(files.get(second).unwrap(), b"");
    let mut both = [first, second];
    both.sort_unstable();
    assert_eq!(files.digests().unwrap(), both);
}

#[test]
fn an_altered_file_is_never_given_and_is_made_good_by_putting_it_again() {
    let place = Place::new("files-altered");
    let files = Files::open(&place).unwrap();
    let digest = files.put(b"minutes").unwrap();
    std::fs::write(files.path(digest), b"Minutes").unwrap();
    let Err(FileFault::Altered { expected, found }) = files.get(digest) else {
        panic!("the altered file was given");
    };
    assert_eq!((expected, found), (digest, seal::sm3(b"Minutes")));
    files.put(b"minutes").unwrap();
    assert_eq!(files.get(digest).unwrap(), b"minutes");
}

#[test]
fn a_file_that_is_not_there_is_missing() {
    let place = Place::new("files-missing");
    let files = Files::open(&place).unwrap();
    let digest = seal::sm3(b"never put");
    assert!(matches!(files.get(digest), Err(FileFault::Missing(missing)) if missing == digest));
}

#[test]
fn what_an_interrupted_write_left_is_no_file() {
    let place = Place::new("files-unfinished");
    let files = Files::open(&place).unwrap();
    std::fs::write(place.join("unfinished-1-0"), b"half").unwrap();
    assert!(files.digests().unwrap().is_empty());
}

#[test]
fn many_may_put_the_same_file_at_once() {
    let place = Place::new("files-race");
    let files = Files::open(&place).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for number in 0..20_u8 {
                    let digest = files.put(&[number; 100]).unwrap();
                    assert_eq!(files.get(digest).unwrap(), [number; 100]);
                }
            });
        }
    });
    assert_eq!(files.digests().unwrap().len(), 20);
}

#[test]
fn openssl_gives_a_file_the_name_it_stands_under() {
    let place = Place::new("files-openssl");
    let files = Files::open(&place).unwrap();
    let digest = files.put("会议纪要".as_bytes()).unwrap();
    let output = Command::new("openssl")
        .args(["dgst", "-sm3", "-r"])
        .arg(files.path(digest))
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.starts_with(&format!("{digest} ")), "{said}");
}

fn keys() -> Arc<SoftwareKeys> {
    Arc::new(SoftwareKeys::in_memory())
}

fn stands(files: &Files, digest: Digest) -> Vec<u8> {
    std::fs::read(files.path(digest)).unwrap()
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|part| part == text)
}

const MARKER: &[u8] = b"marker of a planted file 320502199001011234";

#[test]
fn m27_what_is_put_with_keys_stands_encrypted_for_its_digest_and_is_read_with_them_only() {
    let place = Place::new("files-sealed");
    let keys = keys();
    let files = Files::open(&place).unwrap().sealed_by(keys.clone());
    let digest = files.put(MARKER).unwrap();
    assert_eq!(
        digest,
        seal::sm3(MARKER),
        "it keeps the name of its content"
    );
    assert_eq!(files.put(MARKER).unwrap(), digest);
    assert!(!holds(&stands(&files, digest), b"planted"));
    assert_eq!(files.get(digest).unwrap(), MARKER);
    // Copied and checked without keys, and not read.
    let bare = Files::open(&place).unwrap();
    assert_eq!(bare.as_it_stands(digest).unwrap(), stands(&files, digest));
    assert!(matches!(bare.get(digest), Err(FileFault::Sealed(of)) if of == digest));
    let other = Files::open(&place).unwrap().sealed_by(self::keys());
    assert!(matches!(other.get(digest), Err(FileFault::Key { .. })));
    assert_eq!(bare.digests().unwrap(), [digest]);
}

#[test]
fn m27_an_encrypted_file_that_was_altered_or_moved_is_not_given_and_mostly_found_without_keys() {
    let place = Place::new("files-sealed-altered");
    let files = Files::open(&place).unwrap().sealed_by(keys());
    let bare = Files::open(&place).unwrap();
    let (digest, other) = (files.put(MARKER).unwrap(), files.put(b"another").unwrap());
    let whole = stands(&files, digest);
    for at in 0..whole.len() {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        std::fs::write(files.path(digest), &altered).unwrap();
        assert!(files.get(digest).is_err(), "byte {at}");
        // A line that names another key is noticed only by whoever has them.
        let names_key = altered.starts_with(b"lianchuang.file.1 files.") && at < 25;
        assert!(bare.as_it_stands(digest).is_err() || names_key, "byte {at}");
    }
    std::fs::write(files.path(digest), stands(&files, other)).unwrap();
    assert!(files.get(digest).is_err(), "moved from another place");
    assert!(bare.as_it_stands(digest).is_err());
    std::fs::write(files.path(digest), &whole[..whole.len() - 1]).unwrap();
    assert!(files.get(digest).is_err() && bare.as_it_stands(digest).is_err());
    // Putting it again makes it good.
    files.put(MARKER).unwrap();
    assert_eq!(files.get(digest).unwrap(), MARKER);
}

#[test]
fn m27_plain_files_of_an_earlier_version_are_read_and_encrypted_and_a_key_goes_once_nothing_needs_it()
 {
    let place = Place::new("files-sealed-anew");
    let plain = Files::open(&place).unwrap();
    let digests = [plain.put(MARKER).unwrap(), plain.put(b"another").unwrap()];
    let before = std::fs::File::open(plain.path(digests[0])).unwrap();
    let keys = keys();
    let files = Files::open(&place).unwrap().sealed_by(keys.clone());
    assert_eq!(files.get(digests[0]).unwrap(), MARKER);
    assert_eq!(files.seal_anew().unwrap(), 2);
    assert_eq!(files.seal_anew().unwrap(), 0);
    let mut left = Vec::new();
    std::io::Read::read_to_end(&mut &before, &mut left).unwrap();
    assert_eq!(
        left,
        vec![0; MARKER.len()],
        "what stood plain is overwritten"
    );

    let first = keys.current(Purpose::Files).unwrap();
    keys.rotate(Purpose::Files).unwrap();
    let third = files.put(b"under the second key").unwrap();
    let refused = files.destroy_key(first);
    assert!(
        matches!(refused, Err(FileFault::KeyNeeded { under: 2, .. })),
        "{refused:?}"
    );
    assert_eq!(
        files.get(digests[0]).unwrap(),
        MARKER,
        "the one before still reads"
    );
    assert_eq!(files.seal_anew().unwrap(), 2);
    files.destroy_key(first).unwrap();
    for (digest, content) in [
        (digests[0], MARKER),
        (digests[1], b"another"),
        (third, b"under the second key"),
    ] {
        assert_eq!(files.get(digest).unwrap(), content);
    }
}

#[test]
fn m24_a_destroyed_file_is_gone_and_its_bytes_are_overwritten_before() {
    let place = Place::new("files-destroyed");
    let files = Files::open(&place).unwrap();
    let digest = files.put(MARKER).unwrap();
    let held = std::fs::File::open(files.path(digest)).unwrap();
    assert!(files.destroy(digest).unwrap());
    assert!(!files.destroy(digest).unwrap(), "there is none any more");
    assert!(!files.holds(digest));
    let mut left = Vec::new();
    std::io::Read::read_to_end(&mut &held, &mut left).unwrap();
    assert_eq!(left, vec![0; MARKER.len()]);
}
