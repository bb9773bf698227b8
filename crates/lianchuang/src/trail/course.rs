//! Start and end of the server, with the settings it runs with and the policies it loaded: told before the first request is
//! answered, and after the last.

use anyhow::Context as _;
use audit::{Event, EventKind, Query};

use crate::app::App;

/// Tells the log that the server begins. Where the log takes nothing, it does not begin.
pub fn begun(app: &App, address: &str) -> anyhow::Result<()> {
    let mut events = vec![
        app.own_event(EventKind::Started, address)
            .noting(env!("CARGO_PKG_VERSION")),
        app.own_event(EventKind::Configuration, "settings")
            .noting(settings(app)),
    ];
    for policy in &app.rules().policies.editions {
        let edition = format!("{}@{}", policy.key, app.rules().policies.version);
        events.push(loaded(app, &edition)?);
    }
    app.audit
        .write_all_and_wait(events)
        .context("the server does not start without its audit log")?;
    let forged = super::entered::end_forged(app).context("looking for forged sessions")?;
    if forged > 0 {
        tracing::error!(
            forged,
            "sessions or tokens that nobody came in for were ended"
        );
    }
    Ok(())
}

/// Tells the log that the server ended.
pub fn ended(app: &App, address: &str) {
    if let Err(cause) = app
        .audit
        .write_and_wait(app.own_event(EventKind::Stopped, address))
    {
        tracing::error!(%cause, "the end of the server could not be recorded");
    }
}

/// What decides about safety, in one line and without secrets.
fn settings(app: &App) -> String {
    format!(
        "exposure={:?} passwords={:?} second_factor={} mail={} demo={}",
        app.exposure,
        app.entrance.profile,
        app.entrance.second,
        app.post.smtp.is_some(),
        app.demo.is_some(),
    )
    .to_lowercase()
}

/// An edition loaded: the first of its name, the same as before, or another text under the name.
fn loaded(app: &App, edition: &str) -> anyhow::Result<Event> {
    let name = |edition: &str| edition.split('@').next().unwrap_or_default().to_owned();
    let query = Query {
        kind: Some(EventKind::PolicyLoaded),
        ..Query::default()
    };
    let earlier = app
        .audit
        .look(|store| store.search(&query, 200))
        .context("looking for the policies loaded before")?;
    let before = earlier
        .events
        .iter()
        .find(|found| name(&found.event.object) == name(edition));
    let note = match before {
        None => "first".to_owned(),
        Some(found) if found.event.object == edition => "unchanged".to_owned(),
        Some(found) => format!("changed from {}", found.event.object),
    };
    Ok(app.own_event(EventKind::PolicyLoaded, edition).noting(note))
}
