//! Passwords, kept as HMAC with SM3 over an Argon2id digest, under a key that is not in the database: whoever has the table alone
//! cannot try passwords against it. The last ones of an account may not come back where the profile says so.

use argon2::password_hash::{Error, Output, PasswordHash, PasswordHasher, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use identity::password::{Profile, Weakness};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use seal::{Digest, KeyId, KeyProvider, Purpose};
use values::{Instant, PersonId};

use crate::account::number;
use crate::sealed::empty_log;
use crate::{Cabinet, CabinetFault, secret};

/// How a digest begins that no password fits.
const UNSET: &str = "unset:";
/// How a digest under a key begins; the key's version follows, then what Argon2id was told, then the code in place of its digest.
const MARK: &str = "sm3:";
/// How a digest of an earlier version of the program begins, without a key.
const PLAIN: &str = "$argon2id$";

fn argon2() -> Argon2<'static> {
    // OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn fault(cause: argon2::password_hash::Error) -> CabinetFault {
    CabinetFault::Password(cause.to_string())
}

/// What became of holding a password against a digest.
pub(crate) enum Weighed {
    Other,
    Fits,
    /// It fits, and is to be kept so from now on: under the current key, and as Argon2id is told today.
    FitsAnew(String),
}

/// The digest under which a password is kept.
pub(crate) fn digest(keys: &dyn KeyProvider, password: &str) -> Result<String, CabinetFault> {
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(|_| CabinetFault::Randomness)?;
    let salt = SaltString::encode_b64(&salt).map_err(fault)?;
    let plain = argon2()
        .hash_password(password.as_bytes(), &salt)
        .map_err(fault)?;
    coded(keys, &plain)
}

/// A digest of Argon2id, with its code under the current key in place of itself.
fn coded(keys: &dyn KeyProvider, plain: &PasswordHash) -> Result<String, CabinetFault> {
    let key = keys.current(Purpose::Passwords)?;
    let hash = plain.hash.ok_or_else(|| fault(Error::PhcStringField))?;
    let code = keys.code(key, hash.as_bytes())?;
    let code = Output::new(code.as_bytes()).map_err(fault)?;
    let kept = PasswordHash {
        hash: Some(code),
        ..plain.clone()
    };
    Ok(format!("{MARK}{}:{kept}", key.version))
}

/// The key a digest is under, and the rest of it.
fn coded_under(kept: &str) -> Option<(KeyId, &str)> {
    let (version, rest) = kept.strip_prefix(MARK)?.split_once(':')?;
    let key = KeyId {
        purpose: Purpose::Passwords,
        version: version.parse().ok()?,
    };
    Some((key, rest))
}

/// Holds a password against a digest.
pub(crate) fn weigh(
    keys: &dyn KeyProvider,
    password: &str,
    kept: &str,
) -> Result<Weighed, CabinetFault> {
    let Some((key, rest)) = coded_under(kept) else {
        return Ok(Weighed::Other);
    };
    let kept = PasswordHash::new(rest).map_err(fault)?;
    let (Some(salt), Some(code)) = (kept.salt, kept.hash) else {
        return Ok(Weighed::Other);
    };
    let params = Params::try_from(&kept).map_err(fault)?;
    let same = params.m_cost() == argon2().params().m_cost()
        && params.t_cost() == argon2().params().t_cost()
        && params.p_cost() == argon2().params().p_cost();
    let plain = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.as_bytes(), salt)
        .map_err(fault)?;
    let hash = plain.hash.ok_or_else(|| fault(Error::PhcStringField))?;
    let Ok(code) = <[u8; 32]>::try_from(code.as_bytes()) else {
        return Ok(Weighed::Other);
    };
    // Digests are compared in the same time wherever they differ.
    if keys.code(key, hash.as_bytes())? != Digest::from_bytes(code) {
        return Ok(Weighed::Other);
    }
    Ok(if !same {
        Weighed::FitsAnew(digest(keys, password)?)
    } else if keys.current(Purpose::Passwords)? != key {
        Weighed::FitsAnew(coded(keys, &plain)?)
    } else {
        Weighed::Fits
    })
}

