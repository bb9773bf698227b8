//! Up to which record a person has looked at a matter, so that the inbox can say what changed since.

use std::collections::BTreeMap;

use values::{EntryNumber, PersonId};

use crate::account::number;
use crate::notice::signed;
use crate::{Cabinet, CabinetFault};

impl Cabinet {
    /// Up to which record a person has looked at each matter, by the matter's id.
    pub fn looks(&self, person: PersonId) -> Result<BTreeMap<String, EntryNumber>, CabinetFault> {
        let connection = self.connection();
        let mut statement =
            connection.prepare_cached("SELECT subject, record FROM look WHERE person = ?1")?;
        let rows = statement.query_map([number(person)], |row| {
            let record: i64 = row.get(1)?;
            Ok((row.get(0)?, EntryNumber(record.unsigned_abs())))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Keeps that a person has looked at these matters up to these records; it never goes back. Gives how many it was new for.
    pub fn look(
        &self,
        person: PersonId,
        matters: &[(String, EntryNumber)],
    ) -> Result<usize, CabinetFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let mut changed = 0;
        for (subject, record) in matters {
            changed += transaction
                .prepare_cached(
                    "INSERT INTO look (person, subject, record) VALUES (?1, ?2, ?3)
                     ON CONFLICT (person, subject) DO UPDATE SET record = excluded.record
                     WHERE excluded.record > look.record",
                )?
                .execute((number(person), subject, signed(*record)))?;
        }
        transaction.commit()?;
        Ok(changed)
    }

    /// Keeps that a person has looked at one matter up to that record, writing only where it is new.
    pub fn look_at(
        &self,
        person: PersonId,
        subject: &str,
        record: EntryNumber,
    ) -> Result<(), CabinetFault> {
        let known = self
            .connection()
            .prepare_cached(
                "SELECT count(*) FROM look WHERE person = ?1 AND subject = ?2 AND record >= ?3",
            )?
            .query_row((number(person), subject, signed(record)), |row| {
                row.get::<_, i64>(0)
            })?;
        if known == 0 {
            self.look(person, &[(subject.to_owned(), record)])?;
        }
        Ok(())
    }
}
