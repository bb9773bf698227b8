//! Test vectors of GB/T 32905 and of HMAC-SM3.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use seal::{Digest, HmacSm3, Sm3, hmac_sm3, pbkdf2_sm3, sha256, sm3};

#[test]
fn sm3_gives_the_standard_values() {
    for (message, digest) in [
        (
            String::new(),
            "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b",
        ),
        (
            "a".to_owned(),
            "623476ac18f65a2909e43c7fec61b49c7e764a91a18ccb82f1917a29c86c5e88",
        ),
        (
            "abc".to_owned(),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
        ),
        (
            "abcd".repeat(16),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
        ),
        (
            "abcdefghijklmnopqrstuvwxyz".to_owned(),
            "b80fe97a4da24afc277564f66a359ef440462ad28dcc6d63adb24d5c20a61595",
        ),
    ] {
        assert_eq!(sm3(message.as_bytes()).to_string(), digest, "{message}");
    }
}

#[test]
fn sm3_takes_chinese_text_as_its_utf8_bytes() {
    let message = "\u{82cf}\u{5dde}\u{5e02}\u{521b}\u{65b0}\u{8054}\u{5408}\u{4f53}";
    assert_eq!(
        sm3(message.as_bytes()).to_string(),
        "c47e11deaec2a2e5d9ae50e3deaacb9b2b9ae4e1adff0f072ddf64e627b5f9bc"
    );
}

#[test]
fn bytes_that_come_in_parts_give_the_same_digest() {
    let mut parts = Sm3::new();
    parts.update(b"ab");
    parts.update(b"c");
    assert_eq!(parts.finish(), sm3(b"abc"));
}

#[test]
fn hmac_sm3_gives_the_known_values() {
    let key: Vec<u8> = (1..=32).collect();
    let message = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".repeat(2);
    assert_eq!(
        hmac_sm3(&key, message.as_bytes()).to_string(),
        "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a"
    );
    assert_eq!(
        hmac_sm3(&[0x0b; 20], b"Hi There").to_string(),
        "51b00d1fb49832bfb01c3ce27848e59f871d9ba938dc563b338ca964755cce70"
    );
}

#[test]
fn hmac_sm3_shortens_a_key_longer_than_a_block() {
    let long = [0xaa_u8; 131];
    assert_eq!(
        hmac_sm3(&long, b"text"),
        hmac_sm3(sm3(&long).as_bytes(), b"text")
    );
    let mut parts = HmacSm3::new(&long);
    parts.update(b"te");
    parts.update(b"xt");
    assert_eq!(parts.finish(), hmac_sm3(&long, b"text"));
}

#[test]
fn pbkdf2_with_sm3_gives_the_known_value() {
    let key = pbkdf2_sm3(b"password", b"salt", 4096);
    assert_eq!(
        Digest::from_bytes(key).to_string(),
        "b6e8f2074c87432b78f62e5ced980fdff89e86af2f693dab1638e2b3683045dd"
    );
}

#[test]
fn sha256_gives_the_standard_value() {
    assert_eq!(
        sha256(b"abc").to_string(),
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
}

#[test]
fn a_digest_is_read_from_its_text_and_nothing_else_is() {
    let digest = sm3(b"abc");
    assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
    for text in [
        "",
        "66c7",
        &"g".repeat(64),
        &"é".repeat(32),
        &"+f".repeat(32),
    ] {
        assert!(text.parse::<Digest>().is_err(), "{text}");
    }
}

#[test]
fn hmac_sha256_gives_the_values_of_rfc_4231() {
    assert_eq!(
        seal::hmac_sha256(&[0x0b; 20], b"Hi There").to_string(),
        "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    );
    // A key longer than a block is digested first.
    assert_eq!(
        seal::hmac_sha256(
            &[0xaa; 131],
            b"Test Using Larger Than Block-Size Key - Hash Key First"
        )
        .to_string(),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}
