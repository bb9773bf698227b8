//! `chief_expert.appoint`: the council appoints a chief expert, with the qualification on record. The expert is in office
//! by accepting. An earlier chief expert leaves office by this act. Responsibility is dual because it lies with two people:
//! the lead's head cannot be the chief expert too, unless the opening sets `lead_head = "allowed"`.

use policy::{Param, SubjectKind};
use serde::{Deserialize, Serialize};
use values::{Date, PersonId};

use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::governance::{Appointed, ChiefExpert};
use crate::world::World;

/// Appoints the chief expert.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Appoint {
    /// Who.
    pub person: PersonId,
    /// What qualifies the person.
    pub qualification: String,
    /// First day of the term.
    pub from: Date,
    /// Last day of the term, if set.
    pub until: Option<Date>,
}

impl Act for Appoint {
    const KEY: &'static str = "chief_expert.appoint";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("person", FieldKind::Person, Reveal::WithRecord),
        Field::required("qualification", FieldKind::Text, Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
        Field::optional("until", FieldKind::Day, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.known_person(ask, self.person);
        findings.term(self.from, self.until);
        let head = ask
            .organisation()
            .and_then(|lead| lead.representative(ask.day));
        let allowed = ask.opening.is_some_and(|opening| {
            matches!(opening.settings.get("lead_head"), Some(Param::Word(word)) if *word == *"allowed")
        });
        if let (Some(head), false) = (head, allowed) {
            let other = head.person != self.person;
            findings
                .finding(
                    "chief_expert.second_person",
                    other,
                    Found::said(if other { "not_lead_head" } else { "lead_head" }),
                    Found::said("not_lead_head"),
                )
                .evidence
                .push(Evidence::of(head.number));
        }
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            consortium.governance.chief_expert = ChiefExpert::Proposed(Appointed {
                number: entry.number,
                person: self.person,
                qualification: self.qualification,
                from: self.from,
                until: self.until,
            });
        });
    }
}
