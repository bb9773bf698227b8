//! What the cabinet keeps, forgets and refuses.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use cabinet::{
    AccountMistake, Attempt, Beginning, Cabinet, CodeShown, Enrolled, FactorKind, NotLinked,
    PasswordAge, PasswordShown, Scope, SignIn, Standing,
};
use identity::password::{Profile, Weakness};
use values::{Instant, PersonId};

const PERSON: PersonId = PersonId(7);
const PASSWORD: &str = "Correct-horse-battery-7";
const DAY: i64 = 86_400;

fn at(second: i64) -> Instant {
    Instant::from_second(1_700_000_000 + second).unwrap()
}

fn with_account() -> Cabinet {
    let cabinet = Cabinet::in_memory().unwrap();
    cabinet
        .make_account("alder", PERSON, at(0))
        .unwrap()
        .unwrap();
    cabinet
        .set_password("alder", PASSWORD, Profile::Mlps, &[], at(0))
        .unwrap()
        .unwrap();
    cabinet
}

fn try_from(cabinet: &Cabinet, login: &str, password: &str, source: &str, second: i64) -> SignIn {
    let attempt = Attempt {
        login,
        password,
        source,
    };
    cabinet
        .sign_in(&attempt, Profile::Mlps, at(second))
        .unwrap()
}

fn tried(cabinet: &Cabinet, login: &str, password: &str, second: i64) -> SignIn {
    try_from(cabinet, login, password, "192.0.2.1", second)
}

fn welcome(answer: &SignIn) -> bool {
    matches!(answer, SignIn::Welcome(welcome) if welcome.person == PERSON)
}

fn session(cabinet: &Cabinet, idle_seconds: i64, second: i64) -> String {
    let beginning = Beginning {
        person: PERSON,
        standing: Standing::Whole,
        idle_seconds,
        source: "192.0.2.1",
        agent: "test",
    };
    cabinet.begin_session(&beginning, at(second)).unwrap()
}

#[test]
fn the_right_password_signs_in_and_a_wrong_one_does_not_say_what_was_wrong() {
    let cabinet = with_account();
    assert!(welcome(&tried(&cabinet, "alder", PASSWORD, 1)));
    assert!(welcome(&tried(&cabinet, "Alder", PASSWORD, 1)));
    assert_eq!(tried(&cabinet, "alder", "wrong", 1), SignIn::Wrong);
    assert_eq!(tried(&cabinet, "nobody", PASSWORD, 1), SignIn::Wrong);
}

#[test]
fn m03_five_failures_lock_a_login_for_a_quarter_of_an_hour_and_no_other() {
    let cabinet = with_account();
    for _ in 0..5 {
        assert_eq!(tried(&cabinet, "alder", "wrong", 1), SignIn::Wrong);
    }
    assert!(matches!(
        tried(&cabinet, "alder", PASSWORD, 2),
        SignIn::Locked(_)
    ));
    assert_eq!(
        tried(&cabinet, "birch", "wrong", 2),
        SignIn::Wrong,
        "another login is not touched"
    );
    assert!(welcome(&tried(&cabinet, "alder", PASSWORD, 902)));
}

#[test]
fn v18_a_login_nobody_has_locks_like_one_somebody_has() {
    let cabinet = with_account();
    let answers = |login: &str| -> Vec<SignIn> {
        (0..7)
            .map(|_| try_from(&cabinet, login, "wrong", login, 1))
            .collect()
    };
    assert_eq!(answers("alder"), answers("nobody"));
}

#[test]
fn m03_an_address_that_fails_too_often_is_locked_for_every_login() {
    let cabinet = with_account();
    for login in 0..30 {
        let login = format!("guess{login}");
        assert_eq!(
            try_from(&cabinet, &login, "wrong", "192.0.2.9", 1),
            SignIn::Wrong
        );
    }
    assert!(matches!(
        try_from(&cabinet, "alder", PASSWORD, "192.0.2.9", 2),
        SignIn::Locked(_)
    ));
    assert!(welcome(&try_from(
        &cabinet,
        "alder",
        PASSWORD,
        "192.0.2.10",
        2
    )));
    assert!(welcome(&try_from(
        &cabinet,
        "alder",
        PASSWORD,
        "192.0.2.9",
        902
    )));
}

#[test]
fn m03_an_administrator_opens_a_locked_login_before_its_time() {
    let cabinet = with_account();
    for _ in 0..5 {
        tried(&cabinet, "alder", "wrong", 1);
    }
    assert!(cabinet.locked_login("alder", at(2)).unwrap().is_some());
    cabinet.unlock("alder").unwrap();
    assert!(welcome(&tried(&cabinet, "alder", PASSWORD, 3)));
}

