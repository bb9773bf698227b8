//! Facts about the structured plan.

use policy::{FactEntry, FactType, Value};
use values::Key;

use super::{FactKind, Measured, Params};
use crate::condition::Look;
use crate::finding::Evidence;
use crate::subject::consortium::Plan;

/// Facts about the structured plan.
pub static FACTS: &[FactKind] = &[
    fact(
        "plan.sections",
        FactType::Terms("plan_section"),
        ["方案已写的章节", "sections of the plan that are written"],
        |look, _| of_plan(look, |plan| Value::Terms(sections(plan))),
    ),
    fact(
        "plan.horizon",
        FactType::Count("year"),
        ["规划年限", "years the plan covers"],
        |look, _| of_plan(look, |plan| Value::Count(plan.horizon)),
    ),
    fact(
        "plan.goals",
        FactType::Count("goal"),
        ["带指标的目标数", "goals with a measure"],
        |look, _| of_plan(look, |plan| Value::Count(goals(plan))),
    ),
    fact(
        "plan.tasks",
        FactType::Terms("task"),
        ["已规划的任务", "tasks that are planned"],
        |look, _| of_plan(look, |plan| Value::Terms(tasks(plan))),
    ),
];

const fn fact(
    name: &'static str,
    gives: FactType,
    words: [&'static str; 2],
    measure: fn(&Look, &Params) -> Measured,
) -> FactKind {
    FactKind {
        entry: FactEntry {
            name,
            gives,
            params: &[],
            zh: words[0],
            en: words[1],
        },
        measure,
    }
}

/// Rests on the last revision, or on the start.
fn of_plan(look: &Look, value: fn(&Plan) -> Value) -> Measured {
    look.consortium
        .map_or_else(Measured::unknown, |consortium| {
            let revised = consortium.last.get("plan.revise");
            let record = revised.map_or(consortium.id.entry(), |(number, _)| *number);
            Measured {
                value: value(&consortium.plan),
                evidence: vec![Evidence::of(record)],
            }
        })
}

fn written(text: &str) -> bool {
    !text.trim().is_empty()
}

fn sections(plan: &Plan) -> Vec<Key> {
    once_each(
        plan.sections
            .iter()
            .filter(|section| written(&section.text))
            .map(|section| &section.section),
    )
}

fn goals(plan: &Plan) -> i64 {
    let measured = plan
        .goals
        .iter()
        .filter(|goal| written(&goal.goal) && written(&goal.measure));
    i64::try_from(measured.count()).unwrap_or(i64::MAX)
}

fn tasks(plan: &Plan) -> Vec<Key> {
    once_each(
        plan.tasks
            .iter()
            .filter(|task| written(&task.text))
            .map(|task| &task.task),
    )
}

fn once_each<'a>(keys: impl Iterator<Item = &'a Key>) -> Vec<Key> {
    let mut once: Vec<Key> = Vec::new();
    for key in keys {
        if !once.contains(key) {
            once.push(key.clone());
        }
    }
    once
}
