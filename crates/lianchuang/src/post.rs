//! What is told to people: notices derived from the register, mails and webhooks that carry them out of the house, the
//! calendar feed. Nothing here changes what was recorded; all of it can be derived again and takes effect once.

mod daily;
mod derive;
#[cfg(test)]
mod tests;
mod told;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;

use crate::app::App;

pub use derive::Deriver;
pub use told::{Kind, Told, kind, told};

/// How long the workers rest when nothing waits.
const REST: Duration = Duration::from_secs(1);

/// How what is told leaves the house.
#[derive(Debug, Clone)]
pub struct Settings {
    /// More mails than this of one record are held until the system administrator lets them go.
    pub hold_over: usize,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { hold_over: 100 }
    }
}

/// Starts the workers; they end with the program.
pub fn start(app: &Arc<App>) -> anyhow::Result<()> {
    let deriving = Arc::downgrade(app);
    std::thread::Builder::new()
        .name("notices".to_owned())
        .spawn(move || {
            let mut deriver = Deriver::default();
            while let Some(app) = deriving.upgrade() {
                if let Err(cause) = deriver.work(&app, app.now()) {
                    tracing::error!(cause = format!("{cause:#}"), "notices were not derived");
                }
                drop(app);
                std::thread::sleep(REST);
            }
        })
        .context("starting the deriving of notices")?;
    Ok(())
}
