//! What is told to people: notices derived from the register, mails and webhooks that carry them out of the house, the
//! calendar feed. Nothing here changes what was recorded; all of it can be derived again and takes effect once.

mod alarms;
mod calendar;
mod daily;
mod deliver;
mod derive;
mod letter;
mod mailer;
pub mod persons;
#[cfg(test)]
mod tests;
mod told;
mod webhook;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use audit::Origin;

use crate::app::App;
use crate::integrity::Watchman;
use crate::retention::Sweeper;
use crate::upload::Scanning;

pub use calendar::feed;
pub use deliver::{Deliverer, again};
pub use derive::Deriver;
pub use letter::{Letter, write};
pub use mailer::{Mailer, Smtp};
pub use told::{Kind, Told, kind, told};
pub use webhook::{Reach, Webhooks};

/// How long the workers rest when nothing waits.
const REST: Duration = Duration::from_secs(1);

/// Most octets of a mail address (RFC 5321).
const ADDRESS_LIMIT: usize = 254;

/// How what is told leaves the house.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The mail server, if one is set.
    pub smtp: Option<String>,
    /// Whom mail is from.
    pub mail_from: String,
    /// The address people reach the product at, without a stroke at its end.
    pub public_address: String,
    /// More mails than this of one record are held until the system administrator lets them go.
    pub hold_over: usize,
    /// Whom public records are told to.
    pub webhooks: Webhooks,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            smtp: None,
            mail_from: String::new(),
            public_address: "http://127.0.0.1:8080".to_owned(),
            hold_over: 100,
            webhooks: Webhooks::default(),
        }
    }
}

impl Settings {
    /// A path of the product as a link that works in a mail.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_address)
    }

    /// The site people reach the product at: scheme, host and port of the public address.
    pub fn origin(&self) -> String {
        let address = &self.public_address;
        let host = address.find("://").map_or(0, |place| place + 3);
        let end = address[host..]
            .find('/')
            .map_or(address.len(), |end| host + end);
        address[..end].to_lowercase()
    }

    /// The mailer that is set, if one is.
    pub fn mailer(&self) -> anyhow::Result<Option<Box<dyn Mailer>>> {
        let Some(smtp) = &self.smtp else {
            return Ok(None);
        };
        Ok(Some(Box::new(Smtp::new(smtp, &self.mail_from)?)))
    }
}

/// Whether a text is a mail address.
pub fn fit_address(text: &str) -> bool {
    text.len() <= ADDRESS_LIMIT && text.parse::<lettre::Address>().is_ok()
}

/// Starts the workers; they end with the program.
pub fn start(app: &Arc<App>) -> anyhow::Result<()> {
    let mut deriver = Deriver::default();
    worker(app, "notices", move |app| {
        deriver.work(app, app.now()).map(|_| ())
    })?;
    let mut deliverer = Deliverer::begin(app, app.post.mailer()?, app.now())?;
    worker(app, "delivery", move |app| {
        deliverer.work(app, app.now()).map(|_| ())
    })?;
    let mut sweeper = Sweeper::default();
    worker(app, "retention", move |app| sweeper.work(app, app.now()))?;
    let mut crier = alarms::Crier::default();
    worker(app, "alarms", move |app| {
        crier.work(app, app.now()).map(|_| ())
    })?;
    let mut watchman = Watchman::default();
    worker(app, "integrity", move |app| watchman.work(app, app.now()))?;
    let mut scanning = Scanning::default();
    worker(app, "scanning", move |app| {
        scanning.work(app, app.now()).map(|_| ())
    })?;
    let teller = webhook::Teller::new(app.post.webhooks.clone());
    worker(app, "webhooks", move |app| {
        teller.work(app, app.now()).map(|_| ())
    })
}

fn worker(
    app: &Arc<App>,
    name: &'static str,
    mut work: impl FnMut(&App) -> anyhow::Result<()> + Send + 'static,
) -> anyhow::Result<()> {
    let app = Arc::downgrade(app);
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            // The same cause round after round is one fault.
            let mut last = None;
            while let Some(app) = app.upgrade() {
                let cause = work(&app).err().map(|cause| format!("{cause:#}"));
                if let Some(cause) = &cause
                    && last.as_ref() != Some(cause)
                {
                    app.went_wrong(Origin::local(name), name, cause);
                }
                last = cause;
                drop(app);
                std::thread::sleep(REST);
            }
        })
        .with_context(|| format!("starting the worker {name}"))?;
    Ok(())
}
