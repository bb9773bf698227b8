//! Accounts: one person, one login that is never given again. An account begins without a password and with a code by
//! which its owner sets one.

use rusqlite::{OptionalExtension, Row};
use values::{Instant, PersonId};

use crate::{Cabinet, CabinetFault, password};

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The login.
    pub login: String,
    /// Whose it is.
    pub person: PersonId,
}

/// An account as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountShown {
    /// The login.
    pub login: String,
    /// Whose it is.
    pub person: PersonId,
    /// When it was made.
    pub made: Option<Instant>,
    /// When its owner last signed in.
    pub used: Option<Instant>,
    /// When it ends or ended.
    pub ends: Option<Instant>,
    /// Until when it is locked.
    pub locked: Option<Instant>,
    /// Whether its owner has set a password.
    pub password: PasswordShown,
    /// How many second factors its owner has.
    pub factors: u32,
}

/// Whether a password is set; never which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordShown {
    /// Its owner is still to set one.
    Unset,
    /// Set then.
    Set(Instant),
}

/// Why an account cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountMistake {
    /// The login is or was somebody's.
    #[error("the login {0} is taken")]
    Taken(String),
    /// The login has characters or a length that logins do not have.
    #[error("a login has 2 to 64 letters, digits, dots, dashes, underscores or @")]
    Login,
    /// The person has an account.
    #[error("the person has the account {0}")]
    Has(String),
}

/// Whether a text can be a login.
pub fn is_login(text: &str) -> bool {
    (2..=64).contains(&text.chars().count())
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || ".-_@".contains(letter))
}

impl Cabinet {
    /// Makes an account whose owner is still to set a password, or says why not.
    pub fn make_account(
        &self,
        login: &str,
        person: PersonId,
        at: Instant,
    ) -> Result<Result<(), AccountMistake>, CabinetFault> {
        if !is_login(login) {
            return Ok(Err(AccountMistake::Login));
        }
        let connection = self.connection();
        let has: Option<String> = connection
            .query_row(
                "SELECT login FROM account WHERE person = ?1 AND (ends IS NULL OR ends > ?2)",
                (number(person), at.second()),
                |row| row.get(0),
            )
            .optional()?;
        if let Some(login) = has {
            return Ok(Err(AccountMistake::Has(login)));
        }
        let added = connection.execute(
            "INSERT INTO account (login, person, password, made) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            (login, number(person), password::unset()?, at.second()),
        )?;
        Ok(if added == 1 {
            Ok(())
        } else {
            Err(AccountMistake::Taken(login.to_owned()))
        })
    }

    /// Makes several accounts that share one password, digesting it once: for a demo city.
    pub fn make_demo_accounts(
        &self,
        accounts: &[Account],
        password: &str,
        at: Instant,
    ) -> Result<(), CabinetFault> {
        let digest = password::digest(&*self.keys, password)?;
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        for account in accounts {
            // A login that stands already stays as it is.
            transaction.execute(
                "INSERT INTO account (login, person, password, made, password_set) VALUES (?1, ?2, ?3, ?4, ?4)
                 ON CONFLICT DO NOTHING",
                (&account.login, number(account.person), &digest, at.second()),
            )?;
        }
        transaction.commit()?;
        Ok(())
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

    /// All accounts as administrators see them, by login.
    pub fn accounts_shown(&self, at: Instant) -> Result<Vec<AccountShown>, CabinetFault> {
        let rows: Vec<AccountShown> = {
            let connection = self.connection();
            let mut statement = connection.prepare(
                "SELECT login, person, made, used, ends, password, password_set,
                        (SELECT count(*) FROM second_factor
                         WHERE second_factor.person = account.person AND proved IS NOT NULL AND kind <> 'code')
                        + (SELECT count(*) FROM certificate WHERE certificate.person = account.person)
                 FROM account ORDER BY login",
            )?;
            statement.query_map([], shown)?.collect::<Result<_, _>>()?
        };
        rows.into_iter()
            .map(|account| {
                let locked = self.locked_login(&account.login, at)?;
                Ok(AccountShown { locked, ..account })
            })
            .collect()
    }

    /// A person's login, if the person has an account that has not ended.
    pub fn login_of(&self, person: PersonId, at: Instant) -> Result<Option<String>, CabinetFault> {
        Ok(self
            .connection()
            .query_row(
                "SELECT login FROM account WHERE person = ?1 AND (ends IS NULL OR ends > ?2) ORDER BY made DESC",
                (number(person), at.second()),
                |row| row.get(0),
            )
            .optional()?)
    }

    /// The person of a login.
    pub fn person_of(&self, login: &str) -> Result<Option<PersonId>, CabinetFault> {
        Ok(self
            .connection()
            .query_row(
                "SELECT person FROM account WHERE login = ?1",
                [login],
                |row| Ok(PersonId(row.get::<_, i64>(0)?.unsigned_abs())),
            )
            .optional()?)
    }

    /// Ends an account: its sessions and tokens end with it, in the same moment.
    pub fn end_account(&self, login: &str, at: Instant) -> Result<bool, CabinetFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let ended = transaction.execute(
            "UPDATE account SET ends = ?2 WHERE login = ?1 AND (ends IS NULL OR ends > ?2)",
            (login, at.second()),
        )?;
        transaction.execute(
            "DELETE FROM session WHERE person IN (SELECT person FROM account WHERE login = ?1)",
            [login],
        )?;
        transaction.execute(
            "UPDATE token SET revoked = ?2 WHERE revoked IS NULL
               AND person IN (SELECT person FROM account WHERE login = ?1)",
            (login, at.second()),
        )?;
        transaction.commit()?;
        Ok(ended > 0)
    }
}

fn shown(row: &Row) -> rusqlite::Result<AccountShown> {
    let moment = |second: Option<i64>| second.and_then(Instant::from_second);
    let digest: String = row.get(5)?;
    Ok(AccountShown {
        login: row.get(0)?,
        person: PersonId(row.get::<_, i64>(1)?.unsigned_abs()),
        made: moment(row.get(2)?),
        used: moment(row.get(3)?),
        ends: moment(row.get(4)?),
        locked: None,
        password: match moment(row.get(6)?) {
            Some(set) if !password::is_unset(&digest) => PasswordShown::Set(set),
            _ => PasswordShown::Unset,
        },
        factors: row.get(7)?,
    })
}

pub(crate) fn number(person: PersonId) -> i64 {
    i64::try_from(person.0).unwrap_or(i64::MAX)
}
