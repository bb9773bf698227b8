//! Jobs: mails and webhooks, which leave the house, and files to be looked at. A job is kept in the same transaction as what it comes from, is marked
//! before it is tried and marked again after, and is shown with its last failure until it is done.

use rusqlite::{OptionalExtension, Row, Transaction};
use values::{Date, EntryNumber, Instant, PersonId};

use crate::account::number;
use crate::notice::{NewNotice, Telling, signed};
use crate::{Cabinet, CabinetFault};

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobKind {
    /// Mails one notice.
    Mail,
    /// Mails the notices of a day.
    Digest,
    /// Tells a target of a public record.
    Webhook,
    /// Has an attached file looked at by the scanner.
    Scan,
}

impl JobKind {
    /// Its word.
    pub const fn key(self) -> &'static str {
        match self {
            JobKind::Mail => "mail",
            JobKind::Digest => "digest",
            JobKind::Webhook => "webhook",
            JobKind::Scan => "scan",
        }
    }

    fn of(word: &str) -> JobKind {
        match word {
            "digest" => JobKind::Digest,
            "webhook" => JobKind::Webhook,
            "scan" => JobKind::Scan,
            _ => JobKind::Mail,
        }
    }
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// To be tried when its time comes.
    Waiting,
    /// Held until somebody lets it go.
    Held,
    /// Waits for the digest of the day, or went with it.
    Gathered,
    /// Being tried.
    Sending,
    /// Done.
    Done,
    /// Given up; only a person tries it again.
    Failed,
    /// No longer due to anybody.
    Withdrawn,
}

impl JobState {
    /// All, in the order they are shown in.
    pub const ALL: [JobState; 7] = [
        JobState::Failed,
        JobState::Held,
        JobState::Sending,
        JobState::Waiting,
        JobState::Gathered,
        JobState::Done,
        JobState::Withdrawn,
    ];

    /// Its word.
    pub const fn key(self) -> &'static str {
        match self {
            JobState::Waiting => "waiting",
            JobState::Held => "held",
            JobState::Gathered => "gathered",
            JobState::Sending => "sending",
            JobState::Done => "done",
            JobState::Failed => "failed",
            JobState::Withdrawn => "withdrawn",
        }
    }

    /// The state of that word.
    pub fn of(word: &str) -> Option<JobState> {
        JobState::ALL.into_iter().find(|state| state.key() == word)
    }
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// What it does.
    pub kind: JobKind,
    /// By what it is known for ever: a job of the same key is never made twice.
    pub key: String,
    /// The record it comes from.
    pub record: EntryNumber,
    /// Whom a mail is for.
    pub person: Option<PersonId>,
    /// The notice a mail tells.
    pub notice: Option<i64>,
    /// Where a webhook goes.
    pub target: Option<String>,
    /// How it stands.
    pub state: JobState,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub due: Option<Instant>,
    /// What came of the last attempt, if it failed.
    pub fault: Option<String>,
    /// When it was made.
    pub made: Option<Instant>,
    /// When it last changed.
    pub changed: Option<Instant>,
}

/// What came of trying a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// It is done.
    Done,
    /// It failed, and is tried again at that time.
    Again(Instant, String),
    /// It failed for good.
    Failed(String),
    /// It is no longer due to anybody.
    Withdrawn(String),
}

/// Jobs that leave by the same door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Mails and digests.
    Mail,
    /// Webhooks.
    Webhooks,
    /// Files to be looked at.
    Scans,
}

impl Lane {
    /// What its jobs have in common, in a statement.
    const fn kinds(self) -> &'static str {
        match self {
            Lane::Mail => "kind IN ('mail', 'digest')",
            Lane::Webhooks => "kind = 'webhook'",
            Lane::Scans => "kind = 'scan'",
        }
    }
}

/// What leaves the house, in a statement.
const LEAVES: &str = "kind <> 'scan'";

/// Which jobs a person's hand is laid on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// One.
    One(i64),
    /// All mails a record led to.
    OfRecord(EntryNumber),
    /// Every one in the state the hand is laid on.
    All,
}

const COLUMNS: &str =
    "id, kind, key, record, person, notice, target, state, attempts, due, fault, made, changed";

fn job(row: &Row) -> rusqlite::Result<Job> {
    Ok(Job {
        id: row.get(0)?,
        kind: JobKind::of(&row.get::<_, String>(1)?),
        key: row.get(2)?,
        record: EntryNumber(row.get::<_, i64>(3)?.unsigned_abs()),
        person: row
            .get::<_, Option<i64>>(4)?
            .map(|person| PersonId(person.unsigned_abs())),
        notice: row.get(5)?,
        target: row.get(6)?,
        state: JobState::of(&row.get::<_, String>(7)?).unwrap_or(JobState::Failed),
        attempts: row.get(8)?,
        due: Instant::from_second(row.get(9)?),
        fault: row.get(10)?,
        made: Instant::from_second(row.get(11)?),
        changed: Instant::from_second(row.get(12)?),
    })
}

/// How the key of a webhook of an alarm begins.
const ALARM: &str = "alarm/";

