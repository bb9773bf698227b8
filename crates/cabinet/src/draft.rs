//! Drafts of forms, kept on the server until the act is done.

use rusqlite::OptionalExtension;
use values::{Instant, PersonId};

use crate::account::number;
use crate::sealed::DRAFT_FIELDS;
use crate::{Cabinet, CabinetFault};

/// A draft of one form.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The fields as typed.
    pub fields: serde_json::Value,
    /// When it was last changed.
    pub changed: Option<Instant>,
}

/// That there is a draft, without what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftHeld {
    /// Of which form.
    pub form: String,
    /// When it was last changed.
    pub changed: Option<Instant>,
}

impl Cabinet {
    /// Keeps a draft; `form` names act and subject.
    pub fn keep_draft(
        &self,
        person: PersonId,
        form: &str,
        fields: &serde_json::Value,
        at: Instant,
    ) -> Result<(), CabinetFault> {
        self.writing(|transaction, keys| {
            let sealed = DRAFT_FIELDS.seal(keys, &row(person, form), &fields.to_string())?;
            transaction.execute(
                "INSERT INTO draft (person, form, fields, changed) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (person, form) DO UPDATE SET fields = excluded.fields, changed = excluded.changed",
                (number(person), form, sealed, at.second()),
            )?;
            Ok(())
        })
    }

    /// The draft of a form.
    pub fn draft(&self, person: PersonId, form: &str) -> Result<Option<Draft>, CabinetFault> {
        let found = self
            .connection()
            .query_row(
                "SELECT fields, changed FROM draft WHERE person = ?1 AND form = ?2",
                (number(person), form),
                |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)),
            )
            .optional()?;
        let Some((sealed, changed)) = found else {
            return Ok(None);
        };
        let fields = DRAFT_FIELDS.open(&*self.keys, &row(person, form), &sealed)?;
        // A draft that cannot be read is as good as none.
        Ok(serde_json::from_str(&fields).ok().map(|fields| Draft {
            fields,
            changed: Instant::from_second(changed),
        }))
    }

    /// A person's drafts: of which form, and when each was last changed.
    pub fn drafts(&self, person: PersonId) -> Result<Vec<DraftHeld>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection
            .prepare_cached("SELECT form, changed FROM draft WHERE person = ?1 ORDER BY form")?;
        let rows = statement.query_map([number(person)], |row| {
            Ok(DraftHeld {
                form: row.get(0)?,
                changed: Instant::from_second(row.get(1)?),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Drops all drafts of a person.
    pub fn drop_drafts(&self, person: PersonId) -> Result<(), CabinetFault> {
        self.connection()
            .execute("DELETE FROM draft WHERE person = ?1", [number(person)])?;
        Ok(())
    }

    /// How many drafts were last changed before that.
    pub fn drafts_before(&self, before: Instant) -> Result<usize, CabinetFault> {
        let count: i64 = self.connection().query_row(
            "SELECT count(*) FROM draft WHERE changed < ?1",
            [before.second()],
            |row| row.get(0),
        )?;
        Ok(usize::try_from(count).unwrap_or_default())
    }

    /// Drops drafts last changed before that.
    pub fn drop_drafts_before(&self, before: Instant) -> Result<usize, CabinetFault> {
        Ok(self
            .connection()
            .execute("DELETE FROM draft WHERE changed < ?1", [before.second()])?)
    }

    /// Drops the draft of a form.
    pub fn drop_draft(&self, person: PersonId, form: &str) -> Result<(), CabinetFault> {
        self.connection().execute(
            "DELETE FROM draft WHERE person = ?1 AND form = ?2",
            (number(person), form),
        )?;
        Ok(())
    }
}

/// What names the row of a draft.
fn row(person: PersonId, form: &str) -> String {
    format!("{}/{form}", number(person))
}
