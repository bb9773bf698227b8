//! Facts about an organisation: the lead (or candidate) under `lead.`, each member under `member.`.

use policy::{FactEntry, FactType, Value};

use super::{FactKind, Measured, Params};
use crate::condition::Look;
use crate::subject::organisation::Organisation;

/// Every fact about an organisation stands twice: for the lead and for a member.
macro_rules! organisation_facts {
    ($($name:literal $gives:expr, $params:expr, $zh:literal, $en:literal => $measure:path;)*) => {
        /// Facts about organisations.
        pub static FACTS: &[FactKind] = &[$(
            FactKind {
                entry: FactEntry { name: concat!("lead.", $name), gives: $gives, params: $params, zh: concat!("牵头单位:", $zh), en: concat!("lead: ", $en) },
                measure: |look, params| of_lead(look, params, $measure),
            },
            FactKind {
                entry: FactEntry { name: concat!("member.", $name), gives: $gives, params: $params, zh: concat!("成员单位:", $zh), en: concat!("member: ", $en) },
                measure: |look, params| of_member(look, params, $measure),
            },
        )*];
    };
}

organisation_facts! {
    "kind" FactType::Term("member_kind"), &[], "类别", "kind" => kind;
    "division" FactType::Term("division"), &[], "所在县级市(区)", "division" => division;
}

type Of = fn(&Look, &Organisation, &Params) -> Measured;

fn of_lead(look: &Look, params: &Params, measure: Of) -> Measured {
    look.lead
        .map_or_else(Measured::unknown, |lead| measure(look, lead, params))
}

fn of_member(look: &Look, params: &Params, measure: Of) -> Measured {
    look.member.map_or_else(Measured::unknown, |(member, _)| {
        measure(look, member, params)
    })
}

fn kind(_look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    Measured::plain(Value::Term(organisation.kind.clone()))
}

fn division(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    organisation
        .division(look.day)
        .map_or_else(Measured::unknown, |division| {
            Measured::plain(Value::Term(division.clone()))
        })
}
