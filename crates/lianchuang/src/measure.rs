//! Measuring the product on this machine: each figure beside a limit measured in the same run, so that their ratio says
//! something on any machine.

pub mod acting;
pub mod city;
pub mod pages;
pub mod screening;
pub mod spreadsheet;

use std::time::{Duration, Instant};

use serde::Serialize;

/// One line of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// Which job.
    pub job: &'static str,
    /// What came out, in words with units.
    pub result: String,
    /// The limit beside it, in words.
    pub limit: String,
    /// Ours to the limit; more is better.
    pub ratio: Option<f64>,
}

impl Figure {
    /// A figure without a limit.
    pub fn alone(job: &'static str, result: String) -> Figure {
        Figure {
            job,
            result,
            limit: "–".to_owned(),
            ratio: None,
        }
    }
}

/// How long a piece of work takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begun = Instant::now();
    let done = work();
    (done, begun.elapsed())
}

/// The median of several runs, after one that does not count.
pub fn median(runs: usize, mut work: impl FnMut()) -> Duration {
    work();
    let mut times: Vec<Duration> = (0..runs.max(1)).map(|_| timed(&mut work).1).collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// So many in that time, as a rate a second.
#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
pub fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// A rate in words.
pub fn per_second(rate: f64) -> String {
    if rate >= 10_000.0 {
        format!("{:.0} thousand a second", rate / 1000.0)
    } else {
        format!("{rate:.0} a second")
    }
}

/// Peak memory of this process in MB, where the system tells it.
pub fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1024)
}