impl Job {
    /// Whether it tells a target of an alarm; its record is the alarm's number then.
    pub fn tells_alarm(&self) -> bool {
        self.key.starts_with(ALARM)
    }
}

impl Cabinet {
    /// Jobs left in the middle of an attempt by a process that ended: they are tried again under the same key.
    pub fn resume_jobs(&self, at: Instant) -> Result<usize, CabinetFault> {
        Ok(self.connection().execute(
            "UPDATE job SET state = 'waiting', due = ?1, changed = ?1 WHERE state = 'sending'",
            [at.second()],
        )?)
    }

    /// Jobs of a lane whose time has come, oldest first.
    pub fn due_jobs(
        &self,
        lane: Lane,
        at: Instant,
        limit: usize,
    ) -> Result<Vec<Job>, CabinetFault> {
        let kinds = lane.kinds();
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM job WHERE state = 'waiting' AND due <= ?1 AND {kinds} ORDER BY id LIMIT ?2"
        ))?;
        let rows =
            statement.query_map((at.second(), i64::try_from(limit).unwrap_or(i64::MAX)), job)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Marks a job as being tried. False if it is no longer to be tried.
    pub fn begin_job(&self, id: i64, at: Instant) -> Result<bool, CabinetFault> {
        let changed = self.connection().execute(
            "UPDATE job SET state = 'sending', attempts = attempts + 1, changed = ?2 WHERE id = ?1 AND state = 'waiting'",
            (id, at.second()),
        )?;
        Ok(changed == 1)
    }

    /// Marks what came of a job being tried.
    pub fn end_job(&self, id: i64, tried: &Tried, at: Instant) -> Result<(), CabinetFault> {
        let (state, due, fault) = match tried {
            Tried::Done => (JobState::Done, at, None),
            Tried::Again(due, fault) => (JobState::Waiting, *due, Some(fault)),
            Tried::Failed(fault) => (JobState::Failed, at, Some(fault)),
            Tried::Withdrawn(fault) => (JobState::Withdrawn, at, Some(fault)),
        };
        self.connection().execute(
            "UPDATE job SET state = ?2, due = ?3, fault = ?4, changed = ?5 WHERE id = ?1",
            (id, state.key(), due.second(), fault, at.second()),
        )?;
        Ok(())
    }

    /// Puts off every job of a lane that waits: nobody takes them at the moment.
    pub fn put_off(
        &self,
        lane: Lane,
        at: Instant,
        until: Instant,
        fault: &str,
    ) -> Result<usize, CabinetFault> {
        Ok(self.connection().execute(
            &format!(
                "UPDATE job SET due = ?2, fault = ?3 WHERE {} AND state = 'waiting' AND due <= ?1",
                lane.kinds()
            ),
            (at.second(), until.second(), fault),
        )?)
    }

    /// Jobs that leave the house, newest first, of one state or of all, older than one of them if that is given.
    pub fn jobs(
        &self,
        state: Option<JobState>,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Job>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM job WHERE {LEAVES} AND (?1 IS NULL OR state = ?1) AND id < ?2 ORDER BY id DESC LIMIT ?3"
        ))?;
        let rows = statement.query_map(
            (
                state.map(JobState::key),
                before.unwrap_or(i64::MAX),
                i64::try_from(limit).unwrap_or(i64::MAX),
            ),
            job,
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One job that leaves the house.
    pub fn job(&self, id: i64) -> Result<Option<Job>, CabinetFault> {
        Ok(self
            .connection()
            .query_row(
                &format!("SELECT {COLUMNS} FROM job WHERE {LEAVES} AND id = ?1"),
                [id],
                job,
            )
            .optional()?)
    }

    /// How many jobs that leave the house stand how.
    pub fn count_jobs(&self) -> Result<Vec<(JobState, u64)>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare(&format!(
            "SELECT state, count(*) FROM job WHERE {LEAVES} GROUP BY state"
        ))?;
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?))
        })?;
        let found: Vec<(String, i64)> = rows.collect::<Result<_, _>>()?;
        let count = |state: JobState| {
            found
                .iter()
                .find(|(word, _)| word == state.key())
                .map_or(0, |(_, count)| count.unsigned_abs())
        };
        Ok(JobState::ALL.map(|state| (state, count(state))).to_vec())
    }

    /// Tries failed jobs again, by hand, and those that wait for a later attempt at once. Gives how many.
    pub fn retry_jobs(&self, which: Which, at: Instant) -> Result<usize, CabinetFault> {
        self.lay_hand_on(which, "state IN ('failed', 'waiting')", "waiting", at)
    }

    /// Lets held jobs go. Gives how many.
    pub fn release_jobs(&self, which: Which, at: Instant) -> Result<usize, CabinetFault> {
        self.lay_hand_on(which, "state = 'held'", "waiting", at)
    }

    /// Holds jobs that wait. Gives how many.
    pub fn hold_jobs(&self, which: Which, at: Instant) -> Result<usize, CabinetFault> {
        self.lay_hand_on(which, "state = 'waiting'", "held", at)
    }

    fn lay_hand_on(
        &self,
        which: Which,
        from: &str,
        to: &str,
        at: Instant,
    ) -> Result<usize, CabinetFault> {
        let (named, key) = match which {
            Which::One(id) => ("id = ?1", id),
            Which::OfRecord(record) => ("record = ?1", signed(record)),
            Which::All => ("?1 = 0", 0),
        };
        Ok(self.connection().execute(
            &format!(
                "UPDATE job SET state = '{to}', due = ?2, changed = ?2 WHERE {LEAVES} AND {named} AND {from}"
            ),
            (key, at.second()),
        )?)
    }

    /// Notices that go with a digest, oldest first.
    pub fn digest_notices(&self, id: i64) -> Result<Vec<i64>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(
            "SELECT notice FROM job WHERE within = ?1 AND notice IS NOT NULL ORDER BY id",
        )?;
        let rows = statement.query_map([id], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Removes what was done or withdrawn before an instant; the notices themselves stay.
    pub fn sweep_jobs(&self, before: Instant) -> Result<usize, CabinetFault> {
        Ok(self.connection().execute(
            "DELETE FROM job WHERE changed < ?1 AND (state IN ('done', 'withdrawn')
               OR state = 'gathered' AND within IS NOT NULL)",
            [before.second()],
        )?)
    }
}

