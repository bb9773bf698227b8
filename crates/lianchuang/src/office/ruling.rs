//! Ruling: submissions in turn, each against the world as it will be once what was ruled before it is durable.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use acts::ask::{Office as Rules, Request};
use acts::subject::Subject;
use acts::{Asked, Recorded, World, rule};
use arc_swap::ArcSwap;
use audit::Event;
use register::{NewEntry, SqliteStore, Store as _};
use tokio::sync::oneshot;
use values::EntryNumber;

use super::record::{read_recorded, written};
use super::{Answer, Issued, Job, Seen, Submission, told};

/// Keys of submissions kept at hand before those are let go that the register tells of by now.
const KEYS: usize = 4096;

/// Everything ruling owns.
pub(super) struct Ruling {
    pub rules: Arc<Rules>,
    pub published: Arc<ArcSwap<World>>,
    /// For what was recorded long ago under a key.
    pub reader: SqliteStore,
    /// The world with everything ruled so far.
    pub growing: World,
    /// What was recorded lately, under the key it was submitted with.
    pub keys: HashMap<String, Vec<Arc<Recorded>>>,
    /// What was ruled and may not be durable yet, in order.
    pub undurable: VecDeque<Arc<Recorded>>,
    /// How often the recorder had failed when the growing world was begun.
    pub failures: u64,
}

/// What was ruled, on its way to the recorder.
pub(super) struct Ruled {
    /// How often the recorder had failed by then: what is recorded must have been ruled on a world that was recorded.
    pub failures: u64,
    pub answers: Vec<(oneshot::Sender<Answer>, Answer)>,
    pub entries: Vec<NewEntry>,
    /// Events of what is not recorded.
    pub unrecorded: Vec<Event>,
    pub issued: Vec<Issued>,
    /// The world with these entries; none where there are none.
    pub world: Option<World>,
}

impl Ruling {
    /// Rules on submissions in turn. Where the recorder failed since, the world begins anew from what is durable.
    pub fn rule(&mut self, jobs: Vec<Job>, failures: u64) -> Ruled {
        if failures != self.failures {
            self.failures = failures;
            self.growing = (*self.published.load_full()).clone();
            self.keys.clear();
            self.undurable.clear();
        }
        let durable = self.published.load().number;
        while self
            .undurable
            .front()
            .is_some_and(|record| record.number <= durable)
        {
            self.undurable.pop_front();
        }
        if self.keys.len() > KEYS {
            self.keys
                .retain(|_, recorded| recorded.iter().any(|record| record.number > durable));
        }
        let mut ruled = Ruled {
            failures,
            answers: Vec::with_capacity(jobs.len()),
            entries: Vec::new(),
            unrecorded: Vec::new(),
            issued: Vec::new(),
            world: None,
        };
        for job in jobs {
            let answer = self.answer(&mut ruled, &job.submission);
            let told = told::unrecorded(&self.growing, &job.submission, &answer);
            ruled.unrecorded.extend(told);
            ruled.answers.push((job.reply, answer));
        }
        if !ruled.entries.is_empty() {
            ruled.world = Some(self.growing.clone());
        }
        ruled
    }

    /// Rules on one submission; what it records is folded into the growing world at once, and what it does not leaves that world as it was.
    fn answer(&mut self, ruled: &mut Ruled, submission: &Submission) -> Answer {
        if let Some(again) = self.repeated(submission) {
            return again;
        }
        let subject = submission.requests.first().map(|request| request.subject);
        let since = subject.map_or_else(Vec::new, |subject| {
            records_since(&self.growing, subject, submission.seen)
        });
        if let (Seen::Exactly(_), false) = (submission.seen, since.is_empty()) {
            return Answer::Changed { since };
        }
        // Of several, some are folded before another is refused. One alone is folded only once nothing but a fault can stop it: a world
        // kept beside would have every part copied that the act changes.
        let before = (submission.requests.len() > 1).then(|| self.growing.clone());
        let mut draft = Draft::default();
        let answer = self.ruled(&mut draft, submission, since);
        match (&answer, before) {
            (Answer::Recorded(recorded), _) => {
                ruled.entries.extend(draft.entries);
                ruled.issued.extend(draft.issued);
                self.undurable.extend(recorded.iter().cloned());
                if let Some(key) = key_of(submission) {
                    self.keys.insert(key.to_owned(), recorded.clone());
                }
            }
            (_, Some(before)) => self.growing = before,
            (Answer::Fault(_), None) => self.growing = self.folded_again(),
            (_, None) => {}
        }
        answer
    }

