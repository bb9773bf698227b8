//! The narrow seam behind which a database keeps the register.

use crate::{Entry, Head, NewEntry};

/// The store failed. Nothing was changed, but after a failed append the head is to be asked anew: where the disk failed at
/// the very end of it, only the disk knows.
#[derive(Debug, thiserror::Error)]
pub enum StoreFault {
    /// The database failed.
    #[error("the register's database: {0}")]
    Database(#[from] rusqlite::Error),
    /// A file could not be used.
    #[error("{doing}: {cause}")]
    File {
        /// What was being done.
        doing: String,
        /// Why it failed.
        cause: std::io::Error,
    },
    /// Another process writes this register.
    #[error("another process writes the register in {0}")]
    Locked(String),
    /// There is no register in the folder.
    #[error("there is no register in {0}")]
    Missing(String),
    /// A row is not an entry.
    #[error("record {0} cannot be read as an entry")]
    Unreadable(u64),
    /// The database was made by a newer version.
    #[error("the register was made by a newer version (layout {found}, known {known})")]
    Newer {
        /// Its layout.
        found: u32,
        /// The newest layout known here.
        known: u32,
    },
}

/// An append did not happen.
#[derive(Debug, thiserror::Error)]
pub enum AppendFailure {
    /// The head is another than the one ruled on.
    #[error("the head moved from {expected} to {found}")]
    HeadMoved {
        /// The head ruled on.
        expected: Head,
        /// The head found.
        found: Head,
    },
    /// The key was used before.
    #[error("the key {key} belongs to record {number}")]
    KeyUsed {
        /// The key.
        key: String,
        /// The record that holds it.
        number: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Fault(#[from] StoreFault),
}

/// What a database must do for the register.
pub trait Store {
    /// Appends all entries in one durable transaction behind the expected head, with what another log is to be told of them, or
    /// none; gives the new head. An empty key counts as none.
    fn append(&mut self, expected: &Head, entries: &[NewEntry]) -> Result<Head, AppendFailure>;

    /// Lets go of what another log was told of records up to this one.
    fn let_go(&mut self, told: u64) -> Result<(), StoreFault>;

    /// The last record of which everything was let go.
    fn gone(&self) -> Result<u64, StoreFault>;

    /// Reads entries in order from a number, at most so many.
    fn read(&self, from: u64, limit: u64, each: &mut dyn FnMut(Entry)) -> Result<(), StoreFault>;

    /// The head.
    fn head(&self) -> Result<Head, StoreFault>;

    /// The entry of that number.
    fn entry(&self, number: u64) -> Result<Option<Entry>, StoreFault>;

    /// The entry submitted under that key.
    fn by_idempotency(&self, key: &str) -> Result<Option<Entry>, StoreFault>;
}
