//! Facts about a member as a member: on what it cooperates, in which layer, whether it signed.

use policy::{FactEntry, FactType, Value};

use super::{FactKind, Measured, Params};
use crate::condition::Look;
use crate::finding::Evidence;

/// Facts about a member as a member.
pub static FACTS: &[FactKind] = &[
    FactKind {
        entry: FactEntry {
            name: "member.basis",
            gives: FactType::Terms("cooperation_area"),
            params: &[],
            zh: "成员单位：与牵头单位的合作方面",
            en: "member: areas of cooperation with the lead",
        },
        measure: basis,
    },
    FactKind {
        entry: FactEntry {
            name: "member.layer",
            gives: FactType::Term("layer"),
            params: &[],
            zh: "成员单位：成员层次",
            en: "member: layer",
        },
        measure: layer,
    },
    FactKind {
        entry: FactEntry {
            name: "member.signed",
            gives: FactType::Presence,
            params: &[],
            zh: "成员单位：已签署定稿章程",
            en: "member: has signed the frozen charter",
        },
        measure: signed,
    },
];

fn basis(look: &Look, _params: &Params) -> Measured {
    look.member
        .map_or_else(Measured::unknown, |(_, membership)| Measured {
            value: Value::Terms(membership.basis.clone()),
            evidence: vec![Evidence::of(membership.acceptance)],
        })
}

fn layer(look: &Look, _params: &Params) -> Measured {
    look.member
        .map_or_else(Measured::unknown, |(_, membership)| Measured {
            value: Value::Term(membership.layer.clone()),
            evidence: vec![Evidence::of(membership.acceptance)],
        })
}

fn signed(look: &Look, _params: &Params) -> Measured {
    let (Some(consortium), Some((_, membership))) = (look.consortium, look.member) else {
        return Measured::unknown();
    };
    let signature = consortium
        .charter
        .frozen()
        .and_then(|frozen| frozen.signatures.get(&membership.organisation));
    Measured {
        value: Value::Presence(signature.is_some()),
        evidence: signature
            .map(|signature| Evidence::of(signature.number))
            .into_iter()
            .collect(),
    }
}
