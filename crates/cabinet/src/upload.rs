//! Files people attached, as the scanner found them. The content stands elsewhere, under its digest; here stands whether it may be
//! given to anybody. A row that does not fit its codes says nothing: the file waits.

use rusqlite::{OptionalExtension, Row, Transaction};
use seal::Digest;
use values::{EntryNumber, Instant, PersonId};

use crate::account::number;
use crate::job::JobState;
use crate::notice::{NewNotice, Telling, keep};
use crate::protected::FILE;
use crate::{Cabinet, CabinetFault};

/// How the kinds of notices about attached files begin; the digest follows.
pub const UPLOAD_NOTICE: &str = "upload.";

/// What the scanner found in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Nobody has looked at it.
    Waiting,
    /// Nothing was found.
    Clean,
    /// Malware of that name was found.
    Infected(String),
}

impl Finding {
    fn word(&self) -> &'static str {
        match self {
            Finding::Waiting => "waiting",
            Finding::Clean => "clean",
            Finding::Infected(_) => "infected",
        }
    }

    fn name(&self) -> &str {
        match self {
            Finding::Infected(name) => name,
            Finding::Waiting | Finding::Clean => "",
        }
    }
}

/// A file somebody attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// The digest of its content.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
    /// When it was taken.
    pub taken: Option<Instant>,
    /// What the scanner found.
    pub finding: Finding,
    /// When that was found.
    pub looked: Option<Instant>,
    /// How the job of having it looked at stands, if there is one.
    pub job: Option<JobState>,
    /// How often that was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub due: Option<Instant>,
    /// What came of the last attempt, if it failed.
    pub fault: Option<String>,
}

/// Files in one state, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// All.
    All,
    /// Those nobody has looked at.
    Waiting,
    /// Those with malware.
    Infected,
}

const COLUMNS: &str = "file.digest, file.size, file.taken, file.state, file.found, file.looked,
    job.state, coalesce(job.attempts, 0), job.due, job.fault, file.rowid";
const JOINED: &str = "file LEFT JOIN job ON job.key = 'scan/' || file.digest";

fn upload(row: &Row) -> rusqlite::Result<Option<Upload>> {
    let instant = |column: usize| -> rusqlite::Result<Option<Instant>> {
        Ok(row
            .get::<_, Option<i64>>(column)?
            .and_then(Instant::from_second))
    };
    let Ok(digest) = row.get::<_, String>(0)?.parse() else {
        return Ok(None);
    };
    let finding = match row.get::<_, String>(3)?.as_str() {
        "clean" => Finding::Clean,
        "infected" => Finding::Infected(row.get(4)?),
        _ => Finding::Waiting,
    };
    Ok(Some(Upload {
        digest,
        size: row.get::<_, i64>(1)?.unsigned_abs(),
        taken: instant(2)?,
        finding,
        looked: instant(5)?,
        job: row
            .get::<_, Option<String>>(6)?
            .and_then(|word| JobState::of(&word)),
        attempts: row.get(7)?,
        due: instant(8)?,
        fault: row.get(9)?,
    }))
}

impl Cabinet {
    /// Notes that a file was taken, from whom if that is known, and gives what is known of it: the same content may have been sent
    /// before.
    pub fn take_upload(
        &self,
        digest: Digest,
        size: usize,
        person: Option<PersonId>,
        at: Instant,
    ) -> Result<Finding, CabinetFault> {
        {
            let mut connection = self.connection();
            let transaction = connection.transaction()?;
            transaction.execute(
                "INSERT INTO file (digest, size, state, taken) VALUES (?1, ?2, 'waiting', ?3) ON CONFLICT DO NOTHING",
                (
                    digest.to_string(),
                    i64::try_from(size).unwrap_or(i64::MAX),
                    at.second(),
                ),
            )?;
            if let Some(person) = person {
                transaction.execute(
                    "INSERT INTO sender (digest, person, at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                    (digest.to_string(), number(person), at.second()),
                )?;
            }
            transaction.commit()?;
        }
        let found = self.upload(digest)?;
        Ok(found.map_or(Finding::Waiting, |found| found.finding))
    }

