//! What a form holds before anything is typed: what stands, what follows, what is likely. Nothing is asked twice.

use std::collections::BTreeMap;

use acts::application::send_back::unmet_on;
use acts::ask::{Office as Rules, Request};
use acts::subject::consortium::{Consortium, Plan};
use acts::{ActKind, Finding, Subject, World};
use policy::Policy;
use serde_json::{Map, Value, json};
use values::{Date, Share};

use crate::app::Visitor;

/// Whether an act is the visitor's to do, at this stage or another. A form of somebody else's act holds nothing of the matter: neither
/// what stands in its fields nor whom and what it may name.
pub fn is_theirs(
    world: &World,
    rules: &Rules,
    visitor: &Visitor,
    subject: Subject,
    act: &str,
) -> bool {
    let asked = asked(visitor, subject, act);
    acts::act_kind(act).is_some_and(|kind| acts::ruling::is_theirs(world, rules, kind, &asked))
}

/// The act as it is asked for before anything is typed.
fn asked(visitor: &Visitor, subject: Subject, act: &str) -> Request {
    Request {
        act: act.to_owned(),
        subject,
        actor: visitor.actor,
        at: visitor.at,
        fields: Map::new(),
        justify: BTreeMap::new(),
    }
}

/// What closes an act before anything is typed; nothing where it is open.
pub fn closing(
    world: &World,
    rules: &Rules,
    visitor: &Visitor,
    subject: Subject,
    kind: &'static ActKind,
) -> Vec<Finding> {
    let ruling = acts::ruling::prospect(world, rules, kind, &asked(visitor, subject, kind.key));
    let mut findings = ruling.map_or_else(Vec::new, |ruling| ruling.findings);
    findings.retain(Finding::closes);
    findings
}

