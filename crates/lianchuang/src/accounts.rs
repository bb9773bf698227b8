//! What administrators do with accounts. The system administrator opens and ends them and gives them no right; the security
//! administrator unlocks and renews how their owners come in. Nobody reads or sets another's password.

use acts::capacity;
use acts::subject::person::Role;
use acts::{World, ask::Actor};
use audit::EventKind;
use cabinet::{AccountMistake, AccountShown, CabinetFault};
use values::{Date, Instant, PersonId};

use crate::app::{App, Visitor};
use crate::entrance;
use crate::post::persons;
use crate::words::Words;

/// How long a set-up code lives, in seconds.
const CODE_SECONDS: i64 = 72 * 60 * 60;
/// How long a founding code lives, in seconds.
const FOUNDING_SECONDS: i64 = 60 * 60;
/// Days without a sign-in after which an account counts as unused.
const UNUSED_DAYS: i64 = 90;

/// What can be done with an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountAct {
    /// Open one for a person.
    Open,
    /// End one.
    End,
    /// Open a locked one before its time.
    Unlock,
    /// Put the password out of use and give a code to set another; the second factor stays.
    Renew,
    /// The same, and all second factors go: for somebody who lost them and came in person.
    Restart,
    /// End all its sessions; the account, its password and its tokens stay.
    Sessions,
    /// Give a code by which the owner links an identity at the other provider.
    Link,
    /// Let no identity at the other provider open it any more.
    Unlink,
}

impl AccountAct {
    /// All of them.
    pub const ALL: [AccountAct; 8] = [
        AccountAct::Open,
        AccountAct::End,
        AccountAct::Unlock,
        AccountAct::Renew,
        AccountAct::Restart,
        AccountAct::Sessions,
        AccountAct::Link,
        AccountAct::Unlink,
    ];

    /// What the log is told it is.
    pub fn event(self) -> EventKind {
        match self {
            AccountAct::Sessions => EventKind::SessionEnded,
            _ => EventKind::AccountAdministered,
        }
    }

    /// Its name in addresses and words.
    pub fn key(self) -> &'static str {
        match self {
            AccountAct::Open => "open",
            AccountAct::End => "end",
            AccountAct::Unlock => "unlock",
            AccountAct::Renew => "renew",
            AccountAct::Restart => "restart",
            AccountAct::Sessions => "sessions",
            AccountAct::Link => "link",
            AccountAct::Unlink => "unlink",
        }
    }

    /// The act of that name.
    pub fn of(key: &str) -> Option<AccountAct> {
        AccountAct::ALL.into_iter().find(|act| act.key() == key)
    }

    /// Which administrator may do it.
    pub fn by(self) -> Role {
        match self {
            AccountAct::Open | AccountAct::End => Role::SystemAdministrator,
            AccountAct::Unlock
            | AccountAct::Renew
            | AccountAct::Restart
            | AccountAct::Sessions
            | AccountAct::Link
            | AccountAct::Unlink => Role::SecurityAdministrator,
        }
    }
}

/// Whether the person holds that office today.
fn holds(world: &World, person: PersonId, role: &Role, day: Date) -> bool {
    world
        .appointments
        .get(&person)
        .is_some_and(|held| held.iter().any(|one| one.role == *role && one.held_on(day)))
}

/// Whether the visitor may do it.
pub fn may(world: &World, visitor: &Visitor, act: AccountAct) -> bool {
    visitor
        .person()
        .is_some_and(|person| holds(world, person, &act.by(), visitor.day()))
}

/// Whether the visitor may see the list of accounts.
pub fn may_see(world: &World, visitor: &Visitor) -> bool {
    AccountAct::ALL
        .into_iter()
        .any(|act| may(world, visitor, act))
}

