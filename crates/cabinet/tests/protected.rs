//! What becomes of rows changed by other means than the program, and of passwords in a stolen table.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::{Arc, Mutex};

use argon2::password_hash::{PasswordHash, PasswordVerifier as _};
use cabinet::{
    Account, Altered, Attempt, Beginning, Cabinet, Change, Correspondence, Delivery, Scope, SignIn,
    Standing,
};
use identity::password::Profile;
use rusqlite::Connection;
use seal::{KeyState, Purpose, SoftwareKeys};
use tempfile::TempDir;
use values::{Instant, PersonId};

const PERSON: PersonId = PersonId(7);
const OTHER: PersonId = PersonId(8);
const LOGIN: &str = "zhao";
const PASSWORD: &str = "樣本-Alder-41-tree";

fn at(second: i64) -> Instant {
    Instant::from_second(1_700_000_000 + second).unwrap()
}

fn opened(folder: &TempDir) -> Cabinet {
    let keys = SoftwareKeys::open(
        &folder.path().join("keys.txt"),
        &folder.path().join("master.txt"),
    )
    .unwrap();
    Cabinet::open(&folder.path().join("cabinet.db"), Arc::new(keys)).unwrap()
}

/// The file as anybody opens it who has no key.
fn raw(folder: &TempDir) -> Connection {
    Connection::open(folder.path().join("cabinet.db")).unwrap()
}

fn account(login: &str, person: PersonId) -> Account {
    Account {
        login: login.to_owned(),
        person,
    }
}

struct Filled {
    folder: TempDir,
    cabinet: Cabinet,
    session: String,
    token: String,
    told: Arc<Mutex<Vec<Altered>>>,
}

fn filled() -> Filled {
    let folder = tempfile::tempdir().unwrap();
    let cabinet = opened(&folder);
    let both = [account(LOGIN, PERSON), account("qian", OTHER)];
    cabinet.make_demo_accounts(&both, PASSWORD, at(0)).unwrap();
    let beginning = Beginning {
        person: PERSON,
        standing: Standing::SecondAwaited,
        idle_seconds: 900,
        source: "192.0.2.7",
        agent: "browser",
    };
    let session = cabinet.begin_session(&beginning, at(0)).unwrap();
    let token = cabinet
        .make_token(PERSON, "script", Scope::Read, at(0), at(86_400))
        .unwrap();
    let told = Arc::new(Mutex::new(Vec::new()));
    let ear = Arc::clone(&told);
    cabinet.watch(move |altered| ear.lock().unwrap().push(altered.clone()));
    Filled {
        folder,
        cabinet,
        session,
        token,
        told,
    }
}

impl Filled {
    fn sign_in(&self, login: &str) -> SignIn {
        let attempt = Attempt {
            login,
            password: PASSWORD,
            source: "",
        };
        self.cabinet
            .sign_in(&attempt, Profile::Modern, at(1))
            .unwrap()
    }

    fn sql(&self, sql: &str) {
        raw(&self.folder).execute_batch(sql).unwrap();
    }

    fn altered(&self) -> Vec<String> {
        let (_, altered) = self.cabinet.verify().unwrap();
        altered.iter().map(ToString::to_string).collect()
    }
}

