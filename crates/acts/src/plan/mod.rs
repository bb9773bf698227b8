//! The structured plan.

mod revise;

pub use revise::Revise;

use crate::act::{ActKind, kind};
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::ruling::Findings;
use crate::sight::Reveal;
use crate::subject::consortium::Plan;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Revise>()];

/// A goal with its measure.
pub const GOAL_FIELDS: &[Field] = &[
    Field::required("goal", FieldKind::Line, Reveal::WithRecord),
    Field::required("measure", FieldKind::Line, Reveal::WithRecord),
];
/// A task with what will be done.
pub const TASK_FIELDS: &[Field] = &[
    Field::required("task", FieldKind::Term("task"), Reveal::WithRecord),
    Field::required("text", FieldKind::Text, Reveal::WithRecord),
];
/// A further section.
pub const SECTION_FIELDS: &[Field] = &[
    Field::required(
        "section",
        FieldKind::Term("plan_section"),
        Reveal::WithRecord,
    ),
    Field::required("text", FieldKind::Text, Reveal::WithRecord),
];

/// A plan covers a year at least and writes each section once.
pub(crate) fn sound(plan: &Plan, findings: &mut Findings) {
    findings.rule(
        "plan.horizon",
        plan.horizon >= 1,
        Found::said_with("years", [plan.horizon.to_string()]),
        Found::said_with("years.at_least", ["1".to_owned()]),
    );
    let twice = plan.sections.iter().enumerate().find(|(place, section)| {
        plan.sections[..*place]
            .iter()
            .any(|before| before.section == section.section)
    });
    let found = twice.map_or_else(
        || Found::said("none"),
        |(_, section)| Found::said_with("plan_section", [section.section.to_string()]),
    );
    findings.rule(
        "plan.sections_once",
        twice.is_none(),
        found,
        Found::said("none"),
    );
}
