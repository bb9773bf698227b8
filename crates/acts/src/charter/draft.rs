//! `charter.draft`: the lead lays a new text before the members; every draft is a new round. A draft may be incomplete and is
//! told what is missing. A draft over a frozen text voids the signatures on it; a charter in force must be reopened first.

use policy::{SubjectKind, Weight};
use serde::{Deserialize, Serialize};

use super::text;
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::charter::{self, Charter, CharterText};
use crate::world::World;

/// Drafts the charter: its fields are its text.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Draft {
    /// The text.
    pub text: CharterText,
}

const SECTION: &[Field] = &[
    Field::required(
        "section",
        FieldKind::Term("charter_section"),
        Reveal::WithRecord,
    ),
    Field::required("text", FieldKind::Text, Reveal::WithRecord),
];

const ENTRY: &[Field] = &[
    Field::required("organisation", FieldKind::Organisation, Reveal::WithRecord),
    Field::required("responsibilities", FieldKind::Text, Reveal::WithRecord),
    Field::required("rights", FieldKind::Text, Reveal::WithRecord),
    Field::required("obligations", FieldKind::Text, Reveal::WithRecord),
];

const SHARE: &[Field] = &[
    Field::required("organisation", FieldKind::Organisation, Reveal::WithRecord),
    Field::required("share", FieldKind::Share, Reveal::WithRecord),
];

impl Act for Draft {
    const KEY: &'static str = "charter.draft";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("sections", FieldKind::Rows(SECTION), Reveal::WithRecord),
        Field::required("entries", FieldKind::Rows(ENTRY), Reveal::WithRecord),
        Field::required("ownership", FieldKind::Rows(SHARE), Reveal::WithRecord),
        Field::optional("licensing", FieldKind::Text, Reveal::WithRecord),
        Field::required("revenue", FieldKind::Rows(SHARE), Reveal::WithRecord),
        Field::optional("breach", FieldKind::Text, Reveal::WithRecord),
    ];
    const MATTER: Matter = Matter::Changed;

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        findings.rule(
            "charter.not_in_force",
            !matches!(consortium.charter, Charter::InForce(..)),
            Found::said(consortium.charter.standing()),
            Found::said("charter.not_in_force"),
        );
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Draft::ready(ask, findings);
        text::rows(ask, &self.text, findings);
        text::whole(ask, &self.text, Weight::Preferred, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            consortium.charter = Charter::Drafting(charter::Draft {
                number: entry.number,
                text: self.text,
                comments: consortium.charter.comments(),
                round: consortium.charter.round() + 1,
            });
        });
    }
}
