//! What people are told about their own data and accounts, and the security administrators about requests: notices that come from
//! no record.

use acts::{Subject, World};
use cabinet::{NewNotice, Notice, Telling};
use values::{Date, EntryNumber, Instant, PersonId};

use super::alarms;
use super::told::Told;
use crate::app::App;
use crate::personal::breach::Report;
use crate::telling::Teller;

pub use super::alarms::guards;

/// What such a notice is about; its number stands where records have theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// A request waits for the security administrators.
    Asked,
    /// A request that waits is overdue.
    Overdue,
    /// A request was answered, for whoever asked.
    Answered,
    /// There was a breach, for whom it touches.
    Breach,
    /// The security administrator ended all sessions, for their owner.
    SessionsEnded,
}

impl About {
    /// All of them.
    const ALL: [About; 5] = [
        About::Asked,
        About::Overdue,
        About::Answered,
        About::Breach,
        About::SessionsEnded,
    ];

    /// How a notice of it is marked.
    fn key(self) -> &'static str {
        match self {
            About::Asked => "request.asked",
            About::Overdue => "request.overdue",
            About::Answered => "request.answered",
            About::Breach => "personal.breach",
            About::SessionsEnded => "account.sessions_ended",
        }
    }

    /// What a notice is about, by its mark.
    pub fn of(kind: &str) -> Option<About> {
        About::ALL.into_iter().find(|about| about.key() == kind)
    }

    /// Whether its person may still see it: who holds the office no more learns nothing by an old notice.
    pub fn sees(self, world: &World, person: PersonId, day: Date) -> bool {
        match self {
            About::Asked | About::Overdue => alarms::guards(world, person, day),
            About::Answered | About::Breach | About::SessionsEnded => true,
        }
    }
}

fn notice(
    about: About,
    number: i64,
    person: PersonId,
    due: Option<Date>,
    at: Instant,
) -> NewNotice {
    NewNotice {
        record: EntryNumber(number.unsigned_abs()),
        person,
        kind: about.key().to_owned(),
        subject: Subject::Office.to_string(),
        act: String::new(),
        asks: Vec::new(),
        due,
        made: at,
        telling: Telling::Always,
    }
}

/// The security administrators of a day.
fn administrators(world: &World, day: Date) -> impl Iterator<Item = PersonId> + '_ {
    world
        .appointments
        .keys()
        .copied()
        .filter(move |person| alarms::guards(world, *person, day))
}

/// That a request waits, for every security administrator.
pub fn asked(world: &World, request: i64, due: Date, at: Instant) -> Vec<NewNotice> {
    administrators(world, at.china_day())
        .map(|person| notice(About::Asked, request, person, Some(due), at))
        .collect()
}

/// That a request was answered, for whoever asked.
pub fn answered(person: PersonId, request: i64, at: Instant) -> NewNotice {
    notice(About::Answered, request, person, None, at)
}

/// That there was a breach, for whom it touches.
pub fn breach(person: PersonId, breach: i64, at: Instant) -> NewNotice {
    notice(About::Breach, breach, person, None, at)
}

/// That the security administrator ended all sessions of an account, for its owner; told once for a second.
pub fn sessions_ended(person: PersonId, at: Instant) -> NewNotice {
    notice(About::SessionsEnded, at.second(), person, None, at)
}

/// Requests whose day has passed without an answer, for every security administrator; each is told once.
pub fn overdue(app: &App, world: &World, at: Instant) -> anyhow::Result<Vec<NewNotice>> {
    let day = at.china_day();
    let open = app.cabinet.requests(cabinet::WhichRequests::Open)?;
    Ok(open
        .iter()
        .filter(|request| request.due < day)
        .flat_map(|request| {
            administrators(world, day).map(move |person| {
                notice(About::Overdue, request.id, person, Some(request.due), at)
            })
        })
        .collect())
}

/// Such a notice in words.
pub fn told(app: &App, teller: Teller, about: About, notice: &Notice) -> Told {
    let words = teller.words;
    let key = about.key();
    let number = notice.record.to_string();
    let mut told = Told {
        title: words.fill(
            &format!("notice.{key}.title"),
            std::slice::from_ref(&number),
        ),
        happened: words.t(&format!("notice.{key}.happened")).to_owned(),
        next: words.t(&format!("notice.{key}.next")).to_owned(),
        until: notice.due.map(|due| teller.day(due)),
        href: match about {
            About::Asked | About::Overdue => format!("/data-requests/{number}"),
            About::Answered => "/account/data#requests".to_owned(),
            About::Breach => "/account/data".to_owned(),
            About::SessionsEnded => "/account#sessions".to_owned(),
        },
    };
    if about == About::Breach {
        // A report that cannot be read leaves the plain words.
        let id = i64::try_from(notice.record.0).unwrap_or_default();
        if let Ok(Some(report)) = Report::kept(app, id) {
            told.happened = report.happened_told(app, teller);
            told.next = report.advice_told(app, teller);
        }
    }
    told
}
