//! Notices from records: whom a record gives something new to do, and whom a decision is served on. What was derived and
//! how far goes into the cabinet in one transaction, so that a crash neither loses nor doubles a notice.

use std::collections::BTreeSet;

use acts::ask::{Actor, Office as Rules};
use acts::inbox::{Inbox, Item, concerned, inbox, parties, waits_for};
use acts::{Recorded, Subject, World, sight};
use anyhow::Context as _;
use cabinet::{Correspondence, NewNotice, Posting, Telling};
use register::Store as _;
use values::{EntryNumber, Instant, PersonId};

use crate::api::subject_after;
use crate::app::{App, Demo};
use crate::office::read_recorded;

/// Records taken in one transaction.
const CHUNK: u64 = 64;
/// Records of the past a demo tells notices of.
const DEMO_LOOKS_BACK: u64 = 300;

/// Follows the register, record by record, with the world as it was before each.
#[derive(Default)]
pub struct Deriver {
    /// The world at the last record derived; none before the first round.
    world: Option<World>,
}

impl Deriver {
    /// Derives what the records since the last round lead to, and what is told once a day. Gives how many notices.
    pub fn work(&mut self, app: &App, at: Instant) -> anyhow::Result<usize> {
        let published = app.world();
        let mut world = match self.world.take() {
            Some(world) => world,
            None => begin(app, &published)?,
        };
        let mut told = 0;
        while world.number < published.number {
            let after = world.number;
            let mut posting = Posting::default();
            for record in records(app, after.next(), CHUNK)? {
                let before = world.clone();
                world
                    .evolve(&record)
                    .with_context(|| format!("folding record {}", record.number))?;
                // The past a demo begins with was told when it happened.
                let made = match &app.demo {
                    Some(_) => record.at.min(at),
                    None => at,
                };
                let found = notices(&before, &world, app.rules(), &record, made);
                posting.notices.extend(found);
                if super::webhook::is_public(app, &world, &record) {
                    let targets = app.post.webhooks.targets.iter().cloned();
                    posting
                        .webhooks
                        .extend(targets.map(|target| (record.number, target)));
                }
                adopt_address(app, &record, at)?;
            }
            if world.number == after {
                anyhow::bail!("the register ends before record {}", published.number);
            }
            let kept = app.cabinet.keep_posting(
                (after, world.number),
                &posting,
                app.post.hold_over,
                at,
            )?;
            anyhow::ensure!(kept, "another process derives notices of this register");
            told += posting.notices.len();
        }
        // Caught up: what the readers share is shared here too.
        let caught_up = (*published).clone();
        super::daily::tell(app, &caught_up, at)?;
        self.world = Some(caught_up);
        Ok(told)
    }
}

/// The world at the last record derived. An installation that never derived begins with what is recorded from now on.
fn begin(app: &App, published: &World) -> anyhow::Result<World> {
    let first = published.number.0;
    let posted = if let Some(posted) = app.cabinet.posted()? {
        posted
    } else {
        let after = match &app.demo {
            Some(demo) => {
                give_addresses(app, demo)?;
                first.saturating_sub(DEMO_LOOKS_BACK)
            }
            None => first,
        };
        app.cabinet.begin_posting(EntryNumber(after))?;
        EntryNumber(after)
    };
    if posted >= published.number {
        return Ok(published.clone());
    }
    let mut world = World::default();
    while world.number < posted {
        let left = posted.0 - world.number.0;
        let read = records(app, world.number.next(), left.min(CHUNK * 8))?;
        anyhow::ensure!(!read.is_empty(), "the register ends before record {posted}");
        for record in &read {
            world.evolve(record)?;
        }
    }
    Ok(world)
}

/// Those shown on the demo's sign-in page get addresses nobody has, so that its outbox has something to show.
fn give_addresses(app: &App, demo: &Demo) -> anyhow::Result<()> {
    let accounts = app.cabinet.accounts()?;
    for account in accounts {
        if demo
            .accounts
            .iter()
            .any(|shown| shown.login == account.login)
        {
            let address = Correspondence {
                address: Some(format!("{}@demo.invalid", account.login.replace('@', "."))),
                ..Correspondence::default()
            };
            app.cabinet
                .keep_correspondence(account.person, &address, app.now())?;
        }
    }
    Ok(())
}

fn records(app: &App, from: EntryNumber, limit: u64) -> anyhow::Result<Vec<Recorded>> {
    let mut entries = Vec::new();
    app.with_reader(|reader| reader.read(from.0, limit, &mut |entry| entries.push(entry)))
        .context("reading the register")?;
    entries
        .iter()
        .map(|entry| Ok(read_recorded(entry)?))
        .collect()
}

