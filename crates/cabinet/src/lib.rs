//! The cabinet: what stands outside the register and may be forgotten. Names and contacts by reference, accounts,
//! sessions, tokens, drafts, notices, mail on its way. The register stays whole when any of it is erased.

mod account;
mod address_exception;
mod certificate;
mod correspondence;
mod draft;
mod founding_code;
mod guard;
mod job;
mod linked;
mod look;
mod notice;
mod password;
mod personal;
mod privacy;
mod protected;
mod remembered;
mod request;
mod sealed;
mod second_factor;
mod secret;
mod session;
mod setup_code;
mod sign_in;
mod token;
mod upload;

pub use account::{Account, AccountMistake, AccountShown, PasswordShown, is_login};
pub use address_exception::{AddressException, NewException};
pub use certificate::Enrolled;
pub use correspondence::{Correspondence, Delivery};
pub use draft::{Draft, DraftHeld};
pub use guard::{Altered, Change};
pub use job::{Job, JobKind, JobState, Lane, Tried, Which};
pub use linked::{LinkedAccount, NotLinked};
pub use notice::{NewNotice, Notice, Posting, Shown, Telling};
pub use personal::{Prepared, REFERENCE_PREFIX, prepare_personal};
pub use request::{
    NewRequest, PersonalRequest, RequestAnswer, RequestKind, RequestOutcome, WhichRequests,
};
pub use second_factor::{CodeShown, Factor, FactorKind, Offered};
pub use session::{Beginning, Session, SessionShown, Standing, mark};
pub use sign_in::{Attempt, PasswordAge, SignIn, Welcome};
pub use token::{Scope, Token, TokenHeld};
pub use upload::{Finding, Listed, UPLOAD_NOTICE, Upload};

use std::path::Path;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use rusqlite::Connection;
use seal::{FieldFault, KeyFault, KeyId, KeyProvider, SoftwareKeys};

/// What can go wrong with the cabinet.
#[derive(Debug, thiserror::Error)]
pub enum CabinetFault {
    /// The database refused.
    #[error("the cabinet's database: {0}")]
    Database(#[from] rusqlite::Error),
    /// A key could not do its work.
    #[error("the cabinet's keys: {0}")]
    Key(#[from] KeyFault),
    /// An encrypted text could not be read.
    #[error("the cabinet's encrypted texts: {0}")]
    Field(#[from] FieldFault),
    /// A key cannot be destroyed yet.
    #[error("{under} texts are still encrypted under the key {key}")]
    KeyNeeded {
        /// The key.
        key: KeyId,
        /// How many texts.
        under: usize,
    },
    /// No randomness could be had.
    #[error("no randomness could be had from the machine")]
    Randomness,
    /// A seed of one-time codes could not be used.
    #[error("a second factor: {0}")]
    Seed(identity::totp::SeedFault),
    /// A password could not be digested.
    #[error("a password could not be digested: {0}")]
    Password(String),
}

const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_cabinet.sql"),
    include_str!("migrations/post.sql"),
    include_str!("migrations/0002_identity.sql"),
    include_str!("migrations/founding.sql"),
    include_str!("migrations/sealed.sql"),
    include_str!("migrations/look.sql"),
    include_str!("migrations/linked.sql"),
    include_str!("migrations/certificate.sql"),
    include_str!("migrations/protected.sql"),
    include_str!("migrations/persons.sql"),
    include_str!("migrations/privacy.sql"),
    include_str!("migrations/exceptions.sql"),
    include_str!("migrations/upload.sql"),
];

/// The open cabinet.
#[derive(Debug)]
pub struct Cabinet {
    connection: Mutex<Connection>,
    keys: Arc<dyn KeyProvider>,
    watch: guard::Watch,
    remembered: Mutex<remembered::Remembered>,
    /// The version of the notice personal texts are collected under.
    notice: RwLock<Option<String>>,
    /// The state of the database as last seen, to notice what others change.
    version: AtomicI64,
}

impl Cabinet {
    /// Opens the cabinet in that file, making or bringing it up to date where needed.
    pub fn open(file: &Path, keys: Arc<dyn KeyProvider>) -> Result<Cabinet, CabinetFault> {
        Cabinet::prepare(Connection::open(file)?, keys)
    }

    /// A cabinet that lives as long as the process.
    pub fn in_memory() -> Result<Cabinet, CabinetFault> {
        let keys = Arc::new(SoftwareKeys::in_memory());
        Cabinet::prepare(Connection::open_in_memory()?, keys)
    }

    fn prepare(
        mut connection: Connection,
        keys: Arc<dyn KeyProvider>,
    ) -> Result<Cabinet, CabinetFault> {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", "ON")?;
        connection.pragma_update(None, "secure_delete", "ON")?;
        connection.busy_timeout(std::time::Duration::from_secs(5))?;
        let applied: u16 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        for (index, migration) in MIGRATIONS.iter().enumerate().skip(usize::from(applied)) {
            connection.execute_batch(&format!(
                "BEGIN IMMEDIATE; {migration} PRAGMA user_version = {}; COMMIT;",
                index + 1
            ))?;
        }
        sealed::prepare(&mut connection, &*keys)?;
        guard::prepare(&mut connection, &keys)?;
        password::prepare(&mut connection, &*keys)?;
        Ok(Cabinet {
            connection: Mutex::new(connection),
            keys,
            watch: guard::Watch::default(),
            remembered: Mutex::default(),
            notice: RwLock::new(None),
            version: AtomicI64::new(0),
        })
    }

    fn connection(&self) -> MutexGuard<'_, Connection> {
        // A panic while holding the lock leaves at worst an unfinished statement, which the database rolls back.
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
