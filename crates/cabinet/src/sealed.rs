//! What the cabinet encrypts: which columns, for what, and how they are brought under another key.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior};
use seal::{KeyId, KeyProvider, Place, Purpose, open_text, seal_text, sealed_under};

use crate::{Cabinet, CabinetFault, guard, password};

/// Rows brought under another key in one transaction: others write in between.
pub(crate) const CHUNK: usize = 500;

/// A column whose texts are encrypted.
pub(crate) struct Column {
    table: &'static str,
    name: &'static str,
    /// What names the row.
    row: &'static str,
    /// Which rows have something to encrypt.
    only: &'static str,
    purpose: Purpose,
}

/// Personal texts.
pub(crate) const PERSONAL_TEXT: Column = Column {
    table: "personal",
    name: "text",
    row: "reference",
    only: "text IS NOT NULL",
    purpose: Purpose::Personal,
};

/// Drafts as typed.
pub(crate) const DRAFT_FIELDS: Column = Column {
    table: "draft",
    name: "fields",
    row: "person || '/' || form",
    only: "TRUE",
    purpose: Purpose::Drafts,
};

/// Seeds of authenticator apps, and passkeys; codes on paper are digests.
pub(crate) const FACTOR_SECRET: Column = Column {
    table: "second_factor",
    name: "secret",
    row: "CAST(id AS TEXT)",
    only: "kind <> 'code'",
    purpose: Purpose::Factors,
};

const COLUMNS: [&Column; 3] = [&PERSONAL_TEXT, &DRAFT_FIELDS, &FACTOR_SECRET];

impl Column {
    fn name(&self) -> String {
        format!("{}.{}", self.table, self.name)
    }

    /// Encrypts a text for a row.
    pub(crate) fn seal(
        &self,
        keys: &dyn KeyProvider,
        row: &str,
        text: &str,
    ) -> Result<String, CabinetFault> {
        Ok(seal_text(keys, self.purpose, self.place(row), text)?)
    }

    /// The text of a row.
    pub(crate) fn open(
        &self,
        keys: &dyn KeyProvider,
        row: &str,
        sealed: &str,
    ) -> Result<String, CabinetFault> {
        Ok(open_text(keys, self.purpose, self.place(row), sealed)?)
    }

    fn place<'a>(&'a self, row: &'a str) -> Place<'a> {
        Place {
            table: self.table,
            row,
            column: self.name,
        }
    }

    /// Up to so many rows after one: number, key, text as it stands.
    fn rows(
        &self,
        connection: &Connection,
        after: i64,
        limit: usize,
    ) -> Result<Vec<(i64, String, String)>, CabinetFault> {
        let mut statement = connection.prepare_cached(&format!(
            "SELECT rowid, {}, {} FROM {} WHERE rowid > ?1 AND {} ORDER BY rowid LIMIT ?2",
            self.row, self.name, self.table, self.only
        ))?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = statement.query_map((after, limit), |row: &Row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn put(&self, transaction: &Transaction, rowid: i64, sealed: &str) -> rusqlite::Result<usize> {
        transaction
            .prepare_cached(&format!(
                "UPDATE {} SET {} = ?2 WHERE rowid = ?1",
                self.table, self.name
            ))?
            .execute((rowid, sealed))
    }

    /// What proves, before anything else is read, that the keys are those of this cabinet.
    fn proof(&self, keys: &dyn KeyProvider) -> Result<String, CabinetFault> {
        let name = self.name();
        Ok(seal_text(keys, self.purpose, proof_place(&name), &name)?)
    }
}

fn proof_place(name: &str) -> Place<'_> {
    Place {
        table: "sealed_column",
        row: name,
        column: "proof",
    }
}

fn proof_of(connection: &Connection, column: &Column) -> Result<Option<String>, CabinetFault> {
    Ok(connection
        .query_row(
            "SELECT proof FROM sealed_column WHERE name = ?1",
            [column.name()],
            |row| row.get(0),
        )
        .optional()?)
}

fn keep_proof(
    transaction: &Transaction,
    column: &Column,
    keys: &dyn KeyProvider,
) -> Result<(), CabinetFault> {
    transaction.execute(
        "INSERT INTO sealed_column (name, proof) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET proof = excluded.proof",
        (column.name(), column.proof(keys)?),
    )?;
    Ok(())
}

/// Sees that the keys fit the cabinet, and encrypts what an earlier version of the program left plain.
pub(crate) fn prepare(
    connection: &mut Connection,
    keys: &dyn KeyProvider,
) -> Result<(), CabinetFault> {
    let mut plain = 0;
    for column in COLUMNS {
        if let Some(proof) = proof_of(connection, column)? {
            let name = column.name();
            open_text(keys, column.purpose, proof_place(&name), &proof)?;
            continue;
        }
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have been faster.
        if proof_of(&transaction, column)?.is_none() {
            for (rowid, row, text) in column.rows(&transaction, 0, usize::MAX)? {
                column.put(&transaction, rowid, &column.seal(keys, &row, &text)?)?;
                plain += 1;
            }
            keep_proof(&transaction, column, keys)?;
        }
        transaction.commit()?;
    }
    if plain > 0 {
        connection.execute_batch("VACUUM")?;
        empty_log(connection)?;
    }
    Ok(())
}

/// Brings the write-ahead log into the database and empties it, so that no old page stays in it.
pub(crate) fn empty_log(connection: &Connection) -> Result<(), CabinetFault> {
    // A reader elsewhere may keep it busy; then it is emptied by whoever comes last.
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    Ok(())
}

impl Cabinet {
    /// The keys the cabinet works with.
    pub fn keys(&self) -> &dyn KeyProvider {
        &*self.keys
    }

