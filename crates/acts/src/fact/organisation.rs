//! Facts about an organisation: the lead (or candidate) under `lead.`, each member under `member.`.

use policy::{FactEntry, FactType, Needed, ParamEntry, ParamType, Value};
use values::Key;

use super::years::{self, AS};
use super::{FactKind, Measured, Params, keys};
use crate::condition::Look;
use crate::finding::{Evidence, Holding};
use crate::subject::organisation::{Item, ItemKind, Organisation};

const KINDS: ParamEntry = ParamEntry {
    name: "kinds",
    accepts: ParamType::Terms("carrier_kind"),
    needed: Needed::Optional,
};
const LEVEL: ParamEntry = ParamEntry {
    name: "level",
    accepts: ParamType::Terms("level"),
    needed: Needed::Optional,
};
const PARTNERS: ParamEntry = ParamEntry {
    name: "partners",
    accepts: ParamType::Terms("member_kind"),
    needed: Needed::Optional,
};
const LIST: ParamEntry = ParamEntry {
    name: "list",
    accepts: ParamType::Key,
    needed: Needed::Always,
};
const PARENT: ParamEntry = ParamEntry {
    name: "parent",
    accepts: ParamType::Word(&["counts", "not"]),
    needed: Needed::Optional,
};
const YEARS: ParamEntry = ParamEntry {
    name: "years",
    accepts: ParamType::Count,
    needed: Needed::Optional,
};
const AS_ENTRY: ParamEntry = ParamEntry {
    name: "as",
    accepts: ParamType::Word(AS),
    needed: Needed::Optional,
};

/// Every fact about an organisation stands twice: for the lead and for a member.
macro_rules! organisation_facts {
    ($($name:literal $gives:expr, $params:expr, $zh:literal, $en:literal => $measure:path;)*) => {
        /// Facts about organisations.
        pub static FACTS: &[FactKind] = &[$(
            FactKind {
                entry: FactEntry { name: concat!("lead.", $name), gives: $gives, params: $params, zh: concat!("牵头单位", $zh), en: concat!("lead: ", $en) },
                measure: |look, params| of_lead(look, params, $measure),
            },
            FactKind {
                entry: FactEntry { name: concat!("member.", $name), gives: $gives, params: $params, zh: concat!("成员", $zh), en: concat!("member: ", $en) },
                measure: |look, params| of_member(look, params, $measure),
            },
        )*
            FactKind {
                entry: FactEntry { name: "lead.qualified", gives: FactType::Presence, params: &[], zh: "牵头资格", en: "selected as lead" },
                measure: |look, _| qualified(look),
            },
            FactKind {
                entry: FactEntry { name: "lead.chain_partners", gives: FactType::Count("organisation"), params: &[], zh: "产业链合作企业", en: "partners in the chain" },
                measure: |look, params| of_lead(look, params, chain_partners),
            },
            FactKind {
                entry: FactEntry { name: "member.basis", gives: FactType::Terms("cooperation_area"), params: &[], zh: "与牵头单位的合作方面", en: "areas of cooperation with the lead" },
                measure: |look, _| basis(look),
            },
            FactKind {
                entry: FactEntry { name: "member.layer", gives: FactType::Term("layer"), params: &[], zh: "成员层次", en: "layer" },
                measure: |look, _| layer(look),
            },
            FactKind {
                entry: FactEntry { name: "member.signed", gives: FactType::Presence, params: &[], zh: "成员签署", en: "member: signature" },
                measure: |look, _| signed(look),
            },
        ];
    };
}

