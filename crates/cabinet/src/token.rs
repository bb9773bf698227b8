//! API tokens: bound to a person, expiring, revocable, shown once.

use rusqlite::OptionalExtension;
use values::{Instant, PersonId};

use crate::account::number;
use crate::{Cabinet, CabinetFault, secret};

/// A token as its owner sees it later; the secret is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its first characters, to tell tokens apart.
    pub begins: String,
    /// What it is for.
    pub label: String,
    /// When it ends.
    pub expires: Option<Instant>,
    /// When it was last used.
    pub used: Option<Instant>,
}

impl Cabinet {
    /// Makes a token and gives its secret, once.
    pub fn make_token(
        &self,
        person: PersonId,
        label: &str,
        at: Instant,
        expires: Instant,
    ) -> Result<String, CabinetFault> {
        let secret = format!("lc_{}", secret::fresh()?);
        self.connection().execute(
            "INSERT INTO token (digest, person, label, made, expires) VALUES (?1, ?2, ?3, ?4, ?5)",
            (
                secret::digest(&secret),
                number(person),
                label,
                at.second(),
                expires.second(),
            ),
        )?;
        Ok(secret)
    }

    /// The person a token stands for, if it is live.
    pub fn token_person(
        &self,
        secret: &str,
        at: Instant,
    ) -> Result<Option<PersonId>, CabinetFault> {
        let digest = secret::digest(secret);
        let connection = self.connection();
        let found = connection
            .prepare_cached(
                "SELECT person, used FROM token WHERE digest = ?1 AND revoked IS NULL AND expires > ?2",
            )?
            .query_row(
                (&digest, at.second()),
                |row| Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?)),
            )
            .optional()?;
        let Some((person, used)) = found else {
            return Ok(None);
        };
        if used.is_none_or(|used| at.second() - used >= 60) {
            connection.execute(
                "UPDATE token SET used = ?2 WHERE digest = ?1",
                (&digest, at.second()),
            )?;
        }
        Ok(Some(PersonId(person.unsigned_abs())))
    }

    /// A person's live tokens.
    pub fn tokens(&self, person: PersonId, at: Instant) -> Result<Vec<Token>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT substr(digest, 1, 8), label, expires, used FROM token
             WHERE person = ?1 AND revoked IS NULL AND expires > ?2 ORDER BY made",
        )?;
        let rows = statement.query_map((number(person), at.second()), |row| {
            Ok(Token {
                begins: row.get(0)?,
                label: row.get(1)?,
                expires: Instant::from_second(row.get(2)?),
                used: row.get::<_, Option<i64>>(3)?.and_then(Instant::from_second),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Revokes a person's token by its first characters.
    pub fn revoke_token(
        &self,
        person: PersonId,
        begins: &str,
        at: Instant,
    ) -> Result<bool, CabinetFault> {
        let changed = self.connection().execute(
            "UPDATE token SET revoked = ?3 WHERE person = ?1 AND substr(digest, 1, 8) = ?2 AND revoked IS NULL",
            (number(person), begins, at.second()),
        )?;
        Ok(changed > 0)
    }
}
