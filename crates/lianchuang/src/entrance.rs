//! The entrance: what a person must show before the product opens. The password first, the second factor where one is
//! needed, and both again in the moment of signing.

mod certificate;

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use acts::{World, capacity};
use cabinet::{
    Attempt, Beginning, Cabinet, CabinetFault, CodeShown, PasswordAge, SignIn, Standing, Welcome,
};
use identity::passkey::{Asking, Making, PasskeyFault, Place};
use identity::password::{Barred, Profile, Weakness};
use ipnet::IpNet;
use values::{Date, Instant, PersonId};

pub use certificate::{AuthorityFiles, NotTaken};

/// Idle seconds after which a session of the authority's staff ends.
const STAFF_IDLE: i64 = 15 * 60;
/// Idle seconds after which any other session ends.
const OTHERS_IDLE: i64 = 30 * 60;
/// Seconds for which showing who one is holds for a signature.
const FRESH: i64 = 5 * 60;
/// Seconds a question to a device waits for its answer.
const QUESTION: i64 = 5 * 60;
/// Questions that may wait at once; the oldest go first.
const QUESTIONS: usize = 10_000;

/// Whether staff, administrators and signers must have a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecondFactor {
    /// They must; without one only their account's pages open.
    #[default]
    Required,
    /// They may; for a demo, where one click signs in.
    Offered,
}

impl FromStr for SecondFactor {
    type Err = String;

    fn from_str(text: &str) -> Result<SecondFactor, String> {
        match text {
            "required" => Ok(SecondFactor::Required),
            "offered" => Ok(SecondFactor::Offered),
            _ => Err("wanted required or offered".to_owned()),
        }
    }
}

impl fmt::Display for SecondFactor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            SecondFactor::Required => "required",
            SecondFactor::Offered => "offered",
        })
    }
}

/// What is asked of those who enter, and the questions that wait for a device's answer.
#[derive(Debug, Default)]
pub struct Entrance {
    /// What a password must be.
    pub profile: Profile,
    /// Whether a second factor is needed.
    pub second: SecondFactor,
    /// Where passkeys are bound to, if they can be.
    pub place: Option<Place>,
    /// The address ranges staff and administrators come from; everywhere if there are none.
    pub staff_from: Vec<IpNet>,
    /// Words the place bars in passwords, under either profile.
    pub barred: Barred,
    /// Who vouches for certificates, if certificates are taken.
    pub authorities: Option<AuthorityFiles>,
    questions: Mutex<HashMap<PersonId, (Instant, Question)>>,
}

/// A question to a person's device.
#[derive(Debug)]
pub enum Question {
    /// To make a passkey.
    Make(Box<Making>),
    /// To show one.
    Show(Box<Asking>),
    /// To sign with a certificate.
    Certificate(Box<identity::certificate::Asked>),
}

/// What came of an attempt to enter.
#[derive(Debug)]
pub enum Entered {
    /// A session began.
    In {
        /// The secret for the browser.
        secret: String,
        /// What is still to be shown.
        standing: Standing,
    },
    /// Not signed in.
    Not(SignIn),
}

impl Entrance {
    /// An entrance by its settings.
    pub fn new(
        profile: Profile,
        second: SecondFactor,
        place: Option<Place>,
        staff_from: Vec<IpNet>,
    ) -> Entrance {
        Entrance {
            profile,
            second,
            place,
            staff_from,
            barred: Barred::default(),
            authorities: None,
            questions: Mutex::default(),
        }
    }

    /// Every weakness of a password; `own_words` are login and name.
    pub fn weaknesses(&self, password: &str, own_words: &[&str]) -> Vec<Weakness> {
        let mut weak = self.profile.weaknesses(password, own_words);
        if self.barred.bars(password) {
            weak.push(Weakness::Barred);
        }
        weak
    }

    /// Sets the password of a login, or names what is weak about it.
    pub fn set_password(
        &self,
        cabinet: &Cabinet,
        login: &str,
        password: &str,
        name: &str,
        at: Instant,
    ) -> Result<Result<(), Vec<Weakness>>, CabinetFault> {
        if self.barred.bars(password) {
            return Ok(Err(self.weaknesses(password, &[login, name])));
        }
        cabinet.set_password(login, password, self.profile, &[name], at)
    }

