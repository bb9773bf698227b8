//! The writer: one rules, one records, and while one batch goes to the disk the next is ruled. Whoever comes alone and can wait does
//! both itself: waking another for it would take as long as ruling.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context as _;
use register::SqliteStore;

use super::Job;
use super::recorder::Recorder;
use super::ruling::{Ruled, Ruling};

/// Most submissions ruled before they are handed on.
const CHUNK: usize = 16;
/// Most chunks in one durable transaction.
const CHUNKS: usize = 32;
/// After so long without a submission, what is done where nobody waits is done.
const REST: Duration = Duration::from_millis(500);

/// The two desks every submission passes, in this order.
pub(super) struct Writer {
    ruling: Mutex<Ruling>,
    recorder: Arc<Mutex<Recorder<SqliteStore>>>,
    to_record: Sender<Ruled>,
    /// Chunks handed on and not recorded yet; grows only under ruling's lock.
    under_way: Arc<AtomicUsize>,
    failures: Arc<AtomicU64>,
}

impl Writer {
    /// Starts the two threads. They end when every door to the office is closed.
    pub fn start(
        ruling: Ruling,
        recorder: Recorder<SqliteStore>,
        jobs: Receiver<Job>,
    ) -> anyhow::Result<Arc<Writer>> {
        let (to_record, ruled) = channel();
        let under_way = Arc::new(AtomicUsize::new(0));
        let failures = Arc::clone(&recorder.failures);
        let recorder = Arc::new(Mutex::new(recorder));
        let (desk, done) = (Arc::clone(&recorder), Arc::clone(&under_way));
        std::thread::Builder::new()
            .name("recorder".to_owned())
            .spawn(move || record(&desk, &ruled, &done))
            .context("starting the thread that records")?;
        let writer = Arc::new(Writer {
            ruling: Mutex::new(ruling),
            recorder,
            to_record,
            under_way,
            failures,
        });
        let ruling = Arc::clone(&writer);
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || ruling.work(&jobs))
            .context("starting the writer")?;
        Ok(writer)
    }

    /// Rules on a submission and records it on the asker's own thread; gives it back where others are being served.
    pub fn at_once(&self, job: Job) -> Result<(), Job> {
        let Ok(mut ruling) = self.ruling.try_lock() else {
            return Err(job);
        };
        if self.under_way.load(Ordering::Acquire) > 0 {
            return Err(job);
        }
        let ruled = ruling.rule(vec![job], self.failures.load(Ordering::Acquire));
        // Where the recorder has stopped, the answer's end is dropped here, which says so.
        let _ = self.record(ruled);
        Ok(())
    }

    fn work(&self, jobs: &Receiver<Job>) {
        loop {
            let done = match jobs.recv_timeout(REST) {
                Ok(first) => self.serve(first, jobs),
                Err(RecvTimeoutError::Timeout) => self.rest(),
                Err(RecvTimeoutError::Disconnected) => return,
            };
            if let Err(Stopped) = done {
                return;
            }
        }
    }

    /// Rules on what waits, some at a time. The last that waits is recorded here, unless others are under way.
    fn serve(&self, first: Job, jobs: &Receiver<Job>) -> Result<(), Stopped> {
        let mut ruling = self.ruling.lock().map_err(|_| Stopped)?;
        let mut next = Some(first);
        while let Some(first) = next {
            let chunk = std::iter::once(first)
                .chain(jobs.try_iter().take(CHUNK - 1))
                .collect();
            let ruled = ruling.rule(chunk, self.failures.load(Ordering::Acquire));
            next = jobs.try_recv().ok();
            if next.is_none() && self.under_way.load(Ordering::Acquire) == 0 {
                return self.record(ruled);
            }
            self.under_way.fetch_add(1, Ordering::AcqRel);
            self.to_record.send(ruled).map_err(|_| Stopped)?;
        }
        Ok(())
    }

    fn record(&self, ruled: Ruled) -> Result<(), Stopped> {
        let mut recorder = self.recorder.lock().map_err(|_| Stopped)?;
        recorder.record(vec![ruled]);
        Ok(())
    }

    fn rest(&self) -> Result<(), Stopped> {
        self.recorder.lock().map_err(|_| Stopped)?.let_go();
        Ok(())
    }
}

/// A thread of the writer broke off in the middle of its work.
struct Stopped;

/// Records what is ruled, everything that waits in one transaction.
fn record(
    recorder: &Mutex<Recorder<SqliteStore>>,
    to_record: &Receiver<Ruled>,
    under_way: &AtomicUsize,
) {
    while let Ok(first) = to_record.recv() {
        let ruled: Vec<Ruled> = std::iter::once(first)
            .chain(to_record.try_iter().take(CHUNKS - 1))
            .collect();
        let chunks = ruled.len();
        let Ok(mut recorder) = recorder.lock() else {
            return;
        };
        recorder.record(ruled);
        under_way.fetch_sub(chunks, Ordering::AcqRel);
    }
}
