//! What another log is to be told of records, as that log reads it: it stands beside each record from the same transaction on, so
//! that no record is durable without it.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension};
use seal::Digest;

use crate::sqlite::{opening, signed};
use crate::{Head, StoreFault};

/// The texts of a data folder's register that another log may not have yet; read beside the writer.
#[derive(Debug)]
pub struct Untold {
    connection: Connection,
}

/// What is to be told of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// The record.
    pub record: Head,
    /// What is to be told of it.
    pub text: String,
}

impl Untold {
    /// Opens a data folder's texts; none where there is no register, or one whose layout is older than this.
    pub fn open(data: &Path) -> Result<Option<Untold>, StoreFault> {
        match opening::reading(data) {
            Ok(connection) => {
                let layout: u32 =
                    connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
                Ok((layout >= opening::UNTOLD).then_some(Untold { connection }))
            }
            Err(StoreFault::Missing(_)) => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// What follows the record the other log was last told of, in order, at most so many. A record that is not in this register,
    /// or another there, was of another: then everything that was not let go follows.
    pub fn after(&self, told: Option<Head>, most: u64) -> Result<Vec<Telling>, StoreFault> {
        // One reading transaction, so that nothing comes or goes between the two questions.
        let reading = self.connection.unchecked_transaction()?;
        let known: Option<u64> = match told {
            Some(told) => reading
                .prepare_cached("SELECT 1 FROM entry WHERE number = ?1 AND digest = ?2")?
                .query_row((signed(told.number), told.digest.as_bytes()), |_| Ok(()))
                .optional()?
                .map(|()| told.number),
            None => None,
        };
        let from = match known {
            Some(number) => number,
            None => reading
                .prepare_cached("SELECT number FROM told_upto")?
                .query_row([], |row| Ok(row.get::<_, i64>(0)?.unsigned_abs()))?,
        };
        let mut statement = reading.prepare_cached(
            "SELECT number, digest, text FROM untold JOIN entry USING (number)
             WHERE number > ?1 ORDER BY number LIMIT ?2",
        )?;
        let found = statement.query_map((signed(from), signed(most)), |row| {
            Ok(Telling {
                record: Head {
                    number: row.get::<_, i64>(0)?.unsigned_abs(),
                    digest: Digest::from_bytes(row.get::<_, [u8; 32]>(1)?),
                },
                text: row.get(2)?,
            })
        })?;
        Ok(found.collect::<rusqlite::Result<_>>()?)
    }
}
