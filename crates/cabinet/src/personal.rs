//! Personal data by reference: the register holds a salted digest, the text stands here and can be erased.

use rusqlite::OptionalExtension;
use seal::sm3;

use crate::{Cabinet, CabinetFault, secret};

/// How a reference begins.
pub const REFERENCE_PREFIX: &str = "personal:";

impl Cabinet {
    /// Keeps a personal text and gives its reference: SM3 of a random salt and the text.
    pub fn keep_personal(&self, text: &str) -> Result<String, CabinetFault> {
        let salt = secret::fresh()?;
        let digest = sm3(format!("{salt}{text}").as_bytes());
        let reference = format!("{REFERENCE_PREFIX}{digest}");
        self.connection().execute(
            "INSERT INTO personal (reference, salt, text) VALUES (?1, ?2, ?3)",
            (&reference, salt.as_bytes(), text),
        )?;
        Ok(reference)
    }

    /// The text of a reference, unless it was erased.
    pub fn personal(&self, reference: &str) -> Result<Option<String>, CabinetFault> {
        let found = self
            .connection()
            .query_row(
                "SELECT text FROM personal WHERE reference = ?1",
                [reference],
                |row| row.get::<_, Option<String>>(0),
            )
            .optional()?;
        Ok(found.flatten())
    }

    /// All references with their texts, for names that pages show.
    pub fn all_personal(&self) -> Result<Vec<(String, String)>, CabinetFault> {
        let connection = self.connection();
        let mut statement =
            connection.prepare("SELECT reference, text FROM personal WHERE text IS NOT NULL")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Erases a personal text; the reference in the register then leads nowhere.
    pub fn erase_personal(&self, reference: &str) -> Result<(), CabinetFault> {
        self.connection().execute(
            "UPDATE personal SET text = NULL, salt = x'' WHERE reference = ?1",
            [reference],
        )?;
        Ok(())
    }
}
