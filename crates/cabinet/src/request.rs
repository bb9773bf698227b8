//! What people ask about their own data, and what they were answered. What they wrote stands among the personal texts, encrypted.

use rusqlite::{OptionalExtension, Row};
use values::{Date, Instant, PersonId};

use crate::account::number;
use crate::personal::{keep_in, prepare_personal};
use crate::protected::PERSONAL_REQUEST;
use crate::{Cabinet, CabinetFault};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestKind {
    /// To know what is held, and to have a copy.
    Access,
    /// That something be put right.
    Correction,
    /// That something be erased.
    Deletion,
    /// To have explained how data are handled.
    Explanation,
}

impl RequestKind {
    /// All of them.
    pub const ALL: [RequestKind; 4] = [
        RequestKind::Access,
        RequestKind::Correction,
        RequestKind::Deletion,
        RequestKind::Explanation,
    ];

    /// Its name in the database, in addresses and in words.
    pub fn key(self) -> &'static str {
        match self {
            RequestKind::Access => "access",
            RequestKind::Correction => "correction",
            RequestKind::Deletion => "deletion",
            RequestKind::Explanation => "explanation",
        }
    }

    /// The kind of that name.
    pub fn of(key: &str) -> Option<RequestKind> {
        RequestKind::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

/// How a request was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestOutcome {
    /// What was asked for was done.
    Granted,
    /// It was not, for the reason told.
    Refused,
}

impl RequestOutcome {
    /// Both.
    pub const ALL: [RequestOutcome; 2] = [RequestOutcome::Granted, RequestOutcome::Refused];

    /// Its name in the database, in addresses and in words.
    pub fn key(self) -> &'static str {
        match self {
            RequestOutcome::Granted => "granted",
            RequestOutcome::Refused => "refused",
        }
    }

    /// The outcome of that name.
    pub fn of(key: &str) -> Option<RequestOutcome> {
        RequestOutcome::ALL.into_iter().find(|it| it.key() == key)
    }
}

/// A request to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewRequest<'a> {
    /// Whose data it is about; who asks.
    pub person: PersonId,
    /// What is asked for.
    pub kind: RequestKind,
    /// Which of what is held; all of it where none is named.
    pub item: Option<&'a str>,
    /// What the person wrote.
    pub text: &'a str,
    /// What it should say, where a correction is asked for.
    pub proposed: Option<&'a str>,
    /// By which day it is to be answered.
    pub due: Date,
}

/// A request as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalRequest {
    /// Its number.
    pub id: i64,
    /// Who asks.
    pub person: PersonId,
    /// What is asked for.
    pub kind: RequestKind,
    /// Which of what is held; all of it where none is named.
    pub item: Option<String>,
    /// The reference of what the person wrote.
    pub text: String,
    /// The reference of what it should say.
    pub proposed: Option<String>,
    /// When it was made.
    pub made: Option<Instant>,
    /// By which day it is to be answered.
    pub due: Date,
    /// What it was answered, once it was.
    pub answer: Option<RequestAnswer>,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestAnswer {
    /// How.
    pub outcome: RequestOutcome,
    /// The reference of the reason.
    pub text: String,
    /// When.
    pub at: Option<Instant>,
    /// By whom.
    pub by: PersonId,
}

/// Which requests are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhichRequests {
    /// Those not answered, the one due first before the others.
    Open,
    /// All, those not answered first.
    All,
    /// All of a person, the newest first.
    Of(PersonId),
}

const COLUMNS: &str =
    "id, person, kind, item, text, proposed, made, due, outcome, answer, answered, answered_by";

/// A row; none where it says what the program does not write.
fn request(row: &Row) -> rusqlite::Result<Option<PersonalRequest>> {
    let outcome: Option<String> = row.get(8)?;
    let answer = match outcome.as_deref().and_then(RequestOutcome::of) {
        Some(outcome) => Some(RequestAnswer {
            outcome,
            text: row.get::<_, Option<String>>(9)?.unwrap_or_default(),
            at: row
                .get::<_, Option<i64>>(10)?
                .and_then(Instant::from_second),
            by: PersonId(
                row.get::<_, Option<i64>>(11)?
                    .unwrap_or_default()
                    .unsigned_abs(),
            ),
        }),
        None => None,
    };
    let kind: String = row.get(2)?;
    let due: String = row.get(7)?;
    let (Some(kind), Ok(due)) = (RequestKind::of(&kind), values::parse_date(&due)) else {
        return Ok(None);
    };
    Ok(Some(PersonalRequest {
        id: row.get(0)?,
        person: PersonId(row.get::<_, i64>(1)?.unsigned_abs()),
        kind,
        item: row.get(3)?,
        text: row.get(4)?,
        proposed: row.get(5)?,
        made: Instant::from_second(row.get(6)?),
        due,
        answer,
    }))
}

