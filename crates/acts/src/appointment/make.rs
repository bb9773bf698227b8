//! `appointment.make`: gives a person an office with its dates. The administrators are separate from each other and from
//! every office of business.

use policy::{Scope, SubjectKind};
use serde::{Deserialize, Serialize};
use values::{Date, EntryNumber, FileDigest, Key, PersonId};

use super::held_apart::{acts_for, excludes, overlap};

use crate::act::Act;
use crate::ask::{Actor, Ask};
use crate::capacity;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::person::{Appointment, Body, Role};
use crate::world::World;

const ROLES: &[&str] = &[
    "officer",
    "leader",
    "expert",
    "auditor",
    "security_administrator",
    "system_administrator",
];

/// Makes an appointment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Make {
    /// Who is appointed.
    pub person: PersonId,
    /// To which office.
    pub role: Key,
    /// Of which authority, for officers and leaders.
    pub authority: Option<Key>,
    /// In which division, for authorities every division has.
    pub division: Option<Key>,
    /// First day.
    pub from: Date,
    /// Last day, if set.
    pub until: Option<Date>,
    /// The document it rests on.
    pub document: Option<FileDigest>,
}

impl Make {
    /// Whether the other appointment is held on a day of this one.
    fn overlaps(&self, held: &Appointment) -> bool {
        let made = Appointment {
            number: EntryNumber(0),
            from: self.from,
            until: self.until,
            ..held.clone()
        };
        self.until.is_none_or(|until| self.from <= until) && overlap(&made, held)
    }

    fn as_role(&self) -> Option<Role> {
        let body = || {
            Some(Body {
                authority: self.authority.clone()?,
                division: self.division.clone(),
            })
        };
        Some(match self.role.as_str() {
            "officer" => Role::Officer(body()?),
            "leader" => Role::Leader(body()?),
            "expert" => Role::Expert,
            "auditor" => Role::Auditor,
            "security_administrator" => Role::SecurityAdministrator,
            "system_administrator" => Role::SystemAdministrator,
            _ => return None,
        })
    }

    /// Officers and leaders belong to a body of the policy, in a division where each division has one.
    fn body(&self, ask: &Ask, findings: &mut Findings) {
        let needs_body = matches!(self.role.as_str(), "officer" | "leader");
        let authority = self
            .authority
            .as_ref()
            .and_then(|key| ask.policy.authority(key));
        let named = self
            .authority
            .iter()
            .chain(&self.division)
            .map(Key::to_string);
        let found = if self.authority.is_none() {
            Found::said("none")
        } else {
            Found::said_with("body", named)
        };
        let fits = match authority {
            None => !needs_body && self.authority.is_none(),
            Some(authority) => {
                let division = self.division.as_ref();
                needs_body
                    && match authority.scope {
                        Scope::Whole => division.is_none(),
                        Scope::Division => {
                            division.is_some_and(|key| ask.policy.term("division", key).is_some())
                        }
                    }
            }
        };
        findings.rule(
            "appointment.body",
            fits,
            found,
            Found::said(if needs_body { "body.needed" } else { "none" }),
        );
    }
}

/// No appointment stands in the way.
fn free(findings: &mut Findings, rule: &str, in_the_way: Option<&Appointment>) {
    let found = in_the_way.map_or_else(
        || Found::said("none"),
        |held| Found::said_with("record", [held.number.to_string()]),
    );
    findings.rule(rule, in_the_way.is_none(), found, Found::said("none"));
}

impl Act for Make {
    const KEY: &'static str = "appointment.make";
    const SUBJECT: SubjectKind = SubjectKind::Office;
    const RECORD: Disclosed = Disclosed::Administrators;
    const FIELDS: &'static [Field] = &[
        Field::required("person", FieldKind::Person, Reveal::WithRecord),
        Field::required("role", FieldKind::Word(ROLES), Reveal::WithRecord),
        Field::optional("authority", FieldKind::Key, Reveal::WithRecord),
        Field::optional("division", FieldKind::Term("division"), Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
        Field::optional("until", FieldKind::Day, Reveal::WithRecord),
        Field::optional("document", FieldKind::File, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.known_person(ask, self.person);
        findings.term(self.from, self.until);
        self.body(ask, findings);
        let held = ask.world.appointments.get(&self.person);
        let role = self.as_role();
        let meanwhile = |fits: &dyn Fn(&Role) -> bool| {
            held.into_iter()
                .flatten()
                .find(|held| self.overlaps(held) && fits(&held.role))
        };
        let other = role
            .as_ref()
            .and_then(|role| meanwhile(&|held| excludes(held, role)));
        free(findings, "appointment.separate", other);
        let same = role
            .as_ref()
            .and_then(|role| meanwhile(&|held| held == role));
        free(findings, "appointment.new", same);
        if role.as_ref().is_some_and(Role::administers) {
            let acts_for = acts_for(ask.world, self.person, ask.day);
            let found = acts_for.map_or_else(
                || Found::said("none"),
                |id| Found::said_with("organisation", [id.to_string()]),
            );
            findings.rule(
                "appointment.no_organisation",
                acts_for.is_none(),
                found,
                Found::said("none"),
            );
        }
        if ask.actor == Actor::System {
            // The system founds the office and does nothing beyond it.
            let missing = role.as_ref().is_some_and(|role| {
                capacity::ADMINISTRATORS.contains(role) && !capacity::was_ever(ask.world, role)
            });
            findings.rule(
                "appointment.founding",
                missing,
                Found::said(if missing { "role.missing" } else { "role.held" }),
                Found::said("role.missing"),
            );
        }
        let own = ask.person() == Some(self.person);
        findings.rule(
            "appointment.not_self",
            !own,
            Found::said(if own { "self" } else { "another" }),
            Found::said("another"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Some(role) = self.as_role() else { return };
        let appointment = Appointment {
            number: entry.number,
            person: self.person,
            role,
            from: self.from,
            until: self.until,
        };
        world
            .appointments
            .entry(self.person)
            .or_default()
            .push(appointment);
    }
}
