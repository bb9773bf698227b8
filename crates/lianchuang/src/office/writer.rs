//! The writer: rules, tells, appends, publishes, answers. No work under it that is not one of these.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};

use acts::ask::Office as Rules;
use acts::recorded::PassedOver;
use acts::subject::Subject;
use acts::{Asked, Recorded, World, rule};
use arc_swap::ArcSwap;
use audit::Event;
use register::{AppendFailure, Head, NewEntry, Store};
use tokio::sync::oneshot;
use values::EntryNumber;

use super::snapshot::Keeper;
use super::{Answer, Issued, Job, Seen, Submission, told};
use crate::trail::{Ahead, Unwritten};

/// Most submissions in one durable transaction.
const BATCH: usize = 512;
/// From how many records on the audit log is told beside the writing: handing over takes about as long as telling of one.
const TOLD_BESIDE: usize = 4;
/// Room a record is given at first, in bytes; few are longer.
const PAYLOAD: usize = 2048;

/// Everything the writer owns.
pub(super) struct Writer<S> {
    pub store: S,
    pub head: Head,
    pub rules: Arc<Rules>,
    pub published: Arc<ArcSwap<World>>,
    pub keeper: Keeper,
    pub issued: SyncSender<Issued>,
    pub audit: Ahead,
}

