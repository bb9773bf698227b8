//! Retention: how long each personal field is kept once it is needed no more, and the sweep that erases what is past its time.
//! The register keeps the acts; what they referred to is gone.

mod terms;

use std::collections::BTreeMap;

use acts::World;
use acts::tenure::{Tenure, decided, seated, tenure};
use anyhow::Context as _;
use audit::EventKind;
use cabinet::{Correspondence, REFERENCE_PREFIX, RequestOutcome, WhichRequests};
use values::{Date, EntryNumber, Instant, PersonId};

use crate::app::App;

pub use terms::{Kept, Terms};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Something whose time is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What it is.
    pub kept: Kept,
    /// The record it was given with, or the number of the request.
    pub record: EntryNumber,
    /// Since when it was needed no more.
    pub since: Date,
    what: What,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Text(String),
    MailAddress(PersonId),
    Request(Vec<String>),
}

/// What a sweep erased, or would.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// How many of each field.
    pub fields: BTreeMap<&'static str, usize>,
    /// Sessions that ended.
    pub sessions: usize,
    /// Set-up codes that ended.
    pub codes: usize,
}

impl Swept {
    /// All together.
    pub fn total(&self) -> usize {
        self.fields.values().sum::<usize>() + self.sessions + self.codes
    }

    /// In one line, for the log.
    pub fn line(&self) -> String {
        let fields = self
            .fields
            .iter()
            .map(|(key, count)| format!("{key}={count}"));
        let rest = [("session", self.sessions), ("setup_code", self.codes)];
        let rest = rest.into_iter().filter(|(_, count)| *count > 0);
        let rest = rest.map(|(key, count)| format!("{key}={count}"));
        fields.chain(rest).collect::<Vec<_>>().join(" ")
    }
}

/// Everything whose time is over.
pub fn due(app: &App, at: Instant) -> anyhow::Result<Vec<Due>> {
    let world = app.world();
    let mut found = Vec::new();
    of_people(app, &world, at.china_day(), &mut found)?;
    of_objections(app, &world, at.china_day(), &mut found)?;
    of_requests(app, at.china_day(), &mut found)?;
    Ok(found)
}

/// Whether a term that began on one day is over on another.
fn over(app: &App, kept: Kept, since: Date, day: Date) -> bool {
    let days = app.retention.days(kept);
    since
        .checked_add(jiff::Span::new().days(days))
        .is_ok_and(|last| last < day)
}

fn of_people(app: &App, world: &World, day: Date, found: &mut Vec<Due>) -> anyhow::Result<()> {
    let seated = seated(world, app.rules());
    for (id, person) in &world.people {
        if seated.contains(id) {
            continue;
        }
        let record = EntryNumber(id.0);
        let since = match tenure(world, *id, day) {
            Tenure::Held => continue,
            Tenure::Ended(last) => last,
            // Somebody enrolled and never given anything to do.
            Tenure::Never => match app.record(record)? {
                Some(record) => record.day,
                None => continue,
            },
        };
        let mut add = |kept: Kept, what: What| {
            found.push(Due {
                kept,
                record,
                since,
                what,
            });
        };
        if over(app, Kept::Name, since, day) && app.cabinet.keeps_personal(&person.name.0)? {
            add(Kept::Name, What::Text(person.name.0.clone()));
        }
        if over(app, Kept::Contact, since, day)
            && let Some(reference) = field(app, record, "contact")?
        {
            add(Kept::Contact, What::Text(reference));
        }
        if over(app, Kept::MailAddress, since, day)
            && app.cabinet.correspondence(*id)?.address.is_some()
        {
            add(Kept::MailAddress, What::MailAddress(*id));
        }
    }
    Ok(())
}

fn of_objections(app: &App, world: &World, day: Date, found: &mut Vec<Due>) -> anyhow::Result<()> {
    for consortium in world.consortia.values() {
        let Some(since) = decided(app.rules(), consortium) else {
            continue;
        };
        for number in consortium.examination.objections.keys() {
            for kept in [Kept::ObjectorName, Kept::ObjectorAddress] {
                if !over(app, kept, since, day) {
                    continue;
                }
                if let Some(reference) = field(app, *number, kept.field())? {
                    found.push(Due {
                        kept,
                        record: *number,
                        since,
                        what: What::Text(reference),
                    });
                }
            }
        }
    }
    Ok(())
}

