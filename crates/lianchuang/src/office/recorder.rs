//! Recording: what was ruled is appended in one durable transaction, and only then published and answered. No work under it that is
//! not one of these.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;

use acts::World;
use arc_swap::ArcSwap;
use register::{AppendFailure, Head, NewEntry, Store};
use tokio::sync::oneshot;

use super::ruling::Ruled;
use super::snapshot::Keeper;
use super::{Answer, Issued};
use crate::trail::{Ahead, Unwritten};

/// What the audit log has taken over is let go while the office rests, so much at a time; between two appends only where it never
/// rests and more than this stands there.
const LET_GO: u64 = 100_000;
const AT_A_TIME: u64 = 5_000;

/// Everything recording owns.
pub(super) struct Recorder<S> {
    pub store: S,
    pub head: Head,
    pub published: Arc<ArcSwap<World>>,
    pub keeper: Keeper,
    pub issued: SyncSender<Issued>,
    pub audit: Ahead,
    /// Up to which record what stood beside it was let go.
    pub gone: u64,
    /// How often recording failed; what was ruled before a failure is not recorded after it.
    pub failures: Arc<AtomicU64>,
}

/// Why nothing was recorded.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
    #[error(transparent)]
    Append(#[from] AppendFailure),
}

impl<S: Store> Recorder<S> {
    /// Records what was ruled, in order, and answers.
    pub fn record(&mut self, ruled: Vec<Ruled>) {
        let failures = self.failures.load(Ordering::Acquire);
        let (ruled, stale): (Vec<Ruled>, Vec<Ruled>) = ruled
            .into_iter()
            .partition(|ruled| ruled.failures == failures);
        for ruled in stale {
            let text = "what it was ruled after was not recorded";
            reply_all(ruled.answers, |_| Answer::Fault(text.to_owned()));
        }
        let mut all = Together::default();
        for ruled in ruled {
            all.add(ruled);
        }
        match self.tell_and_append(&all) {
            Ok(()) => {
                if let Some(world) = all.world {
                    let world = Arc::new(world);
                    self.published.store(Arc::clone(&world));
                    self.keeper.grown(&world, &self.head);
                }
                for issued in all.issued {
                    // Where nobody prints ahead, or too slowly, the document is printed when it is asked for.
                    let _ = self.issued.try_send(issued);
                }
                reply_all(all.answers, |answer| answer);
            }
            Err(failure) => {
                // Before anybody is answered: whoever asks again is ruled on what is durable.
                self.failures.fetch_add(1, Ordering::Release);
                tracing::error!(%failure, "nothing of this batch was recorded");
                let text = failure.to_string();
                reply_all(all.answers, |_| match &failure {
                    Failure::Unwritten(Unwritten(cause)) => Answer::Unwritten(cause.clone()),
                    Failure::Append(_) => Answer::Fault(text.clone()),
                });
            }
        }
        if self.audit.has() > self.gone + LET_GO {
            self.let_go();
        }
    }

    /// Lets go of some of what the audit log has by now.
    pub fn let_go(&mut self) {
        let told = self.audit.has().min(self.gone + AT_A_TIME);
        if told <= self.gone {
            return;
        }
        match self.store.let_go(told) {
            Ok(()) => self.gone = told,
            Err(fault) => tracing::error!(%fault, "what was told could not be let go"),
        }
    }

    /// What is not recorded is told before it is answered; what is recorded stands with its events beside it, and only as long as the
    /// log takes something.
    fn tell_and_append(&mut self, all: &Together) -> Result<(), Failure> {
        self.audit.write(&all.unrecorded)?;
        if all.entries.is_empty() {
            return Ok(());
        }
        self.audit.takes()?;
        self.head = self.store.append(&self.head, &all.entries)?;
        self.audit.told_beside(all.entries.len() as u64);
        Ok(())
    }
}

/// What is recorded in one transaction.
#[derive(Default)]
struct Together {
    answers: Vec<(oneshot::Sender<Answer>, Answer)>,
    entries: Vec<NewEntry>,
    unrecorded: Vec<audit::Event>,
    issued: Vec<Issued>,
    world: Option<World>,
}

impl Together {
    fn add(&mut self, ruled: Ruled) {
        self.answers.extend(ruled.answers);
        self.entries.extend(ruled.entries);
        self.unrecorded.extend(ruled.unrecorded);
        self.issued.extend(ruled.issued);
        self.world = ruled.world.or(self.world.take());
    }
}

fn reply_all(answers: Vec<(oneshot::Sender<Answer>, Answer)>, say: impl Fn(Answer) -> Answer) {
    for (reply, answer) in answers {
        // An asker who has gone away needs no answer; the record stands.
        let _ = reply.send(say(answer));
    }
}
