//! What the cabinet keeps, forgets and refuses.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use cabinet::{AccountMistake, Cabinet, SignIn};
use values::{Instant, PersonId};

const PERSON: PersonId = PersonId(7);
const PASSWORD: &str = "correct horse battery";

fn at(second: i64) -> Instant {
    Instant::from_second(1_700_000_000 + second).unwrap()
}

fn with_account() -> Cabinet {
    let cabinet = Cabinet::in_memory().unwrap();
    cabinet
        .make_account("alder", PERSON, PASSWORD, at(0))
        .unwrap()
        .unwrap();
    cabinet
}

#[test]
fn the_right_password_signs_in_and_a_wrong_one_does_not_say_what_was_wrong() {
    let cabinet = with_account();
    assert_eq!(
        cabinet.sign_in("alder", PASSWORD, at(1)).unwrap(),
        SignIn::Welcome(PERSON)
    );
    assert_eq!(
        cabinet.sign_in("alder", "wrong", at(1)).unwrap(),
        SignIn::Wrong
    );
    assert_eq!(
        cabinet.sign_in("nobody", PASSWORD, at(1)).unwrap(),
        SignIn::Wrong
    );
}

#[test]
fn five_failures_lock_an_account_for_a_quarter_of_an_hour() {
    let cabinet = with_account();
    for _ in 0..5 {
        assert_eq!(
            cabinet.sign_in("alder", "wrong", at(1)).unwrap(),
            SignIn::Wrong
        );
    }
    assert!(matches!(
        cabinet.sign_in("alder", PASSWORD, at(2)).unwrap(),
        SignIn::Locked(_)
    ));
    assert_eq!(
        cabinet.sign_in("alder", PASSWORD, at(902)).unwrap(),
        SignIn::Welcome(PERSON)
    );
}

#[test]
fn a_login_is_never_given_twice_and_a_password_is_long() {
    let cabinet = with_account();
    let taken = cabinet
        .make_account("ALDER", PersonId(8), PASSWORD, at(0))
        .unwrap();
    assert_eq!(taken, Err(AccountMistake::Taken("ALDER".to_owned())));
    assert_eq!(
        cabinet
            .make_account("birch", PersonId(8), "short", at(0))
            .unwrap(),
        Err(AccountMistake::Short)
    );
}

#[test]
fn a_session_ends_when_idle_and_after_a_working_day() {
    let cabinet = with_account();
    let secret = cabinet.begin_session(PERSON, at(0)).unwrap();
    assert_eq!(
        cabinet.session(&secret, at(1700)).unwrap().unwrap().person,
        PERSON
    );
    assert!(cabinet.session(&secret, at(1700 + 1799)).unwrap().is_some());
    assert!(
        cabinet
            .session(&secret, at(1700 + 1799 + 1801))
            .unwrap()
            .is_none()
    );
    let busy = cabinet.begin_session(PERSON, at(0)).unwrap();
    for minute in 0..=479 {
        assert!(
            cabinet.session(&busy, at(minute * 60)).unwrap().is_some(),
            "minute {minute}"
        );
    }
    assert!(
        cabinet
            .session(&busy, at(8 * 60 * 60 + 1))
            .unwrap()
            .is_none()
    );
}

#[test]
fn a_session_that_was_ended_is_dead() {
    let cabinet = with_account();
    let secret = cabinet.begin_session(PERSON, at(0)).unwrap();
    cabinet.end_session(&secret).unwrap();
    assert!(cabinet.session(&secret, at(1)).unwrap().is_none());
}

#[test]
fn a_token_works_until_it_expires_or_is_revoked() {
    let cabinet = with_account();
    let secret = cabinet
        .make_token(PERSON, "reports", at(0), at(1000))
        .unwrap();
    assert_eq!(
        cabinet.token_person(&secret, at(999)).unwrap(),
        Some(PERSON)
    );
    assert_eq!(cabinet.token_person(&secret, at(1000)).unwrap(), None);
    let begins = cabinet.tokens(PERSON, at(1)).unwrap()[0].begins.clone();
    assert!(cabinet.revoke_token(PERSON, &begins, at(2)).unwrap());
    assert_eq!(cabinet.token_person(&secret, at(3)).unwrap(), None);
}

#[test]
fn an_erased_name_is_gone_and_its_reference_tells_nothing() {
    let cabinet = with_account();
    let first = cabinet.keep_personal("林木").unwrap();
    let second = cabinet.keep_personal("林木").unwrap();
    assert_ne!(
        first, second,
        "the same name gives another reference each time"
    );
    assert_eq!(cabinet.personal(&first).unwrap().as_deref(), Some("林木"));
    cabinet.erase_personal(&first).unwrap();
    assert_eq!(cabinet.personal(&first).unwrap(), None);
    assert_eq!(cabinet.personal(&second).unwrap().as_deref(), Some("林木"));
}

#[test]
fn a_draft_is_kept_until_it_is_dropped() {
    let cabinet = with_account();
    let fields = serde_json::json!({"reason": "尚未写完"});
    cabinet
        .keep_draft(PERSON, "invitation.send c42", &fields, at(5))
        .unwrap();
    assert_eq!(
        cabinet
            .draft(PERSON, "invitation.send c42")
            .unwrap()
            .unwrap()
            .fields,
        fields
    );
    cabinet.drop_draft(PERSON, "invitation.send c42").unwrap();
    assert_eq!(cabinet.draft(PERSON, "invitation.send c42").unwrap(), None);
}
