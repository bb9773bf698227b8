//! Accounts: one person, one login that is never given again, a password kept as an Argon2id digest.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use rusqlite::OptionalExtension;
use values::{Instant, PersonId};

use crate::{Cabinet, CabinetFault};

/// Failed attempts after which an account is locked for a while.
const FAILURES_ALLOWED: i64 = 5;
/// How long a locked account stays locked, in seconds.
const LOCK_SECONDS: i64 = 15 * 60;
/// Shortest password accepted.
const PASSWORD_LENGTH: usize = 12;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The login.
    pub login: String,
    /// Whose it is.
    pub person: PersonId,
}

/// Why an account cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountMistake {
    /// The login is or was somebody's.
    #[error("the login {0} is taken")]
    Taken(String),
    /// The password is too short.
    #[error("a password has at least {PASSWORD_LENGTH} characters")]
    Short,
}

/// What came of an attempt to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// Signed in as this person.
    Welcome(PersonId),
    /// Login or password is wrong; which, is not said.
    Wrong,
    /// Too many failures; open again from then.
    Locked(Instant),
}

fn argon2() -> Argon2<'static> {
    // OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn digest_password(password: &str) -> Result<String, CabinetFault> {
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(|_| CabinetFault::Randomness)?;
    let fault = |cause: argon2::password_hash::Error| CabinetFault::Password(cause.to_string());
    let salt = SaltString::encode_b64(&salt).map_err(fault)?;
    Ok(argon2()
        .hash_password(password.as_bytes(), &salt)
        .map_err(fault)?
        .to_string())
}

fn password_fits(password: &str, digest: &str) -> bool {
    PasswordHash::new(digest).is_ok_and(|digest| {
        argon2()
            .verify_password(password.as_bytes(), &digest)
            .is_ok()
    })
}

impl Cabinet {
    /// Makes an account, or says why not.
    pub fn make_account(
        &self,
        login: &str,
        person: PersonId,
        password: &str,
        at: Instant,
    ) -> Result<Result<(), AccountMistake>, CabinetFault> {
        if password.chars().count() < PASSWORD_LENGTH {
            return Ok(Err(AccountMistake::Short));
        }
        let digest = digest_password(password)?;
        self.insert_account(login, person, &digest, at)
    }

    /// Makes several accounts that share one password, digesting it once: for a demo city.
    pub fn make_demo_accounts(
        &self,
        accounts: &[Account],
        password: &str,
        at: Instant,
    ) -> Result<(), CabinetFault> {
        let digest = digest_password(password)?;
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for account in accounts {
            // A login that stands already stays as it is.
            transaction.execute(
                "INSERT INTO account (login, person, password, made) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                (&account.login, number(account.person), &digest, at.second()),
            )?;
        }
        transaction.commit()?;
        Ok(())
    }

    fn insert_account(
        &self,
        login: &str,
        person: PersonId,
        digest: &str,
        at: Instant,
    ) -> Result<Result<(), AccountMistake>, CabinetFault> {
        let added = self.connection().execute(
            "INSERT INTO account (login, person, password, made) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            (login, number(person), digest, at.second()),
        )?;
        Ok(if added == 1 {
            Ok(())
        } else {
            Err(AccountMistake::Taken(login.to_owned()))
        })
    }

    /// Tries to sign in. A wrong login takes as long as a wrong password.
    pub fn sign_in(
        &self,
        login: &str,
        password: &str,
        at: Instant,
    ) -> Result<SignIn, CabinetFault> {
        let found = self
            .connection()
            .query_row(
                "SELECT person, password, locked_until, ends FROM account WHERE login = ?1",
                [login],
                |row| {
                    Ok((
                        row.get::<_, i64>(0)?,
                        row.get::<_, String>(1)?,
                        row.get::<_, Option<i64>>(2)?,
                        row.get::<_, Option<i64>>(3)?,
                    ))
                },
            )
            .optional()?;
        let Some((person, digest, locked_until, ends)) = found else {
            digest_password(password)?;
            return Ok(SignIn::Wrong);
        };
        let fits = password_fits(password, &digest);
        if let Some(until) = locked_until
            .filter(|until| *until > at.second())
            .and_then(Instant::from_second)
        {
            return Ok(SignIn::Locked(until));
        }
        if fits && ends.is_none_or(|ends| at.second() < ends) {
            self.connection().execute(
                "UPDATE account SET failures = 0, locked_until = NULL WHERE login = ?1",
                [login],
            )?;
            return Ok(SignIn::Welcome(PersonId(person.unsigned_abs())));
        }
        self.connection().execute(
            "UPDATE account SET failures = failures + 1,
               locked_until = CASE WHEN failures + 1 >= ?2 THEN ?3 ELSE NULL END WHERE login = ?1",
            (login, FAILURES_ALLOWED, at.second() + LOCK_SECONDS),
        )?;
        Ok(SignIn::Wrong)
    }

    /// All accounts, by login.
    pub fn accounts(&self) -> Result<Vec<Account>, CabinetFault> {
        let connection = self.connection();
        let mut statement =
            connection.prepare("SELECT login, person FROM account ORDER BY login")?;
        let rows = statement.query_map([], |row| {
            Ok(Account {
                login: row.get(0)?,
                person: PersonId(row.get::<_, i64>(1)?.unsigned_abs()),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

pub(crate) fn number(person: PersonId) -> i64 {
    i64::try_from(person.0).unwrap_or(i64::MAX)
}
