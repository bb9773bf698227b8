//! An SM2 certificate as second factor, from enrolling to every refusal, with certificates OpenSSL made.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::city::{Folder, run};
use super::walking::{Answer, Browser, between};

const OFFICER: &str = "officer@bureau";
const PAGE: &str = "/account/certificate";

struct Scene {
    folder: Folder,
    address: String,
    process: Child,
}

impl Drop for Scene {
    fn drop(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A challenge as the page shows it.
struct ToSign {
    origin: String,
    session: String,
    challenge: String,
    form: String,
}

impl ToSign {
    fn of(page: &Answer) -> ToSign {
        let said = between(&page.page, "spellcheck=\"false\">", "</textarea>");
        let part = |name: &str| between(&said, name, "\n").trim().to_owned();
        ToSign {
            origin: part("origin: "),
            session: part("session: "),
            challenge: part("challenge: "),
            form: between(&page.page, "name=\"_csrf\" value=\"", "\""),
        }
    }
}

impl Scene {
    fn begun() -> Scene {
        let folder = Folder::with_city();
        std::fs::create_dir(folder.path("certificates")).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/certificates");
        let made = Command::new(script)
            .arg(folder.path("certificates"))
            .status();
        assert!(made.unwrap().success(), "openssl makes the certificates");
        let mut process = Command::new(env!("CARGO_BIN_EXE_lianchuang"))
            .args([
                "demo",
                "--data",
                &folder.text("city"),
                "--listen",
                "127.0.0.1:0",
            ])
            .args(["--public-address", "https://Office.example/inside"])
            .args([
                "--certificate-authorities",
                &folder.text("certificates/root.pem"),
            ])
            .args([
                "--certificate-revocations",
                &folder.text("certificates/lists.pem"),
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let address = BufReader::new(process.stdout.take().unwrap())
            .lines()
            .map_while(Result::ok)
            .find_map(|line| Some(line[line.find("http://")?..].trim().to_owned()))
            .unwrap();
        Scene {
            folder,
            address,
            process,
        }
    }

    /// What the device of somebody answers, if it sees this site.
    fn signs(&self, who: &str, asked: &ToSign, origin: &str) -> String {
        let file = |ending: &str| self.folder.text(&format!("certificates/{who}.{ending}"));
        let (key, certificate) = (file("key"), file("pem"));
        let told = run(&[
            "certificate",
            "answer",
            "--origin",
            origin,
            "--session",
            &asked.session,
            "--challenge",
            &asked.challenge,
            "--key",
            &key,
            "--certificate",
            &certificate,
        ]);
        told.well().out
    }

    /// Signs in with the password; what is next is the second factor.
    fn arrived(&self, login: &str) -> Browser {
        let mut browser = Browser::at(&self.address);
        browser.enter(login);
        browser
    }

    /// Why a certificate of somebody is not taken by who is at the door.
    fn refused(&self, browser: &mut Browser, who: &str) -> String {
        let asked = ToSign::of(&browser.get(PAGE));
        let answer = self.signs(who, &asked, &asked.origin);
        told(&send(browser, &asked, &answer, ""))
    }
}

fn send(browser: &mut Browser, asked: &ToSign, answer: &str, enrol: &str) -> Answer {
    let fields = [
        ("_csrf", asked.form.as_str()),
        ("answer", answer),
        ("enrol", enrol),
        ("next", "/inbox"),
    ];
    browser.post(PAGE, &fields)
}

/// What the page tells of a refusal.
fn told(answer: &Answer) -> String {
    assert_eq!(answer.status, 401, "{}", answer.page);
    let notice = between(&answer.page, "The certificate was not taken</h2>", "</div>");
    between(&notice, "<p>", "</p>")
}

#[test]
fn k06_a_certificate_is_enrolled_and_opens_and_every_other_one_is_refused_by_name() {
    let scene = Scene::begun();
    // Enrolled once, by whoever has the key; not by another account.
    let mut officer = scene.arrived(OFFICER);
    assert!(
        officer
            .get("/account/second-factor")
            .page
            .contains("Enrol a certificate")
    );
    let asked = ToSign::of(&officer.get("/account/certificate?enrol=yes"));
    assert_eq!(
        asked.origin, "https://office.example",
        "the origin, not the path"
    );
    // One challenge in sixty-four begins as an option of the command line does.
    let hyphen = ToSign {
        origin: asked.origin.clone(),
        session: asked.session.clone(),
        challenge: "-X7".to_owned(),
        form: String::new(),
    };
    assert!(!scene.signs("officer", &hyphen, &asked.origin).is_empty());
    let revoked = scene.signs("revoked", &asked, &asked.origin);
    assert_eq!(
        told(&send(&mut officer, &asked, &revoked, "yes")),
        "The certificate is revoked."
    );
    let asked = ToSign::of(&officer.get("/account/certificate?enrol=yes"));
    let answer = scene.signs("officer", &asked, &asked.origin);
    assert_eq!(send(&mut officer, &asked, &answer, "yes").status, 303);
    assert!(officer.get("/account").page.contains("Certificate"));
    let mut other = scene.arrived("leader@bureau");
    let asked = ToSign::of(&other.get("/account/certificate?enrol=yes"));
    let answer = scene.signs("officer", &asked, &asked.origin);
    let anothers = "The certificate is not this account&#39;s.";
    assert_eq!(told(&send(&mut other, &asked, &answer, "yes")), anothers);

    // From then on the password alone opens nothing.
    let mut browser = scene.arrived(OFFICER);
    assert_eq!(browser.get("/inbox").status, 303);
    assert!(
        browser
            .get("/sign-in/second")
            .page
            .contains("Use a certificate")
    );
    let asked = ToSign::of(&browser.get(PAGE));
    let good = scene.signs("officer", &asked, &asked.origin);
    let entered = send(&mut browser, &asked, &good, "");
    assert_eq!(
        (entered.status, entered.location.as_str()),
        (303, "/inbox"),
        "{}",
        entered.page
    );
    assert_eq!(browser.get("/inbox").status, 200);

    // The same answer again: in this session nothing waits, in another it was made for this one.
    let form = between(
        &browser.get("/account").page,
        "name=\"_csrf\" value=\"",
        "\"",
    );
    let again = ToSign { form, ..asked };
    assert!(told(&send(&mut browser, &again, &good, "")).starts_with("This was answered before"));
    let mut second = scene.arrived(OFFICER);
    let asked = ToSign::of(&second.get(PAGE));
    let replayed = told(&send(&mut second, &asked, &good, ""));
    assert_eq!(replayed, "The signature was made for another session.");
    // A site in between that shows its own name.
    let asked = ToSign::of(&second.get(PAGE));
    let lured = scene.signs("officer", &asked, "https://office.example.other.example");
    let lured = told(&send(&mut second, &asked, &lured, ""));
    assert!(
        lured.starts_with("The signature was made for another site."),
        "{lured}"
    );
    assert_eq!(scene.refused(&mut second, "other"), anothers);
    assert_eq!(second.get("/inbox").status, 303, "nothing is open");

    // A challenge asked for again puts the one before out of use.
    let mut third = scene.arrived(OFFICER);
    let first = ToSign::of(&third.get(PAGE));
    let answer = scene.signs("officer", &first, &first.origin);
    third.get(PAGE);
    assert_eq!(
        told(&send(&mut third, &first, &answer, "")),
        "What was signed is not what was asked."
    );
    // Five failures in a row lock it, as they do a code; then the right one is no use.
    assert_eq!(scene.refused(&mut third, "other"), anothers);
    assert!(
        scene
            .refused(&mut third, "officer")
            .contains("locked until")
    );

    let data = scene.folder.text("city");
    let search = |filter: &str| {
        let asked = ["audit", "search", "--data", &data, "--as", "auditor@office"];
        run(&[&asked[..], &["--format", "json", "--limit", "100", filter]].concat())
            .well()
            .out
    };
    let shown = search("kind=second_factor");
    for reason in [
        "revoked",
        "another",
        "spent",
        "session",
        "origin",
        "challenge",
        "locked",
    ] {
        assert!(
            shown.contains(&format!("\"{reason}\"")),
            "{reason} is not told: {shown}"
        );
    }
    assert!(search("kind=account.changed").contains("POST /account/certificate"));
}

#[test]
fn k06_what_the_authority_takes_back_opens_nothing_from_the_next_answer_on() {
    let scene = Scene::begun();
    let mut officer = scene.arrived(OFFICER);
    let asked = ToSign::of(&officer.get("/account/certificate?enrol=yes"));
    let answer = scene.signs("officer", &asked, &asked.origin);
    assert_eq!(send(&mut officer, &asked, &answer, "yes").status, 303);
    // The list is replaced by one of another authority, then by none: nothing is taken on trust.
    let lists = scene.folder.path("certificates/lists.pem");
    let foreign = scene.folder.path("certificates/lists-elsewhere.pem");
    std::fs::copy(foreign, &lists).unwrap();
    let mut browser = scene.arrived(OFFICER);
    let told = scene.refused(&mut browser, "officer");
    assert!(told.starts_with("There is no current list"), "{told}");
    std::fs::remove_file(&lists).unwrap();
    let asked = ToSign::of(&browser.get(PAGE));
    let answer = scene.signs("officer", &asked, &asked.origin);
    assert_eq!(send(&mut browser, &asked, &answer, "").status, 503);
    assert_eq!(browser.get("/inbox").status, 303);
}
