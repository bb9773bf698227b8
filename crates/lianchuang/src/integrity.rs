//! The watch over what stands on the disk: once at start and once a day, every protected row of the cabinet is checked. What does not fit
//! is told to the audit log, which raises the alarm.

use audit::{Event, EventKind};
use cabinet::Altered;
use values::{Date, Instant};

use crate::app::App;

/// Rows named in the event of a check; the command lists all.
const NAMED: usize = 5;

/// What a check of the cabinet found, as an event.
pub fn found(event: Event, altered: &[Altered]) -> Event {
    let named: Vec<String> = altered
        .iter()
        .take(NAMED)
        .map(ToString::to_string)
        .collect();
    Event {
        object: "cabinet.db".to_owned(),
        ..event
    }
    .counting(altered.len())
    .noting(named.join("; "))
    .failed("altered")
}

/// Has a row that does not fit when it is used told to the audit log, once.
pub fn watch(app: &App) {
    let audit = app.audit.clone();
    let clock = app.clock;
    app.cabinet.watch(move |altered| {
        let event = Event::of_system(
            clock.now(),
            EventKind::ProtectionFailed,
            altered.to_string(),
        );
        tracing::error!(%altered, "a protected row was not written by the program");
        audit.note(event.failed("altered"));
    });
}

/// What is checked once a day.
#[derive(Debug, Default)]
pub struct Watchman {
    checked: Option<Date>,
}

impl Watchman {
    /// Checks what is due.
    pub fn work(&mut self, app: &App, at: Instant) -> anyhow::Result<()> {
        let day = at.china_day();
        if self.checked == Some(day) {
            return Ok(());
        }
        let (checked, altered) = app.cabinet.verify()?;
        if altered.is_empty() {
            tracing::info!(checked, "every protected row is as the program wrote it");
        } else {
            tracing::error!(
                altered = altered.len(),
                "protected rows were not written by the program"
            );
            let event = app.own_event(EventKind::ProtectionFailed, "");
            app.audit.write_and_wait(found(event, &altered))?;
        }
        self.checked = Some(day);
        Ok(())
    }
}
