//! API tokens: bound to a person and to what they may be used for, expiring, revocable, shown once.

use rusqlite::{Connection, OptionalExtension};
use values::{Instant, PersonId};

use crate::account::number;
use crate::protected::TOKEN;
use crate::{Cabinet, CabinetFault, secret};

/// What a token may be used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// To read what its person may read.
    Read,
    /// To read and to act.
    Act,
}

impl Scope {
    /// Both scopes.
    pub const ALL: [Scope; 2] = [Scope::Read, Scope::Act];

    /// Its name in the database, in the API and in words.
    pub fn key(self) -> &'static str {
        match self {
            Scope::Read => "read",
            Scope::Act => "act",
        }
    }

    /// The scope of that name.
    pub fn of(key: &str) -> Option<Scope> {
        Scope::ALL.into_iter().find(|scope| scope.key() == key)
    }
}

/// A token as its owner sees it later; the secret is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its first characters, to tell tokens apart.
    pub mark: String,
    /// What it is for.
    pub label: String,
    /// What it may be used for.
    pub scope: Scope,
    /// When it was made.
    pub made: Option<Instant>,
    /// When it ends.
    pub expires: Option<Instant>,
    /// When it was last used.
    pub used: Option<Instant>,
}

/// A live token at the door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenHeld {
    /// The person it stands for.
    pub person: PersonId,
    /// What it may be used for.
    pub scope: Scope,
    /// When its person last showed who they are.
    pub confirmed: Option<Instant>,
}

/// A token as it stands in the database.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    held: TokenHeld,
    used: Option<i64>,
    expires: i64,
}

impl Cabinet {
    /// Makes a token and gives its secret, once.
    pub fn make_token(
        &self,
        person: PersonId,
        label: &str,
        scope: Scope,
        at: Instant,
        expires: Instant,
    ) -> Result<String, CabinetFault> {
        let secret = format!("lc_{}", secret::fresh()?);
        self.connection().execute(
            "INSERT INTO token (digest, person, label, scope, made, expires, confirmed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?5)",
            (
                secret::digest(&secret),
                number(person),
                label,
                scope.key(),
                at.second(),
                expires.second(),
            ),
        )?;
        Ok(secret)
    }

    /// A live token by its secret.
    pub fn token(&self, secret: &str, at: Instant) -> Result<Option<TokenHeld>, CabinetFault> {
        let digest = secret::digest(secret);
        let connection = self.connection();
        let Some(kept) = self.kept_token(&connection, &digest)? else {
            return Ok(None);
        };
        if kept.expires <= at.second() {
            return Ok(None);
        }
        if kept.used.is_none_or(|used| at.second() - used >= 60) {
            connection.execute(
                "UPDATE token SET used = ?2 WHERE digest = ?1",
                (&digest, at.second()),
            )?;
        }
        Ok(Some(kept.held))
    }

    /// A token that was not revoked, if its row stands.
    fn kept_token(
        &self,
        connection: &Connection,
        digest: &str,
    ) -> Result<Option<Kept>, CabinetFault> {
        let mut remembered = self.remembered(connection)?;
        if let Some(kept) = remembered.tokens.get(digest) {
            return Ok(Some(kept.clone()));
        }
        let found = connection
            .prepare_cached(
                "SELECT person, used, scope, confirmed, expires FROM token WHERE digest = ?1 AND revoked IS NULL",
            )?
            .query_row([digest], |row| {
                // A scope the database cannot hold opens nothing.
                let Some(scope) = Scope::of(&row.get::<_, String>(2)?) else {
                    return Ok(None);
                };
                Ok(Some(Kept {
                    held: TokenHeld {
                        person: PersonId(row.get::<_, i64>(0)?.unsigned_abs()),
                        scope,
                        confirmed: Instant::from_second(row.get(3)?),
                    },
                    used: row.get(1)?,
                    expires: row.get(4)?,
                }))
            })
            .optional()?
            .flatten();
        let Some(kept) = found else {
            return Ok(None);
        };
        if !self.stands_now(connection, &TOKEN, digest)? {
            return Ok(None);
        }
        remembered.tokens.insert(digest.to_owned(), kept.clone());
        Ok(Some(kept))
    }

    /// A person's live tokens.
    pub fn tokens(&self, person: PersonId, at: Instant) -> Result<Vec<Token>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(
            "SELECT substr(digest, 1, 8), label, scope, made, expires, used FROM token
             WHERE person = ?1 AND revoked IS NULL AND expires > ?2 ORDER BY made, digest",
        )?;
        let rows = statement.query_map((number(person), at.second()), |row| {
            Ok(Token {
                mark: row.get(0)?,
                label: row.get(1)?,
                // A scope the database cannot hold opens the least.
                scope: Scope::of(&row.get::<_, String>(2)?).unwrap_or(Scope::Read),
                made: Instant::from_second(row.get(3)?),
                expires: Instant::from_second(row.get(4)?),
                used: row.get::<_, Option<i64>>(5)?.and_then(Instant::from_second),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Revokes a person's token by its first characters.
    pub fn revoke_token(
        &self,
        person: PersonId,
        mark: &str,
        at: Instant,
    ) -> Result<bool, CabinetFault> {
        let changed = self.connection().execute(
            "UPDATE token SET revoked = ?3 WHERE person = ?1 AND substr(digest, 1, 8) = ?2 AND revoked IS NULL",
            (number(person), mark, at.second()),
        )?;
        Ok(changed > 0)
    }
}
