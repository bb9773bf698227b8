//! `charter.freeze`: the lead closes the discussion. From now on there is one text with one digest, and members sign exactly
//! that. Only a complete text can be frozen.

use policy::{SubjectKind, Weight};
use serde::{Deserialize, Serialize};

use super::{digest, text};
use crate::act::Act;
use crate::ask::Ask;
use crate::field::Field;
use crate::finding::{Evidence, Found};
use crate::recorded::{Effects, Recorded};
use crate::ruling::Findings;
use crate::sight::Disclosed;
use crate::subject::Subject;
use crate::subject::charter::{Charter, Draft, Frozen};
use crate::world::World;

/// Freezes the draft.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Freeze {}

fn draft<'a>(ask: &Ask<'a>) -> Option<&'a Draft> {
    match &ask.consortium()?.charter {
        Charter::Drafting(draft) => Some(draft),
        Charter::None | Charter::Frozen(_) | Charter::InForce(..) => None,
    }
}

impl Act for Freeze {
    const KEY: &'static str = "charter.freeze";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let draft = draft(ask);
        findings
            .finding(
                "charter.drafted",
                draft.is_some(),
                Found::said(consortium.charter.standing()),
                Found::said("charter.drafting"),
            )
            .evidence
            .extend(draft.map(|draft| Evidence::of(draft.number)));
        if let Some(draft) = draft {
            text::rows(ask, &draft.text, findings);
            text::whole(ask, &draft.text, Weight::Hard, findings);
        }
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Freeze::ready(ask, findings);
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        effects.digest = draft(ask).map(|draft| digest(&draft.text));
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (Subject::Consortium(consortium), Some(digest)) = (entry.subject, entry.effects.digest)
        else {
            return;
        };
        world.change_consortium(consortium, |consortium| {
            let Charter::Drafting(draft) = &consortium.charter else {
                return;
            };
            consortium.charter = Charter::Frozen(Frozen {
                number: entry.number,
                text: draft.text.clone(),
                digest,
                comments: draft.comments.clone(),
                round: draft.round,
                signatures: imbl::OrdMap::new(),
            });
        });
    }
}
