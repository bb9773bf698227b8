//! The one door that records. A single writer rules requests in turn against the growing world, appends what waits in one durable
//! transaction, and only then publishes the new world and answers; meanwhile the next are ruled. Readers take the current world as
//! one pointer and never wait.

mod attached;
mod follow_up;
mod open;
mod personal;
mod record;
mod recorder;
mod ruling;
mod snapshot;
#[cfg(test)]
mod tests;
mod told;
mod writer;

use std::sync::Arc;
use std::sync::mpsc::Sender;

use acts::ask::{Office as Rules, Request};
use acts::field::InputMistake;
use acts::{Recorded, Refusal, World};
use arc_swap::ArcSwap;
use audit::Origin;
use cabinet::Cabinet;
use register::Files;
use tokio::sync::oneshot;
use values::EntryNumber;

pub use attached::named as named_files;
pub use open::{FoldFault, Opened, fold, fold_on, fold_up_to, open, open_for_reading};
pub use record::read_recorded;
pub use snapshot::{keep, kept, same};
use writer::Writer;

/// What the office answers.
#[derive(Debug, Clone)]
pub enum Answer {
    /// Recorded, as these entries.
    Recorded(Vec<Arc<Recorded>>),
    /// Closed by the policy; with what was recorded on the subject since the asker last looked.
    Refused {
        /// Which of the requests, from 0.
        index: usize,
        /// Every finding.
        refusal: Box<Refusal>,
        /// Records on the subject since the asker looked.
        since: Vec<EntryNumber>,
    },
    /// The input cannot be read.
    Mistaken {
        /// Which of the requests, from 0.
        index: usize,
        /// Every mistake.
        mistakes: Vec<InputMistake>,
    },
    /// There is no such act or subject for this asker.
    Absent,
    /// The subject changed since the asker looked, and the asker asked to be told.
    Changed {
        /// Records on the subject since.
        since: Vec<EntryNumber>,
    },
    /// The key was used for another request.
    KeyReused(EntryNumber),
    /// The audit log takes nothing, so nothing was recorded.
    Unwritten(String),
    /// Ours: nothing was recorded.
    Fault(String),
}

/// Several acts asked for together: all are recorded, or none.
#[derive(Debug, Clone)]
pub struct Submission {
    /// The acts, in order.
    pub requests: Vec<Request>,
    /// A key by which a repeated submission is recognised.
    pub idempotency: Option<String>,
    /// The subject's last record the asker saw.
    pub seen: Seen,
    /// From where, and in which request.
    pub origin: Origin,
}

/// What the asker saw of the subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// Nothing is said.
    Unsaid,
    /// This record; a refusal tells what came since.
    Upto(EntryNumber),
    /// This record, and the act is only to be done if nothing came since.
    Exactly(EntryNumber),
}

impl Submission {
    /// One act, without a key.
    pub fn one(request: Request) -> Submission {
        Submission {
            requests: vec![request],
            idempotency: None,
            seen: Seen::Unsaid,
            origin: Origin::local("system"),
        }
    }
}

pub(crate) struct Job {
    submission: Submission,
    reply: oneshot::Sender<Answer>,
}

/// A record that gives rise to a document, with the world just after it.
#[derive(Debug)]
pub struct Issued {
    /// The record.
    pub record: Arc<Recorded>,
    /// Everything as it was then.
    pub world: World,
}

/// The office as the faces know it.
#[derive(Clone)]
pub struct Office {
    world: Arc<ArcSwap<World>>,
    /// Policies and calendar.
    pub rules: Arc<Rules>,
    cabinet: Arc<Cabinet>,
    files: Arc<Files>,
    jobs: Sender<Job>,
    /// None where the office is open for reading only.
    writer: Option<Arc<Writer>>,
}

impl Office {
    /// The world as of the last published batch.
    pub fn world(&self) -> Arc<World> {
        self.world.load_full()
    }

    /// Submits acts and waits until they are durable or refused.
    pub async fn submit(&self, submission: Submission) -> Answer {
        match self.ready(submission) {
            Ok(Ready { job, reply, kept }) => {
                let answer = match self.jobs.send(job) {
                    Ok(()) => reply.await.ok(),
                    Err(_) => Some(stopped()),
                };
                self.answered(&kept, answer)
            }
            Err(fault) => fault,
        }
    }

    /// The same, for commands and threads that may wait: where nobody else is being served, they do the work themselves.
    pub fn submit_and_wait(&self, submission: Submission) -> Answer {
        match self.ready(submission) {
            Ok(Ready { job, reply, kept }) => {
                let left = match &self.writer {
                    Some(writer) => writer.at_once(job),
                    None => Err(job),
                };
                let answer = match left.or_else(|job| self.jobs.send(job)) {
                    Ok(()) => reply.blocking_recv().ok(),
                    Err(_) => Some(stopped()),
                };
                self.answered(&kept, answer)
            }
            Err(fault) => fault,
        }
    }

    fn answered(&self, kept: &[String], answer: Option<Answer>) -> Answer {
        match answer {
            Some(answer) => {
                personal::take_back(&self.cabinet, kept, &answer);
                answer
            }
            // The act may stand in the register all the same.
            None => stopped(),
        }
    }

    /// Makes a submission ready for the writer: its files are looked for, its personal texts put away.
    fn ready(&self, mut submission: Submission) -> Result<Ready, Answer> {
        attached::check(&self.files, &self.cabinet, &submission)?;
        let kept = personal::put_away(&self.cabinet, &mut submission)
            .map_err(|fault| Answer::Fault(fault.to_string()))?;
        tracing::debug!(kept = kept.len(), "personal fields put away");
        let (sender, reply) = oneshot::channel();
        let job = Job {
            submission,
            reply: sender,
        };
        Ok(Ready { job, reply, kept })
    }
}

/// A submission on its way: what the writer gets, what will bring the answer, and the references of texts put away for it.
struct Ready {
    job: Job,
    reply: oneshot::Receiver<Answer>,
    kept: Vec<String>,
}

fn stopped() -> Answer {
    Answer::Fault("the writer has stopped".to_owned())
}
