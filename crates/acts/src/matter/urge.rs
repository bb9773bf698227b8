//! `matter.urge`: who waits reminds the body whose turn it is. How often in a stage, and after how long, the opening sets:
//! `times` and `apart`, counted from the day the stage was entered or from the last reminder.

use policy::{Param, SubjectKind, Value};
use serde::{Deserialize, Serialize};
use values::{Date, Key};

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::inbox;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::consortium::Consortium;
use crate::subject::handling::Urged;
use crate::world::World;

/// Urges.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Urge {
    /// A word on it.
    pub note: Option<String>,
}

/// The bodies whose turn it is.
fn turn(ask: &Ask) -> Vec<Key> {
    let waits = inbox::awaits(ask.world, ask.office, ask.subject, ask.at);
    let mut holders = waits.map_or_else(Vec::new, |item| item.holders);
    holders.retain(|holder| {
        let authority = holder.strip_suffix(".leader").unwrap_or(holder);
        ask.policy.authority(authority).is_some()
    });
    holders
}

/// The day from which it may be urged again; none where the opening sets no distance.
fn again_from(ask: &Ask, consortium: &Consortium) -> Option<Date> {
    let Param::Period(apart) = ask.opening?.settings.get("apart")? else {
        return None;
    };
    let handling = &consortium.handling;
    let last = handling.urged.as_ref().map(|urged| urged.day);
    let since = last.unwrap_or(consortium.stage.since);
    let stops = handling.stops_until(ask.day);
    Some(
        ask.office
            .calendar
            .due_with_stops(since, *apart, stops)
            .date,
    )
}

impl Act for Urge {
    const KEY: &'static str = "matter.urge";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] =
        &[Field::optional("note", FieldKind::Text, Reveal::WithRecord)];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let turn = turn(ask);
        let found = if turn.is_empty() {
            Found::said("none")
        } else {
            Found::said_with("capacity", turn.iter().map(Key::to_string))
        };
        findings.rule(
            "urge.turn",
            !turn.is_empty(),
            found,
            Found::said("urge.turn"),
        );
        let handling = &consortium.handling;
        let stopped = handling.stopped.as_ref();
        let found = stopped.map_or_else(
            || Found::said("clock.runs"),
            |stopped| Found::said_with("clock.stopped", [stopped.number.to_string()]),
        );
        findings
            .finding(
                "clock.runs",
                stopped.is_none(),
                found,
                Found::said("clock.runs"),
            )
            .evidence
            .extend(stopped.map(|stopped| Evidence::of(stopped.number)));
        let times = handling.urged.as_ref().map_or(0, |urged| urged.times);
        if let Some(most) = ask.setting_count("times") {
            findings.rule(
                "urge.times",
                i64::from(times) < most,
                Found::Value(Value::Count(i64::from(times))),
                Found::said_with("urge.fewer_than", [most.to_string()]),
            );
        }
        if let Some(from) = again_from(ask, consortium) {
            findings.rule(
                "urge.apart",
                from <= ask.day,
                Found::said_with("day", [ask.day.to_string()]),
                Found::said_with("not_before", [from.to_string()]),
            );
        }
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Urge::ready(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| {
            let before = consortium.handling.urged.as_ref();
            let times = before.map_or(0, |urged| urged.times).saturating_add(1);
            consortium.handling.urged = Some(Urged {
                number: entry.number,
                day: entry.day,
                times,
            });
        });
    }
}
