//! Facts about an organisation: the lead (or candidate) under `lead.`, each member under `member.`.

use policy::{Ends, FactEntry, FactType, Needed, ParamEntry, ParamType, Value};
use values::{EntryNumber, Key};

use super::{FactKind, Measured, Params, items, optional, word, years};
use crate::condition::Look;
use crate::finding::{Evidence, Holding};
use crate::subject::organisation::{Organisation, Registration};

const KINDS: ParamEntry = optional("kinds", ParamType::Terms("carrier_kind"));
const LEVEL: ParamEntry = optional("level", ParamType::Terms("level"));
const PARTNERS: ParamEntry = optional("partners", ParamType::Terms("member_kind"));
const LIST: ParamEntry = ParamEntry {
    name: "list",
    accepts: ParamType::Key,
    needed: Needed::Always,
};
const PARENT: ParamEntry = optional("parent", ParamType::Word(&["counts", "not"]));
const YEARS: &[ParamEntry] = &[
    optional("years", ParamType::Count),
    optional("as", ParamType::Word(&["latest", "average", "sum", "each"])),
];

/// Every fact about an organisation stands twice: for the lead and for a member.
macro_rules! organisation_facts {
    ($($name:literal $gives:expr, $params:expr, $zh:literal, $en:literal => $measure:expr;)*) => {
        /// Facts about organisations.
        pub static FACTS: &[FactKind] = &[$(
            FactKind {
                entry: FactEntry { name: concat!("lead.", $name), gives: $gives, params: $params, zh: concat!("牵头单位：", $zh), en: concat!("lead: ", $en) },
                measure: |look, params| of_lead(look, params, $measure),
            },
            FactKind {
                entry: FactEntry { name: concat!("member.", $name), gives: $gives, params: $params, zh: concat!("成员单位：", $zh), en: concat!("member: ", $en) },
                measure: |look, params| of_member(look, params, $measure),
            },
        )*];
    };
}

