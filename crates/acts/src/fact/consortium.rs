//! Facts about a consortium and its members.

use policy::{FactEntry, FactType, Needed, ParamEntry, ParamType, Value};
use values::{Key, Share};

use super::counting::{self, Counted, WHOLE};
use super::{FactKind, Measured, Params, optional};
use crate::condition::Look;
use crate::finding::Evidence;
use crate::subject::consortium::Consortium;

const LEAD: ParamEntry = optional("lead", ParamType::Word(&["included", "excluded"]));
const KINDS: ParamEntry = optional("kinds", ParamType::Terms("member_kind"));
const NOT_KINDS: ParamEntry = optional("not_kinds", ParamType::Terms("member_kind"));
const GROUPS: ParamEntry = optional("groups", ParamType::Key);
const TAGS: ParamEntry = optional("tags", ParamType::Terms("tag"));
const DIVISIONS: ParamEntry = optional("divisions", ParamType::Terms("division"));
const DISTINCT: ParamEntry = optional(
    "distinct",
    ParamType::Word(&["division", "kind", "parent", "place"]),
);
const PARTS: ParamEntry = optional("parts", ParamType::SharesBy("member_kind"));
const INDEPENDENT: ParamEntry = optional("independent", ParamType::Word(&["ownership"]));
const OF: ParamEntry = ParamEntry {
    name: "of",
    accepts: ParamType::Word(&["revenue", "rd_spending"]),
    needed: Needed::Always,
};
const YEARS: ParamEntry = optional("years", ParamType::Count);
const AS: ParamEntry = optional("as", ParamType::Word(&["latest", "average", "sum"]));

/// Which members are looked at.
const CHOOSING: &[ParamEntry] = &[LEAD, KINDS, NOT_KINDS, GROUPS, TAGS, DIVISIONS, INDEPENDENT];
/// Which members are looked at, and how one of them counts.
const COUNTING: &[ParamEntry] = &[
    LEAD,
    KINDS,
    NOT_KINDS,
    GROUPS,
    TAGS,
    DIVISIONS,
    INDEPENDENT,
    DISTINCT,
    PARTS,
];
/// Which members are looked at, and which figure of theirs.
const ADDING: &[ParamEntry] = &[
    OF, YEARS, AS, LEAD, KINDS, NOT_KINDS, GROUPS, TAGS, DIVISIONS,
];

type Measuring = fn(&Look, &Params) -> Measured;

