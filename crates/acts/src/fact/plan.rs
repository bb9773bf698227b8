//! Facts about the structured plan.

use policy::{FactEntry, FactType, Value};
use values::Key;

use super::{FactKind, Measured, Params};
use crate::condition::Look;
use crate::finding::Evidence;
use crate::subject::consortium::{Consortium, Plan};

/// Facts about the structured plan.
pub static FACTS: &[FactKind] = &[
    FactKind {
        entry: FactEntry {
            name: "plan.sections",
            gives: FactType::Terms("plan_section"),
            params: &[],
            zh: "建设方案的章节",
            en: "sections of the plan",
        },
        measure: |look, params| of_plan(look, params, sections),
    },
    FactKind {
        entry: FactEntry {
            name: "plan.horizon",
            gives: FactType::Count("year"),
            params: &[],
            zh: "规划年限",
            en: "horizon of the plan",
        },
        measure: |look, params| of_plan(look, params, |plan| Value::Count(plan.horizon)),
    },
    FactKind {
        entry: FactEntry {
            name: "plan.goals",
            gives: FactType::Count("goal"),
            params: &[],
            zh: "带指标的目标",
            en: "goals with measures",
        },
        measure: |look, params| of_plan(look, params, goals),
    },
    FactKind {
        entry: FactEntry {
            name: "plan.tasks",
            gives: FactType::Terms("task"),
            params: &[],
            zh: "承担的任务",
            en: "tasks taken on",
        },
        measure: |look, params| of_plan(look, params, tasks),
    },
];

fn of_plan(look: &Look, _params: &Params, value: fn(&Plan) -> Value) -> Measured {
    look.consortium
        .map_or_else(Measured::unknown, |consortium| Measured {
            value: value(&consortium.plan),
            evidence: plan_record(consortium),
        })
}

/// The record of the plan as it stands: its last revision, or the start.
fn plan_record(consortium: &Consortium) -> Vec<Evidence> {
    let revised = consortium
        .last
        .get("plan.revise")
        .or_else(|| consortium.last.get("consortium.start"));
    revised
        .map(|(number, _)| Evidence::of(*number))
        .into_iter()
        .collect()
}

fn filled(text: &str) -> bool {
    !text.trim().is_empty()
}

fn sections(plan: &Plan) -> Value {
    terms(
        plan.sections
            .iter()
            .filter(|section| filled(&section.text))
            .map(|section| &section.section),
    )
}

fn tasks(plan: &Plan) -> Value {
    terms(
        plan.tasks
            .iter()
            .filter(|task| filled(&task.text))
            .map(|task| &task.task),
    )
}

fn goals(plan: &Plan) -> Value {
    let count = plan
        .goals
        .iter()
        .filter(|goal| filled(&goal.goal) && filled(&goal.measure))
        .count();
    Value::Count(i64::try_from(count).unwrap_or(i64::MAX))
}

fn terms<'a>(keys: impl Iterator<Item = &'a Key>) -> Value {
    let mut keys: Vec<Key> = keys.cloned().collect();
    keys.sort();
    keys.dedup();
    Value::Terms(keys)
}
