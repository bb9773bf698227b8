//! Exceptions from the address ranges of staff, granted by the security administrator to one account for a while, with a reason and
//! on record. From anywhere else staff are refused as ever, before their password is looked at.

use std::net::IpAddr;

use acts::subject::person::Role;
use anyhow::Context as _;
use audit::{Event, EventKind};
use cabinet::{AddressException, NewException};
use ipnet::IpNet;
use serde_json::{Value, json};
use values::{Date, Instant};

use crate::app::{App, Visitor};
use crate::trail::search;
use crate::unmasking::REASON;
use crate::words::Words;

/// Most days an exception may last where nothing is set.
pub const DAYS: u16 = 7;
/// Most days that can be set.
const MOST_DAYS: u16 = 90;
/// Seconds of a day.
const DAY: i64 = 86_400;
/// Fewest bits of a range of IPv4: what is wider is a setting, not an exception.
const NARROWEST_4: u8 = 16;
/// Fewest bits of a range of IPv6.
const NARROWEST_6: u8 = 32;

/// Reads the most days an exception may last.
pub fn read_days(text: &str) -> Result<u16, String> {
    let days = text.trim().parse().ok();
    days.filter(|days| (1..=MOST_DAYS).contains(days))
        .ok_or_else(|| format!("wanted a number of days from 1 to {MOST_DAYS}"))
}

/// An address range as people write it: CIDR, or one address.
pub fn read_range(text: &str) -> Option<IpNet> {
    let text = text.trim();
    let one = || text.parse::<IpAddr>().ok().map(IpNet::from);
    text.parse().ok().or_else(one)
}

/// What is to be granted, as it was given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Granting {
    /// The account's login.
    pub login: String,
    /// The range.
    pub range: String,
    /// The first day; today where it is empty.
    pub from: String,
    /// The last day.
    pub until: String,
    /// Why.
    pub reason: String,
}

/// Why an exception is not granted, or not ended. Words for it stand under `exceptions.mistake`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExceptionMistake {
    /// There is no such account, or no such exception that is not over.
    Absent,
    /// One's own account is not for oneself.
    Own,
    /// That is no range of addresses.
    Range,
    /// The range is too wide.
    Wide,
    /// These are no days, or the last is before the first or before today.
    Days,
    /// It would last too long.
    Long,
    /// A reason in writing is wanted.
    ReasonWanted,
}

impl ExceptionMistake {
    /// Its name in words and problems.
    pub fn key(self) -> &'static str {
        match self {
            ExceptionMistake::Absent => "absent",
            ExceptionMistake::Own => "own",
            ExceptionMistake::Range => "range",
            ExceptionMistake::Wide => "wide",
            ExceptionMistake::Days => "days",
            ExceptionMistake::Long => "long",
            ExceptionMistake::ReasonWanted => "reason",
        }
    }

    /// The part of what was given that it is about.
    pub fn pointer(self) -> &'static str {
        match self {
            ExceptionMistake::Absent | ExceptionMistake::Own => "/login",
            ExceptionMistake::Range | ExceptionMistake::Wide => "/range",
            ExceptionMistake::Days | ExceptionMistake::Long => "/until",
            ExceptionMistake::ReasonWanted => "/reason",
        }
    }

    /// In words.
    pub fn told(self, app: &App, words: &Words) -> String {
        let limits = match self {
            ExceptionMistake::Wide => [NARROWEST_4.to_string(), NARROWEST_6.to_string()],
            _ => [app.exception_days.to_string(), String::new()],
        };
        words.fill(&format!("exceptions.mistake.{}", self.key()), &limits)
    }
}

/// Whether the visitor grants exceptions.
pub fn may(app: &App, visitor: &Visitor) -> bool {
    search::holds(&app.world(), visitor, &Role::SecurityAdministrator)
}

/// An exception that can be granted; the log is told before it is.
#[derive(Debug)]
pub struct Granted {
    login: String,
    range: IpNet,
    begins: Instant,
    ends: Instant,
    last: Date,
    reason: String,
}

