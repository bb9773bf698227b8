//! `consortium.start`: the selected lead starts a consortium in a field and one industry, with a structured plan. The name
//! follows from the field and is reserved; the lead is its first member.

use std::sync::Arc;

use imbl::{OrdMap, Vector};
use policy::{EditionKey, SubjectKind};
use serde::{Deserialize, Serialize};
use values::{ConsortiumId, Key};

use super::name_for;
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::Found;
use crate::plan::{GOAL_FIELDS, SECTION_FIELDS, TASK_FIELDS};
use crate::recorded::{Effects, Recorded};
use crate::ruling::{Findings, first_stage};
use crate::subject::Subject;
use crate::subject::charter::Charter;
use crate::subject::consortium::{
    Consortium, Goal, Membership, Plan, PlannedTask, Section, StageAt,
};
use crate::subject::examination::Examination;
use crate::subject::governance::Governance;
use crate::world::World;

/// Shortest field, in characters.
const FIELD_LEAST: usize = 2;
/// Longest field, in characters.
const FIELD_MOST: usize = 40;

/// Starts a consortium.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Start {
    /// The field, from which the name follows.
    pub field: String,
    /// The field in English.
    pub field_en: Option<String>,
    /// Exactly one industry.
    pub industry: Key,
    /// Its type, where the policy has types.
    #[serde(rename = "type")]
    pub kind: Option<Key>,
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

/// The lead belongs to the core layer by its office.
fn core_layer() -> Key {
    Key::parse("core").expect("a plain word is a key")
}

impl Start {
    fn name(&self, ask: &Ask) -> values::Words {
        name_for(
            ask.policy,
            &self.field,
            self.field_en.as_deref().unwrap_or(""),
        )
    }
}

impl Act for Start {
    const KEY: &'static str = "consortium.start";
    const SUBJECT: SubjectKind = SubjectKind::Candidacy;
    const FIELDS: &'static [Field] = &[
        Field::required("field", FieldKind::Line),
        Field::optional("field_en", FieldKind::Line),
        Field::required("industry", FieldKind::Term("industry")),
        Field::optional("type", FieldKind::Term("consortium_type")),
        Field::required("positioning", FieldKind::Text),
        Field::required("horizon", FieldKind::Count),
        Field::required("goals", FieldKind::Rows(GOAL_FIELDS)),
        Field::required("tasks", FieldKind::Rows(TASK_FIELDS)),
        Field::optional("sections", FieldKind::Rows(SECTION_FIELDS)),
    ];
    const MATTER: Matter = Matter::Changed;
    const CREATES: Option<SubjectKind> = Some(SubjectKind::Consortium);

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(candidacy) = ask.candidacy() else {
            return;
        };
        let found = candidacy.consortium.map_or_else(
            || Found::said("none"),
            |id| Found::said_with("consortium", [id.to_string()]),
        );
        findings.rule(
            "consortium.first",
            candidacy.consortium.is_none(),
            found,
            Found::said("none"),
        );
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Start::ready(ask, findings);
        let length = self.field.trim().chars().count();
        let fits = (FIELD_LEAST..=FIELD_MOST).contains(&length);
        let wanted = Found::said_with("between", [FIELD_LEAST.to_string(), FIELD_MOST.to_string()]);
        findings.rule(
            "consortium.field",
            fits,
            Found::said_with("length", [length.to_string()]),
            wanted,
        );
        let name = self.name(ask);
        let holder = ask.world.names.get(&name.zh);
        let found = holder.map_or_else(
            || Found::said("free"),
            |id| Found::said_with("taken", [name.zh.clone(), id.to_string()]),
        );
        findings.rule(
            "consortium.name",
            holder.is_none(),
            found,
            Found::said("free"),
        );
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        effects.name = Some(self.name(ask));
        let track = ask.track().map_or("", Key::as_str);
        let today = ask.office.policies.in_force(ask.day);
        let policy = today.map_or(ask.policy, AsRef::as_ref);
        effects.starts = first_stage(policy, SubjectKind::Consortium, track);
        effects.edition = Some(policy.key.clone());
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Candidacy(candidacy_id) = entry.subject else {
            return;
        };
        let (Some(stage), Some(candidacy)) = (
            &entry.effects.starts,
            world.candidacy(candidacy_id).cloned(),
        ) else {
            return;
        };
        let id = ConsortiumId::from(entry.number);
        let edition: EditionKey = entry
            .effects
            .edition
            .clone()
            .unwrap_or_else(|| entry.policy.clone());
        let lead = candidacy.organisation;
        let membership = Membership {
            organisation: lead,
            layer: core_layer(),
            basis: Vec::new(),
            since: entry.day,
            acceptance: entry.number,
        };
        let consortium = Consortium {
            id,
            candidacy: candidacy_id,
            lead,
            track: candidacy.track,
            division: candidacy.division,
            policy: edition,
            field: self.field.trim().to_owned(),
            field_en: self.field_en.unwrap_or_default(),
            industry: self.industry,
            kind: self.kind,
            plan: Plan {
                positioning: self.positioning,
                horizon: self.horizon,
                goals: self.goals,
                tasks: self.tasks,
                sections: self.sections.unwrap_or_default(),
            },
            stage: StageAt {
                key: stage.clone(),
                since: entry.day,
            },
            invitations: OrdMap::new(),
            members: OrdMap::unit(lead, membership),
            governance: Governance::default(),
            charter: Charter::None,
            matter: entry.number,
            confirmations: Vector::new(),
            application: None,
            review: None,
            recommendation: None,
            examination: Examination::default(),
            established: None,
            linked_leader: None,
            liaison: None,
            last: OrdMap::unit(entry.act.clone(), (entry.number, entry.day)),
            history: Vector::unit(entry.number),
        };
        if let Some(name) = &entry.effects.name {
            world.names.insert(name.zh.clone(), id);
        }
        world.relate(lead, id);
        world.consortia.insert(id, Arc::new(consortium));
        world.change_candidacy(candidacy_id, |candidacy| candidacy.consortium = Some(id));
    }
}
