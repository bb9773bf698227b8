//! `decision.approve`: the approving body establishes the consortium. Name and number are given by the policy's patterns and are
//! unique for ever; the decision document takes the next number of its series. Closed while a public notice is open or an
//! objection stands.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use super::{decided, undecided};
use crate::act::Act;
use crate::ask::Ask;
use crate::consortium::{folded, holder, name_for};
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::notice;
use crate::numbering;
use crate::recorded::{Effects, Recorded};
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::consortium::{Consortium, Establishment};
use crate::subject::examination::{ObjectionOutcome, Verdict};
use crate::world::World;

/// Approves.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Approve {
    /// The reasons.
    pub reasons: String,
}

impl Act for Approve {
    const KEY: &'static str = "decision.approve";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Public;
    const FIELDS: &'static [Field] = &[Field::required(
        "reasons",
        FieldKind::Text,
        Reveal::WithRecord,
    )];

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(consortium) = ask.consortium() else {
            return;
        };
        undecided(ask, findings);
        name_free(ask, consortium, findings);
        countable(ask, findings);
        notice_closed(consortium, findings);
        notice::answered(consortium, findings);
        none_upheld(consortium, findings);
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Approve::ready(ask, findings);
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        let (Some(consortium), Some(number)) = (ask.consortium(), numbering::of_establishment(ask))
        else {
            return;
        };
        effects.established = Some(Establishment {
            name: name_for(ask.policy, &consortium.field, &consortium.field_en),
            number: number.text.clone(),
            day: ask.day,
        });
        effects.establishment_number = Some(number);
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let (Subject::Consortium(id), Some(established)) =
            (entry.subject, entry.effects.established.clone())
        else {
            return;
        };
        world.names.insert(folded(&established.name.zh), id);
        world.numbers.insert(established.number.clone(), id);
        world.change_consortium(id, |consortium| consortium.established = Some(established));
        decided(world, entry, Verdict::Approved, self.reasons);
    }
}

/// Nobody else has or had the name.
fn name_free(ask: &Ask, consortium: &Consortium, findings: &mut Findings) {
    let name = name_for(ask.policy, &consortium.field, &consortium.field_en);
    let other = holder(ask.world, &name.zh).filter(|holder| *holder != consortium.id);
    let found = other.map_or_else(
        || Found::said("free"),
        |id| Found::said_with("taken", [name.zh, id.to_string()]),
    );
    findings.rule("decision.name", other.is_none(), found, Found::said("free"));
}

/// The policy's pattern gives every consortium another number.
fn countable(ask: &Ask, findings: &mut Findings) {
    let number = numbering::of_establishment(ask);
    let found = number.as_ref().map_or_else(
        || Found::said("none"),
        |given| Found::said_with("number", [given.text.clone()]),
    );
    findings.rule(
        "decision.number",
        number.is_some(),
        found,
        Found::said("there"),
    );
}

/// A public notice, once published, was closed.
fn notice_closed(consortium: &Consortium, findings: &mut Findings) {
    let Some(notice) = &consortium.examination.notice else {
        return;
    };
    let found = notice.closed.map_or_else(
        || Found::said_with("notice.open_until", [notice.until.to_string()]),
        |_| Found::said("notice.closed"),
    );
    findings
        .finding(
            "decision.notice",
            notice.closed.is_some(),
            found,
            Found::said("notice.closed"),
        )
        .evidence
        .push(Evidence::of(notice.closed.unwrap_or(notice.number)));
}

/// No objection was found to hold.
fn none_upheld(consortium: &Consortium, findings: &mut Findings) {
    let answers = consortium
        .examination
        .objections
        .values()
        .filter_map(|objection| objection.answer.as_ref());
    for answer in answers.filter(|answer| answer.outcome == ObjectionOutcome::Upheld) {
        findings
            .finding(
                "decision.objections",
                false,
                Found::said_with("record", [answer.number.to_string()]),
                Found::said("none"),
            )
            .evidence
            .push(Evidence::of(answer.number));
    }
}
