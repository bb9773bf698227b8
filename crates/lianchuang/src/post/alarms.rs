//! Alarms brought to whoever holds the office of the security administrator, as notices and mail, and to the targets set for them. What
//! was told already is known by the alarm's number, so that a restart tells nothing twice.

use acts::subject::person::Role;
use acts::{Subject, World};
use audit::Alarm;
use cabinet::{NewNotice, Telling};
use serde_json::json;
use values::{Date, EntryNumber, Instant, PersonId};

use crate::app::App;

/// How a notice of an alarm is marked; the rule follows.
pub const KIND: &str = "alarm.";
/// Alarms looked at in one round.
const ROUND: usize = 100;
/// Days after which an alarm is no news any more; what was told is remembered longer.
const NEWS_DAYS: i64 = 7;

/// Whether the person is a security administrator on that day.
pub fn guards(world: &World, person: PersonId, day: Date) -> bool {
    let held = world.appointments.get(&person).into_iter().flatten();
    held.into_iter()
        .any(|held| held.role == Role::SecurityAdministrator && held.held_on(day))
}

/// Brings alarms on their way.
#[derive(Debug, Default)]
pub struct Crier {
    /// The last alarm brought on its way by this process.
    last: u64,
}

impl Crier {
    /// Brings those on their way that are not; gives how many notices and messages there are to make of them.
    pub fn work(&mut self, app: &App, at: Instant) -> anyhow::Result<usize> {
        let mut alarms = app.audit.look(|store| store.alarms(None, ROUND))?.alarms;
        let since = at.second() - NEWS_DAYS * 86_400;
        alarms.retain(|alarm| {
            alarm.raised.number > self.last && alarm.raised.event.at.second() >= since
        });
        let Some(newest) = alarms.first().map(|alarm| alarm.raised.number) else {
            return Ok(0);
        };
        let world = app.world();
        let day = at.china_day();
        let guards: Vec<PersonId> = world
            .appointments
            .keys()
            .copied()
            .filter(|person| guards(&world, *person, day))
            .collect();
        let mut notices = Vec::new();
        let mut messages = Vec::new();
        for alarm in &alarms {
            let number = EntryNumber(alarm.raised.number);
            notices.extend(guards.iter().map(|guard| notice(alarm, *guard, at)));
            let targets = app.post.webhooks.alarms.iter();
            messages.extend(targets.map(|target| (number, target.clone())));
        }
        app.cabinet.keep_alarms(&notices, &messages, at)?;
        self.last = newest;
        Ok(notices.len() + messages.len())
    }
}

fn notice(alarm: &Alarm, person: PersonId, at: Instant) -> NewNotice {
    let rule = alarm.rule.map(audit::AlarmRule::key).unwrap_or_default();
    NewNotice {
        record: EntryNumber(alarm.raised.number),
        person,
        kind: format!("{KIND}{rule}"),
        subject: Subject::Office.to_string(),
        act: String::new(),
        asks: Vec::new(),
        due: None,
        made: at,
        telling: Telling::Always,
    }
}

/// What a target is told of an alarm.
pub fn body(app: &App, alarm: &Alarm) -> String {
    json!({
        "type": "alarm.raised",
        "timestamp": alarm.raised.event.at,
        "data": {
            "alarm": alarm.raised.number,
            "rule": alarm.rule.map(audit::AlarmRule::key),
            "about": alarm.about,
            "event": alarm.raised.event.count,
            "href": app.post.link("/alarms"),
        },
    })
    .to_string()
}
