//! Searching: by who, what, on what, outcome, from where, when, and a text in the reason; newest first, page by page.

use std::fmt::Write as _;

use rusqlite::types::Value;
use values::Instant;

use crate::store::signed;
use crate::{Actor, AuditFault, AuditStore, Event, EventKind, Recorded};

/// What is searched for; everything named must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// By whom.
    pub actor: Option<Actor>,
    /// What.
    pub kind: Option<EventKind>,
    /// On what, wholly.
    pub object: Option<String>,
    /// `success` or `failure`.
    pub outcome: Option<String>,
    /// From which address.
    pub source: Option<String>,
    /// The login typed.
    pub login: Option<String>,
    /// In which request.
    pub request: Option<String>,
    /// From this moment.
    pub from: Option<Instant>,
    /// Before this moment.
    pub until: Option<Instant>,
    /// A text in the reason.
    pub text: Option<String>,
    /// Only what comes, in the order shown, after this event.
    pub before: Option<u64>,
}

/// A page of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The events, newest first.
    pub events: Vec<Recorded>,
    /// The event to go on behind, if there are more.
    pub next: Option<u64>,
}

struct Conditions {
    sql: String,
    values: Vec<Value>,
}

impl Conditions {
    fn add(&mut self, condition: &str, value: impl Into<Value>) {
        self.values.push(value.into());
        // Writing to a string cannot fail.
        let _ = write!(
            self.sql,
            " AND {}",
            condition.replace('?', &format!("?{}", self.values.len()))
        );
    }

    fn of(query: &Query) -> Conditions {
        let mut found = Conditions {
            sql: String::new(),
            values: Vec::new(),
        };
        if let Some(actor) = query.actor {
            found.add("actor = ?", actor.to_string());
        }
        if let Some(kind) = query.kind {
            // With a text the few events that have a reason are looked through, not the many of a kind.
            let condition = if query.text.is_some() {
                "+kind = ?"
            } else {
                "kind = ?"
            };
            found.add(condition, kind.key().to_owned());
        }
        if let Some(object) = &query.object {
            found.add("object = ?", object.clone());
        }
        if let Some(outcome) = &query.outcome {
            // The sign keeps the index of time from being passed over for one with two values.
            found.add("+outcome = ?", outcome.clone());
        }
        if let Some(source) = &query.source {
            found.add("source = ?", source.clone());
        }
        if let Some(login) = &query.login {
            found.add("login <> '' AND login = ?", login.clone());
        }
        if let Some(request) = &query.request {
            found.add("request = ?", request.clone());
        }
        if let Some(from) = query.from {
            found.add("at_millis >= ?", from.timestamp().as_millisecond());
        }
        if let Some(until) = query.until {
            found.add("at_millis < ?", until.timestamp().as_millisecond());
        }
        if let Some(text) = &query.text {
            found.add(
                "reason <> '' AND instr(lower(reason), ?) > 0",
                text.to_lowercase(),
            );
        }
        if let Some(before) = query.before {
            found.add(
                "(at_millis, number) < ((SELECT at_millis FROM event WHERE number = ?), ?)",
                signed(before),
            );
        }
        found
    }
}

impl AuditStore {
    /// A page of at most so many events.
    pub fn search(&self, query: &Query, limit: usize) -> Result<Found, AuditFault> {
        let conditions = Conditions::of(query);
        let sql = format!(
            "SELECT number, payload FROM event WHERE number IN (SELECT number FROM searched WHERE 1{} ORDER BY at_millis DESC, number DESC LIMIT {}) ORDER BY at_millis DESC, number DESC",
            conditions.sql,
            limit.saturating_add(1),
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut events = Vec::new();
        let mut rows = statement.query(rusqlite::params_from_iter(conditions.values))?;
        while let Some(row) = rows.next()? {
            let number = row.get::<_, i64>(0)?.unsigned_abs();
            let payload: String = row.get(1)?;
            let event = Event::read(&payload).ok_or(AuditFault::Unreadable(number))?;
            events.push(Recorded { number, event });
        }
        let more = events.len() > limit;
        events.truncate(limit);
        Ok(Found {
            next: events.last().filter(|_| more).map(|last| last.number),
            events,
        })
    }

    /// Everything found, newest first, given one by one; gives how many.
    pub fn each(
        &self,
        query: &Query,
        mut each: impl FnMut(Recorded) -> Result<(), AuditFault>,
    ) -> Result<u64, AuditFault> {
        let mut asked = query.clone();
        let mut count = 0;
        loop {
            let found = self.search(&asked, 5_000)?;
            count += found.events.len() as u64;
            for event in found.events {
                each(event)?;
            }
            match found.next {
                Some(next) => asked.before = Some(next),
                None => return Ok(count),
            }
        }
    }
}
