//! A bound decision: where everything the policy asks for is met, the body must approve and may not refuse.

use policy::{Decision, Opening, Weight};
use values::Key;

use crate::ask::Ask;
use crate::condition::{self, Look};
use crate::finding::{Finding, Found, State};
use crate::ruling::Findings;
use crate::subject::consortium::Consortium;
use crate::subject::examination::ObjectionOutcome;

/// Closes a refusal where the policy binds the body and nothing speaks against the approving act: each hard condition it
/// requires holds, nobody it looks at is in bad standing, and no objection was upheld.
pub(crate) fn bound(ask: &Ask, approving: &str, findings: &mut Findings) {
    let track = ask.track().map_or("", Key::as_str);
    let stage = ask
        .world
        .stage(ask.subject)
        .and_then(|stage| ask.policy.stage(&stage.key));
    let Some(approval) = stage.and_then(|stage| stage.opening(approving, track)) else {
        return;
    };
    let binds = |opening: &Opening| opening.decision == Decision::Bound;
    if !binds(approval) && !ask.opening.is_some_and(binds) {
        return;
    }
    let against = against(ask, approval);
    let found = against.as_ref().map_or_else(
        || Found::said("decision.all_met"),
        |key| Found::said_with("decision.against", [key.clone()]),
    );
    let clause = approval.clause;
    findings
        .finding(
            "decision.bound",
            against.is_some(),
            found,
            Found::said("decision.ground"),
        )
        .clause = Some(clause);
}

/// The first thing that speaks against approval, by the key of its finding.
fn against(ask: &Ask, approval: &Opening) -> Option<String> {
    let look = Look::of(ask);
    let unmet = approval
        .requires
        .iter()
        .filter_map(|key| ask.policy.condition(key))
        .filter(|condition| condition.weight == Weight::Hard)
        .flat_map(|condition| condition::evaluate(condition, &look))
        .find(|finding| matches!(finding.state, State::Unmet | State::Waits))
        .map(|finding: Finding| finding.key);
    unmet
        .or_else(|| bad_standing(ask, approval))
        .or_else(|| upheld(ask.consortium()?))
}

fn bad_standing(ask: &Ask, approval: &Opening) -> Option<String> {
    let consortium = ask.consortium()?;
    let looks_at = |whose: &str| approval.standing.iter().any(|found| **found == *whose);
    let bad = consortium
        .members
        .values()
        .filter(|member| {
            if member.organisation == consortium.lead {
                looks_at("lead") || looks_at("members")
            } else {
                looks_at("members")
            }
        })
        .filter_map(|member| ask.find(member.organisation))
        .any(|organisation| {
            organisation.ban(ask.day).is_some() || organisation.listing(ask.day).is_some()
        });
    bad.then(|| "standing".to_owned())
}

fn upheld(consortium: &Consortium) -> Option<String> {
    consortium
        .examination
        .objections
        .values()
        .any(|objection| {
            objection
                .answer
                .as_ref()
                .is_some_and(|answer| answer.outcome == ObjectionOutcome::Upheld)
        })
        .then(|| "decision.objections".to_owned())
}