/// Puts digests of an earlier version of the program under a key: no password is needed for that.
pub(crate) fn prepare(
    connection: &mut Connection,
    keys: &dyn KeyProvider,
) -> Result<(), CabinetFault> {
    let mut plain = 0;
    for table in ["account", "former_password"] {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found: Vec<(i64, String)> = transaction
            .prepare(&format!(
                "SELECT rowid, password FROM {table} WHERE password LIKE '{PLAIN}%'"
            ))?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (row, kept) in found {
            let kept = coded(keys, &PasswordHash::new(&kept).map_err(fault)?)?;
            transaction.execute(
                &format!("UPDATE {table} SET password = ?2 WHERE rowid = ?1"),
                (row, kept),
            )?;
            plain += 1;
        }
        transaction.commit()?;
    }
    if plain > 0 {
        connection.execute_batch("VACUUM")?;
        empty_log(connection)?;
    }
    Ok(())
}

/// How many digests are under a key, those of former passwords included.
pub(crate) fn digests_under(transaction: &Transaction, key: KeyId) -> rusqlite::Result<usize> {
    let count: i64 = transaction.query_row(
        "SELECT count(*) FROM (SELECT password FROM account UNION ALL SELECT password FROM former_password)
         WHERE password LIKE ?1",
        [format!("{MARK}{}:%", key.version)],
        |row| row.get(0),
    )?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// A digest no password fits, for an account whose owner is still to set one.
pub(crate) fn unset() -> Result<String, CabinetFault> {
    Ok(format!("{UNSET}{}", secret::fresh()?))
}

pub(crate) fn is_unset(digest: &str) -> bool {
    digest.starts_with(UNSET)
}

impl Cabinet {
    /// Sets the password of a login, or names what is weak about it. Sessions are for the caller to end.
    pub fn set_password(
        &self,
        login: &str,
        password: &str,
        profile: Profile,
        own_words: &[&str],
        at: Instant,
    ) -> Result<Result<(), Vec<Weakness>>, CabinetFault> {
        let words: Vec<&str> = own_words.iter().copied().chain([login]).collect();
        let mut weak = profile.weaknesses(password, &words);
        if weak.is_empty() && self.was_password(login, password, profile.former())? {
            weak.push(Weakness::Former);
        }
        if !weak.is_empty() {
            return Ok(Err(weak));
        }
        let digest = digest(&*self.keys, password)?;
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute(
            "INSERT INTO former_password (login, password, until) SELECT login, password, ?2 FROM account
             WHERE login = ?1 AND password NOT LIKE 'unset:%'",
            (login, at.second()),
        )?;
        transaction.execute(
            "UPDATE account SET password = ?2, password_set = ?3 WHERE login = ?1",
            (login, &digest, at.second()),
        )?;
        transaction.commit()?;
        Ok(Ok(()))
    }

    /// When a person's password was set.
    pub fn password_set(&self, person: PersonId) -> Result<Option<Instant>, CabinetFault> {
        let set: Option<i64> = self.connection().query_row(
            "SELECT max(password_set) FROM account WHERE person = ?1",
            [number(person)],
            |row| row.get(0),
        )?;
        Ok(set.and_then(Instant::from_second))
    }

    /// Whether a password is the present one of the login or one of so many before it.
    fn was_password(
        &self,
        login: &str,
        password: &str,
        former: usize,
    ) -> Result<bool, CabinetFault> {
        if former == 0 {
            return Ok(false);
        }
        let digests: Vec<String> = {
            let connection = self.connection();
            let mut statement = connection.prepare(
                "SELECT password FROM (
                   SELECT password, 9223372036854775807 AS until FROM account WHERE login = ?1
                   UNION ALL SELECT password, until FROM former_password WHERE login = ?1
                 ) ORDER BY until DESC LIMIT ?2",
            )?;
            statement
                .query_map((login, i64::try_from(former).unwrap_or(i64::MAX)), |row| {
                    row.get(0)
                })?
                .collect::<Result<_, _>>()?
        };
        for digest in digests {
            if !matches!(weigh(&*self.keys, password, &digest)?, Weighed::Other) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
