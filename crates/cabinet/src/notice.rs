//! Notices: what is told to a person, once for each record, person and kind, however often it is derived.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use values::{Date, EntryNumber, Instant, PersonId};

use crate::account::number;
use crate::job;
use crate::{Cabinet, CabinetFault};

/// A notice to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotice {
    /// The record it comes from; for reminders, the one that began the case.
    pub record: EntryNumber,
    /// Whom it is for.
    pub person: PersonId,
    /// What it is: `waiting`, `service`, `reminder.…`.
    pub kind: String,
    /// The case, as its id.
    pub subject: String,
    /// The act recorded; empty for reminders.
    pub act: String,
    /// The acts that wait for the person.
    pub asks: Vec<String>,
    /// By when.
    pub due: Option<Date>,
    /// When it comes into the product.
    pub made: Instant,
    /// How it is told.
    pub telling: Telling,
}

/// How a notice is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Telling {
    /// In the product and by mail, as the person chose.
    AsChosen,
    /// In the product and by mail, whatever the person chose: service the law asks for.
    Always,
    /// In the product only, and read already: the person did it.
    Silently,
}

/// A notice as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number in the cabinet.
    pub id: i64,
    /// The record it comes from.
    pub record: EntryNumber,
    /// Whom it is for.
    pub person: PersonId,
    /// What it is.
    pub kind: String,
    /// The case, as its id.
    pub subject: String,
    /// The act recorded; empty for reminders.
    pub act: String,
    /// The acts that wait for the person.
    pub asks: Vec<String>,
    /// By when.
    pub due: Option<Date>,
    /// When it came into the product; for a decision, when it was served.
    pub made: Option<Instant>,
    /// When its person first opened it.
    pub opened: Option<Instant>,
    /// When it was read or marked as read.
    pub read: Option<Instant>,
}

/// What came of a stretch of records.
#[derive(Debug, Clone, Default)]
pub struct Posting {
    /// Notices.
    pub notices: Vec<NewNotice>,
    /// Records that go out to a target, with when each was recorded.
    pub webhooks: Vec<(EntryNumber, String)>,
}

/// Which notices are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// All.
    All,
    /// Only those not read.
    Unread,
}

const COLUMNS: &str = "id, record, person, kind, subject, act, asks, due, made, opened, read";

fn notice(row: &Row) -> rusqlite::Result<Notice> {
    let instant = |index| -> rusqlite::Result<_> {
        Ok(row
            .get::<_, Option<i64>>(index)?
            .and_then(Instant::from_second))
    };
    Ok(Notice {
        id: row.get(0)?,
        record: EntryNumber(row.get::<_, i64>(1)?.unsigned_abs()),
        person: PersonId(row.get::<_, i64>(2)?.unsigned_abs()),
        kind: row.get(3)?,
        subject: row.get(4)?,
        act: row.get(5)?,
        asks: row
            .get::<_, String>(6)?
            .split_whitespace()
            .map(str::to_owned)
            .collect(),
        due: row
            .get::<_, Option<String>>(7)?
            .and_then(|text| values::parse_date(&text).ok()),
        made: instant(8)?,
        opened: instant(9)?,
        read: instant(10)?,
    })
}

/// How many notices of a person are not read, as the database has it.
pub(crate) fn count_unread(connection: &Connection, person: PersonId) -> Result<u64, CabinetFault> {
    let unread: i64 = connection
        .prepare_cached("SELECT count(*) FROM notice WHERE person = ?1 AND read IS NULL")?
        .query_row([number(person)], |row| row.get(0))?;
    Ok(unread.unsigned_abs())
}

impl Cabinet {
    /// The last record whose notices were derived; none before the first.
    pub fn posted(&self) -> Result<Option<EntryNumber>, CabinetFault> {
        let found = self
            .connection()
            .query_row("SELECT record FROM post", [], |row| row.get::<_, i64>(0))
            .optional()?;
        Ok(found.map(|record| EntryNumber(record.unsigned_abs())))
    }

