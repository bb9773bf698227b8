//! `notice.publish`: publishes the intended establishment for the length the policy says, with both contacts.

use policy::{Param, SubjectKind};
use serde::{Deserialize, Serialize};
use values::{Date, Period};

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::{Effects, Recorded};
use crate::ruling::Findings;
use crate::subject::Subject;
use crate::subject::examination::Notice;
use crate::world::World;

/// Publishes the notice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Publish {
    /// The business office's contact.
    pub business_contact: String,
    /// The supervising office's contact.
    pub supervising_contact: String,
}

/// The last day of a notice that begins today: so many days, and at least so many working days among them. The first day counts.
fn last_day(ask: &Ask) -> Date {
    let length = match ask
        .opening
        .and_then(|opening| opening.settings.get("length"))
    {
        Some(Param::Period(period)) => *period,
        _ => Period::CalendarDays(7),
    };
    let working_days = u16::try_from(ask.setting_count("working_days").unwrap_or(0)).unwrap_or(0);
    match length {
        Period::CalendarDays(days) => {
            ask.office
                .calendar
                .notice_end(ask.day, days, working_days)
                .date
        }
        Period::WorkingDays(days) => ask.office.calendar.notice_end(ask.day, 1, days).date,
        other => ask.office.calendar.due(ask.day, other).date,
    }
}

impl Act for Publish {
    const KEY: &'static str = "notice.publish";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const FIELDS: &'static [Field] = &[
        Field::required("business_contact", FieldKind::Line),
        Field::required("supervising_contact", FieldKind::Line),
    ];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let published = ask
            .consortium()
            .and_then(|consortium| consortium.examination.notice.as_ref());
        let found = published.map_or_else(
            || Found::said("none"),
            |notice| Found::said_with("record", [notice.number.to_string()]),
        );
        findings.rule(
            "notice.once",
            published.is_none(),
            found,
            Found::said("none"),
        );
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Publish::ready(ask, findings);
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        effects.due = Some(last_day(ask));
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (Subject::Consortium(id), Some(until)) = (entry.subject, entry.effects.due) else {
            return;
        };
        world.change_consortium(id, |consortium| {
            consortium.examination.notice = Some(Notice {
                number: entry.number,
                from: entry.day,
                until,
                business_contact: self.business_contact,
                supervising_contact: self.supervising_contact,
                closed: None,
            });
        });
    }
}
