//! The watch over what stands on the disk, once at start and once a day: every protected row of the cabinet is checked, the heads of
//! the register and the audit log are signed, and keys that should soon be followed by others are named. What does not fit is told
//! to the audit log, which raises the alarm.

use audit::{Chain, Event, EventKind, SignedHead, signed_text};
use cabinet::Altered;
use seal::Purpose;
use values::{Date, Instant};

use crate::app::App;

/// Days before a key should be followed by another at which the alarm is raised.
const NOTICE_DAYS: i64 = 30;

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
        sign_heads(app, day)?;
        // Files of an earlier version, and those a rotation did not come to.
        let sealed = app.files.seal_anew()?;
        if sealed > 0 {
            tracing::info!(sealed, "files were encrypted under the current key");
        }
        tell_of_keys(app, at)?;
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

/// Signs the heads of the day, unless they are signed. The signing of the register's is an event, so that the log's head covers it.
pub fn sign_heads(app: &App, day: Date) -> anyhow::Result<()> {
    for chain in Chain::ALL {
        let last = app.audit.look(|store| store.signed_heads(chain, 1))?;
        if last.first().is_some_and(|last| last.day >= day) {
            continue;
        }
        let key = app.cabinet.keys().current(Purpose::Heads)?;
        if chain == Chain::Register {
            let head = app.with_reader(register::Store::head)?;
            let event = app
                .own_event(EventKind::KeyUsed, key.to_string())
                .noting(signed_text(chain, day, &head));
            app.audit.write_and_wait(event)?;
        }
        let head = match chain {
            Chain::Register => app.with_reader(register::Store::head)?,
            Chain::Audit => app.audit.look(audit::AuditStore::head)?,
        };
        let text = signed_text(chain, day, &head);
        app.audit.keep_signed(&SignedHead {
            chain,
            day,
            head,
            key: key.to_string(),
            public: app.cabinet.keys().public(key)?,
            signature: app.cabinet.keys().sign(key, text.as_bytes())?,
        })?;
    }
    Ok(())
}

/// Tells of each key that should be followed by another within a month.
fn tell_of_keys(app: &App, at: Instant) -> anyhow::Result<()> {
    for key in app.cabinet.keys().keys()? {
        let soon = key
            .expires()
            .is_some_and(|expires| expires - at.second() <= NOTICE_DAYS * 86_400);
        if soon {
            let event = app.own_event(EventKind::KeyUsed, key.id.to_string());
            app.audit.write_and_wait(event.failed("expires"))?;
        }
    }
    Ok(())
}
