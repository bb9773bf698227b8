//! Webhooks (Standard Webhooks): what everybody may read of the register, told to targets that are set, signed, without
//! personal data. A target in a private range is refused after its name was looked up, and no redirect is followed.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use acts::ask::Actor;
use acts::{Recorded, World, sight};
use anyhow::{Context as _, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cabinet::{Job, Lane, Tried};
use seal::hmac_sha256;
use serde_json::json;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use values::Instant;

use super::alarms;
use super::deliver::again;
use super::letter::mark;
use crate::app::App;

/// How long a target may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// Jobs in one round.
const ROUND: usize = 100;
/// How a secret is written.
const SECRET_PREFIX: &str = "whsec_";

/// Whether a target may be on this machine: for trying things out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses only, over TLS.
    #[default]
    Public,
    /// This machine too, in the clear.
    ThisMachine,
}

/// Where webhooks go and how they are signed.
#[derive(Debug, Clone, Default)]
pub struct Webhooks {
    /// The only addresses that are told anything.
    pub targets: Vec<String>,
    /// The only addresses that are told of alarms.
    pub alarms: Vec<String>,
    /// Secrets; each signs, so that one can be replaced by another without a gap.
    secrets: Vec<Vec<u8>>,
    reach: Reach,
}

impl Webhooks {
    /// Reads targets and secrets as they are set: several, separated by blanks.
    pub fn read(targets: &str, secrets: &str, reach: Reach) -> anyhow::Result<Webhooks> {
        let targets: Vec<String> = targets.split_whitespace().map(str::to_owned).collect();
        for target in &targets {
            check(target, reach)?;
        }
        let secrets = secrets
            .split_whitespace()
            .map(secret)
            .collect::<anyhow::Result<Vec<_>>>()?;
        if !targets.is_empty() && secrets.is_empty() {
            bail!("webhooks are set but nothing to sign them with: set webhook_secret too");
        }
        Ok(Webhooks {
            targets,
            alarms: Vec::new(),
            secrets,
            reach,
        })
    }

    /// The same with addresses that are told of alarms, several separated by blanks.
    pub fn alarming(self, targets: &str) -> anyhow::Result<Webhooks> {
        let alarms: Vec<String> = targets.split_whitespace().map(str::to_owned).collect();
        for target in &alarms {
            check(target, self.reach)?;
        }
        if !alarms.is_empty() && self.secrets.is_empty() {
            bail!("webhooks are set but nothing to sign them with: set webhook_secret too");
        }
        Ok(Webhooks { alarms, ..self })
    }

    /// The signatures of a message, as the header carries them.
    pub fn signature(&self, id: &str, second: i64, body: &str) -> String {
        let message = format!("{id}.{second}.{body}");
        let sign = |secret: &Vec<u8>| {
            let code = hmac_sha256(secret, message.as_bytes());
            format!("v1,{}", STANDARD.encode(code.as_bytes()))
        };
        let all: Vec<String> = self.secrets.iter().map(sign).collect();
        all.join(" ")
    }
}

/// A secret as the standard writes it: 24 to 64 bytes in base 64. It is not repeated in what goes wrong.
fn secret(text: &str) -> anyhow::Result<Vec<u8>> {
    let bytes = text
        .strip_prefix(SECRET_PREFIX)
        .and_then(|rest| STANDARD.decode(rest).ok())
        .filter(|bytes| (24..=64).contains(&bytes.len()));
    bytes.context("webhook_secret: wanted whsec_ and 24 to 64 bytes in base 64")
}

fn check(target: &str, reach: Reach) -> anyhow::Result<()> {
    let uri: Uri = target
        .parse()
        .with_context(|| format!("webhooks: {target} is no address"))?;
    let plain = reach == Reach::ThisMachine && uri.scheme_str() == Some("http");
    if uri.scheme_str() != Some("https") && !plain {
        bail!("webhooks: {target} does not begin with https://");
    }
    if uri
        .authority()
        .is_none_or(|authority| authority.as_str().contains('@'))
    {
        bail!("webhooks: {target} names no host, or a user too");
    }
    Ok(())
}

/// Whether everybody may read a record: only such a one is told to others.
pub fn is_public(app: &App, world: &World, record: &Recorded) -> bool {
    sight::sees_record(world, app.rules(), Actor::Public, record, record.day)
}

/// Tells the targets.
pub struct Teller {
    webhooks: Webhooks,
    agent: ureq::Agent,
}

