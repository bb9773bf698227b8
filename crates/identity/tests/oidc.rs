//! The answer of another provider is taken only if it is the one that was asked for.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use identity::oidc::{Expected, Keys, OidcFault, Provider, Round, Vouched, vouched};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use serde_json::{Value, json};
use values::Instant;

const ISSUER: &str = "https://id.example";
const CLIENT: &str = "lianchuang";
const NOW: i64 = 1_900_000_000;

/// A provider with one key.
struct Signer {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Signer {
    fn new() -> Signer {
        let random = SystemRandom::new();
        let kept = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let way = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let pair = EcdsaKeyPair::from_pkcs8(way, kept.as_ref(), &random).unwrap();
        Signer { pair, random }
    }

    fn keys(&self) -> Keys {
        let point = self.pair.public_key().as_ref();
        Keys::read(&json!({"keys": [
            {"kty": "oct", "k": "AAAA", "kid": "shared"},
            {"kty": "EC", "crv": "P-256", "use": "sig", "kid": "one",
             "x": URL_SAFE_NO_PAD.encode(&point[1..33]), "y": URL_SAFE_NO_PAD.encode(&point[33..])},
        ]}))
    }

    fn token(&self, head: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", part(head), part(claims));
        let signature = self.pair.sign(&self.random, signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn head() -> Value {
    json!({"alg": "ES256", "kid": "one", "typ": "JWT"})
}

fn claims() -> Value {
    json!({"iss": ISSUER, "aud": CLIENT, "sub": "s-1", "nonce": "n-1", "iat": NOW - 5, "exp": NOW + 300})
}

fn with(name: &str, value: Value) -> Value {
    let mut claims = claims();
    claims[name] = value;
    claims
}

fn taken(keys: &Keys, token: &str) -> Result<Vouched, OidcFault> {
    let expected = Expected {
        issuer: ISSUER,
        client: CLIENT,
        nonce: "n-1",
        at: Instant::from_second(NOW).unwrap(),
    };
    vouched(token, keys, expected)
}

#[test]
fn the_answer_that_was_asked_for_is_taken_with_how_it_was_shown() {
    let signer = Signer::new();
    let keys = signer.keys();
    let found = taken(&keys, &signer.token(&head(), &claims())).unwrap();
    assert_eq!((found.subject.as_str(), found.shown_by.len()), ("s-1", 0));
    let mut shown = with("amr", json!(["pwd", "otp"]));
    shown["acr"] = json!("level-2");
    let found = taken(&keys, &signer.token(&head(), &shown)).unwrap();
    assert_eq!(found.shown_by, ["level-2", "pwd", "otp"]);
    let one_of_one = with("aud", json!([CLIENT]));
    assert!(taken(&keys, &signer.token(&head(), &one_of_one)).is_ok());
    let mut several = with("aud", json!(["other", CLIENT]));
    several["azp"] = json!(CLIENT);
    assert!(taken(&keys, &signer.token(&head(), &several)).is_ok());
    // Two clocks may differ by a minute.
    for (name, second) in [("exp", NOW - 59), ("iat", NOW + 59), ("nbf", NOW + 59)] {
        assert!(taken(&keys, &signer.token(&head(), &with(name, json!(second)))).is_ok());
    }
}

#[test]
fn an_answer_to_anything_else_is_refused_by_name() {
    let signer = Signer::new();
    let keys = signer.keys();
    let mut given_to_another = with("aud", json!([CLIENT, "other"]));
    given_to_another["azp"] = json!("other");
    for (claims, why) in [
        (with("iss", json!("https://id.example/")), OidcFault::Issuer),
        (
            with("iss", json!("https://other.example")),
            OidcFault::Issuer,
        ),
        (with("aud", json!("other")), OidcFault::Audience),
        (with("aud", json!(["other"])), OidcFault::Audience),
        (with("aud", json!([CLIENT, "other"])), OidcFault::Audience),
        (given_to_another, OidcFault::Audience),
        (with("azp", json!("other")), OidcFault::Audience),
        (with("aud", Value::Null), OidcFault::Audience),
        (with("nonce", json!("n-2")), OidcFault::Nonce),
        (with("nonce", Value::Null), OidcFault::Nonce),
        (with("exp", json!(NOW - 60)), OidcFault::Expired),
        (with("exp", Value::Null), OidcFault::Expired),
        (with("iat", json!(NOW + 61)), OidcFault::Expired),
        (with("nbf", json!(NOW + 61)), OidcFault::Expired),
        (with("sub", json!("")), OidcFault::Form),
        (with("sub", json!(7)), OidcFault::Form),
    ] {
        let token = signer.token(&head(), &claims);
        assert_eq!(taken(&keys, &token), Err(why), "{claims}");
    }
}

#[test]
fn a_signature_by_nobody_by_another_or_in_another_way_is_refused() {
    let signer = Signer::new();
    let keys = signer.keys();
    let good = signer.token(&head(), &claims());
    assert_eq!(
        taken(&Signer::new().keys(), &good),
        Err(OidcFault::Signature)
    );
    assert_eq!(taken(&Keys::default(), &good), Err(OidcFault::UnknownKey));
    let named = |kid: &str| json!({"alg": "ES256", "kid": kid});
    let other = signer.token(&named("two"), &claims());
    assert_eq!(taken(&keys, &other), Err(OidcFault::UnknownKey));
    for algorithm in ["none", "HS256", "ES384", "RS1", "none "] {
        let token = signer.token(&json!({"alg": algorithm, "kid": "one"}), &claims());
        assert_eq!(
            taken(&keys, &token),
            Err(OidcFault::Algorithm),
            "{algorithm}"
        );
    }
    // The algorithm must be one of the key's, whatever the head says.
    let token = signer.token(&json!({"alg": "RS256", "kid": "one"}), &claims());
    assert_eq!(taken(&keys, &token), Err(OidcFault::UnknownKey));
    let critical = json!({"alg": "ES256", "kid": "one", "crit": ["b64"], "b64": false});
    let token = signer.token(&critical, &claims());
    assert_eq!(taken(&keys, &token), Err(OidcFault::Algorithm));
    // One changed letter in the claims.
    let (start, end) = good.rsplit_once('.').unwrap();
    let forged = with("sub", json!("s-2")).to_string();
    let head = start.split('.').next().unwrap();
    let forged = format!("{head}.{}.{end}", URL_SAFE_NO_PAD.encode(forged));
    assert_eq!(taken(&keys, &forged), Err(OidcFault::Signature));
    for odd in ["", "a.b", "a.b.c.d", "!.!.!", &format!("{start}.")] {
        let why = taken(&keys, odd).unwrap_err();
        assert!(
            matches!(why, OidcFault::Form | OidcFault::Signature),
            "{odd}"
        );
    }
}

#[test]
fn a_provider_must_name_itself_as_it_is_set_and_a_round_is_never_asked_twice() {
    let told = json!({"issuer": ISSUER, "authorization_endpoint": "https://id.example/auth",
        "token_endpoint": "https://id.example/token", "jwks_uri": "https://id.example/keys"});
    let provider = Provider::read(ISSUER, &told).unwrap();
    assert_eq!(
        Provider::read("https://other.example", &told),
        Err(OidcFault::Provider)
    );
    let (one, other) = (Round::begin().unwrap(), Round::begin().unwrap());
    let all = [
        &one.state,
        &one.nonce,
        &one.verifier,
        &other.state,
        &other.nonce,
        &other.verifier,
    ];
    let different: std::collections::BTreeSet<&&String> = all.iter().collect();
    assert_eq!(different.len(), 6);
    let address = one.address(&provider, CLIENT, "https://office.example/back?x=1");
    assert!(address.starts_with("https://id.example/auth?response_type=code&scope=openid&"));
    assert!(address.contains("redirect_uri=https%3A%2F%2Foffice.example%2Fback%3Fx%3D1"));
    assert!(address.contains("code_challenge_method=S256"));
    assert!(!address.contains(&one.verifier), "only its digest is sent");
}