fn of_requests(app: &App, day: Date, found: &mut Vec<Due>) -> anyhow::Result<()> {
    for request in app.cabinet.requests(WhichRequests::All)? {
        let Some(answer) = request.answer else {
            continue;
        };
        let since = answer.at.map_or(request.due, Instant::china_day);
        if !over(app, Kept::Request, since, day) || !app.cabinet.keeps_personal(&request.text)? {
            continue;
        }
        // What something was put right to stands in the place of what it said before, and goes with that.
        let proposed = request
            .proposed
            .filter(|_| answer.outcome == RequestOutcome::Refused);
        let texts = [Some(request.text), proposed, Some(answer.text)];
        found.push(Due {
            kept: Kept::Request,
            record: EntryNumber(request.id.unsigned_abs()),
            since,
            what: What::Request(texts.into_iter().flatten().collect()),
        });
    }
    Ok(())
}

/// The reference in a field of a record, while there is a text behind it.
fn field(app: &App, number: EntryNumber, name: &str) -> anyhow::Result<Option<String>> {
    let record = app.record(number)?;
    let reference = record.and_then(|record| Some(record.fields.get(name)?.as_str()?.to_owned()));
    match reference.filter(|reference| reference.starts_with(REFERENCE_PREFIX)) {
        Some(reference) if app.cabinet.keeps_personal(&reference)? => Ok(Some(reference)),
        _ => Ok(None),
    }
}

/// What a sweep would erase.
pub fn looked(app: &App, at: Instant) -> anyhow::Result<Swept> {
    Ok(counted(app, &due(app, at)?, at)?)
}

fn counted(app: &App, due: &[Due], at: Instant) -> Result<Swept, cabinet::CabinetFault> {
    let mut swept = Swept {
        sessions: app.cabinet.ended_sessions(at)?,
        codes: app.cabinet.ended_setup_codes(at)?,
        ..Swept::default()
    };
    for one in due {
        *swept.fields.entry(one.kept.key()).or_default() += 1;
    }
    let drafts = app.cabinet.drafts_before(drafts_before(app, at))?;
    if drafts > 0 {
        swept.fields.insert(Kept::Draft.key(), drafts);
    }
    Ok(swept)
}

fn drafts_before(app: &App, at: Instant) -> Instant {
    let seconds = app.retention.days(Kept::Draft).saturating_mul(DAY);
    Instant::from_second(at.second().saturating_sub(seconds)).unwrap_or(at)
}

/// Erases what is past its time. The log is told first how much of what that is; where it takes nothing, nothing is erased.
pub fn sweep(app: &App, at: Instant) -> anyhow::Result<Swept> {
    let due = due(app, at)?;
    let swept = counted(app, &due, at)?;
    if swept.total() == 0 {
        return Ok(swept);
    }
    let event = audit::Event {
        at,
        ..app.own_event(EventKind::PersonalErased, "retention")
    };
    app.audit
        .write_and_wait(event.counting(swept.total()).noting(swept.line()))
        .context("nothing is erased that the audit log cannot take")?;
    for one in due {
        match one.what {
            What::Text(reference) => app.erase_personal(&reference)?,
            What::Request(texts) => {
                for reference in texts {
                    app.erase_personal(&reference)?;
                }
            }
            What::MailAddress(person) => {
                let kept = app.cabinet.correspondence(person)?;
                let without = Correspondence {
                    address: None,
                    ..kept
                };
                app.cabinet.keep_correspondence(person, &without, at)?;
            }
        }
    }
    app.cabinet.drop_drafts_before(drafts_before(app, at))?;
    app.cabinet.sweep_sessions(at)?;
    app.cabinet.sweep_setup_codes(at)?;
    app.cabinet.forget_erased()?;
    Ok(swept)
}

/// Erases one field of a record, for a reason.
pub fn erase(
    app: &App,
    visitor: &crate::app::Visitor,
    asked: &crate::unmasking::Asked,
) -> anyhow::Result<()> {
    let event = asked.event(app, visitor);
    let event = audit::Event {
        kind: EventKind::PersonalErased,
        ..event
    };
    app.audit
        .write_and_wait(event)
        .context("nothing is erased that the audit log cannot take")?;
    app.erase_personal(asked.masked.reference())?;
    app.cabinet.forget_erased()?;
    Ok(())
}

/// The daily round: what is past its time goes, and names another process erased are forgotten here too.
#[derive(Debug, Default)]
pub struct Sweeper {
    swept: Option<Date>,
}

impl Sweeper {
    /// Does what is due.
    pub fn work(&mut self, app: &App, at: Instant) -> anyhow::Result<()> {
        if app.cabinet.changed_elsewhere()? {
            app.forget_names();
        }
        let day = at.china_day();
        if self.swept == Some(day) {
            return Ok(());
        }
        let swept = sweep(app, at)?;
        self.swept = Some(day);
        if swept.total() > 0 {
            tracing::info!(
                erased = swept.line(),
                "personal data past their time were erased"
            );
        }
        Ok(())
    }
}