organisation_facts! {
    "kind" FactType::Term("member_kind"), &[], "类别", "kind" => kind;
    "legal_form" FactType::Term("legal_form"), &[], "法律形式", "legal form" => legal_form;
    "division" FactType::Term("division"), &[], "所在地", "division" => division;
    "in_area" FactType::Presence, &[], "注册地", "registered in the area" => in_area;
    "industry" FactType::Terms("industry"), &[], "产业", "industries" => industry;
    "tag" FactType::Terms("tag"), &[], "资质", "standing" => tag;
    "capabilities" FactType::Terms("capability"), &[], "能力", "capabilities" => capabilities;
    "on_list" FactType::Presence, &[LIST, PARENT], "名录", "named list" => on_list;
    "carriers" FactType::Count("carrier"), &[KINDS, LEVEL], "创新载体", "carriers" => carriers;
    "funds" FactType::Count("fund"), &[], "股权投资基金", "equity funds" => funds;
    "agreements" FactType::Count("agreement"), &[PARTNERS], "合作协议", "cooperation agreements" => agreements;
    "teams" FactType::Count("team"), &[], "创新团队", "teams" => teams;
    "laboratories" FactType::Count("laboratory"), &[], "实验室", "laboratories" => laboratories;
    "revenue" FactType::Money, &[YEARS, AS_ENTRY], "营业收入", "revenue" => years::revenue;
    "rd_spending" FactType::Money, &[YEARS, AS_ENTRY], "研发投入", "R&D spending" => years::rd_spending;
    "staff" FactType::Count("person"), &[YEARS, AS_ENTRY], "人员", "staff" => years::staff;
    "rd_staff" FactType::Count("person"), &[YEARS, AS_ENTRY], "研发人员", "R&D staff" => years::rd_staff;
    "rd_intensity" FactType::Share, &[YEARS, AS_ENTRY], "研发投入占比", "R&D spending by revenue" => years::rd_intensity;
    "rd_staff_share" FactType::Share, &[YEARS, AS_ENTRY], "研发人员占比", "share of R&D staff" => years::rd_staff_share;
    "age" FactType::Count("year"), &[], "成立年限", "years since founding" => age;
    "banned" FactType::Presence, &[], "禁止期", "ban" => banned;
    "listed" FactType::Presence, &[], "诚信名单", "listing" => listed;
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

/// Evidence of a kind the policy declares: `lead.evidence.<key>` or `member.evidence.<key>`.
pub(super) fn declared(fact: &str, look: &Look) -> Option<Measured> {
    let (whose, key) = fact.split_once(".evidence.")?;
    let organisation = match whose {
        "lead" => look.lead?,
        "member" => look.member?.0,
        _ => return None,
    };
    let held: Vec<(&Item, &Value)> = organisation
        .items
        .iter()
        .filter(|item| item.counts_on(look.day))
        .filter_map(|item| match &item.what {
            ItemKind::Evidence { evidence, value } if *evidence == *key => Some((item, value)),
            _ => None,
        })
        .collect();
    let evidence = held.iter().map(|(item, _)| of_item(item)).collect();
    // The latest statement holds; where none stands, presence is false and numbers are unknown.
    let value = held
        .last()
        .map_or(Value::Unknown, |(_, value)| (*value).clone());
    Some(Measured { value, evidence })
}

fn of_item(item: &Item) -> Evidence {
    Evidence {
        record: item.number,
        file: item.file,
        holding: item.holding,
        until: item.until,
    }
}

/// Counts the items in force that fit.
fn count(look: &Look, organisation: &Organisation, fits: impl Fn(&ItemKind) -> bool) -> Measured {
    let held: Vec<&Item> = organisation
        .items
        .iter()
        .filter(|item| item.counts_on(look.day) && fits(&item.what))
        .collect();
    Measured {
        value: Value::Count(i64::try_from(held.len()).unwrap_or(i64::MAX)),
        evidence: held.into_iter().map(of_item).collect(),
    }
}

fn registered(organisation: &Organisation) -> Vec<Evidence> {
    vec![Evidence::of(organisation.id.entry())]
}

fn known(organisation: &Organisation, value: Value) -> Measured {
    Measured {
        value,
        evidence: registered(organisation),
    }
}

fn kind(_look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    known(organisation, Value::Term(organisation.kind.clone()))
}

fn legal_form(_look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    known(organisation, Value::Term(organisation.legal_form.clone()))
}

fn division(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    let division = organisation.division(look.day);
    division.map_or_else(Measured::unknown, |division| {
        known(organisation, Value::Term(division.clone()))
    })
}

fn in_area(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    known(
        organisation,
        Value::Presence(organisation.division(look.day).is_some()),
    )
}

fn industry(_look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    known(organisation, Value::Terms(organisation.industries.clone()))
}

fn capabilities(_look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    known(
        organisation,
        Value::Terms(organisation.capabilities.clone()),
    )
}

fn tag(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    let held = organisation
        .items
        .iter()
        .filter(|item| item.counts_on(look.day));
    let tags: Vec<(&Item, &Key)> = held
        .filter_map(|item| {
            if let ItemKind::Tag { tag } = &item.what {
                Some((item, tag))
            } else {
                None
            }
        })
        .collect();
    Measured {
        value: Value::Terms(tags.iter().map(|(_, tag)| (*tag).clone()).collect()),
        evidence: tags.iter().map(|(item, _)| of_item(item)).collect(),
    }
}

fn on_list(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    let Some(list) = keys(params, "list")
        .first()
        .and_then(|key| look.policy.lists.get(key.as_str()))
    else {
        return Measured::unknown();
    };
    let parent_counts = keys(params, "parent")
        .first()
        .is_some_and(|word| *word == *"counts");
    let parent = organisation
        .parent
        .filter(|_| parent_counts)
        .and_then(|parent| look.world.organisation(parent));
    let on = |organisation: &Organisation| match &organisation.registration {
        crate::subject::organisation::Registration::Domestic(code) => list.codes.contains(code),
        crate::subject::organisation::Registration::Overseas(_) => false,
    };
    known(
        organisation,
        Value::Presence(on(organisation) || parent.is_some_and(on)),
    )
}

fn carriers(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    let kinds = keys(params, "kinds");
    let levels = look.policy.vocabularies.get("level");
    let rank = |level: &str| levels.and_then(|levels| levels.rank(level));
    let least = keys(params, "level").first().and_then(|level| rank(level));
    count(look, organisation, |what| match what {
        ItemKind::Carrier { kind, level, .. } => {
            (kinds.is_empty() || kinds.contains(kind)) && (least.is_none() || rank(level) >= least)
        }
        _ => false,
    })
}

fn funds(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    count(look, organisation, |what| {
        matches!(what, ItemKind::Fund { .. })
    })
}

fn agreements(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    let partners = keys(params, "partners");
    count(look, organisation, |what| match what {
        ItemKind::Agreement { partner_kind, .. } => {
            partners.is_empty() || partners.contains(partner_kind)
        }
        _ => false,
    })
}

fn teams(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    count(look, organisation, |what| {
        matches!(what, ItemKind::Team { .. })
    })
}

fn laboratories(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    count(look, organisation, |what| {
        matches!(what, ItemKind::Laboratory { .. })
    })
}

fn chain_partners(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    count(look, organisation, |what| {
        matches!(
            what,
            ItemKind::Agreement {
                partner: Some(_),
                ..
            }
        )
    })
}

fn age(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    let Some(founded) = organisation.founded else {
        return Measured::unknown();
    };
    let had_birthday = (look.day.month(), look.day.day()) >= (founded.month(), founded.day());
    let years = i64::from(look.day.year() - founded.year()) - i64::from(!had_birthday);
    known(organisation, Value::Count(years.max(0)))
}

fn banned(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    let ban = organisation.ban(look.day);
    Measured {
        value: Value::Presence(ban.is_some()),
        evidence: ban
            .map(|ban| Evidence::of(ban.number))
            .into_iter()
            .collect(),
    }
}

fn listed(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    let listing = organisation.listing(look.day);
    let evidence = listing
        .map(|listing| Evidence::of(listing.number))
        .into_iter()
        .collect();
    Measured {
        value: Value::Presence(listing.is_some()),
        evidence,
    }
}

fn qualified(look: &Look) -> Measured {
    let selected = look.candidacy.and_then(|candidacy| candidacy.selected);
    let free = look.lead.is_none_or(|lead| lead.ban(look.day).is_none());
    let evidence = selected.map(|(number, _)| Evidence {
        holding: Holding::Confirmed,
        ..Evidence::of(number)
    });
    Measured {
        value: Value::Presence(selected.is_some() && free),
        evidence: evidence.into_iter().collect(),
    }
}

fn basis(look: &Look) -> Measured {
    let Some((_, membership)) = look.member else {
        return Measured::unknown();
    };
    Measured {
        value: Value::Terms(membership.basis.clone()),
        evidence: vec![Evidence::of(membership.acceptance)],
    }
}

fn layer(look: &Look) -> Measured {
    let Some((_, membership)) = look.member else {
        return Measured::unknown();
    };
    Measured {
        value: Value::Term(membership.layer.clone()),
        evidence: vec![Evidence::of(membership.acceptance)],
    }
}

fn signed(look: &Look) -> Measured {
    let (Some((member, _)), Some(consortium)) = (look.member, look.consortium) else {
        return Measured::unknown();
    };
    let signature = consortium
        .charter
        .frozen()
        .and_then(|frozen| frozen.signatures.get(&member.id));
    let evidence = signature
        .map(|signature| Evidence::of(signature.number))
        .into_iter()
        .collect();
    Measured {
        value: Value::Presence(signature.is_some()),
        evidence,
    }
}