/// Makes the mail of a notice, if its person has an address and wants one.
pub(crate) fn add_mail(
    transaction: &Transaction,
    new: &NewNotice,
    notice: i64,
    at: Instant,
) -> Result<Option<i64>, CabinetFault> {
    if new.telling == Telling::Silently {
        return Ok(None);
    }
    let delivery: Option<String> = transaction
        .prepare_cached(
            "SELECT delivery FROM correspondence WHERE person = ?1 AND address IS NOT NULL",
        )?
        .query_row([number(new.person)], |row| row.get(0))
        .optional()?;
    let Some(delivery) = delivery else {
        return Ok(None);
    };
    let state = match (new.telling, delivery.as_str()) {
        (Telling::Always, _) | (_, "at_once") => JobState::Waiting,
        (_, "daily") => JobState::Gathered,
        _ => return Ok(None),
    };
    let key = format!("mail/{}/{}/{}", new.record, new.person, new.kind);
    transaction
        .prepare_cached(
            "INSERT INTO job (kind, key, record, person, notice, state, due, made, changed)
             VALUES ('mail', ?1, ?2, ?3, ?4, ?5, ?6, ?6, ?6)",
        )?
        .execute((
            key,
            signed(new.record),
            number(new.person),
            notice,
            state.key(),
            at.second(),
        ))?;
    let id = transaction.last_insert_rowid();
    Ok((state == JobState::Waiting).then_some(id))
}

/// Makes the webhook of a record to a target.
pub(crate) fn add_webhook(
    transaction: &Transaction,
    record: EntryNumber,
    target: &str,
    at: Instant,
) -> Result<(), CabinetFault> {
    add_message(
        transaction,
        &format!("webhook/{record}/{target}"),
        record,
        target,
        at,
    )
}

/// Makes the webhook of an alarm to a target.
pub(crate) fn add_alarm(
    transaction: &Transaction,
    alarm: EntryNumber,
    target: &str,
    at: Instant,
) -> Result<(), CabinetFault> {
    add_message(
        transaction,
        &format!("{ALARM}{alarm}/{target}"),
        alarm,
        target,
        at,
    )
}

fn add_message(
    transaction: &Transaction,
    key: &str,
    record: EntryNumber,
    target: &str,
    at: Instant,
) -> Result<(), CabinetFault> {
    transaction
        .prepare_cached(
            "INSERT INTO job (kind, key, record, target, state, due, made, changed)
             VALUES ('webhook', ?1, ?2, ?3, 'waiting', ?4, ?4, ?4) ON CONFLICT DO NOTHING",
        )?
        .execute((key, signed(record), target, at.second()))?;
    Ok(())
}

/// Holds a job that was just made.
pub(crate) fn hold(transaction: &Transaction, id: i64) -> Result<(), CabinetFault> {
    transaction
        .prepare_cached("UPDATE job SET state = 'held' WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Makes one digest for each person with notices gathered since the last.
pub(crate) fn gather_digests(
    transaction: &Transaction,
    day: Date,
    at: Instant,
) -> Result<(), CabinetFault> {
    let people: Vec<(i64, i64)> = transaction
        .prepare("SELECT person, max(record) FROM job WHERE state = 'gathered' AND within IS NULL AND person IS NOT NULL GROUP BY person")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (person, record) in people {
        let added = transaction.execute(
            "INSERT INTO job (kind, key, record, person, state, due, made, changed)
             VALUES ('digest', ?1, ?2, ?3, 'waiting', ?4, ?4, ?4) ON CONFLICT DO NOTHING",
            (
                format!("digest/{day}/p{person}"),
                record,
                person,
                at.second(),
            ),
        )?;
        if added == 1 {
            transaction.execute(
                "UPDATE job SET within = ?1, changed = ?3 WHERE person = ?2 AND state = 'gathered' AND within IS NULL",
                (transaction.last_insert_rowid(), person, at.second()),
            )?;
        }
    }
    Ok(())
}