/// The notices a record leads to.
fn notices(
    before: &World,
    after: &World,
    rules: &Rules,
    record: &Recorded,
    made: Instant,
) -> Vec<NewNotice> {
    let new = |person, kind: &str, subject| new(record, person, kind, subject, made);
    let mut found = handed(before, after, rules, record, &new);
    let cases: BTreeSet<Subject> = [record.subject, subject_after(record)]
        .into_iter()
        .filter(|subject| matches!(subject, Subject::Candidacy(_) | Subject::Consortium(_)))
        .collect();
    for subject in cases {
        for person in concerned(after, subject, record.day) {
            let Some(now) = waits_for(after, rules, person, subject, record.at) else {
                continue;
            };
            let was = waits_for(before, rules, person, subject, record.at);
            let (kind, asks) = asked(after, record, person, &now, was.as_ref());
            if !asks.is_empty() {
                let one = new(person, kind, subject);
                found.push(NewNotice {
                    due: now.due.map(|due| due.date),
                    asks,
                    // What a colleague keeps is in the inbox, and needs no call.
                    telling: if now.kept_by_another(after, person, record.day) {
                        Telling::Silently
                    } else {
                        one.telling
                    },
                    ..one
                });
            }
        }
    }
    if is_decision(record) {
        for person in parties(after, record.subject, record.day) {
            found.push(NewNotice {
                telling: Telling::Always,
                ..new(person, "service", record.subject)
            });
        }
    }
    found
}

/// What a record asks of a person for whom a case waits now: what is new; everything, where it was handed over to just
/// this person, or the authority is urged.
fn asked(
    after: &World,
    record: &Recorded,
    person: PersonId,
    now: &Item,
    was: Option<&Item>,
) -> (&'static str, Vec<String>) {
    let all = || now.acts.iter().map(|act| (*act).to_owned()).collect();
    if record.act.ends_with(".hand_over") && named(record).contains(&person) {
        return ("handed", all());
    }
    let official = || sight::is_official(after, Actor::Person(person), record.day);
    if *record.act == *"matter.urge" && official() {
        return ("urged", all());
    }
    let new = now
        .acts
        .iter()
        .filter(|act| was.is_none_or(|was| !was.acts.contains(act)))
        .map(|act| (*act).to_owned())
        .collect();
    ("waiting", new)
}

fn new(
    record: &Recorded,
    person: PersonId,
    kind: &str,
    subject: Subject,
    made: Instant,
) -> NewNotice {
    NewNotice {
        record: record.number,
        person,
        kind: kind.to_owned(),
        subject: subject.to_string(),
        act: record.act.to_string(),
        asks: Vec::new(),
        due: None,
        made,
        telling: if record.person() == Some(person) {
            Telling::Silently
        } else {
            Telling::AsChosen
        },
    }
}

/// Whether a record decides on a case: an act of the authority's side that decides by its name or ends the case.
fn is_decision(record: &Recorded) -> bool {
    let by_authority = record.organisation.is_none() && record.by != Actor::Public;
    let decides = record.act.starts_with("decision.")
        || record.effects.ends.is_some()
        || record.effects.established.is_some();
    by_authority && decides && !matches!(record.subject, Subject::Office)
}

/// What a record that is about people and not about a case puts into their inbox: an appointment, an authorisation.
fn handed(
    before: &World,
    after: &World,
    rules: &Rules,
    record: &Recorded,
    new: &impl Fn(PersonId, &str, Subject) -> NewNotice,
) -> Vec<NewNotice> {
    let people: BTreeSet<PersonId> = match record.subject {
        Subject::Office => named(record),
        Subject::Organisation(_) => parties(after, record.subject, record.day),
        Subject::Candidacy(_) | Subject::Consortium(_) => return Vec::new(),
    };
    let of =
        |world: &World, person| -> Inbox { inbox(world, rules, Actor::Person(person), record.at) };
    let mut found = Vec::new();
    for person in people {
        let now = of(after, person).waiting_for_me;
        if now.is_empty() {
            continue;
        }
        let was: BTreeSet<Subject> = of(before, person)
            .waiting_for_me
            .iter()
            .map(|item| item.subject)
            .collect();
        let mut fresh = now.iter().filter(|item| !was.contains(&item.subject));
        if let Some(first) = fresh.next() {
            found.push(NewNotice {
                due: fresh
                    .chain([first])
                    .filter_map(|item| item.due)
                    .map(|due| due.date)
                    .min(),
                ..new(person, "handed", Subject::Office)
            });
        }
    }
    found
}

/// People a record of the office names.
fn named(record: &Recorded) -> BTreeSet<PersonId> {
    ["person", "to", "substitute", "delegate"]
        .iter()
        .filter_map(|field| record.fields.get(*field)?.as_str()?.parse().ok())
        .collect()
}

/// A contact given at enrolment that is a mail address becomes the person's.
fn adopt_address(app: &App, record: &Recorded, at: Instant) -> anyhow::Result<()> {
    if record.act != *"person.enrol" {
        return Ok(());
    }
    let Some(reference) = record
        .fields
        .get("contact")
        .and_then(|found| found.as_str())
    else {
        return Ok(());
    };
    let text = app.cabinet.personal(reference)?;
    if text.is_some_and(|text| super::fit_address(&text)) {
        app.cabinet
            .adopt_address(record.number.into(), reference, at)?;
    }
    Ok(())
}
