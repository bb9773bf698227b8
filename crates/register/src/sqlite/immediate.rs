//! A transaction for what is appended all day: begun and ended by statements the connection keeps prepared.

use std::ops::Deref;

use rusqlite::Connection;

/// A transaction that takes the write lock at once. Dropped without a commit, nothing of it stays.
#[derive(Debug)]
pub struct Immediate<'a> {
    connection: &'a Connection,
}

impl<'a> Immediate<'a> {
    /// Begins; waits for another writer as long as the connection has patience.
    pub fn begin(connection: &'a mut Connection) -> rusqlite::Result<Immediate<'a>> {
        connection.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
        Ok(Immediate { connection })
    }

    /// Makes what was written stand.
    pub fn commit(self) -> rusqlite::Result<()> {
        self.connection.prepare_cached("COMMIT")?.execute([])?;
        Ok(())
    }
}

impl Deref for Immediate<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

impl Drop for Immediate<'_> {
    fn drop(&mut self) {
        // After a commit, or where the database rolled back by itself, there is nothing left to take back. Where taking back fails, the
        // next beginning does too, and says so.
        if !self.connection.is_autocommit() {
            let _ = self.connection.execute_batch("ROLLBACK");
        }
    }
}
