//! Returns for correction, by whichever body: once in a round, every defect at once, and every condition found unmet among
//! them, so that the applicant mends all of it together.

use std::collections::BTreeSet;

use policy::{Condition, Opening, Policy, Weight};
use values::{Date, Key};

use crate::ask::Ask;
use crate::condition::{self, Look};
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Finding, Found, State};
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

/// Facts about what the authorities themselves do: no applicant can mend them.
const OFFICE_FACTS: &[&str] = &["experts.", "notice.", "objections."];

/// There is an application, and this round of it was not returned yet.
pub fn once(ask: &Ask, findings: &mut Findings) {
    let application = ask
        .consortium()
        .and_then(|consortium| consortium.application.as_ref());
    let found = application.map_or_else(
        || Found::said("none"),
        |application| Found::said_with("application.round", [application.round.to_string()]),
    );
    findings.rule(
        "return.submitted",
        application.is_some(),
        found,
        Found::said("application.submitted"),
    );
    let returned = application.and_then(|application| application.returned.as_ref());
    let found = returned.map_or_else(
        || Found::said("none"),
        |returned| Found::said_with("record", [returned.number.to_string()]),
    );
    findings
        .finding(
            "return.once",
            returned.is_none(),
            found,
            Found::said("none"),
        )
        .evidence
        .extend(returned.map(|returned| Evidence::of(returned.number)));
}

/// No condition found unmet may be left out: each one that is makes a finding under its own clause.
pub fn complete(ask: &Ask, defects: &[Defect], findings: &mut Findings) {
    let named: BTreeSet<&str> = defects.iter().map(|defect| defect.about.trim()).collect();
    let mut left_out = 0;
    for unmet in unmet(ask) {
        if named.contains(unmet.key.as_str()) {
            continue;
        }
        left_out += 1;
        let finding = findings.finding(
            "return.complete",
            false,
            Found::said_with("return.left_out", [unmet.key]),
            Found::said("return.all_named"),
        );
        finding.clause = unmet.clause.or(finding.clause);
        finding.evidence = unmet.evidence;
        finding.about = unmet.about;
    }
    if left_out == 0 {
        findings.rule(
            "return.complete",
            true,
            Found::said("return.all_named"),
            Found::said("return.all_named"),
        );
    }
}

/// What the applicant has to mend as the case stands: conditions the application or this stage asks for that are unmet and
/// carry no written reason. One finding for each condition.
fn unmet(ask: &Ask) -> Vec<Finding> {
    let look = Look::at_subject(ask.world, ask.policy, ask.day, ask.subject);
    unmet_in(&look, ask.subject)
}

/// The conditions every return has to name as the case stands: what a form for it begins with.
pub fn unmet_on(world: &World, policy: &Policy, day: Date, subject: Subject) -> Vec<String> {
    let look = Look::at_subject(world, policy, day, subject);
    let unmet = unmet_in(&look, subject);
    unmet.into_iter().map(|finding| finding.key).collect()
}

fn unmet_in(look: &Look, subject: Subject) -> Vec<Finding> {
    let reasoned = look
        .consortium
        .and_then(|consortium| consortium.application.as_ref())
        .map_or(&[][..], |application| application.justified.as_slice());
    asked_of_applicant(look, subject)
        .into_iter()
        .filter(|condition| condition.weight == Weight::Hard || !reasoned.contains(&condition.key))
        .filter_map(|condition| {
            condition::evaluate(condition, look)
                .into_iter()
                .find(|finding| finding.state == State::Unmet)
        })
        .collect()
}

fn asked_of_applicant<'a>(look: &Look<'a>, subject: Subject) -> Vec<&'a Condition> {
    let track = look.world.track(subject).map_or("", Key::as_str);
    let stages = || {
        look.policy
            .stages
            .iter()
            .filter(|stage| stage.on_track(track))
    };
    let submitting = stages().filter_map(|stage| stage.opening("application.submit", track));
    let now = look.world.stage(subject);
    let here = stages()
        .filter(|stage| now.is_some_and(|now| now.key == stage.key))
        .flat_map(|stage| stage.opens.iter())
        .filter(|opening| on_track(opening, track));
    let asked: BTreeSet<&Key> = submitting
        .chain(here)
        .flat_map(|opening| &opening.requires)
        .collect();
    look.policy
        .conditions
        .iter()
        .filter(|condition| asked.contains(&condition.key))
        .filter(|condition| condition.weight != Weight::Preferred)
        .filter(|condition| !measures_office(condition))
        .collect()
}

fn on_track(opening: &Opening, track: &str) -> bool {
    opening.tracks.is_empty() || opening.tracks.iter().any(|found| **found == *track)
}

fn measures_office(condition: &Condition) -> bool {
    let facts = condition::facts(&condition.tree);
    !facts.is_empty()
        && facts
            .iter()
            .all(|fact| OFFICE_FACTS.iter().any(|start| fact.starts_with(start)))
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
