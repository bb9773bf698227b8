//! `matter.suspend`: stops the clock of a matter for a reason the policy knows. Until it goes on, no period runs; what may be done
//! may still be done.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::{FileDigest, Key};

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::recorded::Recorded;
use crate::ruling::{Findings, clause_of_terms};
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::handling::Stopped;
use crate::world::World;

/// Stops the clock.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Suspend {
    /// The ground: a term of `suspension_ground`.
    pub ground: Key,
    /// What it is about.
    pub reason: String,
    /// The document.
    pub document: Option<FileDigest>,
}

impl Act for Suspend {
    const KEY: &'static str = "matter.suspend";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required(
            "ground",
            FieldKind::Term("suspension_ground"),
            Reveal::WithRecord,
        ),
        Field::required("reason", FieldKind::Text, Reveal::WithRecord),
        Field::optional("document", FieldKind::File, Reveal::WithRecord),
    ];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let stopped = consortium.handling.stopped.as_ref();
        let found = stopped.map_or_else(
            || Found::said("clock.runs"),
            |stopped| Found::said_with("clock.stopped", [stopped.number.to_string()]),
        );
        findings
            .finding(
                "clock.runs",
                stopped.is_none(),
                found,
                Found::said("clock.runs"),
            )
            .evidence
            .extend(stopped.map(|stopped| Evidence::of(stopped.number)));
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Suspend::ready(ask, findings);
        let known = ask.policy.term("suspension_ground", &self.ground).is_some();
        let clause = clause_of_terms(ask.policy, "suspension_ground");
        findings.under(clause, |findings| {
            findings.rule(
                "clock.ground",
                known,
                Found::said_with("ground", [self.ground.to_string()]),
                Found::said("clock.ground"),
            );
        });
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| {
            consortium.handling.stopped = Some(Stopped {
                number: entry.number,
                since: entry.day,
                ground: self.ground,
            });
        });
    }
}