organisation_facts! {
    "kind" FactType::Term("member_kind"), &[], "类别", "kind" => kind;
    "legal_form" FactType::Term("legal_form"), &[], "法律形式", "legal form" => legal_form;
    "division" FactType::Term("division"), &[], "所在县级市(区)", "division" => division;
    "in_area" FactType::Presence, &[], "注册地在本地区", "registered in the area" => in_area;
    "age" FactType::Count("year"), &[], "成立年数", "full years since it was founded" => age;
    "industry" FactType::Terms("industry"), &[], "所属产业", "industries" => industries;
    "capabilities" FactType::Terms("capability"), &[], "能力", "capabilities" => capabilities;
    "tag" FactType::Terms("tag"), &[], "有效的资质标签", "standing in force" => items::tags;
    "on_list" FactType::Presence, &[LIST, PARENT], "列入所指名单", "on the list named" => on_list;
    "carriers" FactType::Count("carrier"), &[KINDS, LEVEL], "在有效期内的创新载体数", "carriers in force, of these kinds and at least that level" => items::carriers;
    "funds" FactType::Count("fund"), &[], "股权投资基金数", "equity investment funds" => items::funds;
    "agreements" FactType::Count("agreement"), &[PARTNERS], "在期合作协议数", "cooperation agreements in force, with partners of these kinds" => items::agreements;
    "teams" FactType::Count("team"), &[], "团队数", "teams" => items::teams;
    "laboratories" FactType::Count("laboratory"), &[], "实验室数", "laboratories" => items::laboratories;
    "revenue" FactType::Money, YEARS, "营业收入", "revenue" => years::revenue;
    "rd_spending" FactType::Money, YEARS, "研发费用", "spending on research and development" => years::rd_spending;
    "staff" FactType::Count("person"), YEARS, "职工人数", "staff" => years::staff;
    "rd_staff" FactType::Count("person"), YEARS, "研发人员数", "staff in research and development" => years::rd_staff;
    "rd_intensity" FactType::Share, YEARS, "研发费用占营业收入的比例", "spending on research and development by revenue" => years::rd_intensity;
    "rd_staff_share" FactType::Share, YEARS, "研发人员占职工总数的比例", "staff in research and development by all staff" => years::rd_staff_share;
    "banned" FactType::Presence, &[], "处于禁止期", "under a ban" => banned;
    "listed" FactType::Presence, &[], "列入诚信黑名单", "on the dishonesty list" => listed;
    "leading" FactType::Count("consortium"), &[], "牵头的其他联合体数", "other consortia it leads" => leading;
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

/// A value on the organisation's own record.
fn stated(organisation: &Organisation, value: Value) -> Measured {
    Measured {
        value,
        evidence: vec![Evidence::of(organisation.changed)],
    }
}

fn kind(_look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    stated(organisation, Value::Term(organisation.kind.clone()))
}

fn legal_form(_look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    stated(organisation, Value::Term(organisation.legal_form.clone()))
}

fn division(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    let Some(residence) = organisation.residence(look.day) else {
        return Measured::unknown();
    };
    Measured {
        value: residence
            .division
            .clone()
            .map_or(Value::Unknown, Value::Term),
        evidence: vec![residence.evidence()],
    }
}

/// Only what an official confirmed counts: where an organisation is registered is not its own to say.
fn in_area(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    let Some(residence) = organisation.residence(look.day) else {
        return Measured::plain(Value::Presence(false));
    };
    let inside = residence
        .division
        .as_ref()
        .is_some_and(|division| look.policy.term("division", division).is_some());
    Measured {
        value: Value::Presence(inside && residence.holding == Holding::Confirmed),
        evidence: vec![residence.evidence()],
    }
}

fn age(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    let Some(founded) = organisation.founded.filter(|founded| *founded <= look.day) else {
        return Measured::unknown();
    };
    let birthday = (look.day.month(), look.day.day()) >= (founded.month(), founded.day());
    let years = i64::from(look.day.year()) - i64::from(founded.year()) - i64::from(!birthday);
    stated(organisation, Value::Count(years))
}

fn industries(_look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    stated(organisation, Value::Terms(organisation.industries.clone()))
}

fn capabilities(_look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    stated(
        organisation,
        Value::Terms(organisation.capabilities.clone()),
    )
}

/// On a list somebody else keeps; with `parent = "counts"` also by the organisation that controls it, at any remove.
fn on_list(look: &Look, organisation: &Organisation, params: &Params) -> Measured {
    let Some(list) = word(params, "list").and_then(|list| look.policy.lists.get(list)) else {
        return Measured::unknown();
    };
    let listed = |organisation: &Organisation| match &organisation.registration {
        Registration::Domestic(code) => list.codes.contains(code),
        Registration::Overseas(_) => false,
    };
    let line = match word(params, "parent") {
        Some("counts") => line_of_control(look, organisation),
        _ => vec![organisation],
    };
    match line.into_iter().find(|held| listed(held)) {
        Some(held) => Measured {
            value: Value::Presence(true),
            evidence: vec![Evidence::of(held.id.entry())],
        },
        None => Measured::plain(Value::Presence(false)),
    }
}

/// The organisation and whoever controls it, one after the other; a ring of mutual control is gone through once.
fn line_of_control<'a>(look: &Look<'a>, organisation: &'a Organisation) -> Vec<&'a Organisation> {
    let mut line = vec![organisation];
    let mut parent = organisation.parent;
    while let Some(held) = parent.and_then(|id| look.world.organisation(id)) {
        if line.iter().any(|before| before.id == held.id) {
            break;
        }
        line.push(held);
        parent = held.parent;
    }
    line
}

fn banned(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    let ban = organisation.ban(look.day);
    standing(ban.map(|ban| (ban.number, Some(ban.until))))
}

fn listed(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    let listing = organisation.listing(look.day);
    standing(listing.map(|listing| (listing.number, listing.until)))
}

fn standing(held: Option<(EntryNumber, Option<values::Date>)>) -> Measured {
    Measured {
        value: Value::Presence(held.is_some()),
        evidence: held
            .map(|(number, until)| Evidence {
                until,
                ..Evidence::of(number)
            })
            .into_iter()
            .collect(),
    }
}

/// Consortia it leads that did not end without establishment, but for the one looked at.
fn leading(look: &Look, organisation: &Organisation, _params: &Params) -> Measured {
    let ended = |stage: &Key| {
        look.policy
            .stage(stage)
            .is_some_and(|stage| stage.ends == Ends::Closed)
    };
    let led: Vec<_> = look
        .world
        .consortia_of
        .get(&organisation.id)
        .into_iter()
        .flatten()
        .filter_map(|id| look.world.consortium(*id))
        .filter(|consortium| consortium.lead == organisation.id && !ended(&consortium.stage.key))
        .filter(|consortium| {
            look.consortium
                .is_none_or(|looked_at| looked_at.id != consortium.id)
        })
        .collect();
    Measured {
        value: Value::Count(i64::try_from(led.len()).unwrap_or(i64::MAX)),
        evidence: led
            .iter()
            .map(|consortium| Evidence::of(consortium.id.entry()))
            .collect(),
    }
}