impl<S: Store> Writer<S> {
    /// Works until every door to the office is closed.
    pub fn work(mut self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let batch: Vec<Job> = std::iter::once(first)
                .chain(jobs.try_iter().take(BATCH - 1))
                .collect();
            self.batch(batch);
        }
    }

    fn batch(&mut self, jobs: Vec<Job>) {
        let mut growing = (*self.published.load_full()).clone();
        let mut pending = Pending {
            next: self.head.number + 1,
            entries: Vec::new(),
            records: Vec::new(),
            keys: HashMap::new(),
            issued: Vec::new(),
        };
        let before = EntryNumber(self.head.number);
        let mut events = Vec::new();
        let answers: Vec<(oneshot::Sender<Answer>, Answer)> = jobs
            .into_iter()
            .map(|job| {
                let answer = self.answer(&mut growing, &mut pending, &job.submission);
                events.extend(told::events(&growing, &job.submission, &answer, before));
                (job.reply, answer)
            })
            .collect();
        let appended = match self.tell_and_append(events, &pending.entries) {
            Ok(appended) => appended,
            // What cannot be told to the audit log does not happen, and is not answered either.
            Err(unwritten) => {
                let text = unwritten.to_string();
                reply_all(answers, |_| Answer::Unwritten(text.clone()));
                return;
            }
        };
        match appended {
            Ok(()) => {
                if !pending.entries.is_empty() {
                    let growing = Arc::new(growing);
                    self.published.store(Arc::clone(&growing));
                    self.keeper.grown(&growing, &self.head);
                }
                for issued in pending.issued {
                    // Where nobody prints ahead, or too slowly, the document is printed when it is asked for.
                    let _ = self.issued.try_send(issued);
                }
                reply_all(answers, |answer| answer);
            }
            Err(fault) => {
                tracing::error!(%fault, "nothing of this batch was recorded");
                let text = fault.to_string();
                reply_all(answers, |answer| match answer {
                    Answer::Recorded(_) => Answer::Fault(text.clone()),
                    other => other,
                });
            }
        }
    }

    /// Tells the audit log of a batch and appends it, in this order as far as the disk is concerned: nothing is durable before its event is
    /// in the log. Many are told while they are written.
    fn tell_and_append(
        &mut self,
        events: Vec<Event>,
        entries: &[NewEntry],
    ) -> Result<Result<(), AppendFailure>, Unwritten> {
        let Writer {
            store, head, audit, ..
        } = self;
        if entries.len() < TOLD_BESIDE {
            audit.write(&events)?;
            if !entries.is_empty() {
                return Ok(store.append(head, entries).map(|grown| *head = grown));
            }
            return Ok(Ok(()));
        }
        let mut telling = audit.write_beside(events);
        let appended = store.append_if(head, entries, &mut || telling.told().is_ok());
        // Where the register failed first, the log still says what was tried.
        telling.told()?;
        Ok(appended.map(|grown| *head = grown))
    }

    /// Rules on one submission; what it records is folded into the growing world at once, and what it does not leaves that world as it was.
    fn answer(
        &self,
        growing: &mut World,
        pending: &mut Pending,
        submission: &Submission,
    ) -> Answer {
        if let Some(again) = self.repeated(pending, submission) {
            return again;
        }
        let subject = submission.requests.first().map(|request| request.subject);
        let since = subject.map_or_else(Vec::new, |subject| {
            records_since(growing, subject, submission.seen)
        });
        if let (Seen::Exactly(_), false) = (submission.seen, since.is_empty()) {
            return Answer::Changed { since };
        }
        // Of several, some are folded before another is refused. One alone is folded only once nothing but a fault can stop it: a world
        // kept beside would have every part copied that the act changes.
        let before = (submission.requests.len() > 1).then(|| growing.clone());
        let answer = self.ruled(growing, pending, submission, since);
        match (&answer, before) {
            (Answer::Recorded(_), _) => {}
            (_, Some(before)) => *growing = before,
            (Answer::Fault(_), None) => *growing = self.folded_again(pending),
            (_, None) => {}
        }
        answer
    }

    fn ruled(
        &self,
        growing: &mut World,
        pending: &mut Pending,
        submission: &Submission,
        since: Vec<EntryNumber>,
    ) -> Answer {
        let mut recorded = Vec::with_capacity(submission.requests.len());
        let mut issued = Vec::new();
        for (index, request) in submission.requests.iter().enumerate() {
            match rule(growing, &self.rules, request) {
                Asked::Accepted(mut act) => {
                    act.number = EntryNumber(pending.next + recorded.len() as u64);
                    if let Err(odd) = growing.evolve(&act) {
                        return Answer::Fault(odd.to_string());
                    }
                    let record = Arc::new(*act);
                    if self.has_document(&record) {
                        issued.push(Issued {
                            record: Arc::clone(&record),
                            world: growing.clone(),
                        });
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
        match pending.take(submission, &recorded) {
            Ok(()) => {
                pending.issued.extend(issued);
                Answer::Recorded(recorded)
            }
            Err(cause) => Answer::Fault(cause.to_string()),
        }
    }

    /// The growing world without what could not be folded whole: the published one and what this batch recorded so far.
    fn folded_again(&self, pending: &Pending) -> World {
        let mut world = (*self.published.load_full()).clone();
        for record in &pending.records {
            if let Err(odd) = world.evolve(record) {
                // It was folded into the same world a moment ago.
                tracing::error!(%odd, "a record of this batch cannot be folded again");
            }
        }
        world
    }

    fn has_document(&self, record: &Recorded) -> bool {
        let policy = self.rules.policies.edition(&record.policy);
        policy.is_some_and(|policy| policy.documents.iter().any(|made| made.act == record.act))
    }

    /// The answer to a submission whose key was used before: the same records, or that the key served for something else.
    fn repeated(&self, pending: &Pending, submission: &Submission) -> Option<Answer> {
        let key = submission.idempotency.as_deref()?;
        if let Some(recorded) = pending.keys.get(key) {
            return Some(same_or_reused(submission, recorded.clone()));
        }
        let first = match self.store.by_idempotency(key) {
            Ok(found) => found?,
            Err(fault) => return Some(Answer::Fault(fault.to_string())),
        };
        let mut recorded = Vec::new();
        for number in first.number..first.number + submission.requests.len() as u64 {
            match self.store.entry(number) {
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

struct Pending {
    next: u64,
    entries: Vec<NewEntry>,
    records: Vec<Arc<Recorded>>,
    keys: HashMap<String, Vec<Arc<Recorded>>>,
    issued: Vec<Issued>,
}

impl Pending {
    fn take(
        &mut self,
        submission: &Submission,
        recorded: &[Arc<Recorded>],
    ) -> Result<(), serde_json::Error> {
        let mut entries = Vec::with_capacity(recorded.len());
        for (index, act) in recorded.iter().enumerate() {
            entries.push(NewEntry {
                at_millis: act.at.timestamp().as_millisecond(),
                payload: written(act)?,
                idempotency: if index == 0 {
                    submission.idempotency.clone()
                } else {
                    None
                },
            });
        }
        self.next += entries.len() as u64;
        self.entries.extend(entries);
        self.records.extend(recorded.iter().cloned());
        if let Some(key) = &submission.idempotency {
            self.keys.insert(key.clone(), recorded.to_vec());
        }
        Ok(())
    }
}

/// A record as the register keeps it.
fn written(act: &Recorded) -> Result<Vec<u8>, serde_json::Error> {
    let mut payload = Vec::with_capacity(PAYLOAD);
    serde_json::to_writer(&mut payload, act)?;
    Ok(payload)
}

/// Reads an entry's payload as the act it records.
pub fn read_recorded(entry: &register::Entry) -> Result<Recorded, serde_json::Error> {
    let mut act: Recorded = serde_json::from_slice(&entry.payload)?;
    act.number = EntryNumber(entry.number);
    Ok(act)
}

/// Reads an entry's payload for folding: without its findings, which are most of it.
pub(super) fn read_for_folding(entry: &register::Entry) -> Result<Recorded, serde_json::Error> {
    let mut act: Recorded<PassedOver> = serde_json::from_slice(&entry.payload)?;
    act.number = EntryNumber(entry.number);
    Ok(act.into())
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

fn reply_all(answers: Vec<(oneshot::Sender<Answer>, Answer)>, say: impl Fn(Answer) -> Answer) {
    for (reply, answer) in answers {
        // An asker who has gone away needs no answer; the record stands.
        let _ = reply.send(say(answer));
    }
}
