//! `organisation.add_agreement`: records a cooperation agreement with its partner and term.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Date, FileDigest, Key, OrganisationId};

use super::{add_item, new_item};
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::organisation::ItemKind;
use crate::world::World;

/// Records a cooperation agreement with its partner and term.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AddAgreement {
    /// The partner, if registered here.
    pub partner: Option<OrganisationId>,
    /// The partner's name otherwise.
    pub partner_name: Option<String>,
    /// The partner's kind.
    pub partner_kind: Key,
    /// What about.
    pub topic: String,
    /// First day.
    pub from: Date,
    /// Last day, if set.
    pub until: Option<Date>,
    /// The evidence.
    pub file: Option<FileDigest>,
}

impl AddAgreement {
    /// A partner on record is another organisation, and of the kind its own record says.
    fn registered_partner(&self, ask: &Ask, findings: &mut Findings, partner: OrganisationId) {
        findings.known_organisation(ask, partner);
        let own = ask.subject == Subject::Organisation(partner);
        findings.rule_about(
            "agreement.another",
            partner,
            !own,
            Found::said(if own { "self" } else { "another" }),
            Found::said("another"),
        );
        if let Some(known) = ask.find(partner) {
            findings.rule_about(
                "agreement.partner_kind",
                partner,
                known.kind == self.partner_kind,
                Found::said_with("member_kind", [self.partner_kind.to_string()]),
                Found::said_with("member_kind", [known.kind.to_string()]),
            );
        }
    }
}

impl Act for AddAgreement {
    const KEY: &'static str = "organisation.add_agreement";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::optional("partner", FieldKind::Organisation, Reveal::WithRecord),
        Field::optional("partner_name", FieldKind::Line, Reveal::WithRecord),
        Field::required(
            "partner_kind",
            FieldKind::Term("member_kind"),
            Reveal::WithRecord,
        ),
        Field::required("topic", FieldKind::Line, Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
        Field::optional("until", FieldKind::Day, Reveal::WithRecord),
        Field::optional("file", FieldKind::File, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.term(self.from, self.until);
        let name = self.partner_name.as_deref().unwrap_or("").trim();
        let (one, word) = match (self.partner, name.is_empty()) {
            (None, true) => (false, "none"),
            (Some(_), false) => (false, "partner.two"),
            (Some(_), true) | (None, false) => (true, "partner"),
        };
        findings.rule(
            "agreement.partner",
            one,
            Found::said(word),
            Found::said("partner"),
        );
        if let Some(partner) = self.partner {
            self.registered_partner(ask, findings, partner);
        }
        new_item(ask, findings, (self.from, self.until), |what| match what {
            ItemKind::Agreement {
                partner,
                partner_name,
                topic,
                ..
            } => {
                *partner == self.partner
                    && partner_name.trim() == name
                    && topic.trim() == self.topic.trim()
            }
            _ => false,
        });
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (from, until, file) = (self.from, self.until, self.file);
        let what = ItemKind::Agreement {
            partner: self.partner,
            partner_name: self.partner_name.unwrap_or_default(),
            partner_kind: self.partner_kind,
            topic: self.topic,
        };
        add_item(world, entry, what, from, until, file);
    }
}
