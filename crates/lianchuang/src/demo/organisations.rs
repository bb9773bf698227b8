//! The organisations of the demo: possible leads with everything, members of every kind, and many others that lack something.

use acts::scenario::{Cast, Profile};
use policy::Policy;
use serde_json::{Map, Value, json};

use super::names::{TREES, person};

/// Organisations by what they are for in the stories.
pub struct Settled {
    /// Leads, with everything.
    pub leads: Vec<String>,
    /// Members of every kind.
    pub members: Vec<String>,
}

/// How many possible leads, members, and others.
const LEADS: usize = 46;
const MEMBERS: usize = 120;
const OTHERS: usize = 134;

/// What the others lack, in turn; a screening is more telling where something fails.
const LACKING: &[&[&str]] = &[
    &["fund"],
    &["add_carrier", "fund"],
    &["report_year"],
    &["rd-institution"],
    &["add_agreement"],
    &["fund", "activities"],
    &["add_carrier"],
    &[],
];

/// Registers everybody.
pub fn settle(cast: &mut Cast) -> Settled {
    let Some(policy) = cast.rules.policies.in_force(cast.day()).cloned() else {
        return Settled {
            leads: Vec::new(),
            members: Vec::new(),
        };
    };
    let mut settled = Settled {
        leads: Vec::new(),
        members: Vec::new(),
    };
    for index in 0..LEADS + MEMBERS + OTHERS {
        let (alias, profile) = if index < LEADS {
            (alias(index, ""), lead(&policy, index))
        } else if index < LEADS + MEMBERS {
            (alias(index - LEADS, "m"), member(&policy, index - LEADS))
        } else {
            (
                alias(index - LEADS - MEMBERS, "x"),
                other(&policy, index - LEADS - MEMBERS),
            )
        };
        for (offset, role) in ["head", "secretary"].iter().enumerate() {
            cast.name_person(&format!("{role}@{alias}"), &person(index * 2 + offset));
        }
        if cast.found_organisation(&alias, &profile).is_none() {
            tracing::warn!(alias, "an organisation of the demo was not registered");
            continue;
        }
        if index < LEADS {
            settled.leads.push(alias);
        } else if index < LEADS + MEMBERS {
            settled.members.push(alias);
        }
    }
    settled
}

/// `alder`, `alder2`, … for leads; `m-alder` for members; `x-alder` for others.
fn alias(index: usize, group: &str) -> String {
    let (tree, round) = (TREES[index % TREES.len()].0, index / TREES.len());
    let number = if round == 0 {
        String::new()
    } else {
        (round + 1).to_string()
    };
    if group.is_empty() {
        format!("{tree}{number}")
    } else {
        format!("{group}-{tree}{number}")
    }
}

fn term(policy: &Policy, vocabulary: &str, index: usize) -> Value {
    let terms = policy.terms(vocabulary);
    terms
        .get(index % terms.len().max(1))
        .map_or(Value::Null, |term| json!(term.key))
}

fn named(policy: &Policy, index: usize, kind: usize, zh: &str, en: &str) -> Map<String, Value> {
    let tree = TREES[index % TREES.len()];
    let round = index / TREES.len();
    let (zh_number, en_number) = if round == 0 {
        (String::new(), String::new())
    } else {
        (format!("{}号", round + 1), format!(" {}", round + 1))
    };
    let mut fields = Map::new();
    fields.insert(
        "zh".to_owned(),
        json!(format!("{}示例{zh_number}{zh}", tree.1)),
    );
    fields.insert(
        "en".to_owned(),
        json!(format!("{} Example{en_number} {en}", tree.2)),
    );
    fields.insert("kind".to_owned(), term(policy, "member_kind", kind));
    fields.insert("division".to_owned(), term(policy, "division", index));
    fields.insert(
        "industries".to_owned(),
        json!([term(policy, "industry", index)]),
    );
    fields.insert(
        "founded".to_owned(),
        json!(format!("{}-03-01", 1995 + index % 20)),
    );
    fields
}

/// An industry open everywhere: a local one would have to be declared by a division first.
fn open_industry(policy: &Policy, index: usize) -> Value {
    let mut open = policy
        .terms("industry")
        .iter()
        .filter(|term| term.word("local").is_none());
    let count = open.clone().count().max(1);
    open.nth(index % count)
        .map_or(Value::Null, |term| json!(term.key))
}

/// Each lead in every division and open industry in turn.
fn lead(policy: &Policy, index: usize) -> Profile {
    let mut fields = named(policy, index, 0, "科技股份有限公司", "Technology Co.");
    fields.insert(
        "industries".to_owned(),
        json!([open_industry(policy, index)]),
    );
    Profile {
        fields,
        without: Vec::new(),
    }
}

/// Members of every kind in turn.
fn member(policy: &Policy, index: usize) -> Profile {
    const SUFFIXES: &[(&str, &str)] = &[
        ("制造有限公司", "Manufacturing Ltd."),
        ("大学", "University"),
        ("研究院", "Research Institute"),
        ("离岸创新中心", "Offshore Innovation Centre"),
        ("技术服务中心", "Technology Services"),
        ("创业投资有限公司", "Venture Capital"),
    ];
    let kinds = policy.terms("member_kind").len().max(1);
    let (zh, en) = SUFFIXES[index % kinds % SUFFIXES.len()];
    let mut fields = named(policy, index, index % kinds, zh, en);
    let forms = policy.terms("legal_form").len();
    if matches!(index % kinds, 1 | 2) && forms > 1 {
        fields.insert("legal_form".to_owned(), term(policy, "legal_form", 1));
    }
    Profile {
        fields,
        without: ["add_carrier", "fund", "report_year", "add_agreement"]
            .map(str::to_owned)
            .to_vec(),
    }
}

fn other(policy: &Policy, index: usize) -> Profile {
    let fields = named(policy, index, 0, "实业有限公司", "Industries Ltd.");
    Profile {
        fields,
        without: LACKING[index % LACKING.len()]
            .iter()
            .map(|left| (*left).to_owned())
            .collect(),
    }
}