#[test]
fn m01_a_login_is_never_given_twice_and_an_account_is_never_deleted() {
    let cabinet = with_account();
    let again = |login: &str, person| {
        cabinet
            .make_account(login, PersonId(person), at(6))
            .unwrap()
    };
    let taken = Err(AccountMistake::Taken("ALDER".to_owned()));
    assert_eq!(again("ALDER", 8), taken);
    assert_eq!(
        again("second", 7),
        Err(AccountMistake::Has("alder".to_owned()))
    );
    assert_eq!(again("with blank", 9), Err(AccountMistake::Login));
    assert!(cabinet.end_account("alder", at(5)).unwrap());
    assert_eq!(again("ALDER", 8), taken, "nor after it ended");
    assert_eq!(again("second", 7), Ok(()), "its owner may come back");
}

#[test]
fn m07_an_account_without_a_password_cannot_be_entered_until_its_code_sets_one() {
    let cabinet = Cabinet::in_memory().unwrap();
    cabinet
        .make_account("alder", PERSON, at(0))
        .unwrap()
        .unwrap();
    for password in ["", "unset:", "unset"] {
        assert_eq!(tried(&cabinet, "alder", password, 1), SignIn::Wrong);
    }
    let code = cabinet.make_setup_code("alder", at(1), at(3601)).unwrap();
    assert_eq!(cabinet.setup_login(&code, at(3601)).unwrap(), None, "late");
    let typed = code.to_lowercase().replace('-', " ");
    assert_eq!(
        cabinet.setup_login(&typed, at(2)).unwrap().as_deref(),
        Some("alder")
    );
    assert!(cabinet.use_setup_code(&typed, at(2)).unwrap());
    assert!(!cabinet.use_setup_code(&code, at(3)).unwrap(), "used once");
    assert_eq!(
        cabinet.accounts_shown(at(3)).unwrap()[0].password,
        PasswordShown::Unset
    );
}

#[test]
fn m02_a_password_of_ninety_days_is_due_and_the_last_five_do_not_come_back() {
    let cabinet = with_account();
    let age = |second: i64| match tried(&cabinet, "alder", PASSWORD, second) {
        SignIn::Welcome(welcome) => welcome.password,
        other => panic!("{other:?}"),
    };
    assert_eq!(age(90 * DAY - 1), PasswordAge::Good);
    assert_eq!(age(90 * DAY), PasswordAge::Due);
    let set = |password: &str, second| {
        cabinet
            .set_password("alder", password, Profile::Mlps, &[], at(second))
            .unwrap()
    };
    assert_eq!(set(PASSWORD, 1), Err(vec![Weakness::Former]));
    for number in 1..5 {
        set(&format!("Mulberry-stone-{number}x"), number).unwrap();
        assert_eq!(
            set(PASSWORD, number),
            Err(vec![Weakness::Former]),
            "{number}"
        );
    }
    set("Mulberry-stone-5x", 5).unwrap();
    assert_eq!(set(PASSWORD, 6), Ok(()), "five others came between");
    let own = cabinet
        .set_password("alder", "Alder-Alder-1", Profile::Mlps, &[], at(7))
        .unwrap();
    assert_eq!(own, Err(vec![Weakness::Guessable]));
}

