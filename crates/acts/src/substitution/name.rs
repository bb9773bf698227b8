//! `substitution.name`: somebody who will be absent names who acts meanwhile, in one of the capacities the policy lets be passed
//! on; with a matter named, it passes on that matter only. Nobody passes on what was passed on to them, and nobody gains an
//! office by it: for a body only who serves it already may stand in, for an organisation nobody who runs the installation.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{ConsortiumId, Date, FileDigest, Key, OrganisationId, PersonId};

use crate::act::Act;
use crate::ask::Ask;
use crate::capacity::{self, Held};
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::Recorded;
use crate::ruling::{self, Findings};
use crate::sight;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::person::Substitution;
use crate::world::World;

/// Names a substitute.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Name {
    /// Who stands in.
    pub substitute: PersonId,
    /// In which capacity of the one who names.
    pub holder: Key,
    /// For which organisation, where the capacity is an organisation's.
    pub organisation: Option<OrganisationId>,
    /// In which matter only.
    pub matter: Option<ConsortiumId>,
    /// First day.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// The document; without it nobody signs for another.
    pub document: Option<FileDigest>,
}

impl Name {
    /// The capacity to be passed on, held by the asker's own right where the policy lets it be passed on.
    fn own(&self, ask: &Ask) -> Option<Held> {
        let opened = ask.opening?.by.contains(&self.holder);
        capacity::holds_itself(ask, &self.holder, self.organisation).filter(|_| opened)
    }

    fn overlaps(&self, held: &Substitution) -> bool {
        self.from <= held.until && held.from <= self.until && held.from <= held.until
    }

    /// Whoever stands in fits the capacity: a colleague for a body, no administrator for an organisation.
    fn fits(&self, ask: &Ask, own: Option<&Held>, findings: &mut Findings) {
        let held = ask.world.appointments.get(&self.substitute);
        let administers = held.into_iter().flatten().find(|held| {
            held.role.administers() && held.until.is_none_or(|until| ask.day <= until)
        });
        let found = administers.map_or_else(
            || Found::said("none"),
            |held| Found::said_with("record", [held.number.to_string()]),
        );
        findings.rule(
            "appointment.separate",
            administers.is_none(),
            found,
            Found::said("none"),
        );
        if let Some(body) = own.and_then(|own| own.body.as_ref()) {
            let colleague = capacity::bodies_of(ask.world, self.substitute, ask.day)
                .any(|(serves, _)| serves == body);
            findings.rule(
                "substitution.colleague",
                colleague,
                Found::said(if colleague { "there" } else { "none" }),
                Found::said("substitution.colleague"),
            );
        }
    }

    /// The matter is one the asker sees, and not the substitute's own.
    fn in_matter(&self, ask: &Ask, matter: Subject, findings: &mut Findings) {
        let known = sight::sees(ask.world, ask.office, ask.actor, matter, ask.day);
        findings.rule(
            "substitution.matter",
            known,
            Found::said_with(
                if known { "known" } else { "unknown" },
                [matter.to_string()],
            ),
            Found::said("known"),
        );
        let own = ruling::related(
            &Ask {
                subject: matter,
                ..*ask
            },
            self.substitute,
        );
        if let (Some(own), true, None) = (own, known, self.organisation) {
            findings.rule_about(
                "interest",
                own,
                false,
                Found::said("interest.own"),
                Found::said("interest.none"),
            );
        }
    }

    /// The one named is not absent in that time, and nobody else stands in for the same.
    fn no_chain(&self, ask: &Ask, findings: &mut Findings) {
        let all = || ask.world.substitutions.values().flatten();
        let none = |held: Option<&Substitution>| {
            held.map_or_else(
                || Found::said("none"),
                |held| Found::said_with("record", [held.number.to_string()]),
            )
        };
        let evidence = |held: Option<&Substitution>| held.map(|held| Evidence::of(held.number));
        let away = all().find(|held| held.absent == self.substitute && self.overlaps(held));
        findings
            .finding(
                "substitution.present",
                away.is_none(),
                none(away),
                Found::said("none"),
            )
            .evidence
            .extend(evidence(away));
        let other = all().find(|held| {
            Some(held.absent) == ask.person()
                && held.holder == self.holder
                && held.organisation == self.organisation
                && (held.matter.is_none() || held.matter == self.matter)
                && self.overlaps(held)
        });
        findings
            .finding(
                "substitution.one",
                other.is_none(),
                none(other),
                Found::said("none"),
            )
            .evidence
            .extend(evidence(other));
    }
}

impl Act for Name {
    const KEY: &'static str = "substitution.name";
    const SUBJECT: SubjectKind = SubjectKind::Office;
    const RECORD: Disclosed = Disclosed::Administrators;
    const FIELDS: &'static [Field] = &[
        Field::required("substitute", FieldKind::Person, Reveal::WithRecord),
        Field::required("holder", FieldKind::Key, Reveal::WithRecord),
        Field::optional("organisation", FieldKind::Organisation, Reveal::WithRecord),
        Field::optional("matter", FieldKind::Consortium, Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
        Field::required("until", FieldKind::Day, Reveal::WithRecord),
        Field::required("reason", FieldKind::Text, Reveal::WithRecord),
        Field::optional("document", FieldKind::File, Reveal::WithRecord),
    ];

    fn organisation(&self, _ask: &Ask) -> Option<OrganisationId> {
        self.organisation
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.known_person(ask, self.substitute);
        findings.term(self.from, Some(self.until));
        findings.rule(
            "substitution.ahead",
            ask.day <= self.until,
            Found::said_with("until", [self.until.to_string()]),
            Found::said_with("not_before", [ask.day.to_string()]),
        );
        let own = self.own(ask);
        let passes = own.as_ref().is_some_and(|own| {
            own.body.is_some() || (own.organisation.is_some() && self.organisation.is_some())
        });
        findings.rule(
            "substitution.own",
            passes,
            Found::said_with("capacity", [self.holder.to_string()]),
            Found::said("substitution.own"),
        );
        let other = ask.person() != Some(self.substitute);
        findings.rule(
            "substitution.not_self",
            other,
            Found::said(if other { "another" } else { "self" }),
            Found::said("another"),
        );
        self.fits(ask, own.as_ref(), findings);
        self.no_chain(ask, findings);
        if let Some(matter) = self.matter {
            self.in_matter(ask, Subject::Consortium(matter), findings);
        }
        let proven = *self.holder != *"representative" || self.document.is_some();
        findings.rule(
            "authorisation.document",
            proven,
            Found::said(if proven { "there" } else { "none" }),
            Found::said("there"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Some(absent) = entry.person() else { return };
        if let Some(organisation) = self.organisation {
            world.note_represents(self.substitute, organisation);
        }
        let named = Substitution {
            number: entry.number,
            absent,
            substitute: self.substitute,
            holder: self.holder,
            organisation: self.organisation,
            matter: self.matter,
            from: self.from,
            until: self.until,
        };
        world
            .substitutions
            .entry(self.substitute)
            .or_default()
            .push(named);
    }
}
