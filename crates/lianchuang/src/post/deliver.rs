//! Carrying jobs out: each is marked before it is tried and marked again after. What cannot be carried out is tried again,
//! ever less often, and shown with its failure; given up, it waits for a person.

use cabinet::{Job, Lane, Tried};
use values::Instant;

use super::letter::write;
use super::mailer::{Mailer, Undelivered};
use crate::app::App;

/// Jobs in one round.
const ROUND: usize = 100;
/// Seconds to the second attempt; each further one takes twice as long.
const FIRST_PAUSE: i64 = 60;
/// Longest time between two attempts, in seconds.
const LONGEST_PAUSE: i64 = 3600;
/// Attempts after which a job is given up: about three days.
const ATTEMPTS: u32 = 72;

/// Carries jobs out.
pub struct Deliverer {
    mailer: Option<Box<dyn Mailer>>,
}

impl Deliverer {
    /// Takes up work: what a process that ended left in the middle of an attempt is tried again, under the same key.
    pub fn begin(
        app: &App,
        mailer: Option<Box<dyn Mailer>>,
        at: Instant,
    ) -> anyhow::Result<Deliverer> {
        let left = app.cabinet.resume_jobs(at)?;
        if left > 0 {
            tracing::warn!(left, "jobs were left in the middle of an attempt");
        }
        Ok(Deliverer { mailer })
    }

    /// Tries every job whose time has come. Gives how many are done.
    pub fn work(&mut self, app: &App, at: Instant) -> anyhow::Result<usize> {
        self.mail(app, at)
    }

    fn mail(&mut self, app: &App, at: Instant) -> anyhow::Result<usize> {
        let Some(mailer) = &mut self.mailer else {
            return Ok(0);
        };
        let mut done = 0;
        for job in app.cabinet.due_jobs(Lane::Mail, at, ROUND)? {
            if !app.cabinet.begin_job(job.id, at)? {
                continue;
            }
            let (tried, reached) = mail(app, mailer.as_mut(), &job, at)?;
            app.cabinet.end_job(job.id, &tried, at)?;
            match (tried, reached) {
                (Tried::Done, _) => done += 1,
                // Nobody takes mail: the others wait as long as this one instead of each trying the door.
                (Tried::Again(until, fault), Reached::Nobody) => {
                    app.cabinet.put_off(Lane::Mail, at, until, &fault)?;
                    break;
                }
                // It was given up, but the door is as closed for the others.
                (Tried::Failed(_), Reached::Nobody) => break,
                _ => {}
            }
        }
        Ok(done)
    }
}

/// Whether an attempt met anybody.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reached {
    Somebody,
    Nobody,
}

fn mail(
    app: &App,
    mailer: &mut dyn Mailer,
    job: &Job,
    at: Instant,
) -> anyhow::Result<(Tried, Reached)> {
    let letter = match write(app, &app.world(), job, at)? {
        Ok(letter) => letter,
        Err(why) => return Ok((Tried::Withdrawn(why.key().to_owned()), Reached::Somebody)),
    };
    Ok(match mailer.send(&letter) {
        Ok(()) => (Tried::Done, Reached::Somebody),
        Err(Undelivered::Never(fault)) => (Tried::Failed(fault), Reached::Somebody),
        Err(Undelivered::NotNow(fault)) => (again(job, fault, at), Reached::Somebody),
        Err(Undelivered::Unreachable(fault)) => (again(job, fault, at), Reached::Nobody),
    })
}

/// What follows a failure that may pass: another attempt after a pause, or, after many, none.
pub fn again(job: &Job, fault: String, at: Instant) -> Tried {
    if job.attempts + 1 >= ATTEMPTS {
        return Tried::Failed(fault);
    }
    let pause = FIRST_PAUSE
        .saturating_mul(1 << job.attempts.min(16))
        .min(LONGEST_PAUSE);
    match Instant::from_second(at.second() + pause) {
        Some(next) => Tried::Again(next, fault),
        None => Tried::Failed(fault),
    }
}
