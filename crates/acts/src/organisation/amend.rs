//! `organisation.amend`: changes what is stated of an organisation. Only given fields change; where it was before stays on record.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Date, Key, OrganisationId};

use super::holding_of;
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
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
    /// When it moved there.
    pub division_from: Option<Date>,
    /// Its industries.
    pub industries: Option<Vec<Key>>,
    /// What it can do.
    pub capabilities: Option<Vec<Key>>,
    /// The organisation that controls it.
    pub parent: Option<OrganisationId>,
}

impl Amend {
    /// A move comes after the one last recorded, or nobody would see it.
    fn after_the_last(&self, ask: &Ask, findings: &mut Findings) {
        let last = ask
            .organisation()
            .and_then(|organisation| organisation.residences.last())
            .map(|residence| residence.from);
        let (Some(from), Some(last)) = (self.division_from, last) else {
            return;
        };
        findings.rule(
            "organisation.moved_order",
            last <= from,
            Found::said_with("day", [from.to_string()]),
            Found::said_with("not_before", [last.to_string()]),
        );
    }

    /// Whether anything is given at all.
    fn changes(&self) -> bool {
        let names = self.zh.is_some() || self.en.is_some();
        let forms = self.kind.is_some() || self.legal_form.is_some();
        let moves = self.division.is_some() || self.place.is_some();
        let abilities = self.industries.is_some() || self.capabilities.is_some();
        names || forms || moves || abilities || self.parent.is_some()
    }
}

/// Whether the organisation is the other one or controls it already, at any remove: control does not run in a ring.
fn controls(ask: &Ask, other: OrganisationId) -> bool {
    let mut line = vec![other];
    while let Some(parent) = line
        .last()
        .and_then(|last| ask.find(*last))
        .and_then(|held| held.parent)
    {
        if line.contains(&parent) {
            break;
        }
        line.push(parent);
    }
    ask.organisation()
        .is_some_and(|organisation| line.contains(&organisation.id))
}

impl Act for Amend {
    const KEY: &'static str = "organisation.amend";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::optional("zh", FieldKind::Line, Reveal::WithRecord),
        Field::optional("en", FieldKind::Line, Reveal::WithRecord),
        Field::optional("kind", FieldKind::Term("member_kind"), Reveal::WithRecord),
        Field::optional(
            "legal_form",
            FieldKind::Term("legal_form"),
            Reveal::WithRecord,
        ),
        Field::optional("division", FieldKind::Term("division"), Reveal::WithRecord),
        Field::optional("place", FieldKind::Line, Reveal::WithRecord),
        Field::optional("division_from", FieldKind::Day, Reveal::WithRecord),
        Field::optional(
            "industries",
            FieldKind::Terms("industry"),
            Reveal::WithRecord,
        ),
        Field::optional(
            "capabilities",
            FieldKind::Terms("capability"),
            Reveal::WithRecord,
        ),
        Field::optional("parent", FieldKind::Organisation, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let given = self.changes();
        findings.rule(
            "organisation.changes",
            given,
            Found::said(if given { "there" } else { "none" }),
            Found::said("there"),
        );
        let moves = match (&self.division, &self.place) {
            (None, None) => self.division_from.is_none(),
            (Some(_), Some(_)) => false,
            (Some(_), None) | (None, Some(_)) => self.division_from.is_some(),
        };
        findings.rule(
            "organisation.moved",
            moves,
            Found::said(if moves { "place" } else { "place.unclear" }),
            Found::said("place.dated"),
        );
        self.after_the_last(ask, findings);
        if let Some(parent) = self.parent {
            findings.known_organisation(ask, parent);
            let ring = controls(ask, parent);
            findings.rule_about(
                "organisation.parent",
                parent,
                !ring,
                Found::said(if ring { "self" } else { "another" }),
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
                let from = self.division_from.unwrap_or(entry.day);
                organisation.residences.push(Residence {
                    division: self.division,
                    place: self.place,
                    from,
                    number: entry.number,
                    holding: holding_of(entry),
                });
                organisation
                    .residences
                    .sort_by_key(|residence| (residence.from, residence.number));
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