    /// Whether the person may be here at all: some capacity is left, and staff come from where staff may. Asked at every
    /// request, so that what is lost is lost at once.
    pub fn admits(
        &self,
        cabinet: &Cabinet,
        world: &World,
        person: PersonId,
        source: &str,
        at: Instant,
    ) -> bool {
        let day = at.china_day();
        !has_left(world, person, day)
            && (self.staff_from.is_empty()
                || !is_staff(world, person, day)
                || self.is_inside(source)
                || is_excepted(cabinet, person, source, at))
    }

    fn is_inside(&self, source: &str) -> bool {
        address(source)
            .is_some_and(|address| self.staff_from.iter().any(|range| range.contains(&address)))
    }

    /// Tries to enter with login and password.
    pub fn enter(
        &self,
        cabinet: &Cabinet,
        world: &World,
        attempt: &Attempt,
        agent: &str,
        at: Instant,
    ) -> Result<Entered, CabinetFault> {
        let welcome = match self.tried(cabinet, world, attempt, at)? {
            SignIn::Welcome(welcome) => welcome,
            other => return Ok(Entered::Not(other)),
        };
        let standing = self.standing(cabinet, world, &welcome, at)?;
        let beginning = Beginning {
            person: welcome.person,
            standing,
            idle_seconds: idle_seconds(world, welcome.person, at.china_day()),
            source: attempt.source,
            agent,
        };
        let secret = cabinet.begin_session(&beginning, at)?;
        Ok(Entered::In { secret, standing })
    }

    /// What login and password come to. Whoever may not be here gets no other answer than to a wrong password, and the
    /// password is not weighed.
    pub fn tried(
        &self,
        cabinet: &Cabinet,
        world: &World,
        attempt: &Attempt,
        at: Instant,
    ) -> Result<SignIn, CabinetFault> {
        let person = cabinet.person_of(attempt.login)?;
        if let Some(person) =
            person.filter(|person| !self.admits(cabinet, world, *person, attempt.source, at))
        {
            tracing::info!(%person, source = attempt.source, "not admitted");
            // What nobody can type fits no password: the answer is the same, and so is the time it takes.
            let untypable = Attempt {
                password: "\u{0}",
                ..*attempt
            };
            return cabinet.sign_in(&untypable, self.profile, at);
        }
        cabinet.sign_in(attempt, self.profile, at)
    }

    /// What is still to be shown after the right password.
    pub fn standing(
        &self,
        cabinet: &Cabinet,
        world: &World,
        welcome: &Welcome,
        at: Instant,
    ) -> Result<Standing, CabinetFault> {
        Ok(if !cabinet.factors(welcome.person)?.is_empty() {
            Standing::SecondAwaited
        } else if self.factor_missing(world, welcome.person, at.china_day()) {
            Standing::FactorMissing
        } else {
            after_second(welcome.password)
        })
    }

    /// What is still to be shown by somebody another provider vouches for.
    pub fn standing_vouched(
        &self,
        cabinet: &Cabinet,
        world: &World,
        person: PersonId,
        at: Instant,
    ) -> Result<Standing, CabinetFault> {
        Ok(if !cabinet.factors(person)?.is_empty() {
            Standing::SecondAwaited
        } else if self.factor_missing(world, person, at.china_day()) {
            Standing::FactorMissing
        } else {
            Standing::Whole
        })
    }

    /// Whether the person must set up a second factor first, having none.
    fn factor_missing(&self, world: &World, person: PersonId, day: Date) -> bool {
        self.second == SecondFactor::Required && needs_factor(world, person, day)
    }

    /// Whether somebody who has just shown a second factor, or set one up, has shown all.
    pub fn standing_of(
        &self,
        cabinet: &Cabinet,
        person: PersonId,
        at: Instant,
    ) -> Result<Standing, CabinetFault> {
        let set = cabinet.password_set(person)?;
        let due = self
            .profile
            .days()
            .zip(set)
            .is_some_and(|(days, set)| at.second() >= set.second() + days * 86_400);
        Ok(if due {
            Standing::PasswordDue
        } else {
            Standing::Whole
        })
    }

    /// Keeps a question until its answer.
    pub fn ask(&self, person: PersonId, question: Question, at: Instant) {
        let mut waiting = self.waiting();
        waiting.retain(|_, (asked, _)| at.second() - asked.second() < QUESTION);
        if waiting.len() < QUESTIONS {
            waiting.insert(person, (at, question));
        }
    }

    /// The question a person's device is answering; it can be answered once.
    pub fn answered(&self, person: PersonId, at: Instant) -> Option<Question> {
        let (asked, question) = self.waiting().remove(&person)?;
        (at.second() - asked.second() < QUESTION).then_some(question)
    }