impl Cabinet {
    /// Keeps a request and what was written with it, all or nothing; gives its number.
    pub fn make_request(&self, new: &NewRequest, at: Instant) -> Result<i64, CabinetFault> {
        let mut texts = vec![prepare_personal(new.text)?];
        if let Some(proposed) = new.proposed {
            texts.push(prepare_personal(proposed)?);
        }
        let notice = self.notice_told();
        self.writing(|transaction, keys| {
            keep_in(transaction, keys, &texts, notice.as_deref())?;
            transaction.execute(
                "INSERT INTO personal_request (person, kind, item, text, proposed, made, due) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (
                    number(new.person),
                    new.kind.key(),
                    new.item,
                    &texts[0].reference,
                    texts.get(1).map(|text| text.reference.as_str()),
                    at.second(),
                    new.due.to_string(),
                ),
            )?;
            Ok(transaction.last_insert_rowid())
        })
    }

    /// A request, as long as its row is as the program wrote it.
    pub fn request(&self, id: i64) -> Result<Option<PersonalRequest>, CabinetFault> {
        let connection = self.connection();
        let found = connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM personal_request WHERE id = ?1"
            ))?
            .query_row([id], request)
            .optional()?
            .flatten();
        let stands = self.stands(&connection, &PERSONAL_REQUEST, &id.to_string())?;
        Ok(found.filter(|_| stands))
    }

    /// Requests; a row that is not as the program wrote it is not among them.
    pub fn requests(&self, which: WhichRequests) -> Result<Vec<PersonalRequest>, CabinetFault> {
        let (only, person, order) = match which {
            WhichRequests::Open => ("outcome IS NULL AND ?1 = 0", 0, "due, id"),
            WhichRequests::All => ("?1 = 0", 0, "outcome IS NOT NULL, due, id"),
            WhichRequests::Of(person) => ("person = ?1", number(person), "id DESC"),
        };
        let connection = self.connection();
        let found: Vec<Option<PersonalRequest>> = connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS} FROM personal_request WHERE {only} ORDER BY {order}"
            ))?
            .query_map([person], request)?
            .collect::<Result<_, _>>()?;
        let mut standing = Vec::new();
        for one in found.into_iter().flatten() {
            if self.stands(&connection, &PERSONAL_REQUEST, &one.id.to_string())? {
                standing.push(one);
            }
        }
        Ok(standing)
    }

    /// Keeps the answer to a request. False if there is no such request, or it was answered before.
    pub fn answer_request(
        &self,
        id: i64,
        outcome: RequestOutcome,
        reason: &str,
        by: PersonId,
        at: Instant,
    ) -> Result<bool, CabinetFault> {
        let text = prepare_personal(reason)?;
        self.writing(|transaction, keys| {
            let answered = transaction.execute(
                "UPDATE personal_request SET outcome = ?2, answer = ?3, answered = ?4, answered_by = ?5
                 WHERE id = ?1 AND outcome IS NULL",
                (id, outcome.key(), &text.reference, at.second(), number(by)),
            )?;
            if answered == 1 {
                keep_in(transaction, keys, std::slice::from_ref(&text), None)?;
            }
            Ok(answered == 1)
        })
    }

    /// Keeps the report of a breach; gives its number.
    pub fn keep_breach(
        &self,
        report: &str,
        by: PersonId,
        at: Instant,
    ) -> Result<i64, CabinetFault> {
        let text = prepare_personal(report)?;
        self.writing(|transaction, keys| {
            keep_in(transaction, keys, std::slice::from_ref(&text), None)?;
            transaction.execute(
                "INSERT INTO breach (made, reported_by, report) VALUES (?1, ?2, ?3)",
                (at.second(), number(by), &text.reference),
            )?;
            Ok(transaction.last_insert_rowid())
        })
    }

    /// The report of a breach.
    pub fn breach(&self, id: i64) -> Result<Option<String>, CabinetFault> {
        let reference: Option<String> = self
            .connection()
            .query_row("SELECT report FROM breach WHERE id = ?1", [id], |row| {
                row.get(0)
            })
            .optional()?;
        match reference {
            Some(reference) => self.personal(&reference),
            None => Ok(None),
        }
    }
}
