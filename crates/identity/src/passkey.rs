//! Passkeys (WebAuthn): a key pair that never leaves the person's device, used only for this address and only after the
//! device has asked who holds it.

use serde_json::Value;
use url::Url;
use webauthn_rs::prelude::{
    Passkey, PasskeyAuthentication, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Uuid, Webauthn, WebauthnBuilder,
};

/// What goes wrong with passkeys.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyFault {
    /// The address of the product cannot carry passkeys, for instance a bare number.
    #[error(
        "passkeys need the product's address with a name, such as https://lianchuang.example.gov.cn: {0}"
    )]
    Address(String),
    /// What the device answered is not what was asked, or is not right.
    #[error("the device's answer does not hold: {0}")]
    Answer(String),
    /// A kept passkey cannot be read.
    #[error("a kept passkey cannot be read: {0}")]
    Kept(#[from] serde_json::Error),
}

/// The address passkeys are bound to.
#[derive(Debug, Clone)]
pub struct Place {
    webauthn: Webauthn,
}

/// A question to a device that is to make a passkey.
#[derive(Debug, Clone)]
pub struct Making(PasskeyRegistration);

/// A question to a device that is to show it holds a passkey.
#[derive(Debug, Clone)]
pub struct Asking(PasskeyAuthentication);

impl Place {
    /// The product at its public address.
    pub fn new(address: &str, name: &str) -> Result<Place, PasskeyFault> {
        let wrong = |cause: String| PasskeyFault::Address(cause);
        let address = Url::parse(address).map_err(|cause| wrong(cause.to_string()))?;
        let domain = address
            .domain()
            .ok_or_else(|| wrong(address.to_string()))?
            .to_owned();
        let webauthn = WebauthnBuilder::new(&domain, &address)
            .map(|builder| builder.rp_name(name))
            .and_then(WebauthnBuilder::build)
            .map_err(|cause| wrong(cause.to_string()))?;
        Ok(Place { webauthn })
    }

    /// Asks a device to make a passkey; the question goes to the browser, its other half stays here. `kept` are those the
    /// person has already.
    pub fn ask_to_make(
        &self,
        person: u64,
        login: &str,
        name: &str,
        kept: &[String],
    ) -> Result<(Value, Making), PasskeyFault> {
        let had = read(kept)?
            .iter()
            .map(|key| key.cred_id().clone())
            .collect();
        let (question, state) = self
            .webauthn
            .start_passkey_registration(Uuid::from_u128(u128::from(person)), login, name, Some(had))
            .map_err(|cause| PasskeyFault::Answer(cause.to_string()))?;
        Ok((serde_json::to_value(question)?, Making(state)))
    }

    /// The passkey a device made, to be kept.
    pub fn made(&self, making: &Making, answer: Value) -> Result<String, PasskeyFault> {
        let answer: RegisterPublicKeyCredential = serde_json::from_value(answer)?;
        let made = self
            .webauthn
            .finish_passkey_registration(&answer, &making.0)
            .map_err(|cause| PasskeyFault::Answer(cause.to_string()))?;
        Ok(serde_json::to_string(&made)?)
    }

    /// Asks a device to show that it holds one of these passkeys.
    pub fn ask(&self, kept: &[String]) -> Result<(Value, Asking), PasskeyFault> {
        let (question, state) = self
            .webauthn
            .start_passkey_authentication(&read(kept)?)
            .map_err(|cause| PasskeyFault::Answer(cause.to_string()))?;
        Ok((serde_json::to_value(question)?, Asking(state)))
    }

    /// Which of the kept passkeys answered, and how it is to be kept from now on: its counter may have moved.
    pub fn answered(
        &self,
        asking: &Asking,
        answer: Value,
        kept: &[String],
    ) -> Result<(usize, String), PasskeyFault> {
        let answer: PublicKeyCredential = serde_json::from_value(answer)?;
        let result = self
            .webauthn
            .finish_passkey_authentication(&answer, &asking.0)
            .map_err(|cause| PasskeyFault::Answer(cause.to_string()))?;
        let mut keys = read(kept)?;
        for (index, key) in keys.iter_mut().enumerate() {
            if key.update_credential(&result).is_some() {
                return Ok((index, serde_json::to_string(key)?));
            }
        }
        Err(PasskeyFault::Answer("an unknown passkey".to_owned()))
    }
}

fn read(kept: &[String]) -> Result<Vec<Passkey>, PasskeyFault> {
    Ok(kept
        .iter()
        .map(|text| serde_json::from_str(text))
        .collect::<Result<_, _>>()?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
mod tests {
    use super::*;

    #[test]
    fn passkeys_need_an_address_with_a_name() {
        assert!(Place::new("https://lianchuang.example.gov.cn", "联创").is_ok());
        assert!(Place::new("http://localhost:8080", "联创").is_ok());
        for address in ["http://127.0.0.1:8080", "not an address"] {
            assert!(Place::new(address, "联创").is_err(), "{address}");
        }
    }

    #[test]
    fn an_answer_that_is_no_answer_is_refused() {
        let place = Place::new("http://localhost:8080", "联创").unwrap();
        let (question, making) = place.ask_to_make(7, "alder", "Alder", &[]).unwrap();
        assert!(question["publicKey"]["challenge"].is_string());
        let answer = serde_json::json!({"id": "x", "rawId": "eA", "type": "public-key", "response": {
            "attestationObject": "eA", "clientDataJSON": "eA"
        }});
        assert!(place.made(&making, answer).is_err());
    }
}