    /// Begins to derive notices after a record; what stands already stays.
    pub fn begin_posting(&self, after: EntryNumber) -> Result<(), CabinetFault> {
        self.connection().execute(
            "INSERT INTO post (one, record) VALUES (1, ?1) ON CONFLICT DO NOTHING",
            [signed(after)],
        )?;
        Ok(())
    }

    /// Keeps what came of the records after one up to another, and how far it came, in one transaction. False if another
    /// was faster; nothing is kept then. More than `hold_over` mails of one record are held until somebody lets them go.
    pub fn keep_posting(
        &self,
        (after, upto): (EntryNumber, EntryNumber),
        posting: &Posting,
        hold_over: usize,
        at: Instant,
    ) -> Result<bool, CabinetFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let moved = transaction.execute(
            "UPDATE post SET record = ?2 WHERE record = ?1",
            (signed(after), signed(upto)),
        )?;
        if moved == 0 {
            return Ok(false);
        }
        keep(&transaction, &posting.notices, hold_over, at)?;
        for (record, target) in &posting.webhooks {
            job::add_webhook(&transaction, *record, target, at)?;
        }
        transaction.commit()?;
        Ok(true)
    }

    /// Keeps what alarms are told as: notices, and messages to targets by the alarm's number; each once, however often it is kept.
    pub fn keep_alarms(
        &self,
        notices: &[NewNotice],
        messages: &[(EntryNumber, String)],
        at: Instant,
    ) -> Result<(), CabinetFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        // There are few administrators; their mail is never held.
        keep(&transaction, notices, usize::MAX, at)?;
        for (alarm, target) in messages {
            job::add_alarm(&transaction, *alarm, target, at)?;
        }
        transaction.commit()?;
        Ok(())
    }

    /// Keeps notices that come from no record; each once, however often it is kept, and their mail is never held.
    pub fn keep_notices(&self, notices: &[NewNotice], at: Instant) -> Result<(), CabinetFault> {
        self.keep_alarms(notices, &[], at)
    }

    /// Keeps what is told once a day, and that it was told for this day. False if it was told before.
    pub fn keep_daily(
        &self,
        day: Date,
        notices: &[NewNotice],
        hold_over: usize,
        at: Instant,
    ) -> Result<bool, CabinetFault> {
        let mut connection = self.connection();
        let transaction = connection.transaction()?;
        let moved = transaction.execute(
            "UPDATE post SET daily = ?1 WHERE daily IS NULL OR daily < ?1",
            [day.to_string()],
        )?;
        if moved == 0 {
            return Ok(false);
        }
        keep(&transaction, notices, hold_over, at)?;
        job::gather_digests(&transaction, day, at)?;
        transaction.commit()?;
        Ok(true)
    }

    /// Whether what is told once a day was told for this day.
    pub fn told_daily(&self, day: Date) -> Result<bool, CabinetFault> {
        let found: Option<Option<String>> = self
            .connection()
            .query_row("SELECT daily FROM post", [], |row| row.get(0))
            .optional()?;
        Ok(found.flatten().is_some_and(|told| told >= day.to_string()))
    }

    /// A person's notices, newest first, older than one of them if that is given.
    pub fn notices(
        &self,
        person: PersonId,
        shown: Shown,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<Notice>, CabinetFault> {
        let only = match shown {
            Shown::All => "",
            Shown::Unread => "AND read IS NULL",
        };
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM notice WHERE person = ?1 AND id < ?2 {only} ORDER BY id DESC LIMIT ?3"
        ))?;
        let rows = statement.query_map(
            (
                number(person),
                before.unwrap_or(i64::MAX),
                i64::try_from(limit).unwrap_or(i64::MAX),
            ),
            notice,
        )?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many notices a person has, and how many are not read.
    pub fn count_notices(&self, person: PersonId) -> Result<(u64, u64), CabinetFault> {
        let (all, unread) = self
            .connection()
            .prepare_cached("SELECT count(*), count(*) FILTER (WHERE read IS NULL) FROM notice WHERE person = ?1")?
            .query_row([number(person)], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))?;
        Ok((all.unsigned_abs(), unread.unsigned_abs()))
    }

    /// A notice, whosever it is.
    pub fn notice(&self, id: i64) -> Result<Option<Notice>, CabinetFault> {
        Ok(self
            .connection()
            .prepare_cached(&format!("SELECT {COLUMNS} FROM notice WHERE id = ?1"))?
            .query_row([id], notice)
            .optional()?)
    }

    /// A person opens a notice: the first time is kept, and it counts as read. None if it is not the person's.
    pub fn open_notice(
        &self,
        person: PersonId,
        id: i64,
        at: Instant,
    ) -> Result<Option<Notice>, CabinetFault> {
        self.connection().execute(
            "UPDATE notice SET opened = coalesce(opened, ?3), read = coalesce(read, ?3)
             WHERE id = ?1 AND person = ?2 AND (opened IS NULL OR read IS NULL)",
            (id, number(person), at.second()),
        )?;
        Ok(self.notice(id)?.filter(|found| found.person == person))
    }

    /// Marks a person's notices as read; all of them where none is named. Gives how many changed.
    pub fn mark_read(
        &self,
        person: PersonId,
        ids: Option<&[i64]>,
        at: Instant,
    ) -> Result<usize, CabinetFault> {
        let mut connection = self.connection();
        let Some(ids) = ids else {
            return Ok(connection.execute(
                "UPDATE notice SET read = ?2 WHERE person = ?1 AND read IS NULL",
                (number(person), at.second()),
            )?);
        };
        let transaction = connection.transaction()?;
        let mut changed = 0;
        for id in ids {
            changed += transaction.execute(
                "UPDATE notice SET read = ?3 WHERE id = ?1 AND person = ?2 AND read IS NULL",
                (id, number(person), at.second()),
            )?;
        }
        transaction.commit()?;
        Ok(changed)
    }

    /// On whom a record was served, when it entered the system for them, and when each first opened it.
    pub fn served(&self, record: EntryNumber) -> Result<Vec<Notice>, CabinetFault> {
        let connection = self.connection();
        let mut statement = connection.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM notice WHERE record = ?1 AND kind = 'service' ORDER BY person"
        ))?;
        let rows = statement.query_map([signed(record)], notice)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

