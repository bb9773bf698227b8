//! What an organisation has: carriers, funds, agreements, teams, tags and the evidence a pack declares. What is disputed or
//! out of its term does not count.

use std::sync::Arc;

use policy::{FactType, Value};
use values::Key;

use super::{Measured, Params, terms};
use crate::condition::Look;
use crate::finding::Evidence;
use crate::subject::organisation::{Item, ItemKind, Organisation};

fn counting<'a>(look: &Look, organisation: &'a Organisation) -> impl Iterator<Item = &'a Item> {
    let day = look.day;
    organisation
        .items
        .iter()
        .map(Arc::as_ref)
        .filter(move |item| item.counts_on(day))
}

fn counted<'a>(items: impl Iterator<Item = &'a Item>) -> Measured {
    let evidence: Vec<Evidence> = items.map(Item::evidence).collect();
    Measured {
        value: Value::Count(i64::try_from(evidence.len()).unwrap_or(i64::MAX)),
        evidence,
    }
}

/// The tags in force, each once.
pub fn tags(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    let mut tags: Vec<Key> = Vec::new();
    let mut evidence = Vec::new();
    for item in counting(look, organisation) {
        if let ItemKind::Tag { tag } = &item.what {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
            evidence.push(item.evidence());
        }
    }
    Measured {
        value: Value::Terms(tags),
        evidence,
    }
}

/// Carriers of these kinds and at least the lowest of these levels.
pub fn carriers(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    let kinds = terms(params, "kinds");
    let rank = |level: &Key| look.policy.vocabularies.get("level")?.rank(level);
    let least = terms(params, "level").map(|levels| levels.iter().filter_map(rank).min());
    counted(
        counting(look, organisation).filter(|item| match &item.what {
            ItemKind::Carrier { kind, level, .. } => {
                kinds.as_ref().is_none_or(|kinds| kinds.contains(kind))
                    && least.is_none_or(|least| least.is_some() && rank(level) >= least)
            }
            _ => false,
        }),
    )
}

/// Equity investment funds.
pub fn funds(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    counted(counting(look, organisation).filter(|item| matches!(item.what, ItemKind::Fund { .. })))
}

/// Cooperation agreements with partners of these kinds.
pub fn agreements(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    let partners = terms(params, "partners");
    counted(counting(look, organisation).filter(|item| {
        match &item.what {
            ItemKind::Agreement { partner_kind, .. } => partners
                .as_ref()
                .is_none_or(|partners| partners.contains(partner_kind)),
            _ => false,
        }
    }))
}

/// Partners with whom there are agreements, each once: those of these kinds, or those of the same group as the lead.
pub fn partners(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    let group = |kind: &Key| {
        look.policy
            .term("member_kind", kind)?
            .word("group")
            .cloned()
    };
    let own = group(&organisation.kind);
    let kinds = terms(params, "partners");
    let chosen = |kind: &Key| match &kinds {
        Some(kinds) => kinds.contains(kind),
        None => own.is_none() || group(kind) == own,
    };
    let mut known = Vec::new();
    let mut evidence = Vec::new();
    for item in counting(look, organisation) {
        if let ItemKind::Agreement {
            partner,
            partner_name,
            partner_kind,
            ..
        } = &item.what
            && chosen(partner_kind)
        {
            let one = partner.map_or_else(|| partner_name.trim().to_owned(), |id| id.to_string());
            if !known.contains(&one) {
                known.push(one);
            }
            evidence.push(item.evidence());
        }
    }
    Measured {
        value: Value::Count(i64::try_from(known.len()).unwrap_or(i64::MAX)),
        evidence,
    }
}

/// Teams.
pub fn teams(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    counted(counting(look, organisation).filter(|item| matches!(item.what, ItemKind::Team { .. })))
}

/// Laboratories.
pub fn laboratories(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    counted(
        counting(look, organisation)
            .filter(|item| matches!(item.what, ItemKind::Laboratory { .. })),
    )
}

/// Evidence the pack declares. Of several records in force the latest speaks: a later count replaces an earlier one.
pub fn declared(look: &Look, organisation: &Organisation, wanted: &str) -> Measured {
    let Some(term) = look.policy.term("evidence", wanted) else {
        return Measured::unknown();
    };
    let latest = counting(look, organisation)
        .filter_map(|item| match &item.what {
            ItemKind::Evidence { evidence, value } if **evidence == *wanted => Some((item, value)),
            _ => None,
        })
        .max_by_key(|(item, _)| (item.from, item.number));
    let gives = term
        .word("type")
        .map_or(FactType::Presence, |gives| match gives.as_str() {
            "count" => FactType::Count(""),
            "money" => FactType::Money,
            "share" => FactType::Share,
            _ => FactType::Presence,
        });
    let Some((item, value)) = latest else {
        return match gives {
            FactType::Presence => Measured::plain(Value::Presence(false)),
            _ => Measured::unknown(),
        };
    };
    let value = match (gives, value) {
        (FactType::Count(_), Value::Count(_))
        | (FactType::Money, Value::Money(_))
        | (FactType::Share, Value::Share(_)) => value.clone(),
        (FactType::Presence, _) => Value::Presence(true),
        _ => Value::Unknown,
    };
    Measured {
        value,
        evidence: vec![item.evidence()],
    }
}
