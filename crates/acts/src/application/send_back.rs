//! Returns for correction, by whichever body: every defect is named at once, and every condition found unmet is among them.

use std::collections::BTreeSet;

use policy::{Policy, Weight};
use values::Date;

use crate::ask::Ask;
use crate::condition::{self, Look};
use crate::field::{Field, FieldKind};
use crate::finding::{Found, State};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::subject::Subject;
use crate::subject::application::{Defect, Returned};
use crate::world::World;

/// The fields of a defect.
pub const DEFECT_FIELDS: &[Field] = &[
    Field::required("about", FieldKind::Line),
    Field::required("text", FieldKind::Text),
];

/// No condition found unmet may be left out of a return: the applicant mends everything at once.
pub fn complete(ask: &Ask, defects: &[Defect], findings: &mut Findings) {
    let named: BTreeSet<&str> = defects.iter().map(|defect| defect.about.as_str()).collect();
    let left_out: Vec<String> = unmet(ask)
        .into_iter()
        .filter(|key| !named.contains(key.as_str()))
        .collect();
    let whole = left_out.is_empty();
    let found = if whole {
        Found::said("none")
    } else {
        Found::said_with("terms", left_out)
    };
    findings.rule("return.complete", whole, found, Found::said("none"));
}

/// The hard conditions that are unmet as the case stands.
pub fn unmet(ask: &Ask) -> Vec<String> {
    unmet_on(ask.world, ask.policy, ask.day, ask.subject)
}

/// The same, outside any act.
pub fn unmet_on(world: &World, policy: &Policy, day: Date, subject: Subject) -> Vec<String> {
    let look = Look::at_subject(world, policy, day, subject);
    let asked = policy.conditions.iter().filter(|condition| {
        condition.weight == Weight::Hard && condition::concerns(condition, subject.kind())
    });
    let mut keys: Vec<String> = asked
        .flat_map(|condition| condition::evaluate(condition, &look))
        .filter(|finding| finding.state == State::Unmet)
        .map(|finding| finding.key)
        .collect();
    keys.dedup();
    keys
}

/// Marks the application as returned.
pub fn record(world: &mut World, entry: &Recorded, defects: Vec<Defect>) {
    let Subject::Consortium(id) = entry.subject else {
        return;
    };
    world.change_consortium(id, |consortium| {
        if let Some(application) = &mut consortium.application {
            application.returned = Some(Returned {
                number: entry.number,
                day: entry.day,
                act: entry.act.clone(),
                defects,
            });
        }
    });
}
