//! Certificates made by OpenSSL: taken where an authority vouches for them, refused by name everywhere else.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::path::Path;
use std::process::Command;

use identity::certificate::{Asked, Authorities, CertificateFault, Statement, answer, shown};
use values::Instant;

const DAY: i64 = 86_400;

/// A folder of certificates, made now.
struct Made(tempfile::TempDir, Instant);

impl Made {
    fn new() -> Made {
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/certificates");
        let made = Command::new(script).arg(folder.path()).status().unwrap();
        assert!(made.success(), "openssl makes the certificates");
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let now = i64::try_from(now.unwrap().as_secs()).unwrap();
        Made(folder, Instant::from_second(now + 5).unwrap())
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    fn authorities(&self, certificates: &[&str], lists: &[&str]) -> Authorities {
        let joined = |names: &[&str]| names.iter().map(|name| self.text(name)).collect::<String>();
        Authorities::read(joined(certificates).as_bytes(), joined(lists).as_bytes()).unwrap()
    }

    fn ours(&self) -> Authorities {
        self.authorities(&["root.pem"], &["lists.pem"])
    }

    fn at(&self, seconds: i64) -> Instant {
        Instant::from_second(self.1.second() + seconds).unwrap()
    }
}

fn statement() -> Statement {
    Statement {
        origin: "https://office.example".to_owned(),
        session: "0a1b2c3d".to_owned(),
        challenge: "c-1".to_owned(),
    }
}

/// What comes of showing a certificate of the folder.
fn tried(
    made: &Made,
    name: &str,
    said: &Statement,
    authorities: &Authorities,
    after: i64,
) -> Result<String, CertificateFault> {
    let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
    let answer = answer(said, &made.text(&key), &made.text(&certificate)).unwrap();
    let asked = Asked {
        statement: statement(),
        at: made.at(0),
    };
    shown(&answer, &asked, authorities, made.at(after)).map(|shown| shown.fingerprint)
}

#[test]
fn k06_a_certificate_its_authority_vouches_for_is_taken_and_told_apart_from_others() {
    let made = Made::new();
    let ours = made.ours();
    let officer = tried(&made, "officer", &statement(), &ours, 0).unwrap();
    assert_eq!(officer.len(), 64);
    assert_eq!(
        tried(&made, "officer", &statement(), &ours, 59),
        Ok(officer.clone())
    );
    assert_ne!(
        tried(&made, "other", &statement(), &ours, 0).unwrap(),
        officer
    );
    // The same by an independent tool: the digest of the whole certificate.
    let told = Command::new("openssl")
        .args(["x509", "-noout", "-fingerprint", "-sha256", "-in"])
        .arg(made.0.path().join("officer.pem"))
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout)
        .unwrap()
        .to_lowercase()
        .replace(':', "");
    assert!(told.contains(&officer), "{told}");
}

