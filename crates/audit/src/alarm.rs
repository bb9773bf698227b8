//! Alarms: what needs the security administrator's eye. Raised in the transaction of the event that gives rise to them,
//! once for a burst; an alarm is an event itself, and so is taking note of it.

use std::str::FromStr;

use rusqlite::Connection;

use crate::store::signed;
use crate::{Actor, AuditFault, AuditStore, Event, EventKind, Outcome, Query, Recorded};

/// From when on something is an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Refused requests from one address.
    pub refusals: u64,
    /// Exports by one person.
    pub exports: u64,
    /// Rows of one export.
    pub rows: u64,
    /// Minutes in which they are counted, and in which one alarm of a kind stands for all that follows.
    pub minutes: u64,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        Thresholds {
            refusals: 20,
            exports: 10,
            rows: 5_000,
            minutes: 10,
        }
    }
}

/// What a text of thresholds cannot say.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}: wanted numbers as in refusals=20,exports=10,rows=5000,minutes=10")]
pub struct ThresholdMistake(String);

impl FromStr for Thresholds {
    type Err = ThresholdMistake;

    fn from_str(text: &str) -> Result<Thresholds, ThresholdMistake> {
        let mut read = Thresholds::default();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let mistake = || ThresholdMistake(part.to_owned());
            let (name, number) = part.split_once('=').ok_or_else(mistake)?;
            let number: u64 = number.parse().map_err(|_| mistake())?;
            // A window of nothing, or an alarm from the first on, would be no alarm.
            let number = Some(number)
                .filter(|number| *number > 0)
                .ok_or_else(mistake)?;
            match name {
                "refusals" => read.refusals = number,
                "exports" => read.exports = number,
                "rows" => read.rows = number,
                "minutes" => read.minutes = number,
                _ => return Err(mistake()),
            }
        }
        Ok(read)
    }
}

/// Why a file that was looked at is not given to anybody: malware was found in it.
pub const INFECTED: &str = "infected";

/// Why an alarm is raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlarmRule {
    /// Many refused requests from one address.
    Refusals,
    /// A chain was found broken.
    Chain,
    /// Much left the house.
    Exports,
    /// A protected row did not give its code.
    Protection,
    /// An administrator was appointed.
    Administrator,
    /// An account or an address was locked.
    Lockout,
    /// A key should soon be followed by another.
    Key,
    /// Malware was found in an attached file.
    Malware,
    /// Attached files cannot be looked at.
    Scanner,
}

impl AlarmRule {
    /// All of them.
    pub const ALL: [AlarmRule; 9] = [
        AlarmRule::Refusals,
        AlarmRule::Chain,
        AlarmRule::Exports,
        AlarmRule::Protection,
        AlarmRule::Administrator,
        AlarmRule::Lockout,
        AlarmRule::Key,
        AlarmRule::Malware,
        AlarmRule::Scanner,
    ];

    /// Its name in the log and in words.
    pub fn key(self) -> &'static str {
        match self {
            AlarmRule::Refusals => "refusals",
            AlarmRule::Chain => "chain",
            AlarmRule::Exports => "exports",
            AlarmRule::Protection => "protection",
            AlarmRule::Administrator => "administrator",
            AlarmRule::Lockout => "lockout",
            AlarmRule::Key => "key",
            AlarmRule::Malware => "malware",
            AlarmRule::Scanner => "scanner",
        }
    }

    /// The rule an event may fall under, and what the alarm is about.
    fn of(event: &Event) -> Option<(AlarmRule, String)> {
        let failed = event.outcome != Outcome::Success;
        let who = || match event.actor {
            Actor::Public => event.origin.source.clone(),
            actor => actor.to_string(),
        };
        Some(match event.kind {
            EventKind::AccessRefused => (AlarmRule::Refusals, event.origin.source.clone()),
            EventKind::RegisterVerified if failed => (AlarmRule::Chain, "register".to_owned()),
            EventKind::AuditVerified if failed => (AlarmRule::Chain, "audit".to_owned()),
            EventKind::Export if !failed => (AlarmRule::Exports, who()),
            EventKind::ProtectionFailed => (AlarmRule::Protection, event.object.clone()),
            EventKind::AdministratorAppointed => (AlarmRule::Administrator, event.object.clone()),
            EventKind::KeyUsed if failed => (AlarmRule::Key, event.object.clone()),
            EventKind::FileScanned if event.outcome.reason() == INFECTED => {
                (AlarmRule::Malware, event.object.clone())
            }
            EventKind::FileScanned if failed => (AlarmRule::Scanner, "scanner".to_owned()),
            EventKind::SignInLocked if !event.login.is_empty() => {
                (AlarmRule::Lockout, event.login.clone())
            }
            EventKind::SignInLocked => (AlarmRule::Lockout, event.origin.source.clone()),
            _ => return None,
        })
    }
}

