//! `organisation.authorise`: authorises a person to handle the organisation's matters or to sign for it, with term and document.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{Date, FileDigest, PersonId};

use super::{holding_of, no_administrator};
use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::organisation::{Authorisation, AuthorisationScope};
use crate::world::World;

/// Authorises a person.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Authorise {
    /// Who.
    pub person: PersonId,
    /// For what.
    pub scope: AuthorisationScope,
    /// First day.
    pub from: Date,
    /// Last day, if set.
    pub until: Option<Date>,
    /// The document; without it a signatory cannot sign.
    pub document: Option<FileDigest>,
}

impl Act for Authorise {
    const KEY: &'static str = "organisation.authorise";
    const SUBJECT: SubjectKind = SubjectKind::Organisation;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("person", FieldKind::Person, Reveal::WithRecord),
        Field::required(
            "scope",
            FieldKind::Word(&["secretary", "signatory"]),
            Reveal::WithRecord,
        ),
        Field::required("from", FieldKind::Day, Reveal::WithRecord),
        Field::optional("until", FieldKind::Day, Reveal::WithRecord),
        Field::optional("document", FieldKind::File, Reveal::WithRecord),
    ];

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        findings.known_person(ask, self.person);
        no_administrator(ask, findings, self.person);
        findings.term(self.from, self.until);
        let proven = self.scope == AuthorisationScope::Secretary || self.document.is_some();
        findings.rule(
            "authorisation.document",
            proven,
            Found::said(if proven { "there" } else { "none" }),
            Found::said("there"),
        );
        let already = ask
            .organisation()
            .and_then(|organisation| organisation.authorised(self.person, self.scope, self.from));
        let found = already.map_or_else(
            || Found::said("none"),
            |held| Found::said_with("record", [held.number.to_string()]),
        );
        findings.rule(
            "authorisation.new",
            already.is_none(),
            found,
            Found::said("none"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Organisation(id) = entry.subject else {
            return;
        };
        world.note_represents(self.person, id);
        world.change_organisation(id, |organisation| {
            organisation.authorisations.push(Authorisation {
                number: entry.number,
                person: self.person,
                scope: self.scope,
                from: self.from,
                until: self.until,
                document: self.document,
                holding: holding_of(entry),
            });
        });
    }
}
