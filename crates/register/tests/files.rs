//! Files by digest.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod place;

use std::process::Command;

use place::Place;
use register::{FileFault, Files};

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
