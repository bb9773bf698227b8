//! Sessions live on the server; the browser holds only a secret, of which the digest is kept.

use rusqlite::OptionalExtension;
use values::{Instant, PersonId};

use crate::account::number;
use crate::{Cabinet, CabinetFault, secret};

/// A session ends after this many idle seconds.
pub const IDLE_SECONDS: i64 = 30 * 60;
/// A session ends after this many seconds in any case.
pub const ABSOLUTE_SECONDS: i64 = 8 * 60 * 60;

/// A live session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub person: PersonId,
    /// The secret every form of this session carries.
    pub form_secret: String,
}

impl Cabinet {
    /// Begins a session and gives the secret for the browser's cookie.
    pub fn begin_session(&self, person: PersonId, at: Instant) -> Result<String, CabinetFault> {
        let secret = secret::fresh()?;
        let form_secret = secret::fresh()?;
        self.connection().execute(
            "INSERT INTO session (digest, person, began, seen, form_secret) VALUES (?1, ?2, ?3, ?3, ?4)",
            (secret::digest(&secret), number(person), at.second(), form_secret),
        )?;
        Ok(secret)
    }

    /// The live session of that secret; being asked keeps it from idling.
    pub fn session(&self, secret: &str, at: Instant) -> Result<Option<Session>, CabinetFault> {
        let digest = secret::digest(secret);
        let connection = self.connection();
        let found = connection
            .prepare_cached(
                "SELECT person, form_secret, seen FROM session WHERE digest = ?1 AND seen > ?2 AND began > ?3",
            )?
            .query_row(
                (&digest, at.second() - IDLE_SECONDS, at.second() - ABSOLUTE_SECONDS),
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, i64>(2)?)),
            )
            .optional()?;
        let Some((person, form_secret, seen)) = found else {
            return Ok(None);
        };
        // One write a minute is enough to know that a session is not idle.
        if at.second() - seen >= 60 {
            connection.execute(
                "UPDATE session SET seen = ?2 WHERE digest = ?1",
                (&digest, at.second()),
            )?;
        }
        Ok(Some(Session {
            person: PersonId(person.unsigned_abs()),
            form_secret,
        }))
    }

    /// Ends a session.
    pub fn end_session(&self, secret: &str) -> Result<(), CabinetFault> {
        self.connection().execute(
            "DELETE FROM session WHERE digest = ?1",
            [secret::digest(secret)],
        )?;
        Ok(())
    }

    /// Removes sessions that ended.
    pub fn sweep_sessions(&self, at: Instant) -> Result<usize, CabinetFault> {
        Ok(self.connection().execute(
            "DELETE FROM session WHERE seen <= ?1 OR began <= ?2",
            (at.second() - IDLE_SECONDS, at.second() - ABSOLUTE_SECONDS),
        )?)
    }
}
