//! Sessions live on the server; the browser holds only a secret, of which the digest is kept.

use rusqlite::{Connection, OptionalExtension, Row};
use values::{Instant, PersonId};

use crate::account::number;
use crate::protected::SESSION;
use crate::{Cabinet, CabinetFault, secret};

/// A session ends after this many seconds in any case.
pub const ABSOLUTE_SECONDS: i64 = 8 * 60 * 60;
/// Longest description of a browser that is kept, in characters.
const AGENT_LENGTH: usize = 200;

/// How far a session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Everything asked for was shown.
    Whole,
    /// The password was right; the second factor is still to be shown.
    SecondAwaited,
    /// The password was right; the person needs a second factor and has none yet.
    FactorMissing,
    /// The password is right but is to be changed first.
    PasswordDue,
}

impl Standing {
    /// Its name in the database and in words.
    pub fn key(self) -> &'static str {
        match self {
            Standing::Whole => "whole",
            Standing::SecondAwaited => "second_awaited",
            Standing::FactorMissing => "factor_missing",
            Standing::PasswordDue => "password_due",
        }
    }

    fn of(key: &str) -> Option<Standing> {
        [
            Standing::Whole,
            Standing::SecondAwaited,
            Standing::FactorMissing,
            Standing::PasswordDue,
        ]
        .into_iter()
        .find(|standing| standing.key() == key)
    }
}

/// What a session begins with.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'a> {
    /// Whose it is.
    pub person: PersonId,
    /// How far it has come.
    pub standing: Standing,
    /// Idle seconds after which it ends.
    pub idle_seconds: i64,
    /// From which address.
    pub source: &'a str,
    /// What the browser says it is.
    pub agent: &'a str,
}

/// A live session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub person: PersonId,
    /// The secret every form of this session carries.
    pub form_secret: String,
    /// How far it has come.
    pub standing: Standing,
    /// When the person signed in.
    pub began: Option<Instant>,
    /// When the person last confirmed who they are, after signing in.
    pub confirmed: Option<Instant>,
}

/// A session as it stands in the database, live or not; times in seconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kept {
    person: PersonId,
    standing: Standing,
    began: i64,
    seen: i64,
    idle: i64,
    confirmed: i64,
}

/// A session as its owner sees it in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionShown {
    /// Its first characters, to tell sessions apart; opens nothing.
    pub mark: String,
    /// When it began.
    pub began: Option<Instant>,
    /// When it was last used.
    pub seen: Option<Instant>,
    /// From which address it began.
    pub source: String,
    /// What the browser said it is.
    pub agent: String,
}

/// The first characters of a session's or token's digest, by which its owner tells it apart.
pub fn mark(secret: &str) -> String {
    secret::digest(secret).chars().take(MARK_LENGTH).collect()
}

const MARK_LENGTH: usize = 8;

/// What the forms of a session carry: it follows from the session's secret and is kept nowhere.
fn form_secret(secret: &str) -> String {
    secret::digest(&format!("form {secret}"))
}

impl Cabinet {
    /// Begins a session and gives the secret for the browser's cookie.
    pub fn begin_session(
        &self,
        beginning: &Beginning,
        at: Instant,
    ) -> Result<String, CabinetFault> {
        let secret = secret::fresh()?;
        let agent: String = beginning.agent.chars().take(AGENT_LENGTH).collect();
        self.connection().execute(
            "INSERT INTO session (digest, person, began, seen, form_secret, standing, idle, confirmed, source, agent)
             VALUES (?1, ?2, ?3, ?3, '', ?4, ?5, 0, ?6, ?7)",
            (
                secret::digest(&secret),
                number(beginning.person),
                at.second(),
                beginning.standing.key(),
                beginning.idle_seconds,
                beginning.source,
                agent,
            ),
        )?;
        Ok(secret)
    }

    /// The live session of that secret; being asked keeps it from idling.
    pub fn session(&self, secret: &str, at: Instant) -> Result<Option<Session>, CabinetFault> {
        let digest = secret::digest(secret);
        let connection = self.connection();
        let Some(kept) = self.kept_session(&connection, &digest)? else {
            return Ok(None);
        };
        let live =
            kept.seen + kept.idle > at.second() && kept.began > at.second() - ABSOLUTE_SECONDS;
        if !live {
            return Ok(None);
        }
        // One write a minute is enough to know that a session is not idle.
        if at.second() - kept.seen >= 60 {
            connection.execute(
                "UPDATE session SET seen = ?2 WHERE digest = ?1",
                (&digest, at.second()),
            )?;
        }
        Ok(Some(Session {
            person: kept.person,
            form_secret: form_secret(secret),
            standing: kept.standing,
            began: Instant::from_second(kept.began),
            confirmed: Instant::from_second(kept.confirmed).filter(|_| kept.confirmed > 0),
        }))
    }