    fn ruled(
        &mut self,
        draft: &mut Draft,
        submission: &Submission,
        since: Vec<EntryNumber>,
    ) -> Answer {
        let mut recorded = Vec::with_capacity(submission.requests.len());
        for (index, request) in submission.requests.iter().enumerate() {
            match rule(&self.growing, &self.rules, request) {
                Asked::Accepted(mut act) => {
                    act.number = self.growing.number.next();
                    if let Err(odd) = self.growing.evolve(&act) {
                        return Answer::Fault(odd.to_string());
                    }
                    let record = Arc::new(*act);
                    if self.has_document(&record) {
                        draft.issued.push(Issued {
                            record: Arc::clone(&record),
                            world: self.growing.clone(),
                        });
                    }
                    let key = key_of(submission).filter(|_| index == 0);
                    match entry(&self.growing, submission, request, &record, key) {
                        Ok(entry) => draft.entries.push(entry),
                        Err(cause) => return Answer::Fault(cause.to_string()),
                    }
                    recorded.push(record);
                }
                Asked::Refused(refusal) => {
                    return Answer::Refused {
                        index,
                        refusal,
                        since,
                    };
                }
                Asked::Mistaken(mistakes) => return Answer::Mistaken { index, mistakes },
                Asked::Absent => return Answer::Absent,
            }
        }
        Answer::Recorded(recorded)
    }

    /// The growing world without what could not be folded whole: the durable one and what was ruled since.
    fn folded_again(&self) -> World {
        let mut world = (*self.published.load_full()).clone();
        let durable = world.number;
        for record in &self.undurable {
            if record.number > durable
                && let Err(odd) = world.evolve(record)
            {
                // It was folded into the same world a moment ago.
                tracing::error!(%odd, "a record ruled a moment ago cannot be folded again");
            }
        }
        world
    }

    fn has_document(&self, record: &Recorded) -> bool {
        let policy = self.rules.policies.edition(&record.policy);
        policy.is_some_and(|policy| policy.documents.iter().any(|made| made.act == record.act))
    }

    /// The answer to a submission whose key was used before: the same records, or that the key served for something else.
    fn repeated(&self, submission: &Submission) -> Option<Answer> {
        let key = key_of(submission)?;
        if let Some(recorded) = self.keys.get(key) {
            return Some(same_or_reused(submission, recorded.clone()));
        }
        let first = match self.reader.by_idempotency(key) {
            Ok(found) => found?,
            Err(fault) => return Some(Answer::Fault(fault.to_string())),
        };
        let mut recorded = Vec::new();
        for number in first.number..first.number + submission.requests.len() as u64 {
            match self.reader.entry(number) {
                Ok(Some(entry)) => match read_recorded(&entry) {
                    Ok(act) => recorded.push(Arc::new(act)),
                    Err(cause) => return Some(Answer::Fault(cause.to_string())),
                },
                Ok(None) => return Some(Answer::KeyReused(EntryNumber(first.number))),
                Err(fault) => return Some(Answer::Fault(fault.to_string())),
            }
        }
        Some(same_or_reused(submission, recorded))
    }
}

/// The key a repeated submission is recognised by; an empty one counts as none.
fn key_of(submission: &Submission) -> Option<&str> {
    submission
        .idempotency
        .as_deref()
        .filter(|key| !key.is_empty())
}

/// What one submission would add.
#[derive(Default)]
struct Draft {
    entries: Vec<NewEntry>,
    issued: Vec<Issued>,
}

/// A record as it goes to the register, with what the audit log is to be told of it.
fn entry(
    world: &World,
    submission: &Submission,
    request: &Request,
    record: &Recorded,
    key: Option<&str>,
) -> Result<NewEntry, serde_json::Error> {
    let events = told::recorded(world, &submission.origin, request, record);
    Ok(NewEntry {
        at_millis: record.at.timestamp().as_millisecond(),
        payload: written(record)?,
        idempotency: key.map(str::to_owned),
        tell: Some(audit::lines(&events)?),
    })
}

fn same_or_reused(submission: &Submission, recorded: Vec<Arc<Recorded>>) -> Answer {
    let same = recorded.len() == submission.requests.len()
        && recorded
            .iter()
            .zip(&submission.requests)
            .all(|(act, request)| {
                *act.act == *request.act
                    && act.subject == request.subject
                    && act.by == request.actor
            });
    if same {
        Answer::Recorded(recorded)
    } else {
        Answer::KeyReused(recorded.first().map_or(EntryNumber(0), |act| act.number))
    }
}

fn records_since(world: &World, subject: Subject, seen: Seen) -> Vec<EntryNumber> {
    let upto = match seen {
        Seen::Unsaid => return Vec::new(),
        Seen::Upto(number) | Seen::Exactly(number) => number,
    };
    let history: Vec<EntryNumber> = match subject {
        Subject::Consortium(id) => world
            .consortium(id)
            .map(|found| found.history.iter().copied().collect()),
        Subject::Candidacy(id) => world
            .candidacy(id)
            .map(|found| found.history.iter().copied().collect()),
        Subject::Organisation(id) => world.organisation(id).map(|found| vec![found.changed]),
        Subject::Office => None,
    }
    .unwrap_or_default();
    history
        .into_iter()
        .filter(|number| *number > upto)
        .collect()
}
