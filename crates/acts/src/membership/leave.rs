//! `membership.leave`: a member leaves before the charter is in force, with its reason. Its seat and a secretariat with it
//! fall away; a frozen charter text goes back to drafting. Afterwards leaving is a change to be filed, another act.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::OrganisationId;

use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::charter::Charter;
use crate::world::World;

/// Leaves the consortium.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Leave {
    /// Who leaves.
    pub organisation: OrganisationId,
    /// Why.
    pub reason: String,
}

impl Act for Leave {
    const KEY: &'static str = "membership.leave";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("organisation", FieldKind::Organisation, Reveal::WithRecord),
        Field::required("reason", FieldKind::Text, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn organisation(&self, _ask: &Ask) -> Option<OrganisationId> {
        Some(self.organisation)
    }

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let signed = matches!(consortium.charter, Charter::InForce(..));
        let finding = findings.finding(
            "membership.before_charter",
            !signed,
            Found::said(consortium.charter.standing()),
            Found::said("charter.not_in_force"),
        );
        finding.evidence = consortium
            .charter
            .frozen()
            .map(|frozen| Evidence::of(frozen.number))
            .into_iter()
            .collect();
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Leave::ready(ask, findings);
        findings.member(ask, self.organisation);
        let leads = ask
            .consortium()
            .is_some_and(|consortium| consortium.lead == self.organisation);
        findings.rule_about(
            "membership.not_lead",
            self.organisation,
            !leads,
            Found::said(if leads { "lead" } else { "not_lead" }),
            Found::said("not_lead"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            consortium.members.remove(&self.organisation);
            let governance = &mut consortium.governance;
            if let Some(council) = &mut governance.council {
                council
                    .members
                    .retain(|seat| seat.organisation != self.organisation);
            }
            if governance
                .secretariat
                .as_ref()
                .is_some_and(|secretariat| secretariat.organisation == self.organisation)
            {
                governance.secretariat = None;
            }
            consortium.charter.reopen(entry.number);
        });
    }
}
