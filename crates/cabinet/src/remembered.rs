//! What was read lately, true as long as nobody has written to the database since: neither this connection nor any other. Whoever comes
//! to the door with every request is known again without looking everything up.

use std::collections::{HashMap, HashSet};
use std::sync::{MutexGuard, PoisonError};

use rusqlite::Connection;
use values::PersonId;

use crate::notice::count_unread;
use crate::session::Kept as SessionKept;
use crate::token::Kept as TokenKept;
use crate::{Cabinet, CabinetFault};

/// Most of each kind that is remembered.
const MOST: usize = 10_000;

/// What was read since the database was last written to.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    /// How often others wrote, as this connection sees it, and how much this connection did.
    state: (i64, u64),
    /// Protected rows found as the program wrote them.
    pub(crate) standing: HashSet<(&'static str, String)>,
    /// Sessions whose rows stand, by their digests.
    pub(crate) sessions: HashMap<String, SessionKept>,
    /// Tokens whose rows stand, by their digests.
    pub(crate) tokens: HashMap<String, TokenKept>,
    unread: HashMap<PersonId, u64>,
}

impl Remembered {
    fn is_full(&self) -> bool {
        let lengths = [
            self.standing.len(),
            self.sessions.len(),
            self.tokens.len(),
            self.unread.len(),
        ];
        lengths.into_iter().any(|length| length >= MOST)
    }
}

impl Cabinet {
    /// What is remembered and still true. The database is asked whether anybody wrote.
    pub(crate) fn remembered(
        &self,
        connection: &Connection,
    ) -> Result<MutexGuard<'_, Remembered>, CabinetFault> {
        let others: i64 = connection
            .prepare_cached("PRAGMA data_version")?
            .query_row([], |version| version.get(0))?;
        let state = (others, connection.total_changes());
        let mut remembered = self
            .remembered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if remembered.state != state || remembered.is_full() {
            *remembered = Remembered {
                state,
                ..Remembered::default()
            };
        }
        Ok(remembered)
    }

    /// How many notices a person has not read. What another process wrote since somebody last came to the door is not asked for: a page
    /// is shown to somebody who just did.
    pub fn unread(&self, person: PersonId) -> Result<u64, CabinetFault> {
        let connection = self.connection();
        let lock = || {
            self.remembered
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        let state = lock().state;
        if state.1 == connection.total_changes()
            && let Some(unread) = lock().unread.get(&person)
        {
            return Ok(*unread);
        }
        let unread = count_unread(&connection, person)?;
        let mut remembered = lock();
        if remembered.state == state && state.1 == connection.total_changes() {
            remembered.unread.insert(person, unread);
        }
        Ok(unread)
    }
}
