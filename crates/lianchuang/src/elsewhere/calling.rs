//! What is asked of the provider itself: how it describes itself, its keys, and the token for a code. Only hosts that are set are
//! called, over TLS unless it is this machine; no redirect is followed, and no more is read than such an answer needs.

use std::time::Duration;

use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use identity::oidc::{Keys, Provider};
use serde_json::Value;
use ureq::http::Uri;

use super::{NotIn, Settings};
use crate::listing::encode;

/// How long the provider may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most bytes of an answer.
const LONGEST: u64 = 256 * 1024;

/// A way to the hosts that are set, and to no others.
#[derive(Debug)]
pub struct Calling {
    hosts: Vec<String>,
    agent: ureq::Agent,
}

/// Host and port of an address that may be called.
fn host(address: &str) -> anyhow::Result<String> {
    let uri: Uri = address
        .parse()
        .with_context(|| format!("{address} is no address"))?;
    let authority = uri
        .authority()
        .with_context(|| format!("{address} names no host"))?;
    if authority.as_str().contains('@') {
        bail!("{address} names a user too");
    }
    let here = matches!(authority.host(), "127.0.0.1" | "localhost" | "[::1]");
    match uri.scheme_str() {
        Some("https") => {}
        Some("http") if here => {}
        _ => bail!("{address} does not begin with https://"),
    }
    Ok(authority.as_str().to_lowercase())
}

impl Calling {
    /// A way to the issuer's own host and to others named, separated by blanks.
    pub fn to(issuer: &str, others: &str) -> anyhow::Result<Calling> {
        let mut hosts = vec![host(issuer).context("oidc_issuer")?];
        hosts.extend(others.split_whitespace().map(str::to_lowercase));
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .proxy(None)
            .build();
        Ok(Calling {
            hosts,
            agent: config.into(),
        })
    }

    fn allowed(&self, address: &str) -> Result<(), NotIn> {
        match host(address) {
            Ok(host) if self.hosts.contains(&host) => Ok(()),
            Ok(host) => Err(NotIn::Unreachable(format!(
                "{host} is not among the hosts set"
            ))),
            Err(cause) => Err(NotIn::Unreachable(format!("{cause:#}"))),
        }
    }

    /// How the provider describes itself, and its keys.
    pub fn described(&self, issuer: &str) -> Result<(Provider, Keys), NotIn> {
        let place = format!(
            "{}/.well-known/openid-configuration",
            issuer.trim_end_matches('/')
        );
        let provider = Provider::read(issuer, &self.read(&place)?).map_err(NotIn::Token)?;
        // Where people are sent is looked at too: the provider alone is trusted with that.
        for address in [&provider.authorization, &provider.token] {
            self.allowed(address)?;
        }
        let keys = Keys::read(&self.read(&provider.keys)?);
        Ok((provider, keys))
    }

    fn read(&self, address: &str) -> Result<Value, NotIn> {
        self.allowed(address)?;
        let unreachable = |cause: ureq::Error| NotIn::Unreachable(cause.to_string());
        let mut answer = self.agent.get(address).call().map_err(unreachable)?;
        if answer.status().as_u16() != 200 {
            return Err(NotIn::Unreachable(format!(
                "HTTP {}",
                answer.status().as_u16()
            )));
        }
        let body = answer.body_mut().with_config().limit(LONGEST);
        body.read_json().map_err(unreachable)
    }

    /// The token for a code.
    pub fn exchange(
        &self,
        provider: &Provider,
        settings: &Settings,
        code: &str,
        verifier: &str,
        back: &str,
    ) -> Result<String, NotIn> {
        self.allowed(&provider.token)?;
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", back),
            ("code_verifier", verifier),
        ];
        let mut asked = self.agent.post(&provider.token);
        if let Some(secret) = &settings.secret {
            // Both are encoded before they are joined (RFC 6749, 2.3.1).
            let pair = format!("{}:{}", encode(&settings.client), encode(secret));
            asked = asked.header("Authorization", format!("Basic {}", STANDARD.encode(pair)));
        } else {
            fields.push(("client_id", &settings.client));
        }
        let unreachable = |cause: ureq::Error| NotIn::Unreachable(cause.to_string());
        let mut answer = asked.send_form(fields).map_err(unreachable)?;
        match answer.status().as_u16() {
            200 => {}
            400..=499 => return Err(NotIn::Exchange),
            status => return Err(NotIn::Unreachable(format!("HTTP {status}"))),
        }
        let body = answer.body_mut().with_config().limit(LONGEST);
        let told: Value = body.read_json().map_err(unreachable)?;
        let token = told.get("id_token").and_then(Value::as_str);
        token.map(str::to_owned).ok_or(NotIn::Exchange)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use super::*;

    #[test]
    fn only_hosts_that_are_set_are_called_and_in_the_clear_only_on_this_machine() {
        let calling = Calling::to("https://id.example/realm", "keys.example:8443").unwrap();
        for address in [
            "https://id.example/token",
            "https://ID.example/x",
            "https://keys.example:8443/k",
        ] {
            assert_eq!(calling.allowed(address), Ok(()), "{address}");
        }
        for address in [
            "https://id.example:444/token",
            "https://other.example/token",
            "https://id.example.other.example/",
            "https://id.example@other.example/",
            "http://id.example/token",
            "file:///etc/passwd",
            "id.example/token",
        ] {
            assert!(calling.allowed(address).is_err(), "{address}");
        }
        assert!(Calling::to("http://id.example", "").is_err());
        assert!(Calling::to("http://127.0.0.1:9000", "").is_ok());
    }
}