/// The fields of an act before typing.
pub fn prefill(
    world: &World,
    rules: &Rules,
    policy: &Policy,
    visitor: &Visitor,
    subject: Subject,
    act: &str,
) -> Map<String, Value> {
    if !is_theirs(world, rules, visitor, subject, act) {
        return Map::new();
    }
    let today = visitor.day();
    let filled = match (subject, act) {
        (Subject::Consortium(id), act) => world.consortium(id).map(|found| of_consortium(world, policy, visitor, found, act)),
        (Subject::Organisation(id), "organisation.amend") => world.organisation(id).map(|found| {
            json!({
                "zh": found.name.zh, "en": found.name.en, "kind": found.kind, "legal_form": found.legal_form,
                "industries": found.industries, "capabilities": found.capabilities,
            })
        }),
        (Subject::Organisation(_), "organisation.report_year") => Some(json!({"year": today.year() - 1})),
        (Subject::Organisation(_), "organisation.confirm" | "organisation.dispute" | "selection.nominate") => None,
        (Subject::Organisation(_) | Subject::Office, _) => Some(json!({"from": today})),
        (Subject::Candidacy(id), "consortium.start") => world.candidacy(id).and_then(|found| world.organisation(found.organisation)).map(|lead| {
            let rows = |vocabulary: &str, name: &str| -> Vec<Value> {
                policy.terms(vocabulary).iter().map(|term| json!({name: term.key})).collect()
            };
            json!({
                "industry": lead.industries.first(), "horizon": 5,
                "tasks": rows("task", "task"), "sections": rows("plan_section", "section"),
            })
        }),
        (Subject::Candidacy(_), _) => None,
    };
    let mut fields = match filled {
        Some(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let known = acts::act_kind(act).map_or(&[][..], |kind| kind.fields);
    fields.retain(|name, value| !value.is_null() && known.iter().any(|field| field.name == name));
    fields
}

fn of_consortium(
    world: &World,
    policy: &Policy,
    visitor: &Visitor,
    consortium: &Consortium,
    act: &str,
) -> Value {
    let today: Date = visitor.day();
    match act {
        "plan.revise" => plan(&consortium.plan),
        "charter.draft" => charter(policy, consortium),
        "charter.sign" => {
            let text = consortium.charter.frozen().map(|frozen| frozen.digest);
            let own = visitor.person().into_iter().flat_map(|person| {
                acts::capacity::organisations_of(world, person).map(move |found| (person, found))
            });
            let unsigned = |id: &values::OrganisationId| {
                consortium
                    .charter
                    .frozen()
                    .is_none_or(|frozen| !frozen.signatures.contains_key(id))
            };
            let mine = own
                .filter(|(person, found)| {
                    acts::capacity::signs_for(found, *person, today).is_some()
                })
                .map(|(_, found)| found.id)
                .find(|id| consortium.members.contains_key(id) && unsigned(id));
            json!({"organisation": mine, "text": text})
        }
        "council.form" => {
            let seats: Vec<Value> = consortium
                .members
                .keys()
                .filter_map(|id| Some(json!({"organisation": id, "person": world.organisation(*id)?.representative(today)?.person})))
                .collect();
            json!({"members": seats, "from": today})
        }
        "secretariat.form" => json!({"organisation": consortium.lead, "from": today}),
        "responsibility.confirm" => {
            let stage = policy.stage(&consortium.stage.key);
            let confirmed = stage
                .into_iter()
                .flat_map(|stage| stage.opens.iter())
                .find(|open| !open.consent.is_empty());
            json!({"act": confirmed.map(|open| &open.act)})
        }
        "review.return" | "examination.return" => {
            let unmet = unmet_on(world, policy, today, Subject::Consortium(consortium.id));
            let defects: Vec<Value> = unmet
                .into_iter()
                .map(|key| {
                    let advice = policy.condition(&key).map(|condition| condition.advice.as_ref().unwrap_or(&condition.title));
                    json!({"about": key, "text": advice.map(|advice| advice.in_language(visitor.language))})
                })
                .collect();
            json!({"defects": defects})
        }
        "invitation.accept" | "invitation.decline" => {
            let own: Vec<_> = visitor
                .person()
                .into_iter()
                .flat_map(|person| acts::capacity::organisations_of(world, person))
                .map(|found| found.id)
                .collect();
            let waiting = consortium.invitations.values().find(|invitation| {
                invitation.answer == acts::subject::consortium::Answer::Waiting
                    && own.contains(&invitation.organisation)
            });
            json!({"invitation": waiting.map(|invitation| invitation.id)})
        }
        "examination.hold" => json!({"on": today}),
        "objection.answer" => {
            let open = consortium
                .examination
                .objections
                .values()
                .find(|objection| objection.answer.is_none());
            json!({"objection": open.map(|objection| objection.number)})
        }
        "membership.leave" => {
            let own = visitor
                .person()
                .into_iter()
                .flat_map(|person| acts::capacity::organisations_of(world, person))
                .map(|found| found.id);
            json!({"organisation": own.into_iter().find(|id| consortium.members.contains_key(id))})
        }
        _ => json!({"from": today}),
    }
}

fn plan(plan: &Plan) -> Value {
    json!({"positioning": plan.positioning, "horizon": plan.horizon, "goals": plan.goals, "tasks": plan.tasks, "sections": plan.sections})
}

/// The text as it stands; before the first draft, a row for every section, member and share.
fn charter(policy: &Policy, consortium: &Consortium) -> Value {
    if let Some(text) = consortium.charter.text() {
        return json!({"sections": text.sections, "entries": text.entries, "ownership": text.ownership,
            "revenue": text.revenue, "licensing": text.licensing, "breach": text.breach});
    }
    let sections: Vec<Value> = policy
        .terms("charter_section")
        .iter()
        .map(|term| json!({"section": term.key}))
        .collect();
    let entries: Vec<Value> = consortium
        .members
        .keys()
        .map(|id| json!({"organisation": id}))
        .collect();
    let shares = even_shares(consortium);
    json!({"sections": sections, "entries": entries, "ownership": shares, "revenue": shares, "licensing": "", "breach": ""})
}

/// The whole in parts as even as they can be: what does not divide falls to the first.
fn even_shares(consortium: &Consortium) -> Vec<Value> {
    let count = u32::try_from(consortium.members.len()).unwrap_or(1).max(1);
    let whole = Share::WHOLE.millionths();
    let each = whole / count;
    let first = whole - each * (count - 1);
    let shares = std::iter::once(first).chain(std::iter::repeat(each));
    consortium
        .members
        .keys()
        .zip(shares)
        .map(|(id, share)| json!({"organisation": id, "share": Share::from_millionths(share)}))
        .collect()
}
