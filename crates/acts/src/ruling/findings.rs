//! Findings under collection: an act's rules and the common ones add to them, nothing is left out.

use policy::Weight;
use values::{ClauseId, Date, OrganisationId, PersonId};

use crate::ask::Ask;
use crate::finding::{Evidence, Finding, Found, State};

/// Findings under collection, with the clause they cite unless they say otherwise.
#[derive(Debug)]
pub struct Findings {
    pub(super) clause: Option<ClauseId>,
    pub(super) found: Vec<Finding>,
}

impl Findings {
    /// An empty collection citing this clause.
    pub fn citing(clause: Option<ClauseId>) -> Findings {
        Findings {
            clause,
            found: Vec::new(),
        }
    }

    /// Records how a rule of the act stands: `holds` decides between met and unmet.
    pub fn rule(&mut self, key: &str, holds: bool, found: Found, wanted: Found) {
        self.finding(key, holds, found, wanted);
    }

    /// The same, giving the finding to complete: its evidence, whom it is about, a lighter weight.
    pub fn finding(&mut self, key: &str, holds: bool, found: Found, wanted: Found) -> &mut Finding {
        let state = if holds { State::Met } else { State::Unmet };
        let finding = Finding {
            key: key.to_owned(),
            clause: self.clause,
            weight: Weight::Hard,
            state,
            found,
            wanted,
            evidence: Vec::new(),
            about: None,
            reason: None,
        };
        let place = self.found.len();
        self.found.push(finding);
        &mut self.found[place]
    }

    /// The same, about one organisation.
    pub fn rule_about(
        &mut self,
        key: &str,
        about: OrganisationId,
        holds: bool,
        found: Found,
        wanted: Found,
    ) {
        self.finding(key, holds, found, wanted).about = Some(about);
    }

    /// The organisation is known to the office.
    pub fn known_organisation(&mut self, ask: &Ask, organisation: OrganisationId) {
        let known = ask.find(organisation).is_some();
        let found = Found::said_with(
            if known { "known" } else { "unknown" },
            [organisation.to_string()],
        );
        self.rule("organisation.known", known, found, Found::said("known"));
    }

    /// The person is known to the office.
    pub fn known_person(&mut self, ask: &Ask, person: PersonId) {
        let known = ask.world.person(person).is_some();
        let found = Found::said_with(
            if known { "known" } else { "unknown" },
            [person.to_string()],
        );
        self.rule("person.known", known, found, Found::said("known"));
    }

    /// The organisation is a member of the consortium by its own acceptance.
    pub fn member(&mut self, ask: &Ask, organisation: OrganisationId) {
        let membership = ask
            .consortium()
            .and_then(|consortium| consortium.members.get(&organisation));
        let found = Found::said(if membership.is_some() {
            "member"
        } else {
            "not_member"
        });
        let finding = self.finding(
            "membership.member",
            membership.is_some(),
            found,
            Found::said("member"),
        );
        finding.about = Some(organisation);
        finding.evidence = membership
            .map(|held| Evidence::of(held.acceptance))
            .into_iter()
            .collect();
    }

    /// The policy asks for this judgement on subjects of this kind.
    pub fn judgement_of(&mut self, ask: &Ask, judgement: &values::Key, subject: &str) {
        let term = ask.policy.term("judgement", judgement);
        let asked =
            term.is_some_and(|term| term.word("subject").is_none_or(|found| *found == *subject));
        let found = Found::said_with("judgement", [judgement.to_string()]);
        self.rule(
            "judgement.asked",
            asked,
            found,
            Found::said_with("judgement.of", [subject.to_owned()]),
        );
    }

    /// A term of office ends no earlier than it begins.
    pub fn term(&mut self, from: Date, until: Option<Date>) {
        let Some(until) = until else {
            return;
        };
        self.rule(
            "term.order",
            from <= until,
            Found::said_with("until", [until.to_string()]),
            Found::said_with("not_before", [from.to_string()]),
        );
    }

    /// Adds a finding as it is.
    pub fn add(&mut self, finding: Finding) {
        self.found.push(finding);
    }

    /// Everything found, what closes first.
    pub fn into_ordered(mut self) -> Vec<Finding> {
        self.found.sort_by_key(|finding| !finding.closes());
        self.found
    }
}
