//! Signing in at another provider (OpenID Connect). The browser is sent there with a question of its own, the answer is exchanged
//! by the server, and whoever the provider vouches for comes in only by an account that was linked to them beforehand.

mod calling;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use identity::oidc::{Expected, Keys, OidcFault, Provider, Round, Vouched, random, vouched};
use seal::sm3;
use values::{Instant, Words};

pub use calling::Calling;

/// Seconds for which a question waits for its answer, and somebody unlinked for a code.
const ROUND: i64 = 10 * 60;
/// Rounds that may wait at once.
const ROUNDS: usize = 10_000;
/// Seconds after which the provider is asked again how it describes itself.
const KNOWN: i64 = 10 * 60;
/// Seconds that pass at least between two looks for a key not known.
const AGAIN: i64 = 30;

/// What is set about the provider.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its address, by which it names itself.
    pub issuer: String,
    /// Under what the product is known there.
    pub client: String,
    /// The secret agreed with it; none for a public client.
    pub secret: Option<String>,
    /// What people call it.
    pub label: Words,
    /// Values of `acr` or `amr` that count as a second factor; none counts where it is empty.
    pub factors: Vec<String>,
}

/// Why somebody does not come in this way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotIn {
    /// No question of this browser waits for an answer: it was answered, or took too long.
    #[error("no question waits for this answer")]
    Round,
    /// The answer is to another question.
    #[error("the answer is to another question")]
    State,
    /// Another provider answered.
    #[error("another provider answered")]
    Issuer,
    /// The provider said no.
    #[error("the provider refused")]
    Refused,
    /// The provider did not take the code.
    #[error("the provider did not take the code")]
    Exchange,
    /// The provider could not be asked.
    #[error("the provider could not be asked: {0}")]
    Unreachable(String),
    /// The token is not what was asked for.
    #[error("{0}")]
    Token(OidcFault),
}

impl NotIn {
    /// Its name, for words and for the log.
    pub fn key(&self) -> &'static str {
        match self {
            NotIn::Round => "round",
            NotIn::State => "state",
            NotIn::Issuer => "issuer",
            NotIn::Refused => "refused",
            NotIn::Exchange => "exchange",
            NotIn::Unreachable(_) => "unreachable",
            NotIn::Token(fault) => fault.key(),
        }
    }
}

/// What a browser brings back from the provider.
#[derive(Debug, Clone, Default, serde::Deserialize)]
pub struct Brought {
    /// The code to exchange.
    #[serde(default)]
    pub code: String,
    /// The question it answers.
    #[serde(default)]
    pub state: String,
    /// Who answers, where the provider says so (RFC 9207).
    pub iss: Option<String>,
    /// Why not.
    pub error: Option<String>,
}

#[derive(Debug)]
struct Known {
    provider: Provider,
    keys: Keys,
    at: Instant,
}

#[derive(Debug)]
enum Waiting {
    /// For the answer.
    Asked { round: Round, next: String },
    /// For a code that links whom the provider vouched for.
    Unlinked { vouched: Vouched, next: String },
}

/// The other provider.
#[derive(Debug)]
pub struct Elsewhere {
    /// What is set.
    pub settings: Settings,
    calling: Calling,
    known: Mutex<Option<Known>>,
    waiting: Mutex<HashMap<String, (Instant, Waiting)>>,
}

/// The digest under which a browser's secret is kept.
fn digest(secret: &str) -> String {
    sm3(secret.as_bytes()).to_string()
}

fn fresh() -> Result<String, NotIn> {
    random().map_err(NotIn::Token)
}

impl Elsewhere {
    /// The provider that is set; it is asked nothing until somebody wants to sign in there.
    pub fn new(settings: Settings, hosts: &str) -> anyhow::Result<Elsewhere> {
        let calling = Calling::to(&settings.issuer, hosts)?;
        Ok(Elsewhere {
            settings,
            calling,
            known: Mutex::default(),
            waiting: Mutex::default(),
        })
    }

    /// Whether what the provider says of how it was shown counts as a second factor.
    pub fn counts(&self, vouched: &Vouched) -> bool {
        let mut shown = vouched.shown_by.iter();
        shown.any(|shown| self.settings.factors.contains(shown))
    }

    /// Begins a round: the secret for the browser, and where it goes.
    pub fn begin(&self, next: &str, back: &str, at: Instant) -> Result<(String, String), NotIn> {
        let provider = self.provider(at)?;
        let round = Round::begin().map_err(NotIn::Token)?;
        let address = round.address(&provider, &self.settings.client, back);
        let secret = fresh()?;
        let next = next.to_owned();
        self.keep(&secret, Waiting::Asked { round, next }, at);
        Ok((secret, address))
    }

