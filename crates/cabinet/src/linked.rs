//! Identities at another provider, linked to accounts: by a code the security administrator hands over, never by a name or a mail
//! address the provider tells. One identity opens one account, one account is opened by one identity.

use rusqlite::OptionalExtension;
use values::{Instant, PersonId};

use crate::protected::{ACCOUNT, LINK_CODE, LINKED_IDENTITY};
use crate::setup_code::{GROUPS, typed_code, typed_digest};
use crate::{Cabinet, CabinetFault, secret};

/// Whose account an identity opens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedAccount {
    /// The person.
    pub person: PersonId,
    /// The login.
    pub login: String,
}

/// Why an identity is not linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotLinked {
    /// The code was used, has ended or never was.
    NoSuchCode,
    /// The identity opens an account already.
    Taken,
}

/// What stands for who somebody is at a provider.
fn identity_digest(issuer: &str, subject: &str) -> String {
    secret::digest(&format!("linked:{}:{issuer}:{subject}", issuer.len()))
}

impl Cabinet {
    /// Makes a code by which the owner of an account links it; an earlier one ends.
    pub fn make_link_code(
        &self,
        login: &str,
        at: Instant,
        expires: Instant,
    ) -> Result<String, CabinetFault> {
        let code = typed_code(GROUPS)?;
        self.connection().execute(
            "INSERT INTO link_code (digest, login, made, expires) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (login) DO UPDATE SET digest = excluded.digest, made = excluded.made, expires = excluded.expires",
            (typed_digest(&code), login, at.second(), expires.second()),
        )?;
        Ok(code)
    }

    /// Links an identity to the account a code is for, and uses the code up; the identity linked before is linked no more.
    pub fn link_identity(
        &self,
        issuer: &str,
        subject: &str,
        code: &str,
        at: Instant,
    ) -> Result<Result<LinkedAccount, NotLinked>, CabinetFault> {
        let digest = identity_digest(issuer, subject);
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let found = transaction
            .query_row(
                "SELECT account.login, account.person FROM link_code JOIN account ON account.login = link_code.login
                 WHERE link_code.digest = ?1 AND link_code.expires > ?2 AND (account.ends IS NULL OR account.ends > ?2)",
                (typed_digest(code), at.second()),
                |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)),
            )
            .optional()?;
        let Some((login, person)) = found else {
            return Ok(Err(NotLinked::NoSuchCode));
        };
        if !self.stands(&transaction, &LINK_CODE, &typed_digest(code))?
            || !self.stands(&transaction, &ACCOUNT, &login)?
        {
            return Ok(Err(NotLinked::NoSuchCode));
        }
        let taken = transaction
            .prepare("SELECT 1 FROM linked_identity WHERE digest = ?1")?
            .exists([&digest])?;
        if taken {
            return Ok(Err(NotLinked::Taken));
        }
        transaction.execute("DELETE FROM link_code WHERE login = ?1", [&login])?;
        transaction.execute("DELETE FROM linked_identity WHERE login = ?1", [&login])?;
        transaction.execute(
            "INSERT INTO linked_identity (digest, login, linked) VALUES (?1, ?2, ?3)",
            (&digest, &login, at.second()),
        )?;
        transaction.commit()?;
        Ok(Ok(LinkedAccount {
            person: PersonId(person.unsigned_abs()),
            login,
        }))
    }

    /// The account an identity opens, if it has not ended.
    pub fn linked_account(
        &self,
        issuer: &str,
        subject: &str,
        at: Instant,
    ) -> Result<Option<LinkedAccount>, CabinetFault> {
        let digest = identity_digest(issuer, subject);
        let connection = self.connection();
        let found = connection
            .query_row(
                "SELECT account.login, account.person FROM linked_identity
                 JOIN account ON account.login = linked_identity.login
                 WHERE linked_identity.digest = ?1 AND (account.ends IS NULL OR account.ends > ?2)",
                (&digest, at.second()),
                |row| {
                    Ok(LinkedAccount {
                        login: row.get(0)?,
                        person: PersonId(row.get::<_, i64>(1)?.unsigned_abs()),
                    })
                },
            )
            .optional()?;
        match found {
            Some(found)
                if self.stands(&connection, &LINKED_IDENTITY, &digest)?
                    && self.stands(&connection, &ACCOUNT, &found.login)? =>
            {
                Ok(Some(found))
            }
            _ => Ok(None),
        }
    }

    /// Notes that an account was opened by its identity.
    pub fn used_identity(&self, login: &str, at: Instant) -> Result<(), CabinetFault> {
        let connection = self.connection();
        connection.execute(
            "UPDATE linked_identity SET used = ?2 WHERE login = ?1",
            (login, at.second()),
        )?;
        connection.execute(
            "UPDATE account SET used = ?2 WHERE login = ?1",
            (login, at.second()),
        )?;
        Ok(())
    }

    /// Since when an account is linked to an identity, if it is.
    pub fn linked_since(&self, login: &str) -> Result<Option<Instant>, CabinetFault> {
        let since: Option<i64> = self
            .connection()
            .query_row(
                "SELECT linked FROM linked_identity WHERE login = ?1",
                [login],
                |row| row.get(0),
            )
            .optional()?;
        Ok(since.and_then(Instant::from_second))
    }

    /// Unlinks an account: its identity, its code and its sessions end together.
    pub fn unlink_identity(&self, login: &str) -> Result<bool, CabinetFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute("DELETE FROM link_code WHERE login = ?1", [login])?;
        let unlinked =
            transaction.execute("DELETE FROM linked_identity WHERE login = ?1", [login])?;
        transaction.execute(
            "DELETE FROM session WHERE person IN (SELECT person FROM account WHERE login = ?1)",
            [login],
        )?;
        transaction.commit()?;
        Ok(unlinked > 0)
    }
}
