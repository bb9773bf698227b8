//! Facts about the lead alone: whether its selection still holds, and who works with it along the chain.

use policy::{FactEntry, FactType, ParamType, SubjectKind, Test, Tree, Value, Weight};

use super::{FactKind, Measured, Params, items, optional};
use crate::condition::{Look, evaluate};
use crate::finding::{Evidence, State};

/// The lead's selection; what it required is looked at again, on the day.
const QUALIFIED: &str = "lead.qualified";

/// Facts about the lead alone.
pub static FACTS: &[FactKind] = &[
    FactKind {
        entry: FactEntry {
            name: QUALIFIED,
            gives: FactType::Presence,
            params: &[],
            zh: "牵头单位：已经遴选确定,且遴选的必备条件现在仍然满足",
            en: "lead: selected, and the hard conditions of its selection still hold",
        },
        measure: qualified,
    },
    FactKind {
        entry: FactEntry {
            name: "lead.chain_partners",
            gives: FactType::Count("partner"),
            params: &[optional("partners", ParamType::Terms("member_kind"))],
            zh: "牵头单位：有在期协议的产业链合作单位数",
            en: "lead: partners along the chain with agreements in force",
        },
        measure: |look, params| {
            look.lead.map_or_else(Measured::unknown, |lead| {
                items::partners(look, lead, params)
            })
        },
    },
];

fn qualified(look: &Look, _params: &Params) -> Measured {
    let Some(candidacy) = look.candidacy else {
        return Measured::unknown();
    };
    let Some((selection, _)) = candidacy.selected else {
        return Measured::plain(Value::Presence(false));
    };
    let before = Look {
        consortium: None,
        member: None,
        ..*look
    };
    let opening = look
        .policy
        .track(&candidacy.track)
        .filter(|stage| stage.subject == SubjectKind::Candidacy)
        .find_map(|stage| stage.opening("selection.select", &candidacy.track));
    let findings: Vec<_> = opening
        .into_iter()
        .flat_map(|opening| &opening.requires)
        .filter_map(|key| look.policy.condition(key))
        // a condition that itself asks whether the lead is qualified cannot be what makes it so
        .filter(|condition| condition.weight == Weight::Hard && !asks_itself(&condition.tree))
        .flat_map(|condition| evaluate(condition, &before))
        .collect();
    let holds = findings
        .iter()
        .all(|finding| matches!(finding.state, State::Met | State::Exempt));
    let mut evidence = vec![Evidence::of(selection)];
    for shown in findings.into_iter().flat_map(|finding| finding.evidence) {
        if !evidence.contains(&shown) {
            evidence.push(shown);
        }
    }
    Measured {
        value: Value::Presence(holds),
        evidence,
    }
}

fn asks_itself(tree: &Tree) -> bool {
    match tree {
        Tree::Test(Test::Measured(measure) | Test::Witnessed(measure)) => measure.fact == QUALIFIED,
        Tree::Test(Test::Judged { .. }) => false,
        Tree::All(trees) | Tree::Any(trees) | Tree::None(trees) => trees.iter().any(asks_itself),
    }
}
