//! `appointment.end`: ends an office from today. What its holder did in it stands.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::EntryNumber;

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::person::Role;
use crate::world::World;

/// Ends an appointment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct End {
    /// The record that made it.
    pub appointment: EntryNumber,
    /// Why.
    pub reason: String,
}

impl Act for End {
    const KEY: &'static str = "appointment.end";
    const SUBJECT: SubjectKind = SubjectKind::Office;
    const RECORD: Disclosed = Disclosed::Administrators;
    const FIELDS: &'static [Field] = &[
        Field::required("appointment", FieldKind::Record, Reveal::WithRecord),
        Field::required("reason", FieldKind::Text, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let held = ask
            .world
            .appointments
            .values()
            .flatten()
            .find(|held| held.number == self.appointment);
        let live = held.is_some_and(|held| held.until.is_none_or(|until| until >= ask.day));
        let found = Found::said_with("record", [self.appointment.to_string()]);
        findings.rule(
            "appointment.live",
            live,
            found,
            Found::said("appointment.live"),
        );
        let own = held.is_some_and(|held| ask.person() == Some(held.person));
        findings.rule(
            "appointment.not_self",
            !own,
            Found::said(if own { "self" } else { "another" }),
            Found::said("another"),
        );
        if held.is_some_and(|held| held.role == Role::SecurityAdministrator) {
            let remains = ask.world.appointments.values().flatten().any(|other| {
                other.number != self.appointment
                    && other.role == Role::SecurityAdministrator
                    && other.held_on(ask.day)
            });
            findings.rule(
                "appointment.security_remains",
                remains,
                Found::said(if remains { "there" } else { "none" }),
                Found::said("there"),
            );
        }
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let yesterday = entry.day.yesterday().unwrap_or(entry.day);
        let held = world
            .appointments
            .iter()
            .find(|(_, held)| held.iter().any(|held| held.number == self.appointment));
        let Some(person) = held.map(|(person, _)| *person) else {
            return;
        };
        if let Some(appointments) = world.appointments.get_mut(&person) {
            for held in appointments
                .iter_mut()
                .filter(|held| held.number == self.appointment)
            {
                held.until = Some(yesterday);
            }
        }
    }
}