pub(crate) fn keep(
    transaction: &Transaction,
    notices: &[NewNotice],
    hold_over: usize,
    at: Instant,
) -> Result<(), CabinetFault> {
    let mut mails: Vec<(EntryNumber, i64)> = Vec::new();
    for new in notices {
        let read = (new.telling == Telling::Silently).then(|| new.made.second());
        let added = transaction
            .prepare_cached(
                "INSERT INTO notice (record, person, kind, subject, act, asks, due, made, read)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING",
            )?
            .execute((
                signed(new.record),
                number(new.person),
                &new.kind,
                &new.subject,
                &new.act,
                new.asks.join(" "),
                new.due.map(|due| due.to_string()),
                new.made.second(),
                read,
            ))?;
        // Derived before, before a crash: its mail stands already too.
        if added == 0 {
            continue;
        }
        let id = transaction.last_insert_rowid();
        if let Some(job) = job::add_mail(transaction, new, id, at)? {
            mails.push((new.record, job));
        }
    }
    let mut together: BTreeMap<EntryNumber, usize> = BTreeMap::new();
    for (record, _) in &mails {
        *together.entry(*record).or_default() += 1;
    }
    for (record, job) in &mails {
        if together[record] > hold_over {
            job::hold(transaction, *job)?;
        }
    }
    Ok(())
}

pub(crate) fn signed(record: EntryNumber) -> i64 {
    i64::try_from(record.0).unwrap_or(i64::MAX)
}