#[test]
fn k06_an_answer_signed_by_an_independent_tool_is_taken() {
    let made = Made::new();
    let said = made.0.path().join("said");
    std::fs::write(&said, statement().to_string()).unwrap();
    let signed = Command::new("openssl")
        .args(["pkeyutl", "-sign", "-rawin", "-digest", "sm3"])
        .args(["-pkeyopt", "distid:1234567812345678", "-inkey"])
        .arg(made.0.path().join("officer.key"))
        .arg("-in")
        .arg(&said)
        .output()
        .unwrap();
    assert!(signed.status.success());
    let mut ours = answer(
        &statement(),
        &made.text("officer.key"),
        &made.text("officer.pem"),
    )
    .unwrap();
    let written = base64(&signed.stdout);
    assert_ne!(ours.signature, written);
    ours.signature = written;
    let asked = Asked {
        statement: statement(),
        at: made.at(0),
    };
    assert!(shown(&ours, &asked, &made.ours(), made.at(1)).is_ok());
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn k06_what_was_not_asked_for_just_now_here_is_refused_by_name() {
    let made = Made::new();
    let ours = made.ours();
    let with = |change: fn(&mut Statement)| {
        let mut said = statement();
        change(&mut said);
        tried(&made, "officer", &said, &ours, 0)
    };
    assert_eq!(
        with(|said| "https://office.example.other.example".clone_into(&mut said.origin)),
        Err(CertificateFault::Origin)
    );
    assert_eq!(
        with(|said| "ffffffff".clone_into(&mut said.session)),
        Err(CertificateFault::Session)
    );
    assert_eq!(
        with(|said| "c-2".clone_into(&mut said.challenge)),
        Err(CertificateFault::Challenge)
    );
    assert_eq!(
        tried(&made, "officer", &statement(), &ours, 60),
        Err(CertificateFault::Late)
    );
    // One letter changed after it was signed; a line more; another's certificate under it.
    let asked = Asked {
        statement: statement(),
        at: made.at(0),
    };
    let good = answer(
        &statement(),
        &made.text("officer.key"),
        &made.text("officer.pem"),
    )
    .unwrap();
    let mut more = good.clone();
    more.statement.push_str("amount: 1\n");
    assert_eq!(
        shown(&more, &asked, &ours, made.at(0)),
        Err(CertificateFault::Form)
    );
    let mut swapped = good.clone();
    swapped.certificate = made.text("other.pem");
    assert_eq!(
        shown(&swapped, &asked, &ours, made.at(0)),
        Err(CertificateFault::Signature)
    );
    for odd in ["", "AAAA", "!"] {
        let mut odd_one = good.clone();
        odd.clone_into(&mut odd_one.signature);
        let why = shown(&odd_one, &asked, &ours, made.at(0)).unwrap_err();
        assert!(matches!(
            why,
            CertificateFault::Signature | CertificateFault::Form
        ));
    }
}

#[test]
fn k06_a_certificate_nobody_vouches_for_any_more_is_refused_by_name() {
    let made = Made::new();
    let ours = made.ours();
    let refused = |name: &str, authorities: &Authorities| {
        tried(&made, name, &statement(), authorities, 0).unwrap_err()
    };
    assert_eq!(refused("revoked", &ours), CertificateFault::Revoked);
    assert_eq!(refused("foreign", &ours), CertificateFault::Untrusted);
    assert_eq!(refused("sealing", &ours), CertificateFault::Purpose);
    // A root shows itself: it is no certificate of a person, but one that issues.
    assert_eq!(refused("elsewhere", &ours), CertificateFault::Untrusted);
    let both = made.authorities(&["root.pem", "elsewhere.pem"], &["lists.pem"]);
    assert_eq!(refused("foreign", &both), CertificateFault::Unlisted);
    let lists = ["lists.pem", "lists-elsewhere.pem"];
    let all = made.authorities(&["root.pem", "elsewhere.pem"], &lists);
    assert!(tried(&made, "foreign", &statement(), &all, 0).is_ok());
    // A list by another authority says nothing of ours.
    let foreign_list = made.authorities(&["root.pem"], &["lists-elsewhere.pem"]);
    assert_eq!(
        refused("officer", &foreign_list),
        CertificateFault::Unlisted
    );
    // Days later: the short one is over; weeks later the list is.
    let later = |name: &str, days: i64| {
        let (key, certificate) = (format!("{name}.key"), format!("{name}.pem"));
        let answer = answer(&statement(), &made.text(&key), &made.text(&certificate)).unwrap();
        let at = made.at(days * DAY);
        let asked = Asked {
            statement: statement(),
            at,
        };
        shown(&answer, &asked, &ours, at).map(|_| ())
    };
    assert_eq!(later("short", 2), Err(CertificateFault::Expired));
    assert_eq!(later("officer", 29), Ok(()));
    assert_eq!(later("officer", 31), Err(CertificateFault::Unlisted));
    assert_eq!(
        later("revoked", 31),
        Err(CertificateFault::Revoked),
        "also by an old list"
    );
    assert_eq!(later("officer", -2), Err(CertificateFault::Expired));
}