    /// Whom the provider vouches for, and where they wanted to go. A question is answered once, rightly or wrongly.
    pub fn answered(
        &self,
        secret: &str,
        brought: &Brought,
        back: &str,
        at: Instant,
    ) -> Result<(Vouched, String), NotIn> {
        let Some(Waiting::Asked { round, next }) = self.take(secret, at) else {
            return Err(NotIn::Round);
        };
        if brought.state != round.state {
            return Err(NotIn::State);
        }
        let issuer = brought.iss.as_ref();
        if issuer.is_some_and(|issuer| *issuer != self.settings.issuer) {
            return Err(NotIn::Issuer);
        }
        if brought.error.is_some() || brought.code.is_empty() {
            return Err(NotIn::Refused);
        }
        let provider = self.provider(at)?;
        let token = self.calling.exchange(
            &provider,
            &self.settings,
            &brought.code,
            &round.verifier,
            back,
        )?;
        let found = self.checked(&token, &round.nonce, at)?;
        Ok((found, next))
    }

    fn checked(&self, token: &str, nonce: &str, at: Instant) -> Result<Vouched, NotIn> {
        let expected = Expected {
            issuer: &self.settings.issuer,
            client: &self.settings.client,
            nonce,
            at,
        };
        let first = vouched(token, &self.keys(at)?, expected);
        match first {
            // The provider may have changed its keys since it was asked.
            Err(OidcFault::UnknownKey) if self.looked_before(at) => {
                self.forget();
                vouched(token, &self.keys(at)?, expected).map_err(NotIn::Token)
            }
            other => other.map_err(NotIn::Token),
        }
    }

    /// Keeps whom the provider vouched for until they bring a code.
    pub fn unlinked(&self, vouched: Vouched, next: String, at: Instant) -> Result<String, NotIn> {
        let secret = fresh()?;
        self.keep(&secret, Waiting::Unlinked { vouched, next }, at);
        Ok(secret)
    }

    /// Who waits for a code in this browser, with where they wanted to go.
    pub fn waits(&self, secret: &str, at: Instant) -> Option<(Vouched, String)> {
        match self.take(secret, at)? {
            Waiting::Unlinked { vouched, next } => {
                let kept = Waiting::Unlinked {
                    vouched: vouched.clone(),
                    next: next.clone(),
                };
                self.keep(secret, kept, at);
                Some((vouched, next))
            }
            Waiting::Asked { .. } => None,
        }
    }

    /// Nobody waits in this browser any more.
    pub fn done(&self, secret: &str) {
        self.waiting().remove(&digest(secret));
    }

    fn keep(&self, secret: &str, what: Waiting, at: Instant) {
        let mut waiting = self.waiting();
        waiting.retain(|_, (since, _)| at.second() - since.second() < ROUND);
        if waiting.len() < ROUNDS {
            waiting.insert(digest(secret), (at, what));
        }
    }

    fn take(&self, secret: &str, at: Instant) -> Option<Waiting> {
        let (since, what) = self.waiting().remove(&digest(secret))?;
        (at.second() - since.second() < ROUND).then_some(what)
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<String, (Instant, Waiting)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn known(&self) -> MutexGuard<'_, Option<Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn provider(&self, at: Instant) -> Result<Provider, NotIn> {
        self.asked(at, |known| known.provider.clone())
    }

    fn keys(&self, at: Instant) -> Result<Keys, NotIn> {
        self.asked(at, |known| known.keys.clone())
    }

    /// What is known of the provider; it is asked where that is nothing, or old.
    fn asked<T>(&self, at: Instant, take: impl Fn(&Known) -> T) -> Result<T, NotIn> {
        let fresh = |known: &&Known| (0..KNOWN).contains(&(at.second() - known.at.second()));
        if let Some(known) = self.known().as_ref().filter(fresh) {
            return Ok(take(known));
        }
        // Asked without the lock: who signs in meanwhile does not wait for it.
        let (provider, keys) = self.calling.described(&self.settings.issuer)?;
        let known = Known { provider, keys, at };
        let taken = take(&known);
        *self.known() = Some(known);
        Ok(taken)
    }

    fn looked_before(&self, at: Instant) -> bool {
        let known = self.known();
        known
            .as_ref()
            .is_some_and(|known| at.second() - known.at.second() >= AGAIN)
    }

    fn forget(&self) {
        *self.known() = None;
    }
}
