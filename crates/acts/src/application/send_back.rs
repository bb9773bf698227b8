//! Returns for correction, by whichever body: once in a round, every defect at once, and every condition found unmet among
//! them, so that the applicant mends all of it together.

use std::collections::BTreeSet;

use policy::{Condition, Moves, Opening, Policy, Stage, Weight};
use values::{Date, Key};

use crate::ask::Ask;
use crate::condition::{self, Look};
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Finding, Found, State};
use crate::recorded::{Effects, Recorded};
use crate::ruling::Findings;
use crate::sight::Reveal;
use crate::subject::Subject;
use crate::subject::application::{Defect, Returned};
use crate::world::World;

/// The fields of a defect.
pub const DEFECT_FIELDS: &[Field] = &[
    Field::required("about", FieldKind::Line, Reveal::WithRecord),
    Field::required("text", FieldKind::Text, Reveal::WithRecord),
];

/// Facts about what the authorities themselves do: no applicant can mend them.
const OFFICE_FACTS: &[&str] = &["experts.", "notice.", "objections."];

/// The act by which an applicant applies.
const SUBMIT: &str = "application.submit";

/// Acts that leave something behind which a case sent back to before them has to gain anew.
const REDONE: &[&str] = &[
    "charter.sign",
    SUBMIT,
    "review.pass",
    "recommendation.issue",
    "examination.accept",
    "examination.assign",
    "examination.assess",
    "examination.hold",
    "notice.publish",
];

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
    let submitting = stages().filter_map(|stage| stage.opening(SUBMIT, track));
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

/// The stages a case can be sent back to by an opening: the usual one, and those it names besides.
fn targets<'a>(ask: &Ask<'a>) -> Vec<&'a Key> {
    let Some(opening) = ask.opening else {
        return Vec::new();
    };
    let usual = match &opening.moves {
        Some(Moves::To(key)) => Some(key),
        Some(Moves::Next) | None => None,
    };
    let named = usual.into_iter().chain(&opening.returns);
    named.filter(|key| before(ask, key).is_some()).collect()
}

/// The stages from an earlier one to the present, on the case's track; none if it is not an earlier one.
fn before<'a>(ask: &Ask<'a>, to: &str) -> Option<Vec<&'a Stage>> {
    let track = ask.track()?;
    let now = &ask.world.stage(ask.subject)?.key;
    let kind = ask.subject.kind();
    let steps: Vec<&Stage> = ask
        .policy
        .track(track)
        .filter(|stage| stage.subject == kind)
        .collect();
    let place = |key: &str| steps.iter().position(|stage| *stage.key == *key);
    let (from, until) = (place(to)?, place(now)?);
    (from < until).then(|| steps[from..=until].to_vec())
}

/// The acts that are to be done again when a case goes back there.
fn again(ask: &Ask, to: &str) -> Vec<Key> {
    let track = ask.track().map_or("", Key::as_str);
    let stages = before(ask, to).unwrap_or_default();
    let opened = stages.into_iter().flat_map(|stage| &stage.opens);
    let acts: BTreeSet<Key> = opened
        .filter(|opening| on_track(opening, track))
        .map(|opening| opening.act.clone())
        .filter(|act| REDONE.contains(&act.as_str()))
        .collect();
    acts.into_iter().collect()
}

/// Whether the case goes back to a body and not to the applicant: no stage in between opens the application.
pub fn inside(ask: &Ask, to: Option<&Key>) -> bool {
    to.is_some_and(|to| !again(ask, to).iter().any(|act| **act == *SUBMIT))
}

/// The stage named is one the policy lets it be sent back to.
pub fn goes(ask: &Ask, to: Option<&Key>, findings: &mut Findings) {
    let Some(to) = to else { return };
    let targets = targets(ask);
    findings.rule(
        "return.to",
        targets.contains(&to),
        Found::said_with("stage", [to.to_string()]),
        Found::said_with("stage", targets.iter().map(ToString::to_string)),
    );
}

/// Where the case goes, and what is to be done again.
pub fn effects(ask: &Ask, to: Option<&Key>, effects: &mut Effects) {
    if let Some(to) = to {
        effects.moves = Some(to.clone());
        effects.again = again(ask, to);
    }
}

/// Marks the application as returned; undoes what has to be done again where the case goes back to a named stage.
pub fn record(world: &mut World, entry: &Recorded, defects: Vec<Defect>) {
    let Subject::Consortium(id) = entry.subject else {
        return;
    };
    let again = |act: &str| entry.effects.again.iter().any(|found| **found == *act);
    let inside = !entry.effects.again.is_empty() && !again(SUBMIT);
    let returned = Returned {
        number: entry.number,
        day: entry.day,
        act: entry.act.clone(),
        defects,
    };
    world.change_consortium(id, |consortium| {
        if let Some(application) = &mut consortium.application {
            if inside {
                application.sent_back = Some(returned);
            } else {
                application.returned = Some(returned);
            }
        }
        if again("charter.sign") {
            consortium.charter.reopen(entry.number);
            consortium.matter = entry.number;
        }
        if again("review.pass") {
            consortium.review = None;
        }
        if again("recommendation.issue") {
            consortium.recommendation = None;
        }
        let examination = &mut consortium.examination;
        if again("examination.accept") {
            examination.accepted = None;
        }
        if again("examination.assign") {
            examination.experts.clear();
        }
        if again("examination.assess") {
            examination.assessments.clear();
        }
        if again("examination.hold") {
            examination.held.clear();
        }
        if again("notice.publish") {
            examination.notice = None;
        }
    });
}
