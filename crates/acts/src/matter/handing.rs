//! What handing a matter to a colleague asks, for a candidacy and for a consortium alike.

use values::PersonId;

use crate::ask::Ask;
use crate::capacity::{self, Rank, substitutions_of};
use crate::finding::{Evidence, Found};
use crate::recorded::Recorded;
use crate::ruling::{self, Findings};
use crate::subject::handling::{Handler, Handling};
use crate::subject::person::Body;

/// The body for which the asker handles the matter.
pub(crate) fn body(ask: &Ask) -> Option<Body> {
    capacity::held(ask, &ask.opening?.by, None)?.body
}

fn handling<'a>(ask: &Ask<'a>) -> Option<&'a Handling> {
    let of_consortium = ask.consortium().map(|found| &found.handling);
    of_consortium.or_else(|| ask.candidacy().map(|found| &found.handling))
}

/// It goes to a colleague who may act in the matter, from who keeps it or leads the body.
pub(crate) fn rule(ask: &Ask, to: PersonId, findings: &mut Findings) {
    findings.known_person(ask, to);
    let body = body(ask);
    let serves = |person| {
        let mut bodies = capacity::bodies_of(ask.world, person, ask.day);
        bodies.any(|(serves, _)| Some(serves) == body.as_ref())
    };
    let colleague = serves(to);
    findings.rule(
        "hand_over.colleague",
        colleague,
        Found::said(if colleague { "there" } else { "none" }),
        Found::said("hand_over.colleague"),
    );
    // Whoever kept it for another body, or left the body, keeps it no longer.
    let keeps = handling(ask)
        .and_then(|handling| handling.handler.as_ref())
        .filter(|held| Some(&held.body) == body.as_ref() && serves(held.person));
    let told = || {
        keeps.map_or_else(
            || Found::said("none"),
            |held| Found::said_with("record", [held.number.to_string()]),
        )
    };
    let evidence = keeps.map(|held| Evidence::of(held.number));
    let another = keeps.is_none_or(|held| held.person != to);
    findings
        .finding("hand_over.new", another, told(), Found::said("another"))
        .evidence
        .extend(evidence.clone());
    let own = keeps.is_none_or(|held| from_keeper(ask, held, body.as_ref()));
    findings
        .finding(
            "hand_over.keeper",
            own,
            told(),
            Found::said("hand_over.keeper"),
        )
        .evidence
        .extend(evidence);
    if let Some(own) = ruling::related(ask, to) {
        findings.rule_about(
            "interest",
            own,
            false,
            Found::said("interest.own"),
            Found::said("interest.none"),
        );
    }
}

/// Whether the asker keeps the matter, stands in for who does, or leads the body.
fn from_keeper(ask: &Ask, held: &Handler, body: Option<&Body>) -> bool {
    let Some(person) = ask.person() else {
        return false;
    };
    let leads = capacity::bodies_of(ask.world, person, ask.day)
        .any(|(serves, rank)| Some(serves) == body && rank == Rank::Leader);
    held.person == person
        || leads
        || substitutions_of(ask.world, person, ask.day).any(|found| found.absent == held.person)
}

/// The handler that a record makes.
pub(crate) fn handler(entry: &Recorded, person: PersonId) -> Option<Handler> {
    Some(Handler {
        number: entry.number,
        person,
        body: entry.effects.body.clone()?,
    })
}
