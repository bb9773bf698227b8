//! Having files looked at: each is a job of the cabinet, marked before it is tried and after, tried again ever less often while the
//! scanner is away, and by hand. The audit log is told before anything of a file with malware is destroyed.

use std::collections::HashSet;
use std::sync::Arc;

use anyhow::Context as _;
use audit::{EventKind, INFECTED};
use cabinet::{Finding, Job, Lane, Tried};
use register::{Digest, FileFault};
use values::Instant;

use super::scanner::{ScanFault, Scanner, Verdict, word};
use crate::app::App;
use crate::post::again;

/// Files looked at in one round.
const ROUND: usize = 50;

/// The one who has files looked at.
#[derive(Debug, Default)]
pub struct Scanning {
    /// Whether files that came by another way than the door were looked for.
    walked: bool,
}

impl Scanning {
    /// Has every file looked at whose time has come. Gives how many were.
    pub fn work(&mut self, app: &App, at: Instant) -> anyhow::Result<usize> {
        let Some(scanner) = app.scanner.clone() else {
            return Ok(0);
        };
        if !self.walked {
            find_strangers(app, at)?;
            self.walked = true;
        }
        app.cabinet.queue_scans(at)?;
        let mut done = 0;
        for job in app.cabinet.due_jobs(Lane::Scans, at, ROUND)? {
            if !app.cabinet.begin_job(job.id, at)? {
                continue;
            }
            let tried = tried(app, &scanner, &job, at)?;
            app.cabinet.end_job(job.id, &tried, at)?;
            match tried {
                Tried::Done => done += 1,
                // Nobody is there: the others wait as long as this one instead of each trying the door.
                Tried::Again(until, fault) if word(&fault) == "away" => {
                    app.cabinet.put_off(Lane::Scans, at, until, &fault)?;
                    break;
                }
                _ => {}
            }
        }
        Ok(done)
    }
}

/// Files of an earlier version, or of a backup taken between the two halves of taking a file: they wait like any other.
fn find_strangers(app: &App, at: Instant) -> anyhow::Result<()> {
    let known: HashSet<Digest> = app.cabinet.known_uploads()?.into_iter().collect();
    for digest in app.files.digests()? {
        if !known.contains(&digest) {
            let size = std::fs::metadata(app.files.path(digest)).map_or(0, |found| found.len());
            let size = usize::try_from(size).unwrap_or(usize::MAX);
            app.cabinet.take_upload(digest, size, None, at)?;
        }
    }
    Ok(())
}

fn tried(app: &App, scanner: &Arc<dyn Scanner>, job: &Job, at: Instant) -> anyhow::Result<Tried> {
    let Some(digest) = job.target.as_deref().and_then(|text| text.parse().ok()) else {
        return Ok(Tried::Withdrawn("no digest".to_owned()));
    };
    match look(app, &**scanner, digest, at)? {
        Looked::Found(_) => Ok(Tried::Done),
        Looked::Gone => Ok(Tried::Withdrawn("gone".to_owned())),
        Looked::Not(fault) => {
            tracing::warn!(%digest, %fault, "a file could not be looked at");
            let tried = again(job, fault.to_string(), at);
            // Once when it begins, and once when it is given up; in between the alarm stands.
            if job.attempts == 0 || matches!(tried, Tried::Failed(_)) {
                let event = app.own_event(EventKind::FileScanned, digest.to_string());
                app.audit
                    .write_and_wait(event.failed(word(&fault.to_string())))?;
            }
            Ok(tried)
        }
    }
}

/// What came of looking at a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Looked {
    /// A verdict, which is kept.
    Found(Verdict),
    /// The file is not there.
    Gone,
    /// It could not be looked at.
    Not(ScanFault),
}

/// Has one file looked at now and keeps what was found. Content with malware is destroyed; the log is told before.
pub fn look(
    app: &App,
    scanner: &dyn Scanner,
    digest: Digest,
    at: Instant,
) -> anyhow::Result<Looked> {
    if let Some(known) = app.cabinet.upload(digest)?
        && let Finding::Infected(name) = known.finding
    {
        // A crash may have come between the finding and the end of the content.
        app.files.destroy(digest)?;
        return Ok(Looked::Found(Verdict::Infected(name)));
    }
    let content = match app.files.get(digest) {
        Ok(content) => content,
        Err(FileFault::Missing(_)) => return Ok(Looked::Gone),
        Err(fault) => return Err(fault).context("reading a file to be looked at"),
    };
    let verdict = match scanner.scan(&content) {
        Ok(verdict) => verdict,
        Err(fault) => return Ok(Looked::Not(fault)),
    };
    let event = app
        .own_event(EventKind::FileScanned, digest.to_string())
        .counting(content.len());
    let (event, finding) = match &verdict {
        Verdict::Clean => (event.noting(scanner.name()), Finding::Clean),
        Verdict::Infected(name) => (
            event.failed(INFECTED).noting(name),
            Finding::Infected(name.clone()),
        ),
    };
    app.audit
        .write_and_wait(event)
        .context("nothing is found in a file that the audit log cannot take")?;
    app.cabinet
        .find_upload(digest, content.len(), &finding, at)?;
    if finding != Finding::Clean {
        tracing::error!(%digest, "malware was found in an attached file, and its content destroyed");
        app.files.destroy(digest)?;
    }
    Ok(Looked::Found(verdict))
}
