//! `organisation.amend`: changes what is stated of an organisation. Only given fields change; where it was before stays on record.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Date, Key, OrganisationId};

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::subject::Subject;
use crate::subject::organisation::Residence;
use crate::world::World;

/// Amends an organisation's record.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Amend {
    /// Its name in Chinese.
    pub zh: Option<String>,
    /// Its name in English.
    pub en: Option<String>,
    /// Its kind.
    pub kind: Option<Key>,
    /// Its legal form.
    pub legal_form: Option<Key>,
    /// The division it moved to.
    pub division: Option<Key>,
    /// The place outside the area it moved to.
    pub place: Option<String>,
    /// When it moved.
    pub moved: Option<Date>,
    /// Its industries.
    pub industries: Option<Vec<Key>>,
    /// What it can do.
    pub capabilities: Option<Vec<Key>>,
    /// The organisation that controls it.
    pub parent: Option<OrganisationId>,
}

impl Act for Amend {
    const KEY: &'static str = "organisation.amend";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const FIELDS: &'static [Field] = &[
        Field::optional("zh", FieldKind::Line),
        Field::optional("en", FieldKind::Line),
        Field::optional("kind", FieldKind::Term("member_kind")),
        Field::optional("legal_form", FieldKind::Term("legal_form")),
        Field::optional("division", FieldKind::Term("division")),
        Field::optional("place", FieldKind::Line),
        Field::optional("moved", FieldKind::Day),
        Field::optional("industries", FieldKind::Terms("industry")),
        Field::optional("capabilities", FieldKind::Terms("capability")),
        Field::optional("parent", FieldKind::Organisation),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let moves = self.division.is_some() || self.place.is_some();
        let one =
            !(self.division.is_some() && self.place.is_some()) && (!moves || self.moved.is_some());
        findings.rule(
            "organisation.moved",
            one,
            Found::said(if one { "place" } else { "place.unclear" }),
            Found::said("place.dated"),
        );
        if let Some(parent) = self.parent {
            findings.known_organisation(ask, parent);
            let own = ask
                .organisation()
                .is_some_and(|organisation| organisation.id == parent);
            findings.rule(
                "organisation.parent",
                !own,
                Found::said(if own { "self" } else { "another" }),
                Found::said("another"),
            );
        }
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Organisation(id) = entry.subject else {
            return;
        };
        world.change_organisation(id, |organisation| {
            if let Some(zh) = self.zh {
                organisation.name.zh = zh;
            }
            if let Some(en) = self.en {
                organisation.name.en = en;
            }
            organisation.kind = self.kind.unwrap_or_else(|| organisation.kind.clone());
            organisation.legal_form = self
                .legal_form
                .unwrap_or_else(|| organisation.legal_form.clone());
            if self.division.is_some() || self.place.is_some() {
                let from = self.moved.unwrap_or(entry.day);
                organisation.residences.push(Residence {
                    division: self.division,
                    place: self.place,
                    from,
                });
                organisation
                    .residences
                    .sort_by_key(|residence| residence.from);
            }
            if let Some(industries) = self.industries {
                organisation.industries = industries;
            }
            if let Some(capabilities) = self.capabilities {
                organisation.capabilities = capabilities;
            }
            organisation.parent = self.parent.or(organisation.parent);
        });
    }
}
