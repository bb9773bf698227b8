//! Set-up codes: shown once to whoever hands them over, used once by the owner of an account to set a password.

use rusqlite::OptionalExtension;
use values::Instant;

use crate::protected::SETUP_CODE;
use crate::{Cabinet, CabinetFault, password, secret};

/// Letters of a code: none that is taken for another when read aloud or copied by hand.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Groups of a code, and letters in each: 100 bits.
pub(crate) const GROUPS: usize = 4;
const GROUP: usize = 5;

/// A fresh code to be read and typed by people.
pub(crate) fn typed_code(groups: usize) -> Result<String, CabinetFault> {
    let mut bytes = vec![0_u8; groups * GROUP];
    getrandom::fill(&mut bytes).map_err(|_| CabinetFault::Randomness)?;
    let letters: Vec<char> = bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(byte % 32)]))
        .collect();
    Ok(letters
        .chunks(GROUP)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-"))
}

/// The digest of a code, however it was typed.
pub(crate) fn typed_digest(code: &str) -> String {
    let plain: String = code
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .collect();
    secret::digest(&plain)
}

impl Cabinet {
    /// Makes a code for a login; earlier ones of it end.
    pub fn make_setup_code(
        &self,
        login: &str,
        at: Instant,
        expires: Instant,
    ) -> Result<String, CabinetFault> {
        let code = typed_code(GROUPS)?;
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute("DELETE FROM setup_code WHERE login = ?1", [login])?;
        transaction.execute(
            "INSERT INTO setup_code (digest, login, made, expires) VALUES (?1, ?2, ?3, ?4)",
            (typed_digest(&code), login, at.second(), expires.second()),
        )?;
        transaction.commit()?;
        Ok(code)
    }

    /// The login a live code is for.
    pub fn setup_login(&self, code: &str, at: Instant) -> Result<Option<String>, CabinetFault> {
        let connection = self.connection();
        let digest = typed_digest(code);
        let found: Option<String> = connection
            .query_row(
                "SELECT login FROM setup_code WHERE digest = ?1 AND used IS NULL AND expires > ?2",
                (&digest, at.second()),
                |row| row.get(0),
            )
            .optional()?;
        Ok(
            if found.is_some() && self.stands(&connection, &SETUP_CODE, &digest)? {
                found
            } else {
                None
            },
        )
    }

    /// Uses a code up; false if it was used, has ended or never was.
    pub fn use_setup_code(&self, code: &str, at: Instant) -> Result<bool, CabinetFault> {
        let digest = typed_digest(code);
        let connection = self.connection();
        if !self.stands(&connection, &SETUP_CODE, &digest)? {
            return Ok(false);
        }
        let used = connection.execute(
            "UPDATE setup_code SET used = ?2 WHERE digest = ?1 AND used IS NULL AND expires > ?2",
            (digest, at.second()),
        )?;
        Ok(used == 1)
    }

    /// How many codes ended or were used.
    pub fn ended_setup_codes(&self, at: Instant) -> Result<usize, CabinetFault> {
        let count: i64 = self.connection().query_row(
            "SELECT (SELECT count(*) FROM setup_code WHERE expires <= ?1) + (SELECT count(*) FROM link_code WHERE expires <= ?1)",
            [at.second()],
            |row| row.get(0),
        )?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Removes codes that ended.
    pub fn sweep_setup_codes(&self, at: Instant) -> Result<usize, CabinetFault> {
        let connection = self.connection();
        let links =
            connection.execute("DELETE FROM link_code WHERE expires <= ?1", [at.second()])?;
        let codes =
            connection.execute("DELETE FROM setup_code WHERE expires <= ?1", [at.second()])?;
        Ok(codes + links)
    }

    /// Puts a password out of use, so that only a new set-up code opens the account; its sessions and tokens end.
    pub fn unset_password(&self, login: &str, at: Instant) -> Result<(), CabinetFault> {
        let unset = password::unset()?;
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute(
            "INSERT INTO former_password (login, password, until) SELECT login, password, ?2 FROM account
             WHERE login = ?1 AND password NOT LIKE 'unset:%'",
            (login, at.second()),
        )?;
        transaction.execute(
            "UPDATE account SET password = ?2 WHERE login = ?1",
            (login, &unset),
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
        Ok(())
    }
}