impl Teller {
    /// A teller of these targets.
    pub fn new(webhooks: Webhooks) -> Teller {
        let config = Config::builder()
            .timeout_global(Some(PATIENCE))
            .max_redirects(0)
            .http_status_as_error(false)
            .proxy(None)
            .build();
        let guard = Guard {
            reach: webhooks.reach,
            inner: DefaultResolver::default(),
        };
        Teller {
            agent: ureq::Agent::with_parts(config, DefaultConnector::default(), guard),
            webhooks,
        }
    }

    /// Tries every webhook whose time has come. Gives how many are done.
    pub fn work(&self, app: &App, at: Instant) -> anyhow::Result<usize> {
        let mut done = 0;
        for job in app.cabinet.due_jobs(Lane::Webhooks, at, ROUND)? {
            if !app.cabinet.begin_job(job.id, at)? {
                continue;
            }
            let tried = self.tell(app, &job, at)?;
            done += usize::from(tried == Tried::Done);
            app.cabinet.end_job(job.id, &tried, at)?;
        }
        Ok(done)
    }

    fn tell(&self, app: &App, job: &Job, at: Instant) -> anyhow::Result<Tried> {
        let target = job.target.as_deref().unwrap_or_default();
        let alarm = job.tells_alarm();
        let allowed = if alarm {
            &self.webhooks.alarms
        } else {
            &self.webhooks.targets
        };
        if !allowed.iter().any(|set| set == target) {
            return Ok(Tried::Withdrawn("unset".to_owned()));
        }
        let body = if alarm {
            let found = app.audit.look(|store| store.alarm(job.record.0))?;
            found.map(|found| alarms::body(app, &found))
        } else {
            let record = app.record(job.record)?;
            record
                .filter(|record| is_public(app, &app.world(), record))
                .map(|record| body(app, &record))
        };
        let Some(body) = body else {
            return Ok(Tried::Withdrawn("hidden".to_owned()));
        };
        let id = mark(&job.key);
        let sent = self
            .agent
            .post(target)
            .header("content-type", "application/json")
            .header("webhook-id", &id)
            .header("webhook-timestamp", at.second().to_string())
            .header(
                "webhook-signature",
                self.webhooks.signature(&id, at.second(), &body),
            )
            .send(&body);
        Ok(match sent.map(|answer| answer.status().as_u16()) {
            Ok(200..=299) => Tried::Done,
            // Gone, says the standard, is for good; a redirect is never followed.
            Ok(status @ (300..=399 | 410)) => Tried::Failed(format!("HTTP {status}")),
            Ok(status) => again(job, format!("HTTP {status}"), at),
            Err(cause) => again(job, cause.to_string(), at),
        })
    }
}

/// What a target is told: what everybody may read of the record, and where. Nobody is named.
fn body(app: &App, record: &Recorded) -> String {
    json!({
        "type": "record.public",
        "timestamp": record.at,
        "data": {
            "record": record.number,
            "act": record.act,
            "subject": record.subject,
            "day": record.day,
            "stage": record.effects.moves,
            "policy": record.policy,
            "href": app.post.link(&format!("/register/{}", record.number)),
        },
    })
    .to_string()
}

/// Looks names up, and refuses addresses nobody outside could have.
#[derive(Debug)]
struct Guard {
    reach: Reach,
    inner: DefaultResolver,
}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        // One forbidden address among several is enough: a name may not lead inside now and then.
        match found
            .iter()
            .find(|address| !allowed(address.ip(), self.reach))
        {
            None => Ok(found),
            Some(address) => Err(ureq::Error::Io(std::io::Error::new(
                std::io::ErrorKind::PermissionDenied,
                format!("{} is not an address of the public network", address.ip()),
            ))),
        }
    }
}

/// Whether a target may have that address.
pub fn allowed(address: IpAddr, reach: Reach) -> bool {
    if reach == Reach::ThisMachine && address.is_loopback() {
        return true;
    }
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// The ranges of RFC 6890 that are no part of the public network.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let reserved = a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19))
        || (a == 192 && b == 88 && c == 99);
    !(reserved
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.is_documentation())
}

/// Global unicast only, and none that carries a shorter address inside.
fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inside) = address.to_ipv4_mapped() {
        return is_public_v4(inside);
    }
    let [first, second, ..] = address.segments();
    let global = (first & 0xe000) == 0x2000;
    let documentation = first == 0x2001 && second == 0x0db8;
    let carries_another = first == 0x2002 || (first == 0x2001 && second == 0);
    global && !documentation && !carries_another
}
