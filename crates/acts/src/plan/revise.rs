//! `plan.revise`: the lead changes the plan. Confirmations given before are void.

use policy::SubjectKind;
use serde::{Deserialize, Serialize};

use super::{GOAL_FIELDS, SECTION_FIELDS, TASK_FIELDS, sound};
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::recorded::Recorded;
use crate::ruling::Findings;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::consortium::{Goal, Plan, PlannedTask, Section};
use crate::world::World;

/// Revises the plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Revise {
    /// What it is for.
    pub positioning: String,
    /// Over how many years.
    pub horizon: i64,
    /// Goals with measures.
    pub goals: Vec<Goal>,
    /// Tasks.
    pub tasks: Vec<PlannedTask>,
    /// Further sections.
    pub sections: Option<Vec<Section>>,
}

impl Revise {
    fn plan(self) -> Plan {
        Plan {
            positioning: self.positioning,
            horizon: self.horizon,
            goals: self.goals,
            tasks: self.tasks,
            sections: self.sections.unwrap_or_default(),
        }
    }
}

impl Act for Revise {
    const KEY: &'static str = "plan.revise";
    const SUBJECT: SubjectKind = SubjectKind::Consortium;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("positioning", FieldKind::Text, Reveal::WithRecord),
        Field::required("horizon", FieldKind::Count, Reveal::WithRecord),
        Field::required("goals", FieldKind::Rows(GOAL_FIELDS), Reveal::WithRecord),
        Field::required("tasks", FieldKind::Rows(TASK_FIELDS), Reveal::WithRecord),
        Field::optional(
            "sections",
            FieldKind::Rows(SECTION_FIELDS),
            Reveal::WithRecord,
        ),
    ];
    const MATTER: Matter = Matter::Changed;

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        let plan = self.clone().plan();
        sound(&plan, findings);
        let Some(consortium) = ask.consortium() else {
            return;
        };
        let changes = consortium.plan != plan;
        findings.rule(
            "plan.changes",
            changes,
            Found::said(if changes { "there" } else { "none" }),
            Found::said("there"),
        );
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Consortium(id) = entry.subject else {
            return;
        };
        world.change_consortium(id, |consortium| consortium.plan = self.plan());
    }
}
