//! Facts about council, committee, secretariat, chief expert, mechanisms.

use policy::{FactEntry, FactType, Value};
use values::{Date, EntryNumber};

use super::{FactKind, Measured, Params};
use crate::condition::Look;
use crate::council;
use crate::finding::Evidence;
use crate::subject::consortium::Consortium;
use crate::subject::governance::ChiefExpert;

/// Facts about council, committee, secretariat, chief expert, mechanisms.
pub static FACTS: &[FactKind] = &[
    FactKind {
        entry: FactEntry {
            name: "council.formed",
            gives: FactType::Presence,
            params: &[],
            zh: "理事会已成立且任期未满",
            en: "the council is formed and its term has not ended",
        },
        measure: |look, _: &Params| of(look, council_formed),
    },
    FactKind {
        entry: FactEntry {
            name: "council.members",
            gives: FactType::Count("member"),
            params: &[],
            zh: "理事会席位数(含理事长)",
            en: "seats on the council, the chair's included",
        },
        measure: |look, _: &Params| of(look, council_members),
    },
    FactKind {
        entry: FactEntry {
            name: "council.led_by_head",
            gives: FactType::Presence,
            params: &[],
            zh: "理事长由牵头单位负责人担任",
            en: "the lead's head chairs the council",
        },
        measure: |look, _: &Params| of(look, council_led_by_head),
    },
    FactKind {
        entry: FactEntry {
            name: "committee.formed",
            gives: FactType::Presence,
            params: &[],
            zh: "专家指导委员会已成立且任期未满",
            en: "the expert committee is formed and its term has not ended",
        },
        measure: |look, _: &Params| of(look, committee_formed),
    },
    FactKind {
        entry: FactEntry {
            name: "secretariat.formed",
            gives: FactType::Presence,
            params: &[],
            zh: "秘书处已设立且任期未满",
            en: "the secretariat is formed and its term has not ended",
        },
        measure: |look, _: &Params| of(look, secretariat_formed),
    },
    FactKind {
        entry: FactEntry {
            name: "chief_expert.accepted",
            gives: FactType::Presence,
            params: &[],
            zh: "首席专家已接受聘任且任期未满",
            en: "a chief expert has accepted and the term has not ended",
        },
        measure: |look, _: &Params| of(look, chief_expert_accepted),
    },
    FactKind {
        entry: FactEntry {
            name: "mechanisms",
            gives: FactType::Terms("mechanism"),
            params: &[],
            zh: "已通过的机制文件",
            en: "mechanism documents adopted",
        },
        measure: |look, _: &Params| of(look, mechanisms),
    },
];

fn of(look: &Look, measure: fn(&Look, &Consortium) -> Measured) -> Measured {
    look.consortium
        .map_or_else(Measured::unknown, |consortium| measure(look, consortium))
}

/// There if a record made it and its term has not ended. A term that begins later does not make a body any less formed.
fn there(look: &Look, made: Option<(EntryNumber, Option<Date>)>) -> Measured {
    let Some((number, until)) = made else {
        return Measured::plain(Value::Presence(false));
    };
    let evidence = Evidence {
        until,
        ..Evidence::of(number)
    };
    Measured {
        value: Value::Presence(until.is_none_or(|until| look.day <= until)),
        evidence: vec![evidence],
    }
}

fn council_formed(look: &Look, consortium: &Consortium) -> Measured {
    let council = consortium.governance.council.as_ref();
    there(look, council.map(|council| (council.number, council.until)))
}

fn council_members(look: &Look, consortium: &Consortium) -> Measured {
    let seats = council::seats(look.world, consortium, look.day).len();
    Measured {
        value: Value::Count(i64::try_from(seats).unwrap_or(i64::MAX)),
        ..council_formed(look, consortium)
    }
}

fn council_led_by_head(look: &Look, consortium: &Consortium) -> Measured {
    let mut measured = council_formed(look, consortium);
    let head = look
        .world
        .organisation(consortium.lead)
        .and_then(|lead| lead.representative(look.day));
    match head {
        Some(head) => measured.evidence.push(Evidence::of(head.number)),
        None => measured.value = Value::Presence(false),
    }
    measured
}

fn committee_formed(look: &Look, consortium: &Consortium) -> Measured {
    let committee = consortium.governance.committee.as_ref();
    there(
        look,
        committee.map(|committee| (committee.number, committee.until)),
    )
}

fn secretariat_formed(look: &Look, consortium: &Consortium) -> Measured {
    let secretariat = consortium.governance.secretariat.as_ref();
    there(
        look,
        secretariat
            .filter(|secretariat| consortium.members.contains_key(&secretariat.organisation))
            .map(|secretariat| (secretariat.number, secretariat.until)),
    )
}

fn chief_expert_accepted(look: &Look, consortium: &Consortium) -> Measured {
    match &consortium.governance.chief_expert {
        ChiefExpert::Accepted(appointed, accepted) => {
            let mut measured = there(look, Some((*accepted, appointed.until)));
            measured.evidence.push(Evidence::of(appointed.number));
            measured
        }
        ChiefExpert::Vacant | ChiefExpert::Proposed(_) => there(look, None),
    }
}

fn mechanisms(_look: &Look, consortium: &Consortium) -> Measured {
    let adopted = &consortium.governance.mechanisms;
    let evidence = adopted.values().map(|mechanism| Evidence {
        file: mechanism.file,
        ..Evidence::of(mechanism.number)
    });
    Measured {
        value: Value::Terms(adopted.keys().cloned().collect()),
        evidence: evidence.collect(),
    }
}