/// How many events of a kind there are in the window, counted no further than needed.
fn counted(
    connection: &Connection,
    column: &str,
    value: &str,
    kind: EventKind,
    since: i64,
    most: u64,
) -> rusqlite::Result<u64> {
    let sql = format!(
        "SELECT count(*) FROM (SELECT 1 FROM searched WHERE {column} = ?1 AND at_millis > ?2 AND +kind = ?3 LIMIT ?4)"
    );
    let count: i64 = connection
        .prepare_cached(&sql)?
        .query_row((value, since, kind.key(), signed(most)), |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Whether an event may give rise to an alarm.
pub(crate) fn watched(event: &Event) -> bool {
    AlarmRule::of(event).is_some()
}

/// The alarms an event gives rise to, the event itself being in the log and found by searches already.
pub(crate) fn raised(
    connection: &Connection,
    event: &Event,
    thresholds: &Thresholds,
) -> rusqlite::Result<Vec<Event>> {
    let event = event.spelt().into_owned();
    let Some((rule, about)) = AlarmRule::of(&event) else {
        return Ok(Vec::new());
    };
    let now = event.at.timestamp().as_millisecond();
    let since = now - signed(thresholds.minutes).saturating_mul(60_000);
    let source = event.origin.source.as_str();
    let enough = match rule {
        AlarmRule::Refusals => {
            let most = thresholds.refusals;
            counted(connection, "source", source, event.kind, since, most)? >= most
        }
        AlarmRule::Exports if event.count >= thresholds.rows => true,
        AlarmRule::Exports => {
            let most = thresholds.exports;
            let actor = event.actor.to_string();
            counted(connection, "actor", &actor, event.kind, since, most)? >= most
        }
        AlarmRule::Chain
        | AlarmRule::Protection
        | AlarmRule::Administrator
        | AlarmRule::Lockout
        | AlarmRule::Key
        | AlarmRule::Malware
        | AlarmRule::Scanner => true,
    };
    let object = format!("{}:{about}", rule.key());
    if !enough
        || counted(
            connection,
            "object",
            &object,
            EventKind::AlarmRaised,
            since,
            1,
        )? > 0
    {
        return Ok(Vec::new());
    }
    let number: i64 =
        connection.query_row("SELECT max(number) FROM event", [], |row| row.get(0))?;
    Ok(vec![Event {
        kind: EventKind::AlarmRaised,
        actor: Actor::System,
        capacity: "system".to_owned(),
        login: String::new(),
        object,
        outcome: Outcome::Success,
        count: number.unsigned_abs(),
        note: event.outcome.reason().to_owned(),
        ..event
    }])
}

/// An alarm with what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// The event that raised it; its `count` is the number of the event that gave rise to it.
    pub raised: Recorded,
    /// Why; none for a rule of another version.
    pub rule: Option<AlarmRule>,
    /// About whom or what.
    pub about: String,
    /// The event by which somebody took note of it.
    pub acknowledged: Option<Recorded>,
}

/// A page of alarms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarms {
    /// Newest first.
    pub alarms: Vec<Alarm>,
    /// The event to go on behind, if there are more.
    pub next: Option<u64>,
}

/// What an acknowledgement of an alarm is about.
pub fn acknowledged(alarm: u64) -> String {
    format!("alarm:{alarm}")
}

impl AuditStore {
    /// A page of alarms, newest first.
    pub fn alarms(&self, before: Option<u64>, limit: usize) -> Result<Alarms, AuditFault> {
        let query = Query {
            kind: Some(EventKind::AlarmRaised),
            before,
            ..Query::default()
        };
        let found = self.search(&query, limit)?;
        let mut alarms = Vec::with_capacity(found.events.len());
        for raised in found.events {
            alarms.push(self.alarm_of(raised)?);
        }
        Ok(Alarms {
            alarms,
            next: found.next,
        })
    }

    /// The alarm of that number.
    pub fn alarm(&self, number: u64) -> Result<Option<Alarm>, AuditFault> {
        self.event(number)?
            .filter(|found| found.event.kind == EventKind::AlarmRaised)
            .map(|raised| self.alarm_of(raised))
            .transpose()
    }

    /// How many of the last alarms nobody has taken note of.
    pub fn open_alarms(&self) -> Result<usize, AuditFault> {
        let alarms = self.alarms(None, 100)?.alarms;
        let open = alarms.iter().filter(|alarm| alarm.acknowledged.is_none());
        Ok(open.count())
    }

    fn alarm_of(&self, raised: Recorded) -> Result<Alarm, AuditFault> {
        let (rule, about) = raised.event.object.split_once(':').unwrap_or_default();
        let query = Query {
            object: Some(acknowledged(raised.number)),
            kind: Some(EventKind::AlarmAcknowledged),
            ..Query::default()
        };
        let taken = self.search(&query, 1)?.events.pop();
        Ok(Alarm {
            rule: AlarmRule::ALL.into_iter().find(|known| known.key() == rule),
            about: about.to_owned(),
            acknowledged: taken,
            raised,
        })
    }
}
