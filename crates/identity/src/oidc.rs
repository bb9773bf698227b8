//! Signing in at another provider (OpenID Connect, authorization code with PKCE): what is asked, and whether the answer is the
//! one that was asked for. Nothing here speaks to a network, keeps anything or reads a clock.

mod key;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use serde_json::Value;
use values::Instant;

pub use key::Keys;

/// Seconds by which two clocks may differ.
const LEEWAY: i64 = 60;

/// Why an answer is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OidcFault {
    /// The provider describes itself under another name, or not as one can use it.
    #[error("the provider does not describe itself as set")]
    Provider,
    /// No randomness could be had.
    #[error("no randomness could be had from the machine")]
    Randomness,
    /// The token is none.
    #[error("the token cannot be read")]
    Form,
    /// It is signed in a way that is not accepted.
    #[error("the token is signed in a way that is not accepted")]
    Algorithm,
    /// The key it names is not among the provider's.
    #[error("the key of the token is not known")]
    UnknownKey,
    /// The signature does not fit.
    #[error("the signature of the token does not fit")]
    Signature,
    /// Another provider issued it.
    #[error("another provider issued the token")]
    Issuer,
    /// It is for somebody else.
    #[error("the token is for another client")]
    Audience,
    /// It answers another question.
    #[error("the token answers another question")]
    Nonce,
    /// It is over, or not yet begun.
    #[error("the time of the token is over or has not begun")]
    Expired,
}

impl OidcFault {
    /// Its name, for the log.
    pub fn key(self) -> &'static str {
        match self {
            OidcFault::Provider => "provider",
            OidcFault::Randomness => "randomness",
            OidcFault::Form => "form",
            OidcFault::Algorithm => "algorithm",
            OidcFault::UnknownKey => "unknown_key",
            OidcFault::Signature => "signature",
            OidcFault::Issuer => "issuer",
            OidcFault::Audience => "audience",
            OidcFault::Nonce => "nonce",
            OidcFault::Expired => "expired",
        }
    }
}

/// A provider as it describes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    /// Its name: the address it is set under.
    pub issuer: String,
    /// Where people are sent.
    pub authorization: String,
    /// Where a code is exchanged.
    pub token: String,
    /// Where its keys are.
    pub keys: String,
}

impl Provider {
    /// Reads what a provider says of itself; it must name itself as it is set.
    pub fn read(issuer: &str, told: &Value) -> Result<Provider, OidcFault> {
        let text = |name: &str| {
            let text = told.get(name).and_then(Value::as_str);
            text.map(str::to_owned).ok_or(OidcFault::Provider)
        };
        if text("issuer")? != issuer {
            return Err(OidcFault::Provider);
        }
        Ok(Provider {
            issuer: issuer.to_owned(),
            authorization: text("authorization_endpoint")?,
            token: text("token_endpoint")?,
            keys: text("jwks_uri")?,
        })
    }
}

/// One round of signing in: what binds the answer to the question and to the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Comes back with the code.
    pub state: String,
    /// Comes back in the token.
    pub nonce: String,
    /// Shown when the code is exchanged; before, only its digest was.
    pub verifier: String,
}

impl Round {
    /// Begins a round.
    pub fn begin() -> Result<Round, OidcFault> {
        Ok(Round {
            state: random()?,
            nonce: random()?,
            verifier: random()?,
        })
    }

    /// Where the browser is sent.
    pub fn address(&self, provider: &Provider, client: &str, back: &str) -> String {
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, self.verifier.as_bytes()));
        let asked = [
            ("response_type", "code"),
            ("scope", "openid"),
            ("client_id", client),
            ("redirect_uri", back),
            ("state", &self.state),
            ("nonce", &self.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let asked: Vec<String> = asked
            .iter()
            .map(|(name, value)| format!("{name}={}", encoded(value)))
            .collect();
        let joint = if provider.authorization.contains('?') {
            '&'
        } else {
            '?'
        };
        format!("{}{joint}{}", provider.authorization, asked.join("&"))
    }
}

/// A text as it stands in a query.
fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
        out
    })
}

/// A secret nobody can guess.
pub fn random() -> Result<String, OidcFault> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| OidcFault::Randomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Whom a provider vouches for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vouched {
    /// The person's name at the provider; it means nothing anywhere else.
    pub subject: String,
    /// How the provider says it was shown: `acr` and all of `amr`.
    pub shown_by: Vec<String>,
}

/// What a token must answer.
#[derive(Debug, Clone, Copy)]
pub struct Expected<'a> {
    /// The provider it must come from.
    pub issuer: &'a str,
    /// Whom it must be for.
    pub client: &'a str,
    /// The question it must answer.
    pub nonce: &'a str,
    /// The time now.
    pub at: Instant,
}

/// Whom a token vouches for, if it is the answer that was asked for.
pub fn vouched(token: &str, keys: &Keys, expected: Expected) -> Result<Vouched, OidcFault> {
    let mut parts = token.split('.');
    let (Some(head), Some(body), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(OidcFault::Form);
    };
    let signed = &token[..head.len() + 1 + body.len()];
    keys.verify(&json(head)?, signed.as_bytes(), &bytes(signature)?)?;
    let claims = json(body)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(expected.issuer) {
        return Err(OidcFault::Issuer);
    }
    if !is_for(&claims, expected.client) {
        return Err(OidcFault::Audience);
    }
    if text("nonce") != Some(expected.nonce) {
        return Err(OidcFault::Nonce);
    }
    let second = |name: &str| claims.get(name).and_then(Value::as_i64);
    let now = expected.at.second();
    let runs = second("exp").is_some_and(|end| now < end.saturating_add(LEEWAY))
        && second("iat").is_some_and(|begin| begin <= now.saturating_add(LEEWAY))
        && second("nbf").is_none_or(|begin| begin <= now.saturating_add(LEEWAY));
    if !runs {
        return Err(OidcFault::Expired);
    }
    let subject = text("sub").filter(|subject| (1..=255).contains(&subject.len()));
    let methods = claims.get("amr").and_then(Value::as_array);
    let methods = methods.into_iter().flatten().filter_map(Value::as_str);
    Ok(Vouched {
        subject: subject.ok_or(OidcFault::Form)?.to_owned(),
        shown_by: text("acr")
            .into_iter()
            .chain(methods)
            .map(str::to_owned)
            .collect(),
    })
}

/// Whether the client is the one the token is for; among several it must be the one it was given to.
fn is_for(claims: &Value, client: &str) -> bool {
    let given_to = claims.get("azp").and_then(Value::as_str);
    match claims.get("aud") {
        Some(Value::String(one)) => one == client && given_to.is_none_or(|to| to == client),
        Some(Value::Array(several)) => {
            several.iter().any(|one| one == client)
                && (several.len() == 1 || given_to == Some(client))
                && given_to.is_none_or(|to| to == client)
        }
        _ => false,
    }
}

fn bytes(part: &str) -> Result<Vec<u8>, OidcFault> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| OidcFault::Form)
}

fn json(part: &str) -> Result<Value, OidcFault> {
    serde_json::from_slice(&bytes(part)?).map_err(|_| OidcFault::Form)
}