    /// What is known of a file; nothing if it never came through the door files come through.
    pub fn upload(&self, digest: Digest) -> Result<Option<Upload>, CabinetFault> {
        let connection = self.connection();
        let found = connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM {JOINED} WHERE file.digest = ?1"
            ))?
            .query_row([digest.to_string()], upload)
            .optional()?
            .flatten();
        let Some(mut found) = found else {
            return Ok(None);
        };
        // A finding somebody wrote beside the program gives nothing; malware stays malware.
        if found.finding == Finding::Clean
            && !self.stands(&connection, &FILE, &digest.to_string())?
        {
            found.finding = Finding::Waiting;
        }
        Ok(Some(found))
    }

    /// Files, newest first, older than one of them if its time is given.
    pub fn uploads(&self, listed: Listed, limit: usize) -> Result<Vec<Upload>, CabinetFault> {
        let only = match listed {
            Listed::All => "TRUE",
            Listed::Waiting => "file.state = 'waiting'",
            Listed::Infected => "file.state = 'infected'",
        };
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM {JOINED} WHERE {only} ORDER BY file.taken DESC, file.rowid DESC LIMIT ?1"
        ))?;
        let rows = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], upload)?;
        let found: Vec<Option<Upload>> = rows.collect::<Result<_, _>>()?;
        Ok(found.into_iter().flatten().collect())
    }

    /// How many files there are: all, those that wait, those with malware.
    pub fn count_uploads(&self) -> Result<(u64, u64, u64), CabinetFault> {
        let count = |row: &Row, at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
        Ok(self.connection().query_row(
            "SELECT count(*), count(*) FILTER (WHERE state = 'waiting'), count(*) FILTER (WHERE state = 'infected') FROM file",
            [],
            |row| Ok((count(row, 0)?, count(row, 1)?, count(row, 2)?)),
        )?)
    }

    /// Whether a person sent a file.
    pub fn sent(&self, digest: Digest, person: PersonId) -> Result<bool, CabinetFault> {
        Ok(self
            .connection()
            .prepare_cached("SELECT 1 FROM sender WHERE digest = ?1 AND person = ?2")?
            .exists((digest.to_string(), number(person)))?)
    }

    /// Makes the job of having it looked at for every file that waits and has none.
    pub fn queue_scans(&self, at: Instant) -> Result<usize, CabinetFault> {
        Ok(self
            .connection()
            .prepare_cached(
                "INSERT INTO job (kind, key, record, target, state, due, made, changed)
                 SELECT 'scan', 'scan/' || digest, 0, digest, 'waiting', ?1, ?1, ?1 FROM file
                 WHERE state = 'waiting' AND NOT EXISTS (SELECT 1 FROM job WHERE job.key = 'scan/' || file.digest)",
            )?
            .execute([at.second()])?)
    }

    /// Has files looked at again now, by hand: one, or all that wait. Gives how many.
    pub fn scan_again(&self, digest: Option<Digest>, at: Instant) -> Result<usize, CabinetFault> {
        self.queue_scans(at)?;
        let one = digest.map(|digest| digest.to_string());
        Ok(self.connection().execute(
            "UPDATE job SET state = 'waiting', attempts = 0, due = ?2, changed = ?2
             WHERE kind = 'scan' AND state <> 'sending' AND (?1 IS NULL OR target = ?1)
             AND target IN (SELECT digest FROM file WHERE state <> 'infected' AND (?1 IS NOT NULL OR state = 'waiting'))",
            (one, at.second()),
        )?)
    }

    /// Notes what was found in a file. Whoever sent a file with malware gets a notice, in the same transaction.
    pub fn find_upload(
        &self,
        digest: Digest,
        size: usize,
        finding: &Finding,
        at: Instant,
    ) -> Result<(), CabinetFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        transaction.execute(
            "INSERT INTO file (digest, size, state, found, taken, looked) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
             ON CONFLICT (digest) DO UPDATE SET state = excluded.state, found = excluded.found, looked = excluded.looked",
            (
                digest.to_string(),
                i64::try_from(size).unwrap_or(i64::MAX),
                finding.word(),
                finding.name(),
                at.second(),
            ),
        )?;
        if let Finding::Infected(_) = finding {
            let notices = told(&transaction, digest, at)?;
            keep(&transaction, &notices, usize::MAX, at)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// The digests of all files there is a row of.
    pub fn known_uploads(&self) -> Result<Vec<Digest>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare("SELECT digest FROM file ORDER BY digest")?;
        let rows = statement.query_map([], |row| row.get::<_, String>(0))?;
        let all: Vec<String> = rows.collect::<Result<_, _>>()?;
        Ok(all.iter().filter_map(|text| text.parse().ok()).collect())
    }
}

/// The notices for whoever sent a file.
fn told(
    transaction: &Transaction,
    digest: Digest,
    at: Instant,
) -> Result<Vec<NewNotice>, CabinetFault> {
    let people: Vec<i64> = transaction
        .prepare_cached("SELECT person FROM sender WHERE digest = ?1 ORDER BY person")?
        .query_map([digest.to_string()], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let notice = |person: i64| NewNotice {
        record: EntryNumber(0),
        person: PersonId(person.unsigned_abs()),
        kind: format!("{UPLOAD_NOTICE}{digest}"),
        subject: "office".to_owned(),
        act: String::new(),
        asks: Vec::new(),
        due: None,
        made: at,
        telling: Telling::Always,
    };
    Ok(people.into_iter().map(notice).collect())
}