#[test]
fn m26_what_only_the_program_wrote_stands() {
    let filled = filled();
    assert!(matches!(filled.sign_in(LOGIN), SignIn::Welcome(_)));
    let cabinet = &filled.cabinet;
    let offered = cabinet.offer_seed(PERSON, "联创", LOGIN, at(0)).unwrap();
    let code = offered.seed.code(at(0));
    cabinet.prove_seed(PERSON, "手机", &code, at(0)).unwrap();
    cabinet.make_paper_codes(PERSON, at(0)).unwrap();
    cabinet.add_passkey(PERSON, "钥匙", "{}", at(0)).unwrap();
    let raised = cabinet
        .raise_session(&filled.session, Standing::Whole, at(2))
        .unwrap();
    cabinet.confirm_session(&raised, at(3)).unwrap();
    assert_eq!(
        cabinet.session(&raised, at(100)).unwrap().unwrap().standing,
        Standing::Whole
    );
    assert!(cabinet.token(&filled.token, at(100)).unwrap().is_some());
    let wanted = Correspondence {
        address: Some("zhao@alder.example".to_owned()),
        delivery: Delivery::Daily,
    };
    cabinet.keep_correspondence(PERSON, &wanted, at(0)).unwrap();
    assert_eq!(cabinet.correspondence(PERSON).unwrap(), wanted);
    let code = cabinet.make_setup_code("qian", at(0), at(900)).unwrap();
    assert!(cabinet.use_setup_code(&code, at(1)).unwrap());
    let founding = cabinet
        .make_founding_code("auditor", at(0), at(900))
        .unwrap();
    let founding_again = cabinet
        .make_founding_code("auditor", at(0), at(900))
        .unwrap();
    assert!(!cabinet.use_founding_code(&founding, at(1)).unwrap());
    assert!(cabinet.use_founding_code(&founding_again, at(1)).unwrap());
    let link = cabinet.make_calendar_link(PERSON, at(0)).unwrap();
    let link = cabinet
        .make_calendar_link(PERSON, at(0))
        .map(|it| (link, it));
    let (old, new) = link.unwrap();
    assert_eq!(cabinet.calendar_person(&old).unwrap(), None);
    assert_eq!(cabinet.calendar_person(&new).unwrap(), Some(PERSON));
    cabinet.end_account("qian", at(5)).unwrap();
    cabinet.end_sessions(PERSON, None).unwrap();
    let (checked, altered) = cabinet.verify().unwrap();
    assert!(checked > 15, "{checked}");
    assert_eq!(altered, []);
    drop(filled.cabinet);
    let again = opened(&filled.folder);
    assert_eq!(
        again.verify().unwrap().1,
        [],
        "the same for whoever opens it next"
    );
}

#[test]
fn k07_an_account_changed_by_sql_opens_nothing_and_is_told_of_once() {
    let filled = filled();
    filled.sql("UPDATE account SET person = 8 WHERE login = 'zhao'");
    assert_eq!(filled.sign_in(LOGIN), SignIn::Wrong);
    assert_eq!(filled.sign_in(LOGIN), SignIn::Wrong);
    let told = filled.told.lock().unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].to_string(), "account zhao owner");
    assert!(
        matches!(filled.sign_in("qian"), SignIn::Welcome(_)),
        "others are not touched"
    );
}

#[test]
fn k07_an_ended_account_is_not_revived_by_sql() {
    let filled = filled();
    filled.cabinet.end_account(LOGIN, at(0)).unwrap();
    filled.sql("UPDATE account SET ends = NULL");
    assert_eq!(filled.sign_in(LOGIN), SignIn::Wrong);
    assert_eq!(filled.altered(), ["account zhao term"]);
}

#[test]
fn k07_an_account_or_a_code_added_by_sql_gives_no_right() {
    let filled = filled();
    filled.sql(
        "INSERT INTO account (login, person, password, made, password_set)
           SELECT 'sun', 7, password, made, password_set FROM account WHERE login = 'zhao';
         INSERT INTO row_code SELECT name, 'sun', code FROM row_code WHERE name = 'account' AND row = 'zhao';",
    );
    assert_eq!(
        filled.sign_in("sun"),
        SignIn::Wrong,
        "its codes were copied too"
    );
    let digest = seal::sm3(b"AAAAABBBBBCCCCCDDDDD");
    filled.sql(&format!(
        "INSERT INTO setup_code VALUES ('{digest}', 'zhao', 1700000000, 1800000000, NULL);
         INSERT INTO founding_code VALUES ('{digest}', 'auditor', 1700000000, 1800000000, NULL);"
    ));
    let code = "AAAAA-BBBBB-CCCCC-DDDDD";
    let cabinet = &filled.cabinet;
    assert_eq!(cabinet.setup_login(code, at(1)).unwrap(), None);
    assert!(!cabinet.use_setup_code(code, at(1)).unwrap());
    assert_eq!(cabinet.founding_role(code, at(1)).unwrap(), None);
    assert!(!cabinet.use_founding_code(code, at(1)).unwrap());
    assert_eq!(
        filled.altered(),
        [
            "account sun owner,password,term".to_owned(),
            format!("setup_code {digest} (added)"),
            "founding_code auditor (added)".to_owned(),
        ]
    );
}