/// Looks at what is to be granted. Whether the visitor may is asked before.
pub fn granting(
    app: &App,
    visitor: &Visitor,
    given: &Granting,
) -> anyhow::Result<Result<Granted, ExceptionMistake>> {
    let login = given.login.trim();
    let Some(person) = app.cabinet.person_of(login)? else {
        return Ok(Err(ExceptionMistake::Absent));
    };
    if visitor.person() == Some(person) {
        return Ok(Err(ExceptionMistake::Own));
    }
    let Some(range) = read_range(&given.range) else {
        return Ok(Err(ExceptionMistake::Range));
    };
    let narrowest = match range {
        IpNet::V4(_) => NARROWEST_4,
        IpNet::V6(_) => NARROWEST_6,
    };
    if range.prefix_len() < narrowest {
        return Ok(Err(ExceptionMistake::Wide));
    }
    let today = visitor.day();
    let first = match given.from.trim() {
        "" => Some(today),
        text => values::parse_date(text).ok(),
    };
    let last = values::parse_date(given.until.trim()).ok();
    let term = first
        .zip(last)
        .filter(|(first, last)| *first <= *last && *first >= today)
        .and_then(|(first, last)| {
            let begins = values::china_midnight(first)?;
            let ends = Instant::from_second(values::china_midnight(last)?.second() + DAY)?;
            Some((begins, ends, last))
        });
    let Some((begins, ends, last)) = term else {
        return Ok(Err(ExceptionMistake::Days));
    };
    if ends.second() - begins.second() > i64::from(app.exception_days) * DAY {
        return Ok(Err(ExceptionMistake::Long));
    }
    let reason = given.reason.trim();
    if !REASON.contains(&reason.chars().count()) {
        return Ok(Err(ExceptionMistake::ReasonWanted));
    }
    Ok(Ok(Granted {
        login: login.to_owned(),
        range,
        begins,
        ends,
        last,
        reason: reason.to_owned(),
    }))
}

impl Granted {
    /// What the log is told before it is granted.
    pub fn event(&self, app: &App, visitor: &Visitor) -> Event {
        let object = format!(
            "exception {} {} until {}",
            self.login, self.range, self.last
        );
        app.event(visitor, EventKind::AccountAdministered, object)
            .noting(self.reason.clone())
    }

    /// Grants it; gives its number.
    pub fn keep(&self, app: &App, visitor: &Visitor) -> anyhow::Result<i64> {
        let by = visitor
            .person()
            .context("an exception is granted by somebody")?;
        let new = NewException {
            login: &self.login,
            range: &self.range.trunc().to_string(),
            begins: self.begins,
            ends: self.ends,
            reason: &self.reason,
            by,
        };
        Ok(app.cabinet.grant_exception(&new, visitor.at)?)
    }
}

/// What the log is told before one is ended.
pub fn ending(app: &App, visitor: &Visitor, id: i64) -> Event {
    let object = format!("exception {id} ended");
    app.event(visitor, EventKind::AccountAdministered, object)
}

/// Whether there is an exception of that number that is not over.
pub fn stands(app: &App, visitor: &Visitor, id: i64) -> anyhow::Result<bool> {
    let all = app.cabinet.exceptions()?;
    Ok(all.iter().any(|one| one.id == id && !one.over(visitor.at)))
}

/// Ends one before its time. False where there is none that is not over.
pub fn end(app: &App, visitor: &Visitor, id: i64) -> anyhow::Result<bool> {
    let by = visitor
        .person()
        .context("an exception is ended by somebody")?;
    Ok(app.cabinet.end_exception(id, by, visitor.at)?)
}

/// How an exception stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExceptionState {
    /// From a later day on.
    ToCome,
    /// It holds.
    Holds,
    /// Its time is over.
    Over,
    /// Ended before its time.
    Ended,
}

impl ExceptionState {
    /// How one stands at a moment.
    pub fn of(one: &AddressException, at: Instant) -> ExceptionState {
        if one.ended.is_some() {
            ExceptionState::Ended
        } else if one.over(at) {
            ExceptionState::Over
        } else if one.holds(at) {
            ExceptionState::Holds
        } else {
            ExceptionState::ToCome
        }
    }

    /// Its name in data and in words.
    pub fn key(self) -> &'static str {
        match self {
            ExceptionState::ToCome => "to_come",
            ExceptionState::Holds => "holds",
            ExceptionState::Over => "over",
            ExceptionState::Ended => "ended",
        }
    }
}

/// As data.
pub fn body(one: &AddressException, at: Instant) -> Value {
    json!({
        "id": one.id,
        "login": one.login,
        "range": one.range,
        "begins": one.begins,
        "ends": one.ends,
        "reason": one.reason,
        "granted": one.granted,
        "granted_by": one.by,
        "ended": one.ended,
        "state": ExceptionState::of(one, at).key(),
    })
}
