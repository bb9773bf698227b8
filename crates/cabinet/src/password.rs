//! Passwords, kept as Argon2id digests; the last ones of an account may not come back where the profile says so.

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use identity::password::{Profile, Weakness};
use values::{Instant, PersonId};

use crate::account::number;
use crate::{Cabinet, CabinetFault, secret};

/// How a digest begins that no password fits.
const UNSET: &str = "unset:";

fn argon2() -> Argon2<'static> {
    // OWASP's first choice for Argon2id: 19 MiB, two passes, one lane.
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The digest under which a password is kept.
pub(crate) fn digest(password: &str) -> Result<String, CabinetFault> {
    let mut salt = [0_u8; 16];
    getrandom::fill(&mut salt).map_err(|_| CabinetFault::Randomness)?;
    let fault = |cause: argon2::password_hash::Error| CabinetFault::Password(cause.to_string());
    let salt = SaltString::encode_b64(&salt).map_err(fault)?;
    Ok(argon2()
        .hash_password(password.as_bytes(), &salt)
        .map_err(fault)?
        .to_string())
}

/// Whether a password is the one of a digest.
pub(crate) fn fits(password: &str, digest: &str) -> bool {
    PasswordHash::new(digest).is_ok_and(|digest| {
        argon2()
            .verify_password(password.as_bytes(), &digest)
            .is_ok()
    })
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
        let digest = digest(password)?;
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
        Ok(digests.iter().any(|digest| fits(password, digest)))
    }
}
