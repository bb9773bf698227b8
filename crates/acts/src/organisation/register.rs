//! `organisation.register`: makes an organisation known, once and for all uses. A domestic one by its credit code, one abroad
//! by country and registration number. Where it is, is stated and never read out of the code.

use std::sync::Arc;

use policy::{SubjectKind, Weight};
use serde::{Deserialize, Serialize};
use values::{
    CreditCode, Date, Key, OrganisationCheck, OrganisationId, OverseasRegistration, Words,
};

use super::holding_of;
use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::organisation::{Organisation, Registration, Residence};
use crate::subject::years::Years;
use crate::world::World;

/// Registers an organisation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Register {
    /// The credit code, for domestic ones.
    pub credit_code: Option<String>,
    /// The country, for those abroad.
    pub country: Option<String>,
    /// The registration number there.
    pub registration: Option<String>,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English; the Chinese one stands for it until one is given.
    pub en: Option<String>,
    /// Its kind.
    pub kind: Key,
    /// Its legal form.
    pub legal_form: Key,
    /// The division it is in, if in the area.
    pub division: Option<Key>,
    /// The place otherwise.
    pub place: Option<String>,
    /// When it was founded.
    pub founded: Option<Date>,
    /// Its industries.
    pub industries: Option<Vec<Key>>,
    /// What it can do.
    pub capabilities: Option<Vec<Key>>,
    /// The organisation that controls it.
    pub parent: Option<OrganisationId>,
}

impl Register {
    /// By what it is known; `None` unless exactly one of the two ways is given and reads.
    fn known_by(&self) -> Option<Registration> {
        match (&self.credit_code, &self.country, &self.registration) {
            (Some(code), None, None) => CreditCode::parse(code).ok().map(Registration::Domestic),
            (None, Some(country), Some(number)) => {
                OverseasRegistration::new(country.trim(), number)
                    .ok()
                    .map(Registration::Overseas)
            }
            _ => None,
        }
    }
}

impl Act for Register {
    const KEY: &'static str = "organisation.register";
    const SUBJECT: SubjectKind = SubjectKind::Office;
    const RECORD: Disclosed = Disclosed::Administrators;
    const FIELDS: &'static [Field] = &[
        Field::required("zh", FieldKind::Line, Reveal::WithRecord),
        Field::optional("en", FieldKind::Line, Reveal::WithRecord),
        Field::optional("credit_code", FieldKind::CreditCode, Reveal::WithRecord),
        Field::optional("country", FieldKind::Line, Reveal::WithRecord),
        Field::optional("registration", FieldKind::Line, Reveal::WithRecord),
        Field::required("kind", FieldKind::Term("member_kind"), Reveal::WithRecord),
        Field::required(
            "legal_form",
            FieldKind::Term("legal_form"),
            Reveal::WithRecord,
        ),
        Field::optional("division", FieldKind::Term("division"), Reveal::WithRecord),
        Field::optional("place", FieldKind::Line, Reveal::WithRecord),
        Field::optional("founded", FieldKind::Day, Reveal::WithRecord),
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
    const CREATES: Option<SubjectKind> = Some(SubjectKind::Organisation);

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let known_by = self.known_by();
        let given: Vec<String> = [&self.credit_code, &self.country, &self.registration]
            .into_iter()
            .flatten()
            .cloned()
            .collect();
        let found = if given.is_empty() {
            Found::said("none")
        } else {
            Found::said_with("text", [given.join(" ")])
        };
        findings.rule(
            "organisation.known_by",
            known_by.is_some(),
            found,
            Found::said("organisation.one_code"),
        );
        if let Some(Registration::Domestic(code)) = &known_by
            && let OrganisationCheck::Differs { expected } = code.organisation_check()
        {
            let found = Found::said_with("text", [code.to_string()]);
            let finding = findings.finding(
                "organisation.inner_check",
                false,
                found,
                Found::said_with("text", [expected.to_string()]),
            );
            finding.weight = Weight::Preferred;
        }
        let twin = known_by.and_then(|known_by| ask.world.registrations.get(&known_by).copied());
        let name = twin.and_then(|twin| ask.find(twin)).map(|twin| &twin.name);
        let found = twin.map_or_else(
            || Found::said("none"),
            |twin| {
                let name = name.map_or_else(String::new, |name| name.zh.clone());
                Found::said_with("organisation", [twin.to_string(), name])
            },
        );
        let finding = findings.finding(
            "organisation.new",
            twin.is_none(),
            found,
            Found::said("none"),
        );
        finding.about = twin;
        let elsewhere = self
            .place
            .as_ref()
            .is_some_and(|place| !place.trim().is_empty());
        // a country says where a body abroad is; a place may say it closer
        let placed = match (&self.division, elsewhere) {
            (Some(_), true) => false,
            (Some(_), false) | (None, true) => true,
            (None, false) => self.country.is_some(),
        };
        findings.rule(
            "organisation.placed",
            placed,
            Found::said(if placed { "place" } else { "place.unclear" }),
            Found::said("place"),
        );
        if let Some(founded) = self.founded {
            let past = founded <= ask.day;
            findings.rule(
                "organisation.founded",
                past,
                Found::said_with("until", [founded.to_string()]),
                Found::said_with("until", [ask.day.to_string()]),
            );
        }
        if let Some(parent) = self.parent {
            findings.known_organisation(ask, parent);
        }
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Some(registration) = self.known_by() else {
            return;
        };
        let id = OrganisationId::from(entry.number);
        let zh = self.zh.trim().to_owned();
        let en = self
            .en
            .map(|en| en.trim().to_owned())
            .filter(|en| !en.is_empty())
            .unwrap_or_else(|| zh.clone());
        world.registrations.insert(registration.clone(), id);
        let from = self.founded.unwrap_or(entry.day);
        let organisation = Organisation {
            id,
            registration,
            name: Words::new(zh, en),
            kind: self.kind,
            legal_form: self.legal_form,
            residences: vec![Residence {
                division: self.division,
                place: self.place,
                from,
                number: entry.number,
                holding: holding_of(entry),
            }],
            founded: self.founded,
            industries: self.industries.unwrap_or_default(),
            capabilities: self.capabilities.unwrap_or_default(),
            parent: self.parent,
            representatives: Vec::new(),
            authorisations: Vec::new(),
            years: Years::default(),
            items: Vec::new(),
            bans: Vec::new(),
            listings: Vec::new(),
            changed: entry.number,
            facts: entry.number,
        };
        world.organisations.insert(id, Arc::new(organisation));
    }
}
