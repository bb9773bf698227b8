//! What is told once a day, from eight in the morning: reminders of deadlines that come near, so many at most for each
//! deadline, and the digests of those who want one mail a day.

use acts::inbox::{awaits, concerned, waits_for};
use acts::ruling::ruling_policy;
use acts::{Subject, World};
use cabinet::{NewNotice, Telling};
use policy::{ParameterValue, Policy, Value};
use values::{EntryNumber, Instant};

use crate::app::App;

/// The hour of the day from which it is told.
const HOUR: &str = "08:00";
/// Working days before a deadline at which a reminder goes out, where the policy has no `remind_before`.
const REMIND_BEFORE: i64 = 3;
/// Reminders of one deadline, where the policy has no `reminders`.
const REMINDERS: i64 = 2;
/// Days for which what has left is still listed.
const KEEP_DAYS: i64 = 90;

/// Tells it, unless it was told for the day or it is too early.
pub fn tell(app: &App, world: &World, at: Instant) -> anyhow::Result<()> {
    let day = at.china_day();
    if at.china_clock().as_str() < HOUR || app.cabinet.told_daily(day)? {
        return Ok(());
    }
    let mut reminders = reminders(app, world, at);
    reminders.extend(super::persons::overdue(app, world, at)?);
    app.cabinet
        .keep_daily(day, &reminders, app.post.hold_over, at)?;
    if let Some(before) = Instant::from_second(at.second() - KEEP_DAYS * 86_400) {
        app.cabinet.sweep_jobs(before)?;
    }
    Ok(())
}

fn reminders(app: &App, world: &World, at: Instant) -> Vec<NewNotice> {
    let candidacies = world.candidacies.keys().copied().map(Subject::Candidacy);
    let consortia = world.consortia.keys().copied().map(Subject::Consortium);
    let mut found = Vec::new();
    for subject in candidacies.chain(consortia) {
        let near = awaits(world, app.rules(), subject, at)
            .and_then(|item| item.days_left)
            .zip(ruling_policy(world, app.rules(), subject, at.china_day()))
            .is_some_and(|(left, policy)| reminder(policy, left).is_some());
        if near {
            found.extend(of_case(app, world, subject, at));
        }
    }
    found
}

fn of_case(app: &App, world: &World, subject: Subject, at: Instant) -> Vec<NewNotice> {
    let day = at.china_day();
    let Some(policy) = ruling_policy(world, app.rules(), subject, day) else {
        return Vec::new();
    };
    let begun = match subject {
        Subject::Candidacy(id) => id.entry(),
        Subject::Consortium(id) => id.entry(),
        Subject::Office | Subject::Organisation(_) => EntryNumber(0),
    };
    concerned(world, subject, day)
        .into_iter()
        .filter_map(|person| {
            let item = waits_for(world, app.rules(), person, subject, at)?;
            // A deadline whose clock stands still does not come nearer.
            if item.stopped.is_some() || item.kept_by_another(world, person, day) {
                return None;
            }
            let due = item.due?.date;
            let which = reminder(policy, item.days_left?)?;
            Some(NewNotice {
                record: begun,
                person,
                kind: format!("reminder.{due}.{which}"),
                subject: subject.to_string(),
                act: String::new(),
                asks: item.acts.iter().map(|act| (*act).to_owned()).collect(),
                due: Some(due),
                made: at,
                telling: Telling::AsChosen,
            })
        })
        .collect()
}

/// Which reminder is due with so many working days left, counted from 1: the first at the policy's number of days, each
/// further one at half of that; none once the deadline has passed.
fn reminder(policy: &Policy, left: i64) -> Option<i64> {
    if left < 0 {
        return None;
    }
    let mut days = count(policy, "remind_before", REMIND_BEFORE);
    let mut which = None;
    for number in 1..=count(policy, "reminders", REMINDERS) {
        if left > days {
            break;
        }
        which = Some(number);
        days /= 2;
    }
    which
}

fn count(policy: &Policy, key: &str, otherwise: i64) -> i64 {
    match policy.parameter(key) {
        Some(ParameterValue::Value(Value::Count(count))) => (*count).clamp(0, 99),
        _ => otherwise,
    }
}
