//! Mail as text: one notice, or the notices of a day, in Chinese and then in English. The words are the product's, or the
//! pack's where it says them in its own way.

use acts::World;
use cabinet::{CabinetFault, Job, JobKind, Notice};
use seal::sm3;
use values::{Instant, Language, PersonId};

use super::persons::About;
use super::told::{Kind, Told, kind, sees, told};
use crate::app::App;
use crate::words::Words;

/// Days after which a mail that could not leave tells nothing any more; what is served is sent however late.
const STALE_DAYS: i64 = 7;

/// A mail, ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Whom it goes to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// By what whoever receives it knows it from every other, and knows it again: always the same for the same job.
    pub mark: String,
    /// When it is written.
    pub at: Instant,
}

/// Why a mail is not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unwritten {
    /// Its person has no address any more.
    NoAddress,
    /// Its person may not see the case any more.
    Hidden,
    /// It could not leave for so long that it tells nothing any more.
    Stale,
}

impl Unwritten {
    /// The word of the reason.
    pub const fn key(self) -> &'static str {
        match self {
            Unwritten::NoAddress => "no_address",
            Unwritten::Hidden => "hidden",
            Unwritten::Stale => "stale",
        }
    }
}

/// Writes the mail of a job, as things stand now.
pub fn write(
    app: &App,
    world: &World,
    job: &Job,
    at: Instant,
) -> Result<Result<Letter, Unwritten>, CabinetFault> {
    let Some(person) = job.person else {
        return Ok(Err(Unwritten::NoAddress));
    };
    let Some(to) = app.cabinet.correspondence(person)?.address else {
        return Ok(Err(Unwritten::NoAddress));
    };
    let mut notices = Vec::new();
    for id in of_job(app, job)? {
        notices.extend(app.cabinet.notice(id)?);
    }
    let seen = |notice: &Notice| {
        let subject = notice.subject.parse().ok();
        subject.is_some_and(|subject| sees(app, world, notice, subject, at))
    };
    notices.retain(seen);
    if notices.is_empty() {
        return Ok(Err(Unwritten::Hidden));
    }
    let stale = job
        .made
        .is_some_and(|made| made.second() + STALE_DAYS * 86_400 < at.second());
    // What the law asks to be told is told, however late.
    let owed = |kind: Kind| matches!(kind, Kind::Service | Kind::OfPersons(About::Breach));
    notices.retain(|notice| owed(kind(notice)) || !stale);
    if notices.is_empty() {
        return Ok(Err(Unwritten::Stale));
    }
    let (subjects, texts): (Vec<String>, Vec<String>) = Language::ALL
        .into_iter()
        .map(|language| in_language(app, world, language, person, &notices, at))
        .unzip();
    Ok(Ok(Letter {
        to,
        subject: subjects.join(" / "),
        text: texts.join("\n\n────────\n\n"),
        mark: mark(&job.key),
        at,
    }))
}

/// The notices a mail tells.
fn of_job(app: &App, job: &Job) -> Result<Vec<i64>, CabinetFault> {
    match job.kind {
        JobKind::Digest => app.cabinet.digest_notices(job.id),
        JobKind::Mail | JobKind::Webhook | JobKind::Scan => Ok(job.notice.into_iter().collect()),
    }
}

fn in_language(
    app: &App,
    world: &World,
    language: Language,
    person: PersonId,
    notices: &[Notice],
    at: Instant,
) -> (String, String) {
    let words = app.words(language);
    let all: Vec<Told> = notices
        .iter()
        .map(|notice| told(app, world, language, notice, at))
        .collect();
    let subject = match all.as_slice() {
        [one] => words.fill("mail.subject", &[&one.title]),
        several => words.fill("mail.subject_daily", &[several.len().to_string()]),
    };
    let mut lines = vec![
        words.fill("mail.greeting", &[app.person_name(world, person)]),
        String::new(),
    ];
    for one in &all {
        lines.extend(matter(app, words, one, all.len()));
    }
    lines.push(words.fill("mail.footer", &[app.post.link("/notices/choices")]));
    (subject, lines.join("\n"))
}

fn matter(app: &App, words: &Words, told: &Told, of: usize) -> Vec<String> {
    let mut lines = Vec::new();
    if of > 1 {
        lines.push(format!("■ {}", told.title));
    }
    if !told.happened.is_empty() {
        lines.push(told.happened.clone());
    }
    lines.push(told.next.clone());
    lines.push(match &told.until {
        Some(until) => words.fill("notice.until", &[until]),
        None => words.t("notice.no_until").to_owned(),
    });
    lines.push(words.fill("mail.link", &[app.post.link(&told.href)]));
    lines.push(String::new());
    lines
}

/// The mark of a job's mail.
pub fn mark(key: &str) -> String {
    let digest = sm3(format!("lianchuang {key}").as_bytes()).to_string();
    format!("lc-{}", &digest[..32])
}