#[test]
fn k07_a_session_or_token_raised_by_sql_opens_nothing() {
    let filled = filled();
    filled.sql("UPDATE session SET standing = 'whole'; UPDATE token SET scope = 'act';");
    let cabinet = &filled.cabinet;
    assert_eq!(cabinet.session(&filled.session, at(1)).unwrap(), None);
    assert_eq!(cabinet.token(&filled.token, at(1)).unwrap(), None);
    let told: Vec<String> = filled
        .told
        .lock()
        .unwrap()
        .iter()
        .map(|it| it.table.clone())
        .collect();
    assert_eq!(told, ["session", "token"]);
}

#[test]
fn k07_a_second_factor_changed_by_sql_is_not_taken() {
    let filled = filled();
    let cabinet = &filled.cabinet;
    let codes = cabinet.make_paper_codes(OTHER, at(0)).unwrap();
    cabinet.add_passkey(OTHER, "钥匙", "{}", at(0)).unwrap();
    filled.sql("UPDATE second_factor SET person = 7");
    let shown = cabinet.show_code(PERSON, &codes[0], at(1)).unwrap();
    assert_eq!(shown, cabinet::CodeShown::Wrong);
    assert!(cabinet.passkeys(PERSON).unwrap().is_empty());
    assert_eq!(filled.altered().len(), 11);
}

#[test]
fn m26_verify_names_table_row_and_fields_of_everything_changed() {
    let filled = filled();
    let reference = filled.cabinet.keep_personal("赵样本").unwrap();
    let gone = filled.cabinet.keep_personal("钱样本").unwrap();
    assert_eq!(filled.altered(), [""; 0]);
    filled.sql(&format!(
        "UPDATE personal SET text = NULL WHERE reference = '{reference}';
         DELETE FROM personal WHERE reference = '{gone}';
         UPDATE account SET password = (SELECT password FROM account WHERE login = 'qian') || 'x', ends = 5 WHERE login = 'zhao';
         CREATE TRIGGER helpful AFTER UPDATE ON account BEGIN UPDATE account SET ends = NULL; END;",
    ));
    let (_, altered) = filled.cabinet.verify().unwrap();
    let changes: Vec<Change> = altered.iter().map(|it| it.change).collect();
    assert_eq!(
        changes,
        [
            Change::Added,
            Change::Changed,
            Change::Changed,
            Change::Removed
        ]
    );
    assert_eq!(
        filled.altered(),
        [
            "trigger helpful (added)".to_owned(),
            "account zhao password,term".to_owned(),
            format!("personal {reference} text"),
            format!("personal {gone} (removed)"),
        ]
    );
}

#[test]
fn m26_what_was_changed_by_sql_is_not_washed_clean_by_the_program_writing_to_it() {
    let filled = filled();
    filled.sql("UPDATE account SET person = 8 WHERE login = 'zhao'");
    filled.cabinet.unset_password(LOGIN, at(2)).unwrap();
    assert_eq!(filled.altered(), ["account zhao owner"]);
    filled.cabinet.rotate_key(Purpose::Rows).unwrap();
    assert_eq!(filled.altered(), ["account zhao owner"]);
}