/// What came of it.
#[derive(Debug)]
pub enum Done {
    /// Nothing more to tell.
    Plainly,
    /// Done; this code is shown once and handed to the owner.
    Code {
        /// The code.
        code: String,
        /// Until when it works.
        expires: Instant,
    },
    /// The account cannot be opened.
    Mistaken(AccountMistake),
    /// There is no such account or person.
    Absent,
    /// One's own account is not for oneself to change here.
    Own,
}

/// Opens an account for a person.
pub fn open(
    app: &App,
    visitor: &Visitor,
    login: &str,
    person: PersonId,
) -> Result<Done, CabinetFault> {
    if app.world().person(person).is_none() {
        return Ok(Done::Absent);
    }
    match app.cabinet.make_account(login, person, visitor.at)? {
        Ok(()) => code(app, login, visitor.at),
        Err(mistake) => Ok(Done::Mistaken(mistake)),
    }
}

/// Why an account cannot be opened, in words.
pub fn told(words: &Words, mistake: &AccountMistake) -> String {
    match mistake {
        AccountMistake::Taken(login) => {
            words.fill("accounts.login_taken", std::slice::from_ref(login))
        }
        AccountMistake::Login => words.t("accounts.login_wrong").to_owned(),
        AccountMistake::Has(login) => {
            words.fill("accounts.person_has", std::slice::from_ref(login))
        }
    }
}

/// Does something with an account that stands.
pub fn change(
    app: &App,
    visitor: &Visitor,
    act: AccountAct,
    login: &str,
) -> Result<Done, CabinetFault> {
    let Some(person) = app.cabinet.person_of(login)? else {
        return Ok(Done::Absent);
    };
    if visitor.person() == Some(person) {
        return Ok(Done::Own);
    }
    match act {
        AccountAct::Open => Ok(Done::Absent),
        AccountAct::End => {
            app.cabinet.end_account(login, visitor.at)?;
            Ok(Done::Plainly)
        }
        AccountAct::Unlock => {
            app.cabinet.unlock(login)?;
            Ok(Done::Plainly)
        }
        AccountAct::Renew => {
            app.cabinet.unset_password(login, visitor.at)?;
            code(app, login, visitor.at)
        }
        AccountAct::Restart => {
            app.cabinet.unset_password(login, visitor.at)?;
            app.cabinet.remove_factors(person)?;
            code(app, login, visitor.at)
        }
        AccountAct::Sessions => {
            app.cabinet.end_sessions(person, None)?;
            let notice = persons::sessions_ended(person, visitor.at);
            app.cabinet.keep_notices(&[notice], visitor.at)?;
            Ok(Done::Plainly)
        }
        AccountAct::Link => {
            let at = visitor.at;
            let expires = Instant::from_second(at.second() + CODE_SECONDS).unwrap_or(at);
            let code = app.cabinet.make_link_code(login, at, expires)?;
            Ok(Done::Code { code, expires })
        }
        AccountAct::Unlink => {
            app.cabinet.unlink_identity(login)?;
            Ok(Done::Plainly)
        }
    }
}

fn code(app: &App, login: &str, at: Instant) -> Result<Done, CabinetFault> {
    let expires = Instant::from_second(at.second() + CODE_SECONDS).unwrap_or(at);
    let code = app.cabinet.make_setup_code(login, at, expires)?;
    Ok(Done::Code { code, expires })
}

/// How an account stands, for lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// In use.
    Live,
    /// Its owner is still to set a password.
    Waiting,
    /// Locked for a while.
    Locked,
    /// Nobody signed in for long.
    Unused,
    /// Its owner's capacities ended, and with them the account.
    Left,
    /// Ended by an administrator.
    Ended,
}

impl State {
    /// All of them.
    pub const ALL: [State; 6] = [
        State::Live,
        State::Waiting,
        State::Locked,
        State::Unused,
        State::Left,
        State::Ended,
    ];

    /// The state of that name.
    pub fn of(key: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.key() == key)
    }

    /// Its name in addresses and words.
    pub fn key(self) -> &'static str {
        match self {
            State::Live => "live",
            State::Waiting => "waiting",
            State::Locked => "locked",
            State::Unused => "unused",
            State::Left => "left",
            State::Ended => "ended",
        }
    }
}

