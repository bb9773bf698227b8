//! Certificates of people: a third kind of second factor. Kept is the digest of each; one certificate is one person's.

use rusqlite::{OptionalExtension, Row};
use values::{Instant, PersonId};

use crate::account::number;
use crate::protected::CERTIFICATE;
use crate::sign_in::Counted;
use crate::{Cabinet, CabinetFault, CodeShown, Factor, FactorKind};

/// What came of enrolling a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enrolled {
    /// It is the person's.
    Done,
    /// It was enrolled before, by this person or another.
    Before,
}

impl Cabinet {
    /// Enrols a certificate by its digest.
    pub fn add_certificate(
        &self,
        person: PersonId,
        label: &str,
        fingerprint: &str,
        at: Instant,
    ) -> Result<Enrolled, CabinetFault> {
        let added = self.connection().execute(
            "INSERT INTO certificate (person, label, fingerprint, made) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            (number(person), label, fingerprint, at.second()),
        )?;
        Ok(if added == 1 {
            Enrolled::Done
        } else {
            Enrolled::Before
        })
    }

    /// A person shows a certificate that holds. Failures are counted with those of the person's other second factors.
    pub fn show_certificate(
        &self,
        person: PersonId,
        fingerprint: &str,
        at: Instant,
    ) -> Result<CodeShown, CabinetFault> {
        let counted = Counted::Second(person);
        if let Some(until) = self.locked(counted, at)? {
            return Ok(CodeShown::Locked(until));
        }
        if self.has_certificate(person, fingerprint, at)? {
            self.forget_failures(counted)?;
            Ok(CodeShown::Right)
        } else {
            self.count_failure(counted, at)?;
            Ok(CodeShown::Wrong)
        }
    }

    /// Whether the certificate is the person's, and notes that it was used.
    fn has_certificate(
        &self,
        person: PersonId,
        fingerprint: &str,
        at: Instant,
    ) -> Result<bool, CabinetFault> {
        let connection = self.connection();
        let found: Option<i64> = connection
            .query_row(
                "SELECT id FROM certificate WHERE person = ?1 AND fingerprint = ?2",
                (number(person), fingerprint),
                |row| row.get(0),
            )
            .optional()?;
        let Some(id) = found else { return Ok(false) };
        if !self.stands(&connection, &CERTIFICATE, &id.to_string())? {
            return Ok(false);
        }
        connection.execute(
            "UPDATE certificate SET used = ?2 WHERE id = ?1",
            (id, at.second()),
        )?;
        Ok(true)
    }

    /// Counts an answer that does not hold, and tells until when the second factor is locked, if it is.
    pub fn failed_certificate(
        &self,
        person: PersonId,
        at: Instant,
    ) -> Result<Option<Instant>, CabinetFault> {
        let counted = Counted::Second(person);
        if let Some(until) = self.locked(counted, at)? {
            return Ok(Some(until));
        }
        self.count_failure(counted, at)?;
        Ok(None)
    }

    /// A person's certificates, as factors. Their numbers are below zero, so that they are told apart from the others.
    pub(crate) fn certificates(&self, person: PersonId) -> Result<Vec<Factor>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT -id, label, made, used FROM certificate WHERE person = ?1 ORDER BY id",
        )?;
        let rows = statement.query_map([number(person)], |row: &Row| {
            Ok(Factor {
                id: row.get(0)?,
                kind: FactorKind::Certificate,
                label: row.get(1)?,
                made: Instant::from_second(row.get(2)?),
                used: row.get::<_, Option<i64>>(3)?.and_then(Instant::from_second),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whose certificate it is, if it was enrolled.
    pub fn certificate_of(&self, fingerprint: &str) -> Result<Option<PersonId>, CabinetFault> {
        Ok(self
            .connection()
            .query_row(
                "SELECT person FROM certificate WHERE fingerprint = ?1",
                [fingerprint],
                |row| Ok(PersonId(row.get::<_, i64>(0)?.unsigned_abs())),
            )
            .optional()?)
    }
}