    /// A session, live or not, if its row stands.
    fn kept_session(
        &self,
        connection: &Connection,
        digest: &str,
    ) -> Result<Option<Kept>, CabinetFault> {
        let mut remembered = self.remembered(connection)?;
        if let Some(kept) = remembered.sessions.get(digest) {
            return Ok(Some(*kept));
        }
        let kept = |row: &Row| {
            // A standing the database cannot hold opens nothing.
            let Some(standing) = Standing::of(&row.get::<_, String>(2)?) else {
                return Ok(None);
            };
            Ok(Some(Kept {
                person: PersonId(row.get::<_, i64>(0)?.unsigned_abs()),
                seen: row.get(1)?,
                standing,
                confirmed: row.get(3)?,
                began: row.get(4)?,
                idle: row.get(5)?,
            }))
        };
        let found = connection
            .prepare_cached(
                "SELECT person, seen, standing, confirmed, began, idle FROM session WHERE digest = ?1",
            )?
            .query_row([digest], kept)
            .optional()?
            .flatten();
        let Some(kept) = found else {
            return Ok(None);
        };
        if !self.stands_now(connection, &SESSION, digest)? {
            return Ok(None);
        }
        remembered.sessions.insert(digest.to_owned(), kept);
        Ok(Some(kept))
    }

    /// Brings a session further under a new secret; the old one opens nothing any more.
    pub fn raise_session(
        &self,
        old: &str,
        standing: Standing,
        at: Instant,
    ) -> Result<String, CabinetFault> {
        let secret = secret::fresh()?;
        self.connection().execute(
            "UPDATE session SET digest = ?2, standing = ?3, seen = ?4 WHERE digest = ?1",
            (
                secret::digest(old),
                secret::digest(&secret),
                standing.key(),
                at.second(),
            ),
        )?;
        Ok(secret)
    }

    /// Notes that the person of a session has just shown again who they are.
    pub fn confirm_session(&self, secret: &str, at: Instant) -> Result<(), CabinetFault> {
        self.connection().execute(
            "UPDATE session SET confirmed = ?2 WHERE digest = ?1",
            (secret::digest(secret), at.second()),
        )?;
        Ok(())
    }

    /// Ends a session.
    pub fn end_session(&self, secret: &str) -> Result<(), CabinetFault> {
        self.connection().execute(
            "DELETE FROM session WHERE digest = ?1",
            [secret::digest(secret)],
        )?;
        Ok(())
    }

    /// A person's live sessions, the newest first.
    pub fn sessions(
        &self,
        person: PersonId,
        at: Instant,
    ) -> Result<Vec<SessionShown>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT substr(digest, 1, 8), began, seen, source, agent FROM session
             WHERE person = ?1 AND seen + idle > ?2 AND began > ?3 ORDER BY seen DESC, began DESC",
        )?;
        let shown = |row: &Row| {
            Ok(SessionShown {
                mark: row.get(0)?,
                began: Instant::from_second(row.get(1)?),
                seen: Instant::from_second(row.get(2)?),
                source: row.get(3)?,
                agent: row.get(4)?,
            })
        };
        let rows = statement.query_map(
            (number(person), at.second(), at.second() - ABSOLUTE_SECONDS),
            shown,
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Ends one of a person's sessions by its first characters.
    pub fn end_session_marked(&self, person: PersonId, mark: &str) -> Result<bool, CabinetFault> {
        let ended = self.connection().execute(
            "DELETE FROM session WHERE person = ?1 AND substr(digest, 1, 8) = ?2",
            (number(person), mark),
        )?;
        Ok(ended > 0)
    }

    /// Ends all of a person's sessions but the one of this secret, if there is one; gives how many.
    pub fn end_sessions(&self, person: PersonId, but: Option<&str>) -> Result<usize, CabinetFault> {
        let but = but.map(secret::digest).unwrap_or_default();
        Ok(self.connection().execute(
            "DELETE FROM session WHERE person = ?1 AND digest <> ?2",
            (number(person), but),
        )?)
    }

    /// Persons with live sessions from more than one address: two may be using one account.
    pub fn from_two_places(&self, at: Instant) -> Result<Vec<PersonId>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT person FROM session WHERE seen + idle > ?1 AND began > ?2
             GROUP BY person HAVING count(DISTINCT source) > 1 ORDER BY person",
        )?;
        let rows = statement.query_map((at.second(), at.second() - ABSOLUTE_SECONDS), |row| {
            Ok(PersonId(row.get::<_, i64>(0)?.unsigned_abs()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many sessions ended and stand there still.
    pub fn ended_sessions(&self, at: Instant) -> Result<usize, CabinetFault> {
        let count: i64 = self.connection().query_row(
            "SELECT count(*) FROM session WHERE seen + idle <= ?1 OR began <= ?2",
            (at.second(), at.second() - ABSOLUTE_SECONDS),
            |row| row.get(0),
        )?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Removes sessions that ended.
    pub fn sweep_sessions(&self, at: Instant) -> Result<usize, CabinetFault> {
        Ok(self.connection().execute(
            "DELETE FROM session WHERE seen + idle <= ?1 OR began <= ?2",
            (at.second(), at.second() - ABSOLUTE_SECONDS),
        )?)
    }
}