#[test]
fn m04_a_session_ends_when_idle_and_after_a_working_day() {
    let cabinet = with_account();
    let secret = session(&cabinet, 1800, 0);
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
    let staff = session(&cabinet, 900, 0);
    assert!(cabinet.session(&staff, at(901)).unwrap().is_none());
    let busy = session(&cabinet, 1800, 0);
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
fn v17_a_person_sees_and_ends_sessions_and_a_raised_session_has_a_new_secret() {
    let cabinet = with_account();
    let first = session(&cabinet, 900, 0);
    let second = session(&cabinet, 900, 1);
    let third = session(&cabinet, 900, 2);
    let shown = cabinet.sessions(PERSON, at(3)).unwrap();
    assert_eq!(shown.len(), 3);
    assert!(
        cabinet
            .end_session_marked(PERSON, &cabinet::mark(&first))
            .unwrap()
    );
    assert!(
        !cabinet
            .end_session_marked(PersonId(8), &cabinet::mark(&second))
            .unwrap(),
        "another's session is not one's own"
    );
    assert!(cabinet.session(&first, at(3)).unwrap().is_none());
    let raised = cabinet
        .raise_session(&second, Standing::Whole, at(4))
        .unwrap();
    assert!(
        cabinet.session(&second, at(4)).unwrap().is_none(),
        "the secret known before opens nothing"
    );
    assert_eq!(cabinet.end_sessions(PERSON, Some(&raised)).unwrap(), 1);
    assert!(cabinet.session(&third, at(4)).unwrap().is_none());
    assert!(cabinet.session(&raised, at(4)).unwrap().is_some());
}

#[test]
fn m08_an_ended_account_has_no_session_and_no_token_in_the_same_second() {
    let cabinet = with_account();
    let open = session(&cabinet, 900, 0);
    let token = cabinet
        .make_token(PERSON, "reports", Scope::Read, at(0), at(1000))
        .unwrap();
    cabinet.end_account("alder", at(5)).unwrap();
    assert!(cabinet.session(&open, at(5)).unwrap().is_none());
    assert!(cabinet.token(&token, at(5)).unwrap().is_none());
    assert_eq!(tried(&cabinet, "alder", PASSWORD, 5), SignIn::Wrong);
}

#[test]
fn m08_use_from_two_places_at_once_shows() {
    let cabinet = with_account();
    session(&cabinet, 900, 0);
    assert!(cabinet.from_two_places(at(1)).unwrap().is_empty());
    let elsewhere = Beginning {
        person: PERSON,
        standing: Standing::Whole,
        idle_seconds: 900,
        source: "198.51.100.4",
        agent: "test",
    };
    cabinet.begin_session(&elsewhere, at(1)).unwrap();
    assert_eq!(cabinet.from_two_places(at(2)).unwrap(), [PERSON]);
}

#[test]
fn a_token_works_until_it_expires_or_is_revoked() {
    let cabinet = with_account();
    let secret = cabinet
        .make_token(PERSON, "reports", Scope::Read, at(0), at(1000))
        .unwrap();
    let held = cabinet.token(&secret, at(999)).unwrap().unwrap();
    assert_eq!((held.person, held.scope), (PERSON, Scope::Read));
    assert_eq!(cabinet.token(&secret, at(1000)).unwrap(), None);
    let mark = cabinet.tokens(PERSON, at(1)).unwrap()[0].mark.clone();
    assert_eq!(mark, cabinet::mark(&secret));
    assert!(!cabinet.revoke_token(PersonId(8), &mark, at(2)).unwrap());
    assert!(cabinet.revoke_token(PERSON, &mark, at(2)).unwrap());
    assert_eq!(cabinet.token(&secret, at(3)).unwrap(), None);
}

#[test]
fn m06_a_one_time_code_counts_once_and_its_failures_count_apart() {
    let cabinet = with_account();
    let offered = cabinet.offer_seed(PERSON, "联创", "alder", at(0)).unwrap();
    assert!(
        cabinet.factors(PERSON).unwrap().is_empty(),
        "an offer is no factor yet"
    );
    let prove = |code: &str| cabinet.prove_seed(PERSON, "phone", code, at(0)).unwrap();
    assert_eq!(prove("000000"), CodeShown::Wrong);
    assert_eq!(prove(&offered.seed.code(at(0))), CodeShown::Right);
    let factors = cabinet.factors(PERSON).unwrap();
    assert_eq!(factors[0].kind, FactorKind::App);
    assert_eq!(factors[0].label, "phone");
    let show = |second| {
        let code = offered.seed.code(at(second));
        cabinet.show_code(PERSON, &code, at(second)).unwrap()
    };
    assert_eq!(show(0), CodeShown::Wrong, "it proved the seed already");
    assert_eq!(show(60), CodeShown::Right);
    assert_eq!(show(60), CodeShown::Wrong, "a code counts once");
    for _ in 0..5 {
        cabinet.show_code(PERSON, "000000", at(100)).unwrap();
    }
    assert!(matches!(show(120), CodeShown::Locked(_)));
    assert!(
        welcome(&tried(&cabinet, "alder", PASSWORD, 121)),
        "the password is not locked by it"
    );
    assert_eq!(show(2000), CodeShown::Right);
}

#[test]
fn codes_on_paper_stand_in_once_each_and_end_when_new_ones_are_made() {
    let cabinet = with_account();
    let old = cabinet.make_paper_codes(PERSON, at(0)).unwrap();
    let codes = cabinet.make_paper_codes(PERSON, at(1)).unwrap();
    let show = |code: &str| cabinet.show_code(PERSON, code, at(2)).unwrap();
    assert_eq!(show(&old[0]), CodeShown::Wrong);
    assert_eq!(show(&codes[3].to_lowercase()), CodeShown::Right);
    assert_eq!(show(&codes[3]), CodeShown::Wrong);
    assert_eq!(cabinet.paper_codes_left(PERSON).unwrap(), 9);
    assert!(
        cabinet.factors(PERSON).unwrap().is_empty(),
        "paper is no factor of its own"
    );
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

#[test]
fn an_identity_elsewhere_opens_an_account_only_by_a_code_handed_over_and_used_once() {
    let cabinet = Cabinet::in_memory().unwrap();
    let now = Instant::from_second(1_700_000_000).unwrap();
    let later = |seconds: i64| Instant::from_second(now.second() + seconds).unwrap();
    for (login, person) in [("first", 7), ("second", 8)] {
        let made = cabinet.make_account(login, PersonId(person), now).unwrap();
        assert_eq!(made, Ok(()));
    }
    let (issuer, subject) = ("https://id.example", "s-1");
    let link =
        |subject: &str, code: &str, at| cabinet.link_identity(issuer, subject, code, at).unwrap();
    assert_eq!(cabinet.linked_account(issuer, subject, now).unwrap(), None);
    assert_eq!(
        link(subject, "AAAAA-BBBBB", now),
        Err(NotLinked::NoSuchCode)
    );
    let ended = cabinet.make_link_code("first", now, later(10)).unwrap();
    assert_eq!(link(subject, &ended, later(10)), Err(NotLinked::NoSuchCode));
    let replaced = cabinet.make_link_code("first", now, later(100)).unwrap();
    let code = cabinet.make_link_code("first", now, later(100)).unwrap();
    assert_eq!(link(subject, &replaced, now), Err(NotLinked::NoSuchCode));
    assert_eq!(link(subject, &code, now).unwrap().login, "first");
    assert_eq!(link("s-2", &code, now), Err(NotLinked::NoSuchCode), "once");
    // The same person by name at another provider is somebody else.
    let found = |issuer: &str, subject: &str| cabinet.linked_account(issuer, subject, now).unwrap();
    assert_eq!(found(issuer, subject).unwrap().person, PersonId(7));
    assert_eq!(found("https://id.example:1", subject), None);
    assert_eq!(found(issuer, "s-2"), None);
    // An identity that opens one account cannot open another.
    let other = cabinet.make_link_code("second", now, later(100)).unwrap();
    assert_eq!(link(subject, &other, now), Err(NotLinked::Taken));
    assert!(cabinet.unlink_identity("first").unwrap());
    assert_eq!(found(issuer, subject), None);
    assert_eq!(link(subject, &other, now).unwrap().login, "second");
    cabinet.end_account("second", now).unwrap();
    assert_eq!(found(issuer, subject), None, "it ends with the account");
}

#[test]
fn k06_a_certificate_is_one_persons_second_factor_and_failures_lock_it_like_the_others() {
    let cabinet = with_account();
    let other = PersonId(8);
    assert_eq!(
        cabinet
            .add_certificate(PERSON, "key", "f-1", at(0))
            .unwrap(),
        Enrolled::Done
    );
    assert_eq!(
        cabinet
            .add_certificate(other, "mine", "f-1", at(0))
            .unwrap(),
        Enrolled::Before
    );
    assert_eq!(cabinet.certificate_of("f-1").unwrap(), Some(PERSON));
    let factors = cabinet.factors(PERSON).unwrap();
    assert_eq!(
        (factors.len(), factors[0].kind),
        (1, FactorKind::Certificate)
    );
    assert_eq!(cabinet.accounts_shown(at(0)).unwrap()[0].factors, 1);
    assert_eq!(
        cabinet.show_certificate(PERSON, "f-1", at(1)).unwrap(),
        CodeShown::Right
    );
    assert_eq!(
        cabinet.show_certificate(other, "f-1", at(1)).unwrap(),
        CodeShown::Wrong
    );
    for second in 2..7 {
        cabinet.failed_certificate(PERSON, at(second)).unwrap();
    }
    let locked = cabinet.show_certificate(PERSON, "f-1", at(8)).unwrap();
    assert!(matches!(locked, CodeShown::Locked(_)), "{locked:?}");
    assert!(cabinet.remove_factor(PERSON, factors[0].id).unwrap());
    assert!(cabinet.factors(PERSON).unwrap().is_empty());
    cabinet
        .add_certificate(PERSON, "key", "f-2", at(9))
        .unwrap();
    cabinet.remove_factors(PERSON).unwrap();
    assert!(cabinet.factors(PERSON).unwrap().is_empty());
}
