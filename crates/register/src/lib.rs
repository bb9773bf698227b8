//! The register: append-only, chained, verifiable. It knows bytes and digests, not acts.

mod backup;
mod entry;
mod export;
mod files;
mod head;
mod import;
mod sqlite;
mod store;
mod untold;
mod verify;

pub use backup::{BackupFault, Stage, backup, restore};
pub use entry::{Entry, NewEntry, genesis};
pub use export::{ExportFault, FORMAT, export};
pub use files::{FileFault, Files};
pub use head::{Head, HeadMistake};
pub use import::{import, read_export};
pub use seal::Digest;
pub use sqlite::{Immediate, SqliteStore};
pub use store::{AppendFailure, Store, StoreFault};
pub use untold::{Telling, Untold};
pub use verify::{Broken, Verification, verify, verify_after};
