//! How long an attempt to sign in takes with a login nobody has and with a wrong password, in turn, so that neither meets a machine
//! busier than the other does. Run with `cargo bench -p cabinet`.
#![allow(
    clippy::unwrap_used,
    reason = "a measurement that cannot go on should stop"
)]

use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use cabinet::{Attempt, Cabinet, SignIn};
use identity::password::Profile;
use seal::SoftwareKeys;
use values::{Instant, PersonId};

const TRIES: usize = 100;
const ACCOUNTS: u64 = 100;
const PASSWORD: &str = "Correct-horse-battery-7";

fn at(second: i64) -> Instant {
    Instant::from_second(1_700_000_000 + second).unwrap()
}

/// How long one attempt takes. No login and no address comes often enough to be locked.
fn one(cabinet: &Cabinet, login: &str, password: &str, number: usize) -> Duration {
    let source = format!("source {number}");
    let attempt = Attempt {
        login,
        password,
        source: &source,
    };
    let begun = Stopwatch::now();
    let answer = cabinet.sign_in(&attempt, Profile::Mlps, at(10)).unwrap();
    let took = begun.elapsed();
    assert_eq!(answer, SignIn::Wrong);
    took
}

/// Median, and the middle half around it, in milliseconds.
fn told(name: &str, times: &mut [Duration]) -> f64 {
    times.sort_unstable();
    let at = |part: usize| times[times.len() * part / 4].as_secs_f64() * 1e3;
    println!(
        "| {name} | {:.2} ms | {:.2} to {:.2} ms |",
        at(2),
        at(1),
        at(3)
    );
    at(2)
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let keys = Arc::new(SoftwareKeys::in_memory());
    let cabinet = Cabinet::open(&folder.path().join("cabinet.db"), keys).unwrap();
    for number in 0..ACCOUNTS {
        let login = format!("somebody{number}");
        let made = cabinet.make_account(&login, PersonId(number + 1), at(0));
        made.unwrap().unwrap();
        let set = cabinet.set_password(&login, PASSWORD, Profile::Mlps, &[], at(0));
        set.unwrap().unwrap();
    }
    // The first of a process pays for what the others find done.
    one(&cabinet, "nobody", "wrong", usize::MAX);
    one(&cabinet, "somebody0", "wrong", usize::MAX);
    let (mut unknown, mut wrong, mut same) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..TRIES {
        let nobody = format!("nobody{number}");
        let somebody = format!("somebody{number}");
        // Each comes first as often as the others.
        for turn in 0..3 {
            let source = number * 3 + turn;
            match (number + turn) % 3 {
                0 => unknown.push(one(&cabinet, &nobody, "wrong", source)),
                1 => wrong.push(one(&cabinet, &somebody, "wrong", source)),
                _ => same.push(one(&cabinet, &somebody, "wrong", source)),
            }
        }
    }
    println!("| {TRIES} tries each, in turn | median | middle half |");
    let unknown = told("a login nobody has", &mut unknown);
    let wrong = told("a wrong password", &mut wrong);
    // The same thing twice shows how much the machine alone makes of it.
    let same = told("a wrong password, once more", &mut same);
    println!("| the first to the second | {:.3} | |", unknown / wrong);
    println!("| the third to the second | {:.3} | |", same / wrong);
}