#[test]
fn m26_a_planted_trigger_gets_no_codes_for_its_rows() {
    let filled = filled();
    filled.sql(
        "CREATE TRIGGER forger AFTER UPDATE OF used ON account BEGIN
           UPDATE row_code SET code = row_codes('account', 'zhao', 'zhao', 8, '', 0, NULL) WHERE row = 'zhao';
         END;",
    );
    let attempt = Attempt {
        login: LOGIN,
        password: PASSWORD,
        source: "",
    };
    let tried = filled.cabinet.sign_in(&attempt, Profile::Modern, at(1));
    assert!(tried.unwrap_err().to_string().contains("unsafe use"));
}

#[test]
fn m26_codes_that_were_taken_away_are_not_given_again_at_the_next_start() {
    let filled = filled();
    let before = filled.cabinet.verify().unwrap().0;
    filled.sql("DELETE FROM row_code");
    let again = opened(&filled.folder);
    assert_eq!(again.verify().unwrap().1.len(), before);
    assert_eq!(again.protect_anew(&["token".to_owned()]).unwrap(), 1);
    assert_eq!(again.verify().unwrap().1.len(), before - 1);
    again.protect_anew(&[]).unwrap();
    assert_eq!(again.verify().unwrap().1, []);
}

#[test]
fn m26_a_restored_backup_passes_the_verification() {
    let filled = filled();
    let copy = filled.folder.path().join("backup.db");
    filled.sql(&format!("VACUUM INTO '{}'", copy.display()));
    filled.sql("UPDATE account SET ends = NULL, person = 9");
    assert_eq!(filled.altered().len(), 2);
    drop(filled.cabinet);
    for file in ["cabinet.db", "cabinet.db-wal", "cabinet.db-shm"] {
        let _ = std::fs::remove_file(filled.folder.path().join(file));
    }
    std::fs::rename(&copy, filled.folder.path().join("cabinet.db")).unwrap();
    assert_eq!(opened(&filled.folder).verify().unwrap().1, []);
}

#[test]
fn k11_rows_are_coded_anew_under_another_key_and_the_old_one_can_go() {
    let filled = filled();
    let cabinet = &filled.cabinet;
    let old = cabinet.keys().current(Purpose::Rows).unwrap();
    let (rows, _) = cabinet.verify().unwrap();
    assert_eq!(cabinet.keys().rotate(Purpose::Rows).unwrap().version, 2);
    assert_eq!(cabinet.verify().unwrap().1, [], "the old key checks on");
    assert!(
        cabinet.destroy_key(old).is_err(),
        "rows are still coded under it"
    );
    assert_eq!(cabinet.encrypt_anew(Purpose::Rows).unwrap(), rows);
    cabinet.destroy_key(old).unwrap();
    assert_eq!(cabinet.verify().unwrap().1, []);
    assert!(matches!(filled.sign_in(LOGIN), SignIn::Welcome(_)));
}

