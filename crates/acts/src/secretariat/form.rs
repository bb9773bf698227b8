//! `secretariat.form`: the council sets up the secretariat at a member, with its head, or sets it up anew.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Date, OrganisationId, PersonId};

use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::governance::Secretariat;
use crate::world::World;

/// Forms the secretariat.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Form {
    /// The member it sits with. The act is not done for this member, so it names no organisation to act for.
    pub organisation: OrganisationId,
    /// Its head.
    pub head: PersonId,
    /// First day of its term.
    pub from: Date,
    /// Last day of its term, if set.
    pub until: Option<Date>,
}

impl Act for Form {
    const KEY: &'static str = "secretariat.form";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("organisation", FieldKind::Organisation, Reveal::WithRecord),
        Field::required("head", FieldKind::Person, Reveal::WithRecord),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
        Field::optional("until", FieldKind::Day, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.member(ask, self.organisation);
        findings.known_person(ask, self.head);
        findings.term(self.from, self.until);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            consortium.governance.secretariat = Some(Secretariat {
                number: entry.number,
                organisation: self.organisation,
                head: self.head,
                from: self.from,
                until: self.until,
            });
        });
    }
}