    /// Makes a new key for a purpose and encrypts everything anew under it, while others go on working. Gives the key and how
    /// many texts were encrypted anew. The keys before stay until they are destroyed.
    pub fn rotate_key(&self, purpose: Purpose) -> Result<(KeyId, usize), CabinetFault> {
        let fresh = self.keys.rotate(purpose)?;
        let anew = self.encrypt_anew(purpose)?;
        Ok((fresh, anew))
    }

    /// Encrypts, or codes, under the current key what is not yet. Gives how many texts or rows that were. Digests of passwords follow
    /// as their owners sign in.
    pub fn encrypt_anew(&self, purpose: Purpose) -> Result<usize, CabinetFault> {
        let mut anew = 0;
        if purpose == Purpose::Rows {
            anew += self.code_anew()?;
        }
        for column in COLUMNS.into_iter().filter(|it| it.purpose == purpose) {
            let mut after = Some(0);
            while let Some(from) = after {
                let mut connection = self.connection();
                let transaction =
                    connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let current = self.keys.current(purpose)?;
                let rows = column.rows(&transaction, from, CHUNK)?;
                after = rows.last().map(|(rowid, _, _)| *rowid);
                for (rowid, row, sealed) in rows {
                    if sealed_under(purpose, &sealed) != Some(current) {
                        let text = column.open(&*self.keys, &row, &sealed)?;
                        column.put(&transaction, rowid, &column.seal(&*self.keys, &row, &text)?)?;
                        anew += 1;
                    }
                }
                if after.is_none() {
                    keep_proof(&transaction, column, &*self.keys)?;
                }
                transaction.commit()?;
            }
        }
        empty_log(&self.connection())?;
        Ok(anew)
    }

    /// Destroys a key nothing is encrypted under any more; refuses while something is.
    pub fn destroy_key(&self, key: KeyId) -> Result<(), CabinetFault> {
        let mut connection = self.connection();
        // Whoever encrypts holds this lock from asking for the current key to writing.
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut under = match key.purpose {
            Purpose::Rows => guard::rows_under(&transaction, key.version)?,
            Purpose::Passwords => password::digests_under(&transaction, key)?,
            _ => 0,
        };
        for column in COLUMNS.into_iter().filter(|it| it.purpose == key.purpose) {
            let rows = column.rows(&transaction, 0, usize::MAX)?;
            let texts = rows.iter().map(|(_, _, sealed)| sealed.as_str());
            let proof = proof_of(&transaction, column)?;
            under += texts
                .chain(proof.as_deref())
                .filter(|sealed| sealed_under(key.purpose, sealed) == Some(key))
                .count();
        }
        if under > 0 {
            return Err(CabinetFault::KeyNeeded { key, under });
        }
        self.keys.destroy(key)?;
        Ok(())
    }

    /// Work that encrypts and writes, in one transaction that keeps the key it asked for from being destroyed meanwhile.
    pub(crate) fn writing<T>(
        &self,
        work: impl FnOnce(&Transaction, &dyn KeyProvider) -> Result<T, CabinetFault>,
    ) -> Result<T, CabinetFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let outcome = work(&transaction, &*self.keys)?;
        transaction.commit()?;
        Ok(outcome)
    }
}
