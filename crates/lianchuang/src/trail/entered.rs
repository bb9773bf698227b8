//! Sessions and tokens that nobody came in for: rows written into the cabinet's tables by hand. Whoever signs in or makes a token
//! leaves an event in the log; what has none is ended at start, and is an alarm.

use anyhow::Context as _;
use audit::{Actor, EventKind, Query};
use values::{Instant, PersonId};

use crate::app::App;

/// Ends what has no event; gives how many there were.
pub fn end_forged(app: &App) -> anyhow::Result<usize> {
    let now = app.now();
    let mut ended = 0;
    for account in app.cabinet.accounts().context("reading the accounts")? {
        let person = account.person;
        for session in app.cabinet.sessions(person, now)? {
            if !came_in(app, person, session.began)? {
                tell(app, person, &format!("session {}", session.mark))?;
                app.cabinet.end_session_marked(person, &session.mark)?;
                ended += 1;
            }
        }
        for token in app.cabinet.tokens(person, now)? {
            if !told(app, Actor::Person(person), EventKind::TokenMade, token.made)? {
                tell(app, person, &format!("token {}", token.mark))?;
                app.cabinet.revoke_token(person, &token.mark, now)?;
                ended += 1;
            }
        }
    }
    Ok(ended)
}

/// Whether the log tells that the person came in at that second: by signing in, or with a set-up code.
fn came_in(app: &App, person: PersonId, at: Option<Instant>) -> anyhow::Result<bool> {
    let person = Actor::Person(person);
    Ok(told(app, person, EventKind::SignIn, at)?
        || told(app, person, EventKind::AccountChanged, at)?
        || told(app, Actor::Public, EventKind::AccountChanged, at)?)
}

fn told(app: &App, actor: Actor, kind: EventKind, at: Option<Instant>) -> anyhow::Result<bool> {
    let Some(at) = at else { return Ok(false) };
    let query = Query {
        actor: Some(actor),
        kind: Some(kind),
        outcome: Some("success".to_owned()),
        from: Instant::from_second(at.second()),
        until: Instant::from_second(at.second() + 1),
        ..Query::default()
    };
    let found = app.audit.look(|store| store.search(&query, 1))?;
    Ok(!found.events.is_empty())
}

fn tell(app: &App, person: PersonId, object: &str) -> anyhow::Result<()> {
    let found = app
        .own_event(EventKind::ProtectionFailed, object)
        .noting(person.to_string());
    app.audit.write_and_wait(found.failed("no_event"))?;
    Ok(())
}
