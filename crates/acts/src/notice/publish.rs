//! `notice.publish`: publishes the intended establishment with both contacts, for as long as the policy says: so many days, and
//! at least so many working days among them. A longer notice may be set, a shorter one not.

use policy::{Param, SubjectKind};
use serde::{Deserialize, Serialize};
use values::{Date, Period};

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::{Effects, Recorded};
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::examination::Notice;
use crate::world::World;

/// Publishes the notice.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Publish {
    /// The last day, where it is to be later than the policy's.
    pub until: Option<Date>,
    /// The business office's contact.
    pub business_contact: String,
    /// The supervising office's contact.
    pub supervising_contact: String,
}

/// The earliest last day of a notice that begins today; none where the policy sets no length. The first day counts.
pub fn last_day(ask: &Ask) -> Option<Date> {
    let settings = &ask.opening?.settings;
    let working = ask
        .setting_count("working_days")
        .and_then(|days| u16::try_from(days).ok());
    let calendar = &ask.office.calendar;
    let due = match (settings.get("length"), working) {
        (Some(Param::Period(Period::CalendarDays(days))), working) => {
            calendar.notice_end(ask.day, *days, working.unwrap_or(0))
        }
        (Some(Param::Period(Period::WorkingDays(days))), working) => {
            calendar.notice_end(ask.day, 1, (*days).max(working.unwrap_or(0)))
        }
        (Some(Param::Period(longer)), _) => calendar.due(ask.day, *longer),
        (_, Some(working)) => calendar.notice_end(ask.day, 1, working),
        _ => return None,
    };
    Some(due.date)
}

impl Act for Publish {
    const KEY: &'static str = "notice.publish";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Public;
    const FIELDS: &'static [Field] = &[
        Field::optional("until", FieldKind::Day, Reveal::WithRecord),
        Field::required("business_contact", FieldKind::Line, Reveal::WithRecord),
        Field::required("supervising_contact", FieldKind::Line, Reveal::WithRecord),
    ];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let published = ask
            .consortium()
            .and_then(|consortium| consortium.examination.notice.as_ref());
        let found = published.map_or_else(
            || Found::said("none"),
            |notice| Found::said_with("record", [notice.number.to_string()]),
        );
        findings
            .finding(
                "notice.once",
                published.is_none(),
                found,
                Found::said("none"),
            )
            .evidence
            .extend(published.map(|notice| Evidence::of(notice.number)));
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Publish::ready(ask, findings);
        // Where no stage opens the act, there is no length to hold it against.
        if ask.opening.is_none() {
            return;
        }
        let least = last_day(ask).unwrap_or(ask.day);
        let found = self
            .until
            .or(last_day(ask))
            .map_or_else(|| Found::said("none"), until);
        let long_enough = match (self.until, last_day(ask)) {
            (Some(set), least) => least.unwrap_or(ask.day) <= set,
            (None, Some(_)) => true,
            (None, None) => false,
        };
        findings.rule(
            "notice.length",
            long_enough,
            found,
            Found::said_with("not_before", [least.to_string()]),
        );
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        effects.due = self.until.or(last_day(ask));
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

fn until(day: Date) -> Found {
    Found::said_with("until", [day.to_string()])
}
