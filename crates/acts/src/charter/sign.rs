//! `charter.sign`: a member's representative signs the frozen text. Signing needs authority: legal representative, or an
//! authorisation in force. With the last member's signature the charter is in force.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{FileDigest, OrganisationId};

use crate::act::Act;
use crate::ask::Ask;
use crate::capacity::{Signing, signs_for};
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::{Completion, Recorded};
use crate::ruling::Findings;
use crate::subject::Subject;
use crate::subject::charter::{Authority, Charter, Signature};
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
    const FIELDS: &'static [Field] = &[
        Field::required("organisation", FieldKind::Organisation),
        Field::required("text", FieldKind::Digest),
    ];

    fn organisation(&self, _ask: &Ask) -> Option<OrganisationId> {
        Some(self.organisation)
    }

    fn ready(ask: &Ask, findings: &mut Findings) {
        let frozen = ask
            .consortium()
            .is_some_and(|consortium| matches!(consortium.charter, Charter::Frozen(_)));
        findings.rule(
            "charter.frozen",
            frozen,
            Found::said(if frozen { "frozen" } else { "not_frozen" }),
            Found::said("frozen"),
        );
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Sign::ready(ask, findings);
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let member = consortium.members.contains_key(&self.organisation);
        findings.rule_about(
            "charter.member",
            self.organisation,
            member,
            Found::said(if member { "member" } else { "not_member" }),
            Found::said("member"),
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
        let authority = match world
            .organisation(self.organisation)
            .and_then(|signer| signs_for(signer, person, entry.day))
        {
            Some(Signing::Authorised(number)) => Authority::Authorised(number),
            Some(Signing::LegalRepresentative) | None => Authority::LegalRepresentative,
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
