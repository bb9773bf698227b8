//! Founding codes: printed where the server is started, used once by the first administrator of each kind.

use rusqlite::OptionalExtension;
use values::Instant;

use crate::protected::FOUNDING_CODE;
use crate::setup_code::{GROUPS, typed_code, typed_digest};
use crate::{Cabinet, CabinetFault};

impl Cabinet {
    /// Makes a code for an office; an earlier one of it ends.
    pub fn make_founding_code(
        &self,
        role: &str,
        at: Instant,
        expires: Instant,
    ) -> Result<String, CabinetFault> {
        let code = typed_code(GROUPS)?;
        self.connection().execute(
            "INSERT INTO founding_code (digest, role, made, expires) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (role) DO UPDATE SET digest = ?1, made = ?3, expires = ?4, used = NULL",
            (typed_digest(&code), role, at.second(), expires.second()),
        )?;
        Ok(code)
    }

    /// The office a live code is for.
    pub fn founding_role(&self, code: &str, at: Instant) -> Result<Option<String>, CabinetFault> {
        let connection = self.connection();
        let role: Option<String> = connection
            .query_row(
                "SELECT role FROM founding_code WHERE digest = ?1 AND used IS NULL AND expires > ?2",
                (typed_digest(code), at.second()),
                |row| row.get(0),
            )
            .optional()?;
        match role {
            Some(role) if self.stands(&connection, &FOUNDING_CODE, &role)? => Ok(Some(role)),
            _ => Ok(None),
        }
    }

    /// Uses a code up; false if it was used, has ended or never was.
    pub fn use_founding_code(&self, code: &str, at: Instant) -> Result<bool, CabinetFault> {
        if self.founding_role(code, at)?.is_none() {
            return Ok(false);
        }
        let used = self.connection().execute(
            "UPDATE founding_code SET used = ?2 WHERE digest = ?1 AND used IS NULL AND expires > ?2",
            (typed_digest(code), at.second()),
        )?;
        Ok(used == 1)
    }
}