    fn waiting(&self) -> MutexGuard<'_, HashMap<PersonId, (Instant, Question)>> {
        self.questions
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the passkey a device answered with is one of the person's; it is kept as it is after that.
    pub fn passkey_shown(
        &self,
        cabinet: &Cabinet,
        person: PersonId,
        answer: serde_json::Value,
        at: Instant,
    ) -> Result<CodeShown, CabinetFault> {
        let Some((place, Question::Show(asking))) =
            self.place.as_ref().zip(self.answered(person, at))
        else {
            return Ok(CodeShown::Wrong);
        };
        let kept = cabinet.passkeys(person)?;
        let texts: Vec<String> = kept.iter().map(|(_, text)| text.clone()).collect();
        match place.answered(&asking, answer, &texts) {
            Ok((index, text)) => {
                cabinet.used_passkey(kept[index].0, &text, at)?;
                Ok(CodeShown::Right)
            }
            Err(PasskeyFault::Address(cause) | PasskeyFault::Answer(cause)) => {
                tracing::info!(%person, cause, "a passkey was refused");
                Ok(CodeShown::Wrong)
            }
            Err(PasskeyFault::Kept(cause)) => {
                tracing::info!(%person, %cause, "a passkey could not be read");
                Ok(CodeShown::Wrong)
            }
        }
    }
}

/// An address as ranges know it: one of IPv4 told in the form of IPv6 is one of IPv4.
fn address(source: &str) -> Option<IpAddr> {
    let address: IpAddr = source.parse().ok()?;
    Some(address.to_canonical())
}

/// Whether an exception lets the person come from there. One that cannot be looked up lets nobody.
fn is_excepted(cabinet: &Cabinet, person: PersonId, source: &str, at: Instant) -> bool {
    let Some(address) = address(source) else {
        return false;
    };
    let ranges = cabinet.exceptions_of(person, at).unwrap_or_default();
    ranges.iter().any(|one| {
        one.range
            .parse::<IpNet>()
            .is_ok_and(|range| range.contains(&address))
    })
}

fn after_second(password: PasswordAge) -> Standing {
    match password {
        PasswordAge::Good => Standing::Whole,
        PasswordAge::Due => Standing::PasswordDue,
    }
}

/// Whether showing who one is at that time still holds for a signature.
pub fn is_fresh(confirmed: Option<Instant>, at: Instant) -> bool {
    confirmed.is_some_and(|confirmed| at.second() - confirmed.second() < FRESH)
}

/// Idle seconds after which the person's sessions end.
pub fn idle_seconds(world: &World, person: PersonId, day: Date) -> i64 {
    if is_staff(world, person, day) {
        STAFF_IDLE
    } else {
        OTHERS_IDLE
    }
}

/// Whether the person holds an office on the authority's side, administrators included.
fn is_staff(world: &World, person: PersonId, day: Date) -> bool {
    world
        .appointments
        .get(&person)
        .is_some_and(|held| held.iter().any(|one| one.held_on(day)))
}

/// Whether the person needs a second factor: staff, administrators, and whoever signs for an organisation.
pub fn needs_factor(world: &World, person: PersonId, day: Date) -> bool {
    is_staff(world, person, day)
        || capacity::organisations_of(world, person)
            .any(|organisation| capacity::signs_for(organisation, person, day).is_some())
}

/// Whether the person held capacities, and all of them have ended: the account ends with them.
pub fn has_left(world: &World, person: PersonId, day: Date) -> bool {
    let appointments = world.appointments.get(&person);
    let appointed = appointments.is_some_and(|held| !held.is_empty());
    let organisations = || capacity::organisations_of(world, person);
    if !appointed && organisations().next().is_none() {
        return false;
    }
    let still = appointments
        .into_iter()
        .flatten()
        .any(|held| held.until.is_none_or(|until| day <= until));
    let acts = organisations().any(|organisation| {
        capacity::handles(organisation, person, day)
            || capacity::signs_for(organisation, person, day).is_some()
    });
    !still && !acts && !is_chief_expert(world, person)
}

fn is_chief_expert(world: &World, person: PersonId) -> bool {
    world.consortia.values().any(|consortium| {
        let chief = &consortium.governance.chief_expert;
        chief.accepted().is_some_and(|held| held.person == person)
            || chief.proposed().is_some_and(|held| held.person == person)
    })
}
