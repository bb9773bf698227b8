//! Signing in: a wrong login cannot be told from a wrong password, not by words, not by time, not by being locked out.

use identity::password::Profile;
use rusqlite::OptionalExtension;
use values::{Instant, PersonId};

use crate::password::Weighed;
use crate::protected::ACCOUNT;
use crate::{Cabinet, CabinetFault, password, secret};

/// Failed attempts after which a login is locked for a while.
const LOGIN_FAILURES: i64 = 5;
/// Failed attempts after which an address is; several people may stand behind one.
const SOURCE_FAILURES: i64 = 30;
/// How long what is locked stays locked, and how long a failure counts, in seconds.
const LOCK_SECONDS: i64 = 15 * 60;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// An attempt to sign in.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The login typed.
    pub login: &'a str,
    /// The password typed.
    pub password: &'a str,
    /// The address it comes from; empty where there is none.
    pub source: &'a str,
}

/// What came of an attempt to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// Login and password fit.
    Welcome(Welcome),
    /// Login or password is wrong; which, is not said.
    Wrong,
    /// Too many failures; open again from then.
    Locked(Instant),
}

/// Whose login and password fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// The person.
    pub person: PersonId,
    /// The login as it is kept.
    pub login: String,
    /// Whether the password is due to be changed.
    pub password: PasswordAge,
}

/// Whether a password is still good by its profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordAge {
    /// Good.
    Good,
    /// To be changed first.
    Due,
}

/// What failures are counted against.
#[derive(Clone, Copy)]
pub(crate) enum Counted<'a> {
    Login(&'a str),
    Source(&'a str),
    Second(PersonId),
}

impl Counted<'_> {
    fn digest(self) -> String {
        secret::digest(&match self {
            Counted::Login(login) => format!("login:{}", login.to_lowercase()),
            Counted::Source(source) => format!("source:{source}"),
            Counted::Second(person) => format!("second:{person}"),
        })
    }

    fn allowed(self) -> i64 {
        match self {
            Counted::Login(_) | Counted::Second(_) => LOGIN_FAILURES,
            Counted::Source(_) => SOURCE_FAILURES,
        }
    }
}

impl Cabinet {
    /// Tries to sign in.
    pub fn sign_in(
        &self,
        attempt: &Attempt,
        profile: Profile,
        at: Instant,
    ) -> Result<SignIn, CabinetFault> {
        let counted = [
            Counted::Login(attempt.login),
            Counted::Source(attempt.source),
        ];
        let found = self
            .connection()
            .query_row(
                "SELECT login, person, password, ends, password_set FROM account WHERE login = ?1",
                [attempt.login],
                |row| {
                    Ok((
                        row.get::<_, String>(0)?,
                        row.get::<_, i64>(1)?,
                        row.get::<_, String>(2)?,
                        row.get::<_, Option<i64>>(3)?,
                        row.get::<_, i64>(4)?,
                    ))
                },
            )
            .optional()?;
        let stands = match &found {
            Some((login, ..)) => self.stands(&self.connection(), &ACCOUNT, login)?,
            None => false,
        };
        // A login nobody has takes as long as a wrong password, and so does an account that was not written by the program.
        let weighed = match &found {
            Some((_, _, kept, _, _)) if stands && !password::is_unset(kept) => {
                password::weigh(&*self.keys, attempt.password, kept)?
            }
            _ => {
                password::digest(&*self.keys, attempt.password)?;
                Weighed::Other
            }
        };
        let fits = !matches!(weighed, Weighed::Other);
        for one in counted {
            if let Some(until) = self.locked(one, at)? {
                return Ok(SignIn::Locked(until));
            }
        }
        match found {
            Some((login, person, _, ends, set))
                if fits && ends.is_none_or(|ends| at.second() < ends) =>
            {
                self.forget_failures(Counted::Login(&login))?;
                self.connection().execute(
                    "UPDATE account SET used = ?2 WHERE login = ?1",
                    (&login, at.second()),
                )?;
                if let Weighed::FitsAnew(kept) = weighed {
                    self.connection().execute(
                        "UPDATE account SET password = ?2 WHERE login = ?1",
                        (&login, kept),
                    )?;
                }
                let due = profile
                    .days()
                    .is_some_and(|days| at.second() >= set + days * DAY);
                Ok(SignIn::Welcome(Welcome {
                    person: PersonId(person.unsigned_abs()),
                    login,
                    password: if due {
                        PasswordAge::Due
                    } else {
                        PasswordAge::Good
                    },
                }))
            }
            _ => {
                for one in counted {
                    self.count_failure(one, at)?;
                }
                Ok(SignIn::Wrong)
            }
        }
    }

    /// Until when failures lock it, if they do.
    pub(crate) fn locked(
        &self,
        what: Counted,
        at: Instant,
    ) -> Result<Option<Instant>, CabinetFault> {
        let until: Option<i64> = self
            .connection()
            .query_row(
                "SELECT locked_until FROM failure WHERE digest = ?1",
                [what.digest()],
                |row| row.get(0),
            )
            .optional()?
            .flatten();
        Ok(until
            .filter(|until| *until > at.second())
            .and_then(Instant::from_second))
    }

    /// Counts a failure; the one that is too many locks.
    pub(crate) fn count_failure(&self, what: Counted, at: Instant) -> Result<(), CabinetFault> {
        if matches!(what, Counted::Source("")) {
            return Ok(());
        }
        // A failure counts until the time a lock takes has passed without another.
        self.connection().execute(
            "INSERT INTO failure (digest, failures, since) VALUES (?1, 1, ?2)
             ON CONFLICT (digest) DO UPDATE SET
               failures = CASE WHEN failure.since + ?4 <= ?2 THEN 1 ELSE failure.failures + 1 END,
               since = ?2,
               locked_until = CASE WHEN failure.since + ?4 > ?2 AND failure.failures + 1 >= ?3 THEN ?2 + ?4 END",
            (what.digest(), at.second(), what.allowed(), LOCK_SECONDS),
        )?;
        Ok(())
    }

    /// Forgets the failures counted.
    pub(crate) fn forget_failures(&self, what: Counted) -> Result<(), CabinetFault> {
        self.connection()
            .execute("DELETE FROM failure WHERE digest = ?1", [what.digest()])?;
        Ok(())
    }

    /// Until when an address is locked, if it is.
    pub fn locked_source(
        &self,
        source: &str,
        at: Instant,
    ) -> Result<Option<Instant>, CabinetFault> {
        self.locked(Counted::Source(source), at)
    }

    /// Counts a failure of an address.
    pub fn failed_at(&self, source: &str, at: Instant) -> Result<(), CabinetFault> {
        self.count_failure(Counted::Source(source), at)
    }

    /// Until when a login is locked, if it is.
    pub fn locked_login(&self, login: &str, at: Instant) -> Result<Option<Instant>, CabinetFault> {
        self.locked(Counted::Login(login), at)
    }

    /// Opens a locked login again, the second factor's failures included.
    pub fn unlock(&self, login: &str) -> Result<(), CabinetFault> {
        self.forget_failures(Counted::Login(login))?;
        if let Some(person) = self.person_of(login)? {
            self.forget_failures(Counted::Second(person))?;
        }
        Ok(())
    }
}
