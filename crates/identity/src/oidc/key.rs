//! A provider's keys, and which signatures are accepted: RSA and P-256, never none, never one made with a shared secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::Value;

use super::OidcFault;

/// The public keys of a provider.
#[derive(Debug, Clone, Default)]
pub struct Keys(Vec<Key>);

#[derive(Debug, Clone)]
struct Key {
    id: Option<String>,
    material: Material,
}

#[derive(Debug, Clone)]
enum Material {
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    P256(Vec<u8>),
}

impl Keys {
    /// Reads a key set; keys that are not for signatures, or of a kind not used here, are passed over.
    pub fn read(told: &Value) -> Keys {
        let keys = told.get("keys").and_then(Value::as_array);
        Keys(keys.into_iter().flatten().filter_map(Key::read).collect())
    }

    /// Whether a signature is by one of the keys, in the way the head of the token says.
    pub(super) fn verify(
        &self,
        head: &Value,
        signed: &[u8],
        signature: &[u8],
    ) -> Result<(), OidcFault> {
        let text = |name: &str| head.get(name).and_then(Value::as_str);
        let algorithm = text("alg").ok_or(OidcFault::Form)?;
        // A head that asks for something to be understood is not understood here.
        if head.get("crit").is_some() || !matches!(algorithm, "RS256" | "PS256" | "ES256") {
            return Err(OidcFault::Algorithm);
        }
        let named = text("kid");
        let mut fitting = self
            .0
            .iter()
            .filter(|key| key.fits(algorithm) && (named.is_none() || key.id.as_deref() == named))
            .peekable();
        if fitting.peek().is_none() {
            return Err(OidcFault::UnknownKey);
        }
        if fitting.any(|key| key.signed(algorithm, signed, signature)) {
            Ok(())
        } else {
            Err(OidcFault::Signature)
        }
    }
}

impl Key {
    fn read(told: &Value) -> Option<Key> {
        let text = |name: &str| told.get(name).and_then(Value::as_str);
        let bytes = |name: &str| URL_SAFE_NO_PAD.decode(text(name)?).ok();
        if text("use").is_some_and(|used| used != "sig") {
            return None;
        }
        let material = match text("kty")? {
            "RSA" => Material::Rsa {
                modulus: bytes("n")?,
                exponent: bytes("e")?,
            },
            "EC" if text("crv") == Some("P-256") => {
                let mut point = vec![4];
                point.extend(bytes("x")?);
                point.extend(bytes("y")?);
                Material::P256(point)
            }
            _ => return None,
        };
        Some(Key {
            id: text("kid").map(str::to_owned),
            material,
        })
    }

    fn fits(&self, algorithm: &str) -> bool {
        match self.material {
            Material::Rsa { .. } => matches!(algorithm, "RS256" | "PS256"),
            Material::P256(_) => algorithm == "ES256",
        }
    }

    fn signed(&self, algorithm: &str, signed: &[u8], signature: &[u8]) -> bool {
        match &self.material {
            Material::Rsa { modulus, exponent } => {
                let way = if algorithm == "PS256" {
                    &RSA_PSS_2048_8192_SHA256
                } else {
                    &RSA_PKCS1_2048_8192_SHA256
                };
                let key = RsaPublicKeyComponents {
                    n: modulus,
                    e: exponent,
                };
                key.verify(way, signed, signature).is_ok()
            }
            Material::P256(point) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(signed, signature)
                .is_ok(),
        }
    }
}
