//! Handing mail over: a seam, and the one that speaks SMTP behind it.

use std::time::{Duration, SystemTime};

use anyhow::Context as _;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::transport::smtp::SmtpTransport;
use lettre::{Address, Transport as _};

use super::letter::Letter;

/// How long a mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Takes mail and hands it over.
pub trait Mailer: Send {
    /// Hands a mail over; it has arrived with the next server once this is `Ok`.
    fn send(&mut self, letter: &Letter) -> Result<(), Undelivered>;
}

/// Why a mail was not handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Undelivered {
    /// No server takes mail at the moment, this or any other.
    #[error("{0}")]
    Unreachable(String),
    /// The server does not take this one now.
    #[error("{0}")]
    NotNow(String),
    /// The server will never take this one.
    #[error("{0}")]
    Never(String),
}

/// Speaks SMTP.
pub struct Smtp {
    transport: SmtpTransport,
    from: Mailbox,
}

impl Smtp {
    /// A mailer by its address, `smtp://host:25` or `smtps://user:password@host`, and whom mail is from.
    pub fn new(address: &str, from: &str) -> anyhow::Result<Smtp> {
        let from = from
            .parse::<Mailbox>()
            .with_context(|| format!("mail_from: {from:?} is no mail address"))?;
        // The address may carry a password, so it is not repeated in what goes wrong.
        let transport = SmtpTransport::from_url(address)
            .context("smtp: wanted smtp://host:25, smtp://host:587?tls=required or smtps://user:password@host")?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Smtp { transport, from })
    }

    fn lets_us_in(&self) -> bool {
        self.transport.test_connection().unwrap_or(false)
    }

    fn message(&self, letter: &Letter) -> Result<Message, String> {
        let to: Address = letter
            .to
            .parse()
            .map_err(|_| "no mail address".to_owned())?;
        let second = u64::try_from(letter.at.second()).unwrap_or_default();
        // Programs that answer mail by themselves leave such mail unanswered (RFC 3834).
        let automatic = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(&letter.subject)
            .message_id(Some(format!(
                "<{}@{}>",
                letter.mark,
                self.from.email.domain()
            )))
            .date(SystemTime::UNIX_EPOCH + Duration::from_secs(second))
            .raw_header(automatic)
            .header(ContentType::TEXT_PLAIN)
            .body(letter.text.clone())
            .map_err(|cause| cause.to_string())
    }
}

impl Mailer for Smtp {
    fn send(&mut self, letter: &Letter) -> Result<(), Undelivered> {
        let message = self.message(letter).map_err(Undelivered::Never)?;
        match self.transport.send(&message) {
            Ok(_) => Ok(()),
            // A server that greets nobody, or does not let us in, says nothing of this mail.
            Err(cause) if cause.is_permanent() && !self.lets_us_in() => {
                Err(Undelivered::Unreachable(cause.to_string()))
            }
            Err(cause) if cause.is_permanent() => Err(Undelivered::Never(cause.to_string())),
            Err(cause) if cause.is_transient() => Err(Undelivered::NotNow(cause.to_string())),
            Err(cause) => Err(Undelivered::Unreachable(cause.to_string())),
        }
    }
}