fn kept_password(folder: &TempDir) -> String {
    let sql = "SELECT password FROM account WHERE login = 'zhao'";
    raw(folder).query_row(sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn k14_a_stolen_table_cannot_be_attacked_without_the_key() {
    let filled = filled();
    let kept = kept_password(&filled.folder);
    let (mark, phc) = kept.split_at(kept.find('$').unwrap());
    assert_eq!(mark, "sm3:1:");
    let plain = PasswordHash::new(phc).unwrap();
    let tried = argon2::Argon2::default().verify_password(PASSWORD.as_bytes(), &plain);
    assert!(
        tried.is_err(),
        "the right password does not fit the table alone"
    );
    // The same table with other keys than its own opens for nobody.
    let keys = SoftwareKeys::in_memory();
    assert!(Cabinet::open(&filled.folder.path().join("cabinet.db"), Arc::new(keys)).is_err());
}

#[test]
fn k14_without_its_key_a_password_cannot_be_verified() {
    let filled = filled();
    let keys = filled.cabinet.keys();
    let key = keys.current(Purpose::Passwords).unwrap();
    assert!(filled.cabinet.destroy_key(key).is_err());
    keys.rotate(Purpose::Passwords).unwrap();
    let refused = filled.cabinet.destroy_key(key);
    assert!(refused.is_err(), "digests are still under it");
    keys.destroy(key).unwrap();
    let attempt = Attempt {
        login: LOGIN,
        password: PASSWORD,
        source: "",
    };
    let tried = filled.cabinet.sign_in(&attempt, Profile::Modern, at(1));
    assert!(tried.unwrap_err().to_string().contains("destroyed"));
}

#[test]
fn k14_a_digest_follows_its_key_at_the_next_sign_in() {
    let filled = filled();
    let keys = filled.cabinet.keys();
    let old = keys.rotate(Purpose::Passwords).unwrap();
    assert_eq!(old.version, 2);
    assert!(kept_password(&filled.folder).starts_with("sm3:1:"));
    assert!(matches!(filled.sign_in(LOGIN), SignIn::Welcome(_)));
    assert!(kept_password(&filled.folder).starts_with("sm3:2:"));
    assert!(matches!(filled.sign_in(LOGIN), SignIn::Welcome(_)));
    assert!(matches!(filled.sign_in("qian"), SignIn::Welcome(_)));
    let first = keys.keys().unwrap();
    let first = first
        .iter()
        .find(|it| it.id.purpose == Purpose::Passwords)
        .unwrap();
    assert_eq!(first.state, KeyState::Former);
    filled.cabinet.destroy_key(first.id).unwrap();
    assert_eq!(filled.altered(), [""; 0]);
}

#[test]
fn k14_digests_of_an_earlier_version_are_put_under_the_key_when_the_cabinet_is_opened() {
    use argon2::password_hash::{PasswordHasher as _, SaltString};
    let folder = tempfile::tempdir().unwrap();
    let params = argon2::Params::new(8, 1, 1, None).unwrap();
    let weaker = argon2::Argon2::new(argon2::Algorithm::Argon2id, argon2::Version::V0x13, params);
    let salt = SaltString::encode_b64(&[7; 16]).unwrap();
    let plain = weaker
        .hash_password(PASSWORD.as_bytes(), &salt)
        .unwrap()
        .to_string();
    drop(opened(&folder));
    // As it was before there were codes: no table of them, and no key for them.
    std::fs::remove_file(folder.path().join("keys.txt")).unwrap();
    let before = raw(&folder);
    // And nothing of what came after them.
    before
        .execute_batch(
            "DROP TABLE row_code; DELETE FROM sealed_column;
             DROP TABLE personal_request; DROP TABLE personal_correction; DROP TABLE breach;
             ALTER TABLE personal DROP COLUMN notice; DROP TABLE privacy_read;
             DROP TABLE address_exception; DROP TABLE file; DROP TABLE sender",
        )
        .unwrap();
    before.pragma_update(None, "user_version", 8).unwrap();
    before
        .execute(
            "INSERT INTO account (login, person, password, made) VALUES ('zhao', 7, ?1, 0)",
            [&plain],
        )
        .unwrap();
    drop(before);

    let cabinet = opened(&folder);
    assert!(kept_password(&folder).starts_with("sm3:1:$argon2id$v=19$m=8,"));
    let bytes = std::fs::read(folder.path().join("cabinet.db")).unwrap();
    let hash = plain.rsplit('$').next().unwrap().as_bytes();
    assert!(
        !bytes.windows(hash.len()).any(|it| it == hash),
        "nothing of it is left in the file"
    );
    assert_eq!(cabinet.verify().unwrap().1, []);
    let attempt = Attempt {
        login: LOGIN,
        password: PASSWORD,
        source: "",
    };
    let tried = cabinet.sign_in(&attempt, Profile::Modern, at(1)).unwrap();
    assert!(matches!(tried, SignIn::Welcome(_)));
    assert!(
        kept_password(&folder).contains("m=19456,"),
        "and is made with today's parameters at the next sign-in"
    );
    assert_eq!(cabinet.verify().unwrap().1, []);
}
