//! Facts about the charter.

use policy::{FactEntry, FactType, Value};
use values::{EntryNumber, Share};

use super::{FactKind, Measured, Params};
use crate::charter::without_entry;
use crate::condition::Look;
use crate::finding::Evidence;
use crate::subject::charter::{Charter, CharterText, ShareOf};
use crate::subject::consortium::Consortium;

/// Facts about the charter.
pub static FACTS: &[FactKind] = &[
    FactKind {
        entry: FactEntry {
            name: "charter.sections",
            gives: FactType::Terms("charter_section"),
            params: &[],
            zh: "章程已写明的章节",
            en: "sections the charter has",
        },
        measure: |look, _: &Params| of(look, sections),
    },
    FactKind {
        entry: FactEntry {
            name: "charter.members_without_entry",
            gives: FactType::Count("member"),
            params: &[],
            zh: "章程中未写明责权利的成员单位数",
            en: "members without an entry on responsibilities, rights and obligations",
        },
        measure: |look, _: &Params| of(look, members_without_entry),
    },
    FactKind {
        entry: FactEntry {
            name: "charter.shares",
            gives: FactType::Presence,
            params: &[],
            zh: "成果归属与收益分配份额各自合计为整体",
            en: "the shares of ownership and of revenue each add up to one whole, over members only",
        },
        measure: |look, _: &Params| of(look, shares),
    },
    FactKind {
        entry: FactEntry {
            name: "charter.unsigned",
            gives: FactType::Count("member"),
            params: &[],
            zh: "尚未签署章程的成员单位数",
            en: "members that have not signed the charter",
        },
        measure: |look, _: &Params| of(look, unsigned),
    },
    FactKind {
        entry: FactEntry {
            name: "charter.in_force",
            gives: FactType::Presence,
            params: &[],
            zh: "章程已由全体成员单位签署生效",
            en: "the charter is signed by every member and in force",
        },
        measure: |look, _: &Params| of(look, in_force),
    },
    FactKind {
        entry: FactEntry {
            name: "charter.licensing",
            gives: FactType::Presence,
            params: &[],
            zh: "章程的许可使用规则",
            en: "licensing rule of the charter",
        },
        measure: |look, _: &Params| {
            of(look, |consortium| {
                written(consortium, |text| &text.licensing)
            })
        },
    },
    FactKind {
        entry: FactEntry {
            name: "charter.breach",
            gives: FactType::Presence,
            params: &[],
            zh: "章程的违约责任",
            en: "liability for breach in the charter",
        },
        measure: |look, _: &Params| of(look, |consortium| written(consortium, |text| &text.breach)),
    },
];

fn written(consortium: &Consortium, part: fn(&CharterText) -> &String) -> Measured {
    from_text(consortium, |text| {
        Value::Presence(!part(text).trim().is_empty())
    })
}

fn of(look: &Look, measure: fn(&Consortium) -> Measured) -> Measured {
    look.consortium.map_or_else(Measured::unknown, measure)
}

/// The text with the record that holds it.
fn text(consortium: &Consortium) -> Option<(&CharterText, EntryNumber)> {
    match &consortium.charter {
        Charter::None => None,
        Charter::Drafting(draft) => Some((&draft.text, draft.number)),
        Charter::Frozen(frozen) | Charter::InForce(frozen, _) => {
            Some((&frozen.text, frozen.number))
        }
    }
}

/// A value read from the text; unknown before there is one.
fn from_text(consortium: &Consortium, value: impl FnOnce(&CharterText) -> Value) -> Measured {
    text(consortium).map_or_else(Measured::unknown, |(text, number)| Measured {
        value: value(text),
        evidence: vec![Evidence::of(number)],
    })
}

fn sections(consortium: &Consortium) -> Measured {
    from_text(consortium, |text| {
        let written = text
            .sections
            .iter()
            .filter(|section| !section.text.trim().is_empty());
        Value::Terms(written.map(|section| section.section.clone()).collect())
    })
}

fn members_without_entry(consortium: &Consortium) -> Measured {
    from_text(consortium, |text| {
        count(without_entry(consortium, text).count())
    })
}

fn shares(consortium: &Consortium) -> Measured {
    from_text(consortium, |text| {
        let whole = |shares: &[ShareOf]| {
            Share::adds_up(shares.iter().map(|row| row.share)).is_ok()
                && shares
                    .iter()
                    .all(|row| consortium.members.contains_key(&row.organisation))
        };
        Value::Presence(whole(&text.ownership) && whole(&text.revenue))
    })
}

fn unsigned(consortium: &Consortium) -> Measured {
    let signed = consortium.charter.frozen().map(|frozen| &frozen.signatures);
    let missing = consortium
        .members
        .keys()
        .filter(|member| !signed.is_some_and(|signed| signed.contains_key(member)));
    Measured {
        value: count(missing.count()),
        evidence: signatures(consortium),
    }
}

fn in_force(consortium: &Consortium) -> Measured {
    Measured {
        value: Value::Presence(matches!(consortium.charter, Charter::InForce(..))),
        evidence: signatures(consortium),
    }
}

/// The frozen text and every signature on it.
fn signatures(consortium: &Consortium) -> Vec<Evidence> {
    consortium.charter.frozen().map_or_else(Vec::new, |frozen| {
        let text = Evidence::of(frozen.number);
        let signed = frozen.signatures.values();
        std::iter::once(text)
            .chain(signed.map(|signature| Evidence::of(signature.number)))
            .collect()
    })
}

fn count(count: usize) -> Value {
    Value::Count(i64::try_from(count).unwrap_or(i64::MAX))
}