/// How an account stands.
pub fn state(world: &World, account: &AccountShown, at: Instant) -> State {
    let last = account.used.or(account.made);
    let unused = last.is_some_and(|last| at.second() - last.second() > UNUSED_DAYS * 86_400);
    if account.ends.is_some_and(|ends| ends <= at) {
        State::Ended
    } else if entrance::has_left(world, account.person, at.china_day()) {
        State::Left
    } else if account.locked.is_some() {
        State::Locked
    } else if account.password == cabinet::PasswordShown::Unset {
        State::Waiting
    } else if unused {
        State::Unused
    } else {
        State::Live
    }
}

/// An account as the list shows it.
#[derive(Debug)]
pub struct Listed {
    /// The account.
    pub account: AccountShown,
    /// Its owner's name.
    pub name: String,
    /// How it stands.
    pub state: State,
    /// Whether it is in use from two places at once.
    pub two_places: bool,
    /// What the visitor may do with it.
    pub acts: Vec<AccountAct>,
}

/// The accounts that fit a text in login or name and a state, in the order of their logins. Whether the visitor may see them
/// is asked before.
pub fn listed(
    app: &App,
    world: &World,
    visitor: &Visitor,
    text: &str,
    wanted: Option<State>,
) -> Result<Vec<Listed>, CabinetFault> {
    let text = text.trim().to_lowercase();
    let two_places = app.cabinet.from_two_places(visitor.at)?;
    let accounts = app.cabinet.accounts_shown(visitor.at)?;
    let listed = accounts.into_iter().filter_map(|account| {
        let state = state(world, &account, visitor.at);
        let name = app.person_name(world, account.person);
        let fits = text.is_empty()
            || account.login.to_lowercase().contains(&text)
            || name.to_lowercase().contains(&text);
        (fits && wanted.is_none_or(|wanted| wanted == state)).then(|| Listed {
            two_places: two_places.contains(&account.person),
            acts: offered(app, world, visitor, account.person, state),
            account,
            name,
            state,
        })
    });
    Ok(listed.collect())
}

/// What the visitor may do with an account that stands so.
fn offered(
    app: &App,
    world: &World,
    visitor: &Visitor,
    owner: PersonId,
    state: State,
) -> Vec<AccountAct> {
    let own = visitor.person() == Some(owner);
    AccountAct::ALL
        .into_iter()
        .filter(|act| *act != AccountAct::Open && !own && state != State::Ended)
        .filter(|act| *act != AccountAct::Unlock || state == State::Locked)
        .filter(|act| {
            !matches!(act, AccountAct::Link | AccountAct::Unlink) || app.elsewhere.is_some()
        })
        .filter(|act| may(world, visitor, *act))
        .collect()
}

/// The administrators nobody was appointed to yet, each with a code that lives an hour. Codes made before end.
pub fn found(app: &App) -> Result<Vec<(Role, String)>, CabinetFault> {
    let world = app.world();
    let at = app.now();
    let expires = Instant::from_second(at.second() + FOUNDING_SECONDS).unwrap_or(at);
    capacity::ADMINISTRATORS
        .iter()
        .filter(|role| !capacity::was_ever(&world, role))
        .map(|role| {
            let code = app
                .cabinet
                .make_founding_code(role_key(role), at, expires)?;
            Ok((role.clone(), code))
        })
        .collect()
}

/// The key of an administrator's office, as the act of appointing names it.
pub fn role_key(role: &Role) -> &'static str {
    match role {
        Role::SystemAdministrator => "system_administrator",
        Role::SecurityAdministrator => "security_administrator",
        Role::Auditor => "auditor",
        Role::Officer(_) => "officer",
        Role::Leader(_) => "leader",
        Role::Expert => "expert",
    }
}

/// The actor by which the office is founded.
pub const FOUNDER: Actor = Actor::System;
