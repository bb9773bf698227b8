//! Signing in by an SM2 certificate, as a UKey holds one: a statement that names origin, session and challenge, signed by the key
//! of a certificate that an authority vouches for and has not taken back.

mod authority;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{Signature, SigningKey, VerifyingKey};
use sm2::pkcs8::DecodePrivateKey as _;
use values::Instant;
use x509_cert::Certificate;
use x509_cert::der::{DecodePem as _, Encode as _};

pub use authority::Authorities;

/// The identity every signature is made and verified under (GB/T 35276).
const IDENTITY: &str = "1234567812345678";
/// Seconds for which a challenge may be answered.
pub const SECONDS: i64 = 60;
/// How a statement begins.
const BEGINNING: &str = "lianchuang certificate 1";
/// An SM2 key in a certificate: an elliptic curve, and which.
const ELLIPTIC: &str = "1.2.840.10045.2.1";
const CURVE: &str = "1.2.156.10197.1.301";
/// SM2 with SM3, the only signature taken.
const SM2_WITH_SM3: &str = "1.2.156.10197.1.501";

/// Why a certificate is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CertificateFault {
    /// The answer cannot be read.
    #[error("the answer cannot be read")]
    Form,
    /// It was made for another site.
    #[error("the answer was made for another site")]
    Origin,
    /// It was made for another session.
    #[error("the answer was made for another session")]
    Session,
    /// It answers another challenge.
    #[error("the answer is to another challenge")]
    Challenge,
    /// It came too late.
    #[error("the answer came too late")]
    Late,
    /// The key of the certificate did not sign it.
    #[error("the key of the certificate did not sign the answer")]
    Signature,
    /// No authority set here vouches for the certificate.
    #[error("no authority set here vouches for the certificate")]
    Untrusted,
    /// The certificate is not for signing.
    #[error("the certificate is not for signing")]
    Purpose,
    /// Its time is over or has not begun.
    #[error("the time of the certificate is over or has not begun")]
    Expired,
    /// The authority has taken it back.
    #[error("the certificate is revoked")]
    Revoked,
    /// There is no list of revocations by its authority, or its time is over.
    #[error("there is no current list of revocations by the authority")]
    Unlisted,
}

impl CertificateFault {
    /// Its name, for words and for the log.
    pub fn key(self) -> &'static str {
        match self {
            CertificateFault::Form => "form",
            CertificateFault::Origin => "origin",
            CertificateFault::Session => "session",
            CertificateFault::Challenge => "challenge",
            CertificateFault::Late => "late",
            CertificateFault::Signature => "signature",
            CertificateFault::Untrusted => "untrusted",
            CertificateFault::Purpose => "purpose",
            CertificateFault::Expired => "expired",
            CertificateFault::Revoked => "revoked",
            CertificateFault::Unlisted => "unlisted",
        }
    }
}

/// What is signed. Whoever signs fills in the origin they see, so that an answer made for another site is of no use here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The site, as scheme, host and port.
    pub origin: String,
    /// The session's mark.
    pub session: String,
    /// The challenge.
    pub challenge: String,
}

impl fmt::Display for Statement {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Statement {
            origin,
            session,
            challenge,
        } = self;
        write!(
            out,
            "{BEGINNING}\norigin: {origin}\nsession: {session}\nchallenge: {challenge}\n"
        )
    }
}

impl Statement {
    fn read(text: &str) -> Option<Statement> {
        let mut lines = text.lines();
        let mut part = |name: &str| {
            let line = lines.next()?;
            line.strip_prefix(name).map(str::to_owned)
        };
        part(BEGINNING).filter(String::is_empty)?;
        let read = Statement {
            origin: part("origin: ")?,
            session: part("session: ")?,
            challenge: part("challenge: ")?,
        };
        // Only the one way to write it: nothing is signed that is not read.
        (read.to_string() == text).then_some(read)
    }
}

/// An answer, as a device's software fills it in.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The statement as it was signed.
    pub statement: String,
    /// The certificate, as PEM.
    pub certificate: String,
    /// The signature in base 64, as DER or as two numbers of 32 bytes.
    pub signature: String,
}

/// A challenge that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// What a right answer says.
    pub statement: Statement,
    /// When it was asked.
    pub at: Instant,
}

/// A certificate that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The digest (SHA-256) of the whole certificate.
    pub fingerprint: String,
}

/// Which certificate an answer shows, if it is the answer that was asked for and the certificate holds.
pub fn shown(
    answer: &Answer,
    asked: &Asked,
    authorities: &Authorities,
    at: Instant,
) -> Result<Shown, CertificateFault> {
    let said = Statement::read(&answer.statement).ok_or(CertificateFault::Form)?;
    let wanted = &asked.statement;
    if said.origin != wanted.origin {
        return Err(CertificateFault::Origin);
    }
    if said.session != wanted.session {
        return Err(CertificateFault::Session);
    }
    if said.challenge != wanted.challenge {
        return Err(CertificateFault::Challenge);
    }
    if at.second() - asked.at.second() >= SECONDS {
        return Err(CertificateFault::Late);
    }
    let certificate =
        Certificate::from_pem(answer.certificate.trim()).map_err(|_| CertificateFault::Form)?;
    let signature = STANDARD.decode(answer.signature.trim());
    let signature = signature.map_err(|_| CertificateFault::Form)?;
    if !signed_by(&certificate, answer.statement.as_bytes(), &signature) {
        return Err(CertificateFault::Signature);
    }
    authorities.vouch_for(&certificate, at)?;
    let whole = certificate.to_der().map_err(|_| CertificateFault::Form)?;
    let fingerprint = digest(&SHA256, &whole);
    let digits = fingerprint
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"));
    Ok(Shown {
        fingerprint: digits.collect(),
    })
}

/// Whether the key of a certificate signed a message.
fn signed_by(certificate: &Certificate, message: &[u8], signature: &[u8]) -> bool {
    let key = certificate.tbs_certificate().subject_public_key_info();
    let curve = key.algorithm.parameters.as_ref();
    let curve = curve.and_then(|curve| {
        curve
            .decode_as::<x509_cert::der::asn1::ObjectIdentifier>()
            .ok()
    });
    if key.algorithm.oid.to_string() != ELLIPTIC
        || curve.is_none_or(|curve| curve.to_string() != CURVE)
    {
        return false;
    }
    let signature = Signature::from_der(signature).or_else(|_| Signature::from_slice(signature));
    let point = key.subject_public_key.raw_bytes();
    let key = VerifyingKey::from_sec1_bytes(IDENTITY, point);
    match (key, signature) {
        (Ok(key), Ok(signature)) => key.verify(message, &signature).is_ok(),
        _ => false,
    }
}

/// Signs a statement with a key in a file: for tests and for trying it out, where a device would do it inside.
pub fn answer(
    statement: &Statement,
    key: &str,
    certificate: &str,
) -> Result<Answer, CertificateFault> {
    let key = sm2::SecretKey::from_pkcs8_pem(key).map_err(|_| CertificateFault::Form)?;
    let key = SigningKey::new(IDENTITY, &key).map_err(|_| CertificateFault::Form)?;
    let statement = statement.to_string();
    let signature: Signature = key.sign(statement.as_bytes());
    Ok(Answer {
        signature: STANDARD.encode(signature.to_der()),
        certificate: certificate.to_owned(),
        statement,
    })
}
