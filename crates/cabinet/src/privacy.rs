//! The notice given where personal texts are collected: which version each was collected under, and which somebody has read.

use std::sync::PoisonError;

use rusqlite::OptionalExtension;
use values::{Instant, PersonId};

use crate::account::number;
use crate::{Cabinet, CabinetFault};

impl Cabinet {
    /// From now on personal texts are collected under this version of the notice.
    pub fn tell_notice(&self, version: &str) {
        *self.notice.write().unwrap_or_else(PoisonError::into_inner) = Some(version.to_owned());
    }

    /// The version of the notice that is shown, if one is.
    pub(crate) fn notice_told(&self) -> Option<String> {
        self.notice
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The version of the notice a personal text was collected under, if one was shown.
    pub fn notice_of(&self, reference: &str) -> Result<Option<String>, CabinetFault> {
        let found: Option<Option<String>> = self
            .connection()
            .prepare_cached("SELECT notice FROM personal WHERE reference = ?1")?
            .query_row([reference], |row| row.get(0))
            .optional()?;
        Ok(found.flatten())
    }

    /// The version of the notice somebody said last they have read, and when.
    pub fn privacy_read(
        &self,
        person: PersonId,
    ) -> Result<Option<(String, Option<Instant>)>, CabinetFault> {
        Ok(self
            .connection()
            .prepare_cached(
                "SELECT version, read FROM privacy_read WHERE person = ?1 ORDER BY read DESC LIMIT 1",
            )?
            .query_row([number(person)], |row| {
                Ok((row.get(0)?, Instant::from_second(row.get(1)?)))
            })
            .optional()?)
    }

    /// Keeps that somebody said they have read a version of the notice.
    pub fn keep_privacy_read(
        &self,
        person: PersonId,
        version: &str,
        at: Instant,
    ) -> Result<(), CabinetFault> {
        self.connection().execute(
            "INSERT INTO privacy_read (person, version, read) VALUES (?1, ?2, ?3)
             ON CONFLICT (person, version) DO UPDATE SET read = excluded.read",
            (number(person), version, at.second()),
        )?;
        Ok(())
    }
}
