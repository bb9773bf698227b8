//! Good standing: bans and listings close acts where the policy's opening says so, also those under way.

use policy::Opening;
use policy::Policy;
use values::{Key, OrganisationId};

use super::Findings;
use crate::ask::Ask;
use crate::finding::{Evidence, Found};
use crate::subject::organisation::Organisation;

/// Whether a ban closes what an organisation is to be: lead or core layer, not an ordinary member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Bans {
    /// It does.
    Close,
    /// It does not.
    Pass,
}

impl Bans {
    /// The policy's term says `ban = "closes"` where a ban closes the layer.
    fn of_layer(policy: &Policy, layer: &Key) -> Bans {
        let term = policy.term("layer", layer);
        match term.and_then(|term| term.word("ban")) {
            Some(ban) if **ban == *"closes" => Bans::Close,
            _ => Bans::Pass,
        }
    }
}

impl Findings {
    /// The organisation is under no ban and no listing, where the opening asks for good standing.
    pub fn standing_of(&mut self, ask: &Ask, organisation: OrganisationId) {
        self.standing_where(ask, organisation, Bans::Close);
    }

    /// The same for a member of that layer: a ban closes the core layer only.
    pub fn standing_in(&mut self, ask: &Ask, organisation: OrganisationId, layer: &Key) {
        self.standing_where(ask, organisation, Bans::of_layer(ask.policy, layer));
    }

    fn standing_where(&mut self, ask: &Ask, organisation: OrganisationId, bans: Bans) {
        let asked = ask.opening.is_some_and(|opening| {
            opening
                .standing
                .iter()
                .any(|whose| *whose == *"organisation")
        });
        if let (true, Some(organisation)) = (asked, ask.find(organisation)) {
            let clause = self.clause;
            self.clause = ask
                .opening
                .and_then(|opening| opening.standing_clause)
                .or(clause);
            bad_standing(ask, organisation, bans, self);
            self.clause = clause;
        }
    }
}

/// The standing of those the opening names, once each.
pub(super) fn standing(ask: &Ask, opening: &Opening, findings: &mut Findings) {
    let mut concerned: Vec<(OrganisationId, Bans)> = Vec::new();
    for whose in &opening.standing {
        match whose.as_str() {
            "members" => concerned.extend(ask.consortium().into_iter().flat_map(|consortium| {
                let members = consortium.members.values();
                members.map(|member| {
                    (
                        member.organisation,
                        Bans::of_layer(ask.policy, &member.layer),
                    )
                })
            })),
            // the organisation the act names is checked with its fields, by `standing_of`
            "organisation" => {}
            _ => concerned.extend(
                ask.organisation()
                    .map(|organisation| (organisation.id, Bans::Close)),
            ),
        }
    }
    // the lead is also a member: of two ways to look at it the stricter stands first and is kept
    concerned.sort_unstable();
    concerned.dedup_by_key(|(organisation, _)| *organisation);
    let clause = findings.clause;
    findings.clause = opening.standing_clause.or(clause);
    let before = findings.found.len();
    for (id, bans) in &concerned {
        if let Some(organisation) = ask.find(*id) {
            bad_standing(ask, organisation, *bans, findings);
        }
    }
    if !concerned.is_empty() && findings.found.len() == before {
        findings.rule(
            "standing",
            true,
            Found::said("standing.free"),
            Found::said("standing.free"),
        );
    }
    findings.clause = clause;
}

fn bad_standing(ask: &Ask, organisation: &Organisation, bans: Bans, findings: &mut Findings) {
    let ban = organisation.ban(ask.day).filter(|_| bans == Bans::Close);
    if let Some(ban) = ban {
        let finding = findings.finding(
            "standing.ban",
            false,
            Found::said_with("until", [ban.until.to_string()]),
            Found::said("standing.free"),
        );
        finding.about = Some(organisation.id);
        finding.evidence.push(Evidence {
            until: Some(ban.until),
            ..Evidence::of(ban.number)
        });
    }
    if let Some(listing) = organisation.listing(ask.day) {
        let finding = findings.finding(
            "standing.listing",
            false,
            Found::said_with("listed", listing.until.map(|until| until.to_string())),
            Found::said("standing.free"),
        );
        finding.about = Some(organisation.id);
        finding.evidence.push(Evidence {
            until: listing.until,
            ..Evidence::of(listing.number)
        });
    }
}
