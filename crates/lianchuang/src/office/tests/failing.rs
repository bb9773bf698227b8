//! The log or the register fails while people act: what was answered as recorded is there and told once, and nothing else is. And
//! what is submitted twice is told once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::*;

/// Who may speak for an organisation of the scene.
fn owner(scene: &Scene) -> (Subject, PersonId) {
    let world = scene.office.world();
    let organisation = world.organisations.values().next().unwrap();
    let person = organisation.representatives.last().unwrap().person;
    (Subject::Organisation(organisation.id), person)
}

fn fund(scene: &Scene, (subject, person): (Subject, PersonId), number: usize) -> Submission {
    let fields = json!({"name": format!("示例基金{number}"), "registration": format!("SDEM{number}"), "from": "2025-03-03"});
    Submission::one(request(
        scene,
        person,
        "organisation.add_fund",
        subject,
        &fields,
    ))
}

fn database(scene: &Scene, name: &str) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(scene.folder.0.join(name)).unwrap();
    connection.busy_timeout(Duration::from_secs(5)).unwrap();
    connection
}

/// How many recorded acts the log tells of.
fn told(scene: &Scene) -> i64 {
    audit::AuditStore::open_for_searching(&scene.folder.0).unwrap();
    database(scene, audit::DATABASE)
        .query_row(
            "SELECT count(*) FROM event WHERE kind = 'act' AND outcome = 'success'",
            [],
            |row| row.get(0),
        )
        .unwrap()
}

/// Acts until the log takes nothing; how many were recorded, and the number of the first that was not.
fn until_closed(scene: &Scene, owner: (Subject, PersonId), first: usize) -> (u64, usize) {
    let begun = Instant::now();
    let mut number = first;
    loop {
        match scene.office.submit_and_wait(fund(scene, owner, number)) {
            Answer::Recorded(_) => number += 1,
            Answer::Unwritten(_) => return ((number - first) as u64, number),
            other => panic!("{other:?}"),
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "it goes on");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn m17_where_the_log_takes_nothing_over_the_office_closes_and_no_recorded_act_goes_untold() {
    let scene = scene("log-late", "decision");
    let owner = owner(&scene);
    let before = scene.office.world().number.0;
    let first = scene.office.submit_and_wait(fund(&scene, owner, 0));
    assert_eq!(recorded(&[first]), 1);
    let log = database(&scene, audit::DATABASE);
    log.execute_batch("CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT raise(ABORT, 'the disk is full'); END;")
        .unwrap();
    // The log was seen to take something a moment ago: so long an act stands with its event beside it, and no longer.
    let (done, number) = until_closed(&scene, owner, 1);
    let done = done + 1;
    let again = scene.office.submit_and_wait(fund(&scene, owner, number));
    assert!(matches!(again, Answer::Unwritten(_)), "{again:?}");
    assert_eq!(scene.office.world().number.0, before + done);
    log.execute_batch("DROP TRIGGER full;").unwrap();
    let answer = scene.office.submit_and_wait(fund(&scene, owner, number));
    assert_eq!(recorded(&[answer]), 1);
    assert_eq!(told(&scene), i64::try_from(done + 1).unwrap());
}

#[test]
fn m17_where_what_stands_beside_a_record_cannot_be_read_the_office_closes_too() {
    let scene = scene("log-odd", "decision");
    let owner = owner(&scene);
    let before = scene.office.world().number.0;
    let register = database(&scene, "register.db");
    register
        .execute_batch("INSERT INTO untold SELECT max(number), 'odd' FROM entry;")
        .unwrap();
    let (done, number) = until_closed(&scene, owner, 0);
    assert_eq!(scene.office.world().number.0, before + done);
    register
        .execute_batch(
            "DROP TRIGGER untold_leaves_only_once_told; DELETE FROM untold WHERE text = 'odd';",
        )
        .unwrap();
    let answer = scene.office.submit_and_wait(fund(&scene, owner, number));
    assert_eq!(recorded(&[answer]), 1);
    assert_eq!(told(&scene), i64::try_from(done + 1).unwrap());
}

#[test]
fn what_was_ruled_after_something_that_was_not_recorded_is_not_recorded_either() {
    let scene = scene("register-late", "decision");
    let owner = owner(&scene);
    let before = scene.office.world().number.0;
    let stop = AtomicBool::new(false);
    let register = database(&scene, "register.db");
    let clients: Vec<(Office, Vec<Submission>)> = (0..16)
        .map(|client| {
            let turns = (0..60).map(|turn| fund(&scene, owner, client * 1_000 + turn));
            (scene.office.clone(), turns.collect())
        })
        .collect();
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let stop = &stop;
        scope.spawn(move || {
            while !stop.load(Ordering::Relaxed) {
                for sql in [
                    "CREATE TRIGGER full BEFORE INSERT ON entry BEGIN SELECT raise(ABORT, 'the disk is full'); END;",
                    "DROP TRIGGER full;",
                ] {
                    register.execute_batch(sql).unwrap();
                    std::thread::sleep(Duration::from_millis(3));
                }
            }
        });
        let clients: Vec<_> = clients
            .into_iter()
            .enumerate()
            .map(|(client, (office, turns))| {
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().build();
                    let runtime = runtime.unwrap();
                    let act = |asked| match client % 4 {
                        0 => office.submit_and_wait(asked),
                        _ => runtime.block_on(office.submit(asked)),
                    };
                    turns.into_iter().map(act).collect::<Vec<Answer>>()
                })
            })
            .collect();
        let answers = clients
            .into_iter()
            .flat_map(|client| client.join().unwrap())
            .collect();
        stop.store(true, Ordering::Relaxed);
        answers
    });
    let mut numbers: Vec<u64> = answers
        .iter()
        .filter_map(|answer| match answer {
            Answer::Recorded(records) => Some(records[0].number.0),
            Answer::Fault(_) => None,
            other => panic!("{other:?}"),
        })
        .collect();
    let failed = answers.len() - numbers.len();
    println!("{} recorded, {failed} failed", numbers.len());
    assert!(failed > 0 && !numbers.is_empty(), "{failed} failed");
    numbers.sort_unstable();
    let last = before + numbers.len() as u64;
    assert_eq!(numbers, (before + 1..=last).collect::<Vec<_>>());
    let store = SqliteStore::open_for_reading(&scene.folder.0).unwrap();
    assert_eq!(store.head().unwrap().number, last);
    let folded = fold_up_to(&store, EntryNumber(u64::MAX)).unwrap();
    assert!(same(&folded, &scene.office.world()).unwrap());
    assert_eq!(told(&scene), i64::try_from(numbers.len()).unwrap());
}

#[test]
fn a_key_is_known_at_once_and_an_empty_one_counts_as_none() {
    let scene = scene("keys", "decision");
    let owner = owner(&scene);
    let asked = |number: usize, key: &str| Submission {
        idempotency: Some(key.to_owned()),
        ..fund(&scene, owner, number)
    };
    let number = |answer: Answer| match answer {
        Answer::Recorded(records) => records[0].number,
        other => panic!("{other:?}"),
    };
    let first = number(scene.office.submit_and_wait(asked(1, "k")));
    assert_eq!(number(scene.office.submit_and_wait(asked(1, "k"))), first);
    let one = number(scene.office.submit_and_wait(asked(2, "")));
    let other = number(scene.office.submit_and_wait(asked(3, "")));
    assert_eq!([one, other], [first.next(), first.next().next()]);
    assert_eq!(
        told(&scene),
        3,
        "what was recorded before is not told again"
    );
}
