//! A notice in words: what happened, what to do next, until when, and where. One wording for the page, the API and mail.

use acts::ask::Actor;
use acts::ruling::ruling_policy;
use acts::{Subject, World, sight};
use cabinet::{Notice, UPLOAD_NOTICE};
use serde::Serialize;
use values::{Instant, Language};

use super::alarms;
use super::persons::{self, About};
use crate::app::App;
use crate::page::{act_href, subject_href};
use crate::telling::Teller;

/// A notice in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// In one line.
    pub title: String,
    /// What happened.
    pub happened: String,
    /// What to do next.
    pub next: String,
    /// Until when.
    pub until: Option<String>,
    /// Where to do it, as a path of the product.
    pub href: String,
}

/// Tells a notice in a language, as its person may see it now.
pub fn told(app: &App, world: &World, language: Language, notice: &Notice, at: Instant) -> Told {
    let day = at.china_day();
    let subject = notice.subject.parse().unwrap_or(Subject::Office);
    let policy = ruling_policy(world, app.rules(), subject, day).unwrap_or_else(|| app.policy(day));
    let teller = app.teller(language, policy, world);
    let words = teller.words;
    if kind(notice) == Kind::Alarm && sees(app, world, notice, subject, at) {
        let rule = notice.kind.strip_prefix(alarms::KIND).unwrap_or_default();
        let rule = format!("alarm.{rule}");
        return Told {
            title: words.fill("notice.alarm.title", &[words.t(&rule)]),
            happened: String::new(),
            next: words.t(&format!("{rule}.advice")).to_owned(),
            until: None,
            href: "/alarms".to_owned(),
        };
    }
    if kind(notice) == Kind::Upload {
        let digest = notice.kind.strip_prefix(UPLOAD_NOTICE).unwrap_or_default();
        let short = digest.get(..12).unwrap_or_default();
        return Told {
            title: words.t("notice.upload.title").to_owned(),
            happened: words.fill("notice.upload.happened", &[short]),
            next: words.t("notice.upload.next").to_owned(),
            until: None,
            href: "/inbox".to_owned(),
        };
    }
    if !sees(app, world, notice, subject, at) {
        return Told {
            title: words.t("notice.hidden.title").to_owned(),
            happened: String::new(),
            next: words.t("notice.next.hidden").to_owned(),
            until: None,
            href: "/inbox".to_owned(),
        };
    }
    if let Kind::OfPersons(about) = kind(notice) {
        return persons::told(app, teller, about, notice);
    }
    let asks: Vec<String> = notice.asks.iter().map(|act| teller.act(act)).collect();
    let asks = asks.join(words.t("list.comma"));
    let case = teller.subject(subject);
    let (title, next, href) = match kind(notice) {
        Kind::Handed if subject != Subject::Office => (
            words.fill("notice.handed_case.title", &[&case, &asks]),
            words.fill("notice.next.waiting", &[&asks]),
            place(subject, &notice.asks),
        ),
        Kind::Urged => (
            words.fill("notice.urged.title", &[&case, &asks]),
            words.fill("notice.next.waiting", &[&asks]),
            place(subject, &notice.asks),
        ),
        Kind::Handed => (
            words.t("notice.handed.title").to_owned(),
            words.t("notice.next.handed").to_owned(),
            "/inbox".to_owned(),
        ),
        Kind::Service => (
            words.fill("notice.service.title", &[case, teller.act(&notice.act)]),
            words.t("notice.next.service").to_owned(),
            format!("/register/{}", notice.record),
        ),
        Kind::Reminder => (
            words.fill("notice.reminder.title", &[&case, &asks]),
            words.fill("notice.next.waiting", &[&asks]),
            place(subject, &notice.asks),
        ),
        Kind::Waiting | Kind::Alarm | Kind::Upload | Kind::OfPersons(_) => (
            words.fill("notice.waiting.title", &[&case, &asks]),
            words.fill("notice.next.waiting", &[&asks]),
            place(subject, &notice.asks),
        ),
    };
    Told {
        title,
        happened: happened(app, teller, notice),
        next,
        until: notice.due.map(|due| teller.day(due)),
        href,
    }
}

/// What a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something waits for its person.
    Waiting,
    /// A duty or a case came to its person, with what waits there.
    Handed,
    /// Who waits urges.
    Urged,
    /// A decision is served.
    Service,
    /// A deadline comes near.
    Reminder,
    /// An alarm was raised, for the security administrator.
    Alarm,
    /// Something about people's own data and accounts.
    OfPersons(About),
    /// Malware was found in a file its person attached.
    Upload,
}

/// What a notice is, by its word.
pub fn kind(notice: &Notice) -> Kind {
    match notice.kind.as_str() {
        "handed" => Kind::Handed,
        "urged" => Kind::Urged,
        "service" => Kind::Service,
        kind if kind.starts_with("reminder.") => Kind::Reminder,
        kind if kind.starts_with(alarms::KIND) => Kind::Alarm,
        kind if kind.starts_with(UPLOAD_NOTICE) => Kind::Upload,
        kind => About::of(kind).map_or(Kind::Waiting, Kind::OfPersons),
    }
}

/// Whether its person may still see what a notice is about: who lost a right learns nothing more by an old notice.
pub fn sees(app: &App, world: &World, notice: &Notice, subject: Subject, at: Instant) -> bool {
    if let Kind::OfPersons(about) = kind(notice) {
        return about.sees(world, notice.person, at.china_day());
    }
    if kind(notice) == Kind::Alarm {
        return alarms::guards(world, notice.person, at.china_day());
    }
    if kind(notice) == Kind::Upload {
        return true;
    }
    let actor = Actor::Person(notice.person);
    sight::sees(world, app.rules(), actor, subject, at.china_day())
}

fn happened(app: &App, teller: Teller, notice: &Notice) -> String {
    if kind(notice) == Kind::Reminder {
        return teller.words.t("notice.happened_reminder").to_owned();
    }
    match app.record(notice.record) {
        Ok(Some(record)) => teller.words.fill(
            "notice.happened",
            &[
                teller.day(record.day),
                teller.holder(&record.holder),
                teller.act(&record.act),
            ],
        ),
        Ok(None) | Err(_) => String::new(),
    }
}

/// The form of the one act asked for, or the case where there are several.
fn place(subject: Subject, asks: &[String]) -> String {
    match asks {
        [act] => act_href(subject, act),
        _ => subject_href(subject),
    }
}
