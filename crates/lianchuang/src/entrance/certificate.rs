//! Certificates at the entrance: a challenge of a minute, bound to this site and this session, and the answer that a device
//! signed. The files of authorities and revocations are read at each answer, so that what was taken back is so at once.

use std::path::PathBuf;

use anyhow::Context as _;
use cabinet::{Cabinet, CabinetFault, CodeShown, mark};
use identity::certificate::{Answer, Asked, Authorities, CertificateFault, Statement, shown};
use values::{Instant, PersonId};

use super::{Entrance, Question};

/// Where the authorities stand that vouch for certificates, and what they took back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityFiles {
    /// Certificates as PEM, up to the roots.
    pub certificates: PathBuf,
    /// Lists of revocations, as PEM or DER.
    pub revocations: PathBuf,
}

impl AuthorityFiles {
    /// What they hold now.
    pub fn read(&self) -> anyhow::Result<Authorities> {
        let bytes = |file: &PathBuf| {
            std::fs::read(file).with_context(|| format!("reading {}", file.display()))
        };
        Authorities::read(&bytes(&self.certificates)?, &bytes(&self.revocations)?)
            .context("reading the authorities of certificates")
    }
}

/// Why a certificate does not open anything.
#[derive(Debug)]
pub enum NotTaken {
    /// No challenge of this session waits: it was answered already.
    Spent,
    /// The answer is not what was asked for, or the certificate does not hold.
    Fault(CertificateFault),
    /// The certificate holds, and is not this person's.
    Another,
    /// Too many failures; open again from then.
    Locked(Instant),
    /// The files of authorities cannot be read.
    Files(String),
    /// The cabinet.
    Cabinet(CabinetFault),
}

impl NotTaken {
    /// Its name, for words and for the log.
    pub fn key(&self) -> &'static str {
        match self {
            NotTaken::Spent => "spent",
            NotTaken::Fault(fault) => fault.key(),
            NotTaken::Another => "another",
            NotTaken::Locked(_) => "locked",
            NotTaken::Files(_) => "files",
            NotTaken::Cabinet(_) => "fault",
        }
    }
}

impl From<CabinetFault> for NotTaken {
    fn from(fault: CabinetFault) -> NotTaken {
        NotTaken::Cabinet(fault)
    }
}

impl Entrance {
    /// Asks a person's device to sign; gives what is to be signed.
    pub fn ask_certificate(
        &self,
        person: PersonId,
        session: &str,
        origin: &str,
        at: Instant,
    ) -> Result<Statement, CertificateFault> {
        let challenge = identity::oidc::random().map_err(|_| CertificateFault::Form)?;
        let statement = Statement {
            origin: origin.to_owned(),
            session: mark(session),
            challenge,
        };
        let asked = Asked {
            statement: statement.clone(),
            at,
        };
        self.ask(person, Question::Certificate(Box::new(asked)), at);
        Ok(statement)
    }

    /// The digest of the certificate an answer shows, if it is the answer to what this session was asked and the certificate
    /// holds. A challenge is answered once, rightly or wrongly.
    pub fn certificate_shown(
        &self,
        person: PersonId,
        session: &str,
        answer: &str,
        at: Instant,
    ) -> Result<String, NotTaken> {
        let files = self
            .authorities
            .as_ref()
            .ok_or_else(|| NotTaken::Files("no authorities are set".to_owned()))?;
        let Some(Question::Certificate(asked)) = self.answered(person, at) else {
            return Err(NotTaken::Spent);
        };
        // The question of another session of the same person waits no more either: it has to be asked anew.
        if asked.statement.session != mark(session) {
            return Err(NotTaken::Fault(CertificateFault::Session));
        }
        let answer: Answer =
            serde_json::from_str(answer).map_err(|_| NotTaken::Fault(CertificateFault::Form))?;
        let authorities = files
            .read()
            .map_err(|cause| NotTaken::Files(format!("{cause:#}")))?;
        let found = shown(&answer, &asked, &authorities, at).map_err(NotTaken::Fault)?;
        Ok(found.fingerprint)
    }

    /// Whether the certificate an answer shows is one of the person's.
    pub fn certificate_opens(
        &self,
        cabinet: &Cabinet,
        person: PersonId,
        session: &str,
        answer: &str,
        at: Instant,
    ) -> Result<(), NotTaken> {
        let fingerprint = match self.certificate_shown(person, session, answer, at) {
            Ok(fingerprint) => fingerprint,
            Err(why @ NotTaken::Fault(_)) => {
                return Err(match cabinet.failed_certificate(person, at)? {
                    Some(until) => NotTaken::Locked(until),
                    None => why,
                });
            }
            Err(why) => return Err(why),
        };
        match cabinet.show_certificate(person, &fingerprint, at)? {
            CodeShown::Right => Ok(()),
            CodeShown::Wrong => Err(NotTaken::Another),
            CodeShown::Locked(until) => Err(NotTaken::Locked(until)),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

    use std::path::Path;
    use std::process::Command;

    use super::*;
    use crate::clock::Clock;

    const SITE: &str = "https://office.example";
    const PERSON: PersonId = PersonId(7);

    #[test]
    fn k06_a_challenge_ends_after_sixty_seconds_with_its_first_answer_and_with_its_session() {
        let folder = tempfile::tempdir().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/certificates");
        let made = Command::new(script).arg(folder.path()).status().unwrap();
        assert!(made.success(), "openssl makes the certificates");
        let file = |name: &str| folder.path().join(name);
        let entrance = Entrance {
            authorities: Some(AuthorityFiles {
                certificates: file("root.pem"),
                revocations: file("lists.pem"),
            }),
            ..Entrance::default()
        };
        let text = |name: &str| std::fs::read_to_string(file(name)).unwrap();
        let begun = Clock::default().now();
        let at = |seconds: i64| Instant::from_second(begun.second() + seconds).unwrap();
        let signed = |said: &Statement| {
            let (key, certificate) = (text("officer.key"), text("officer.pem"));
            let answer = identity::certificate::answer(said, &key, &certificate).unwrap();
            serde_json::to_string(&answer).unwrap()
        };
        let asked = |session: &str| {
            entrance
                .ask_certificate(PERSON, session, SITE, at(0))
                .unwrap()
        };
        let shown = |session: &str, answer: &str, seconds: i64| {
            let found = entrance.certificate_shown(PERSON, session, answer, at(seconds));
            found.map(|_| ()).map_err(|why| why.key())
        };
        let answer = signed(&asked("one"));
        assert_eq!(shown("one", &answer, 60), Err("late"));
        let answer = signed(&asked("one"));
        assert_eq!(shown("one", &answer, 59), Ok(()));
        assert_eq!(shown("one", &answer, 59), Err("spent"));
        // What one session was asked, another cannot answer, and after that it cannot either.
        let answer = signed(&asked("one"));
        assert_eq!(shown("two", &answer, 1), Err("session"));
        assert_eq!(shown("one", &answer, 1), Err("spent"));
        assert_eq!(shown("one", "{}", 1), Err("spent"));
        asked("one");
        assert_eq!(shown("one", "{}", 1), Err("form"));
    }
}
