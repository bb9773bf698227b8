//! Confirmations an act needs beforehand: by each of those named, or by any one. A confirmation holds for the matter and for the
//! members' records as they stood when it was given; it does not outlive either.

use policy::{Consents, Opening};
use values::{EntryNumber, Key};

use super::Findings;
use crate::ask::Ask;
use crate::finding::{Evidence, Found};
use crate::subject::consortium::{Confirmation, Consortium};
use crate::world::World;

/// What voided a confirmation.
enum Void {
    /// Nothing; it stands.
    No,
    /// The matter itself changed: plan, members, bodies, text.
    Matter,
    /// A member's record changed, by this record.
    Facts(EntryNumber),
}

fn void(world: &World, consortium: &Consortium, given: &Confirmation) -> Void {
    if given.matter != consortium.matter {
        return Void::Matter;
    }
    let members = consortium.members.keys();
    let changed = members
        .filter_map(|id| world.organisation(*id))
        .map(|member| member.facts)
        .max();
    match changed {
        Some(changed) if changed > given.number => Void::Facts(changed),
        _ => Void::No,
    }
}

/// The confirmation of an act in a holding that still stands.
pub(crate) fn standing_confirmation<'a>(
    world: &World,
    consortium: &'a Consortium,
    act: &str,
    holder: &str,
) -> Option<&'a Confirmation> {
    let mut given = consortium.confirmations.iter().rev();
    given.find(|given| {
        *given.act == *act
            && *given.holder == *holder
            && matches!(void(world, consortium, given), Void::No)
    })
}

/// The holders whose confirmation an opened act still needs for the matter as it stands.
pub(crate) fn unconfirmed<'a>(
    world: &'a World,
    consortium: &'a Consortium,
    opening: &'a Opening,
) -> impl Iterator<Item = &'a Key> {
    let given =
        |holder: &Key| standing_confirmation(world, consortium, &opening.act, holder).is_some();
    let enough = opening.consents == Consents::Any && opening.consent.iter().any(given);
    opening
        .consent
        .iter()
        .filter(move |holder| !enough && !given(holder))
}

pub(super) fn consent(ask: &Ask, opening: &Opening, findings: &mut Findings) {
    let Some(consortium) = ask.consortium() else {
        return;
    };
    findings.under(opening.consent_clause, |findings| {
        let given =
            |holder: &Key| standing_confirmation(ask.world, consortium, &opening.act, holder);
        match opening.consents {
            Consents::Any if !opening.consent.is_empty() => {
                let one = opening.consent.iter().find_map(given);
                let found = one.map_or_else(
                    || Found::said("consent.none"),
                    |given| Found::said_with("consent.given", [given.number.to_string()]),
                );
                let wanted = opening.consent.iter().map(Key::to_string);
                findings
                    .finding(
                        "consent.any",
                        one.is_some(),
                        found,
                        Found::said_with("capacity", wanted),
                    )
                    .evidence
                    .extend(one.map(|given| Evidence::of(given.number)));
            }
            Consents::All | Consents::Any => {
                for holder in &opening.consent {
                    by_one(ask, consortium, opening, holder, findings);
                }
            }
        }
    });
}

fn by_one(
    ask: &Ask,
    consortium: &Consortium,
    opening: &Opening,
    holder: &Key,
    findings: &mut Findings,
) {
    let last = consortium
        .confirmations
        .iter()
        .rev()
        .find(|given| given.act == opening.act && given.holder == *holder);
    let (holds, found) = match last.map(|given| (given, void(ask.world, consortium, given))) {
        Some((given, Void::No)) => (
            true,
            Found::said_with("consent.given", [given.number.to_string()]),
        ),
        Some((given, Void::Matter)) => (
            false,
            Found::said_with("consent.void", [given.number.to_string()]),
        ),
        Some((given, Void::Facts(changed))) => (
            false,
            Found::said_with(
                "consent.void_facts",
                [given.number.to_string(), changed.to_string()],
            ),
        ),
        None => (false, Found::said("consent.none")),
    };
    findings.rule(
        &format!("consent.{holder}"),
        holds,
        found,
        Found::said_with("consent", [holder.to_string()]),
    );
}