const fn fact(
    name: &'static str,
    gives: FactType,
    params: &'static [ParamEntry],
    words: [&'static str; 2],
    measure: Measuring,
) -> FactKind {
    FactKind {
        entry: FactEntry {
            name,
            gives,
            params,
            zh: words[0],
            en: words[1],
        },
        measure,
    }
}

/// Facts about a consortium and its members.
pub static FACTS: &[FactKind] = &[
    fact(
        "consortium.members",
        FactType::Number("member"),
        COUNTING,
        ["已接受邀请的成员单位数", "accepted members"],
        members,
    ),
    fact(
        "consortium.member_kinds",
        FactType::Terms("member_kind"),
        CHOOSING,
        ["成员单位的类别", "kinds of members"],
        member_kinds,
    ),
    fact(
        "consortium.places",
        FactType::Count("place"),
        CHOOSING,
        [
            "成员单位来自多少个地方",
            "places the members come from: divisions, places outside the area, countries",
        ],
        places,
    ),
    fact(
        "consortium.capabilities",
        FactType::Terms("capability"),
        CHOOSING,
        [
            "成员单位具备的能力",
            "capabilities the members have together",
        ],
        capabilities,
    ),
    fact(
        "consortium.member_share",
        FactType::Share,
        COUNTING,
        [
            "该类成员单位占全部成员单位的比例",
            "share of these members among all members",
        ],
        member_share,
    ),
    fact(
        "consortium.total",
        FactType::Money,
        ADDING,
        ["成员单位合计金额", "an amount added up over the members"],
        total,
    ),
    fact(
        "consortium.average",
        FactType::Money,
        ADDING,
        ["成员单位平均金额", "an amount averaged over the members"],
        average,
    ),
    fact(
        "consortium.type",
        FactType::Term("consortium_type"),
        &[],
        ["联合体类型", "type of the consortium"],
        |look, _| term(look, |consortium| consortium.kind.as_ref()),
    ),
    fact(
        "consortium.industry",
        FactType::Term("industry"),
        &[],
        ["联合体所属产业", "industry of the consortium"],
        |look, _| term(look, |consortium| Some(&consortium.industry)),
    ),
    fact(
        "consortium.track",
        FactType::Term("track"),
        &[],
        ["组建途径", "track of the consortium or the candidacy"],
        track,
    ),
    fact(
        "consortium.division",
        FactType::Term("division"),
        &[],
        [
            "联合体所在县级市(区)",
            "division whose bodies act for the consortium",
        ],
        |look, _| term(look, |consortium| consortium.division.as_ref()),
    ),
];

fn term(look: &Look, of: fn(&Consortium) -> Option<&Key>) -> Measured {
    let Some(consortium) = look.consortium else {
        return Measured::unknown();
    };
    of(consortium).map_or_else(Measured::unknown, |term| Measured {
        value: Value::Term(term.clone()),
        evidence: vec![Evidence::of(consortium.id.entry())],
    })
}

fn track(look: &Look, _params: &Params) -> Measured {
    let track = look
        .consortium
        .map(|consortium| (&consortium.track, consortium.id.entry()))
        .or_else(|| {
            look.candidacy
                .map(|candidacy| (&candidacy.track, candidacy.id.entry()))
        });
    track.map_or_else(Measured::unknown, |(track, record)| Measured {
        value: Value::Term(track.clone()),
        evidence: vec![Evidence::of(record)],
    })
}

/// What is measured over the members counted; unknown outside a consortium.
fn over(look: &Look, params: &Params, value: impl FnOnce(&[Counted]) -> Value) -> Measured {
    let Some(counted) = counting::count(look, params) else {
        return Measured::unknown();
    };
    let mut evidence = Vec::new();
    for member in &counted {
        evidence.push(Evidence::of(member.membership.acceptance));
        evidence.extend(member.evidence.iter().cloned());
    }
    Measured {
        value: value(&counted),
        evidence,
    }
}

fn members(look: &Look, params: &Params) -> Measured {
    over(look, params, |counted| {
        let thousandths = counting::weight(counted) / (WHOLE / 1000);
        Value::Number(i64::try_from(thousandths).unwrap_or(i64::MAX))
    })
}

fn member_kinds(look: &Look, params: &Params) -> Measured {
    over(look, params, |counted| {
        Value::Terms(distinct(
            counted.iter().map(|member| &member.organisation.kind),
        ))
    })
}

fn capabilities(look: &Look, params: &Params) -> Measured {
    over(look, params, |counted| {
        Value::Terms(distinct(
            counted
                .iter()
                .flat_map(|member| &member.organisation.capabilities),
        ))
    })
}

fn places(look: &Look, params: &Params) -> Measured {
    over(look, params, |counted| {
        let places = distinct(
            counted
                .iter()
                .filter_map(|member| counting::place(member.organisation, look.day))
                .collect::<Vec<_>>()
                .iter(),
        );
        Value::Count(i64::try_from(places.len()).unwrap_or(i64::MAX))
    })
}

fn distinct<'a, T: Ord + Clone + 'a>(list: impl Iterator<Item = &'a T>) -> Vec<T> {
    let mut list: Vec<T> = list.cloned().collect();
    list.sort_unstable();
    list.dedup();
    list
}

/// The members chosen, among all members that count: those of kinds that do not count stand on neither side.
fn member_share(look: &Look, params: &Params) -> Measured {
    let all: Params = params
        .iter()
        .filter(|(name, _)| !["kinds", "groups", "tags", "divisions"].contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let Some(all) = counting::count(look, &all) else {
        return Measured::unknown();
    };
    let whole = counting::weight(&all);
    over(look, params, |counted| {
        (counting::weight(counted) * WHOLE)
            .checked_div(whole)
            .and_then(|part| u32::try_from(part).ok())
            .and_then(Share::from_millionths)
            .map_or(Value::Unknown, Value::Share)
    })
}

/// Adds up what members reported. A member that reported nothing adds nothing; where nobody did, nothing is known.
fn total(look: &Look, params: &Params) -> Measured {
    let Some(counted) = counting::count(look, params) else {
        return Measured::unknown();
    };
    let figures = counting::figures(&counted, params, look.day);
    let known: Vec<_> = figures.into_iter().flatten().collect();
    if known.is_empty() {
        return Measured::unknown();
    }
    counting::added(known)
}

/// The average over members. It is unknown while one of them has not reported, so that nobody raises it by silence.
fn average(look: &Look, params: &Params) -> Measured {
    let Some(counted) = counting::count(look, params) else {
        return Measured::unknown();
    };
    let figures: Option<Vec<_>> = counting::figures(&counted, params, look.day)
        .into_iter()
        .collect();
    let Some(figures) = figures else {
        return Measured::unknown();
    };
    let members = figures.len();
    let added = counting::added(figures);
    let value = match added.value {
        Value::Money(sum) => counting::shared_out(sum, members),
        _ => Value::Unknown,
    };
    Measured { value, ..added }
}
