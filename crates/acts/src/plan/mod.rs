//! The structured plan.

mod revise;

pub use revise::Revise;

use crate::act::{ActKind, kind};
use crate::field::{Field, FieldKind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[kind::<Revise>()];

/// A goal with its measure.
pub const GOAL_FIELDS: &[Field] = &[
    Field::required("goal", FieldKind::Line),
    Field::required("measure", FieldKind::Line),
];
/// A task with what will be done.
pub const TASK_FIELDS: &[Field] = &[
    Field::required("task", FieldKind::Term("task")),
    Field::required("text", FieldKind::Text),
];
/// A further section.
pub const SECTION_FIELDS: &[Field] = &[
    Field::required("section", FieldKind::Term("plan_section")),
    Field::required("text", FieldKind::Text),
];
