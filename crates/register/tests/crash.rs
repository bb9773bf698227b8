//! The process is killed at any moment of its work: what was acknowledged is there, nothing is half there.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod place;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use place::Place;
use register::{Files, SqliteStore, Store, Verification, verify};

/// Lets the process acknowledge so many lines and work so much longer, then kills it; keeps what it acknowledged.
fn kill_after(mut child: Child, lines: usize, longer: Duration, told: &mut BTreeMap<u64, String>) {
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut note = |output: &mut BufReader<_>| {
        let mut line = String::new();
        // A line without its end was cut by the kill and acknowledges nothing.
        let whole = output.read_line(&mut line).unwrap() > 0 && line.ends_with('\n');
        if whole {
            let (number, payload) = line.trim_end().split_once(' ').unwrap();
            told.insert(number.parse().unwrap(), payload.to_owned());
        }
        whole
    };
    for _ in 0..lines {
        assert!(note(&mut output), "the process ended by itself");
    }
    let moment = Instant::now() + longer;
    while Instant::now() < moment {
        std::hint::spin_loop();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    while note(&mut output) {}
}

/// What must hold after every kill; gives the number of records.
fn check(folder: &Path, told: &BTreeMap<u64, String>) -> u64 {
    // Opened as after a restart.
    let store = SqliteStore::open_for_writing(folder).unwrap();
    let found = verify(&store, None, |_, _| {}).unwrap();
    let Verification::Whole(head) = found else {
        panic!("{found:?}");
    };
    let mut there = BTreeMap::new();
    store
        .read(1, u64::MAX, &mut |entry| {
            there.insert(entry.number, String::from_utf8(entry.payload).unwrap());
        })
        .unwrap();
    for (number, payload) in told {
        assert_eq!(
            there.get(number),
            Some(payload),
            "acknowledged, but not there"
        );
    }
    let files = Files::open(&folder.join("files")).unwrap();
    let mut next = 1;
    while next <= head.number {
        let words: Vec<&str> = there[&next].split(' ').collect();
        let size: u64 = words[5].parse().unwrap();
        files.get(words[7].parse().unwrap()).unwrap();
        for place in 1..=size {
            let expected = format!("batch {next} place {place} of {size} file {}", words[7]);
            let number = next + place - 1;
            assert_eq!(there.get(&number), Some(&expected), "half a batch");
        }
        next += size;
    }
    head.number
}

#[test]
fn after_every_kill_all_that_was_acknowledged_is_there_and_nothing_is_half_there() {
    let kills = std::env::var("LIANCHUANG_KILLS").map_or(10, |text| text.parse::<u64>().unwrap());
    let place = Place::new("crash");
    let mut told = BTreeMap::new();
    let (mut records, mut unacknowledged) = (0, 0);
    for kill in 0..kills {
        // Spread over the work without chance: in the opening, in a commit, between two.
        let lines = kill * 37 % 120;
        let longer = Duration::from_micros(kill * 7919 % 6000);
        let child = Command::new(env!("CARGO_BIN_EXE_append_load"))
            .arg(&*place)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        kill_after(child, usize::try_from(lines).unwrap(), longer, &mut told);
        records = check(&place, &told);
        let acknowledged = told.len() as u64;
        unacknowledged = records - acknowledged;
    }
    println!(
        "{kills} kills, {records} records, {unacknowledged} of them recorded but not yet acknowledged"
    );
}
