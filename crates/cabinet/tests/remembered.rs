//! What is remembered of the database is true: whoever writes to it, here or in another process, is heeded by the next request.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::Arc;

use cabinet::{Beginning, Cabinet, NewNotice, Scope, Standing, Telling};
use seal::SoftwareKeys;
use tempfile::TempDir;
use values::{EntryNumber, Instant, PersonId};

const PERSON: PersonId = PersonId(7);
const OTHER: PersonId = PersonId(8);

fn at(second: i64) -> Instant {
    Instant::from_second(1_700_000_000 + second).unwrap()
}

fn opened(folder: &TempDir) -> Cabinet {
    let file = |name: &str| folder.path().join(name);
    let keys = SoftwareKeys::open(&file("keys.txt"), &file("master.txt")).unwrap();
    Cabinet::open(&file("cabinet.db"), Arc::new(keys)).unwrap()
}

fn begun(cabinet: &Cabinet) -> String {
    let beginning = Beginning {
        person: PERSON,
        standing: Standing::Whole,
        idle_seconds: 900,
        source: "198.51.100.4",
        agent: "test",
    };
    cabinet.begin_session(&beginning, at(0)).unwrap()
}

fn notice(person: PersonId, record: u64) -> NewNotice {
    NewNotice {
        record: EntryNumber(record),
        person,
        kind: "waiting".to_owned(),
        subject: "c1".to_owned(),
        act: "review.make".to_owned(),
        asks: Vec::new(),
        due: None,
        made: at(0),
        telling: Telling::AsChosen,
    }
}

#[test]
fn v10_what_another_process_ends_is_refused_at_the_next_request() {
    let folder = tempfile::tempdir().unwrap();
    let here = opened(&folder);
    let session = begun(&here);
    let token = here
        .make_token(PERSON, "reports", Scope::Read, at(0), at(1000))
        .unwrap();
    for second in 1..4 {
        assert!(here.session(&session, at(second)).unwrap().is_some());
        assert!(here.token(&token, at(second)).unwrap().is_some());
    }
    let elsewhere = opened(&folder);
    elsewhere.end_sessions(PERSON, None).unwrap();
    assert_eq!(here.session(&session, at(4)).unwrap(), None);
    assert!(here.token(&token, at(4)).unwrap().is_some());
    let mark = cabinet::mark(&token);
    assert!(elsewhere.revoke_token(PERSON, &mark, at(5)).unwrap());
    assert_eq!(here.token(&token, at(5)).unwrap(), None);
}

#[test]
fn v10_what_ends_by_itself_or_is_ended_here_is_refused_though_it_was_known_a_moment_ago() {
    let folder = tempfile::tempdir().unwrap();
    let cabinet = opened(&folder);
    let session = begun(&cabinet);
    let token = cabinet
        .make_token(PERSON, "reports", Scope::Read, at(0), at(50))
        .unwrap();
    assert!(cabinet.token(&token, at(49)).unwrap().is_some());
    assert_eq!(cabinet.token(&token, at(50)).unwrap(), None);
    assert!(cabinet.session(&session, at(50)).unwrap().is_some());
    assert_eq!(
        cabinet.session(&session, at(950)).unwrap(),
        None,
        "idle for its time"
    );
    let session = begun(&cabinet);
    assert!(cabinet.session(&session, at(1)).unwrap().is_some());
    cabinet.end_session(&session).unwrap();
    assert_eq!(cabinet.session(&session, at(2)).unwrap(), None);
}

#[test]
fn a_session_that_is_used_does_not_idle_though_it_is_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let cabinet = opened(&folder);
    let session = begun(&cabinet);
    for minute in 0..60 {
        let live = cabinet.session(&session, at(minute * 60)).unwrap();
        assert!(live.is_some(), "after {minute} minutes of use");
    }
}

#[test]
fn notices_not_read_are_counted_anew_once_one_comes_or_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let cabinet = opened(&folder);
    let unread = |person| cabinet.unread(person).unwrap();
    assert_eq!((unread(PERSON), unread(OTHER)), (0, 0));
    let both = [notice(PERSON, 1), notice(PERSON, 2), notice(OTHER, 2)];
    cabinet.keep_alarms(&both, &[], at(1)).unwrap();
    assert_eq!((unread(PERSON), unread(OTHER)), (2, 1));
    let first = cabinet
        .notices(PERSON, cabinet::Shown::Unread, None, 10)
        .unwrap()[0]
        .id;
    assert!(cabinet.open_notice(PERSON, first, at(2)).unwrap().is_some());
    assert_eq!((unread(PERSON), unread(OTHER)), (1, 1));
}
