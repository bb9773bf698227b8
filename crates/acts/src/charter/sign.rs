//! `charter.sign`: a member's representative signs the frozen text. Signing needs proven authority: legal representative on
//! record, or an authorisation in force with its document. With the last member's signature the charter is in force.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{FileDigest, OrganisationId};

use super::authority::{Proof, proof};
use crate::act::{Act, Identification};
use crate::ask::Ask;
use crate::capacity::in_right_of;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::{Completion, Recorded};
use crate::ruling::{Findings, clause_measuring};
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::charter::{Charter, Signature};
use crate::world::World;

/// Signs the frozen text for a member.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sign {
    /// The member signed for.
    pub organisation: OrganisationId,
    /// The digest of the text the signer read.
    pub text: FileDigest,
}

impl Act for Sign {
    const KEY: &'static str = "charter.sign";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const IDENTIFICATION: Identification = Identification::Afresh;
    const FIELDS: &'static [Field] = &[
        Field::required("organisation", FieldKind::Organisation, Reveal::WithRecord),
        Field::required("text", FieldKind::Digest, Reveal::WithRecord),
    ];

    fn organisation(&self, _ask: &Ask) -> Option<OrganisationId> {
        Some(self.organisation)
    }

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let finding = findings.finding(
            "charter.frozen",
            matches!(consortium.charter, Charter::Frozen(_)),
            Found::said(consortium.charter.standing()),
            Found::said("charter.frozen"),
        );
        let frozen = consortium.charter.frozen();
        finding
            .evidence
            .extend(frozen.map(|frozen| Evidence::of(frozen.number)));
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Sign::ready(ask, findings);
        let Some(consortium) = ask.consortium() else {
            return;
        };
        findings.member(ask, self.organisation);
        findings.under(
            clause_measuring(ask.policy, "charter.in_force"),
            |findings| {
                authorised(ask, self.organisation, findings);
            },
        );
        if let Some(frozen) = consortium.charter.frozen() {
            let same = frozen.digest == self.text;
            findings.rule(
                "charter.same_text",
                same,
                Found::said_with("digest", [self.text.to_string()]),
                Found::said_with("digest", [frozen.digest.to_string()]),
            );
            let signed = frozen.signatures.get(&self.organisation);
            let found = signed.map_or_else(
                || Found::said("none"),
                |signed| Found::said_with("record", [signed.number.to_string()]),
            );
            findings.rule_about(
                "charter.unsigned",
                self.organisation,
                signed.is_none(),
                found,
                Found::said("none"),
            );
        }
    }

    fn completes(&self, ask: &Ask) -> Completion {
        let last = ask.consortium().is_some_and(|consortium| {
            consortium.charter.frozen().is_some_and(|frozen| {
                consortium.members.keys().all(|member| {
                    *member == self.organisation || frozen.signatures.contains_key(member)
                })
            })
        });
        if last {
            Completion::Whole
        } else {
            Completion::Partial
        }
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (Subject::Consortium(consortium), Some(person)) = (entry.subject, entry.person())
        else {
            return;
        };
        let in_right_of = entry.on_behalf.unwrap_or(person);
        let Some(authority) = world
            .organisation(self.organisation)
            .and_then(|signer| proof(signer, in_right_of, entry.day).authority())
        else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            let Charter::Frozen(frozen) = &mut consortium.charter else {
                return;
            };
            frozen.signatures.insert(
                self.organisation,
                Signature {
                    number: entry.number,
                    person,
                    on_behalf: entry.on_behalf,
                    authority,
                    day: entry.day,
                },
            );
            if entry.effects.completion == Completion::Whole {
                consortium.charter = Charter::InForce(frozen.clone(), entry.day);
            }
        });
    }
}

/// The signer's authority is proven by the records.
fn authorised(ask: &Ask, organisation: OrganisationId, findings: &mut Findings) {
    let (Some(signer), Some(person)) = (ask.find(organisation), ask.person()) else {
        return;
    };
    // Whoever stands in signs with the authority of the person absent.
    let proof = in_right_of(ask, organisation, "representative")
        .into_iter()
        .map(|right| proof(signer, right, ask.day))
        .find(|proof| proof.authority().is_some())
        .unwrap_or_else(|| proof(signer, person, ask.day));
    let (found, evidence) = match &proof {
        Proof::Representative(number) => (
            Found::said("authority.representative"),
            Some(Evidence::of(*number)),
        ),
        Proof::Authorised(held) => (
            Found::said("authority.authorised"),
            Some(Evidence {
                file: held.document,
                until: held.until,
                ..Evidence::of(held.number)
            }),
        ),
        Proof::NoDocument(held) => (
            Found::said_with("authority.no_document", [held.number.to_string()]),
            Some(Evidence {
                until: held.until,
                ..Evidence::of(held.number)
            }),
        ),
        Proof::Missing => (Found::said("authority.none"), None),
    };
    let finding = findings.finding(
        "charter.authority",
        proof.authority().is_some(),
        found,
        Found::said("authority.proven"),
    );
    finding.about = Some(organisation);
    finding.evidence.extend(evidence);
}
