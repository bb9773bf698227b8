//! `charter.comment`: a member says what it thinks of the text, of one section or of the whole. The comment stays with the
//! charter through all later rounds.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};
use values::Key;

use crate::act::Act;
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::charter::{self, Charter};
use crate::world::World;

/// Comments on the charter.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Comment {
    /// On which section; on the whole text if none.
    pub section: Option<Key>,
    /// The comment.
    pub text: String,
}

impl Act for Comment {
    const KEY: &'static str = "charter.comment";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::optional(
            "section",
            FieldKind::Term("charter_section"),
            Reveal::WithRecord,
        ),
        Field::required("text", FieldKind::Text, Reveal::WithRecord),
    ];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        findings.rule(
            "charter.under_discussion",
            matches!(
                consortium.charter,
                Charter::Drafting(_) | Charter::Frozen(_)
            ),
            Found::said(consortium.charter.standing()),
            Found::said("charter.under_discussion"),
        );
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Comment::ready(ask, findings);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(consortium) = entry.subject else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            let comment = charter::Comment {
                number: entry.number,
                organisation: entry.organisation,
                section: self.section,
                text: self.text,
                round: consortium.charter.round(),
            };
            match &mut consortium.charter {
                Charter::Drafting(draft) => draft.comments.push_back(comment),
                Charter::Frozen(frozen) => frozen.comments.push_back(comment),
                Charter::None | Charter::InForce(..) => {}
            }
        });
    }
}
