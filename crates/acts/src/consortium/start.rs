//! `consortium.start`: the selected lead starts a consortium in a field and one industry, with a structured plan. The name
//! follows from the field and is reserved; the lead is its first member.

use std::sync::Arc;

use imbl::{OrdMap, Vector};
use policy::{EditionKey, Policy, SubjectKind};
use serde::{Deserialize, Serialize};
use values::{ConsortiumId, Key};

use super::name::{folded, has_pattern, holder, repeats};
use super::name_for;
use crate::act::{Act, Matter};
use crate::ask::Ask;
use crate::field::{Field, FieldKind};
use crate::finding::{Evidence, Found};
use crate::plan::{GOAL_FIELDS, SECTION_FIELDS, TASK_FIELDS, sound};
use crate::recorded::{Effects, Recorded};
use crate::ruling::{
    Findings, clause_measuring, clause_of_parameter, clause_of_terms, first_stage,
};
use crate::selection::industries_open;
use crate::sight::{Disclosed, Reveal};
use crate::subject::Subject;
use crate::subject::charter::Charter;
use crate::subject::consortium::{
    Consortium, Goal, Membership, Plan, PlannedTask, Section, StageAt,
};
use crate::subject::examination::Examination;
use crate::subject::governance::Governance;
use crate::subject::handling::Handling;
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

impl Start {
    /// A new case stands under the edition in force on the day of its start.
    fn edition<'a>(ask: &Ask<'a>) -> &'a Policy {
        let today = ask.office.policies.in_force(ask.day);
        today.map_or(ask.policy, AsRef::as_ref)
    }

    fn name(&self, ask: &Ask) -> values::Words {
        let english = self.field_en.as_deref().unwrap_or("");
        name_for(Start::edition(ask), &self.field, english)
    }

    fn plan(&self) -> Plan {
        Plan {
            positioning: self.positioning.clone(),
            horizon: self.horizon,
            goals: self.goals.clone(),
            tasks: self.tasks.clone(),
            sections: self.sections.clone().unwrap_or_default(),
        }
    }

    /// The field is short, and does not say what the pattern says already.
    fn field(&self, ask: &Ask, findings: &mut Findings) {
        let length = self.field.trim().chars().count();
        let fits = (FIELD_LEAST..=FIELD_MOST).contains(&length);
        let wanted = Found::said_with("between", [FIELD_LEAST.to_string(), FIELD_MOST.to_string()]);
        findings.rule(
            "consortium.field",
            fits,
            Found::said_with("length", [length.to_string()]),
            wanted,
        );
        let policy = Start::edition(ask);
        let twice = repeats(policy, &self.field, self.field_en.as_deref().unwrap_or(""));
        let found = twice.clone().map_or_else(
            || Found::said("none"),
            |part| Found::said_with("text", [part]),
        );
        findings.rule(
            "consortium.field_plain",
            twice.is_none(),
            found,
            Found::said("none"),
        );
    }

    /// The name follows from the pattern, and nobody has it, also not a consortium that ended.
    fn named(&self, ask: &Ask, findings: &mut Findings) {
        let patterned = has_pattern(Start::edition(ask));
        findings.rule(
            "consortium.name_pattern",
            patterned,
            Found::said(if patterned { "there" } else { "none" }),
            Found::said("there"),
        );
        let name = self.name(ask);
        let holder = holder(ask.world, &name.zh);
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

    /// One industry of those the track is for.
    fn industry(&self, ask: &Ask, findings: &mut Findings) {
        let policy = Start::edition(ask);
        let track = ask.track().map_or("", Key::as_str);
        let open = industries_open(policy, ask.world, track, ask.division(), ask.day);
        findings.rule(
            "consortium.industry",
            open.contains(&self.industry),
            Found::said_with("industries", [self.industry.to_string()]),
            Found::said_with("industries", open.iter().map(Key::to_string)),
        );
    }

    /// A type where the policy has types.
    fn class(&self, ask: &Ask, findings: &mut Findings) {
        let types = Start::edition(ask).terms("consortium_type");
        let fits = match &self.kind {
            Some(kind) => types.iter().any(|term| term.key == *kind),
            None => types.is_empty(),
        };
        let found = self.kind.as_ref().map_or_else(
            || Found::said("none"),
            |kind| Found::said_with("types", [kind.to_string()]),
        );
        findings.rule(
            "consortium.type",
            fits,
            found,
            Found::said_with("types", types.iter().map(|term| term.key.to_string())),
        );
    }

    /// Where the consortium begins and in which layer its lead stands: both come from the policy.
    fn begins(ask: &Ask, findings: &mut Findings) {
        let policy = Start::edition(ask);
        let track = ask.track().map_or("", Key::as_str);
        let ready = first_stage(policy, SubjectKind::Consortium, track).is_some()
            && !policy.terms("layer").is_empty();
        findings.rule(
            "consortium.begins",
            ready,
            Found::said_with("track", [track.to_owned()]),
            Found::said("consortium.begins"),
        );
    }
}

impl Act for Start {
    const KEY: &'static str = "consortium.start";
    const SUBJECT: SubjectKind = SubjectKind::Candidacy;
    const RECORD: Disclosed = Disclosed::Parties;
    const FIELDS: &'static [Field] = &[
        Field::required("field", FieldKind::Line, Reveal::WithRecord),
        Field::optional("field_en", FieldKind::Line, Reveal::WithRecord),
        Field::required("industry", FieldKind::Term("industry"), Reveal::WithRecord),
        Field::optional(
            "type",
            FieldKind::Term("consortium_type"),
            Reveal::WithRecord,
        ),
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
    const CREATES: Option<SubjectKind> = Some(SubjectKind::Consortium);

    fn ready(ask: &Ask, findings: &mut Findings) {
        let Some(candidacy) = ask.candidacy() else {
            return;
        };
        let selected = candidacy.selected;
        let found = selected.map_or_else(
            || Found::said("none"),
            |(record, _)| Found::said_with("selection.selected", [record.to_string()]),
        );
        let finding = findings.finding(
            "consortium.selected",
            selected.is_some(),
            found,
            Found::said("there"),
        );
        finding.evidence = selected
            .map(|(record, _)| Evidence::of(record))
            .into_iter()
            .collect();
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
        Start::begins(ask, findings);
    }

    fn rule(&self, ask: &Ask, findings: &mut Findings) {
        Start::ready(ask, findings);
        let policy = Start::edition(ask);
        findings.under(clause_of_parameter(policy, "name_pattern"), |findings| {
            self.field(ask, findings);
            self.named(ask, findings);
        });
        findings.under(clause_of_terms(policy, "industry"), |findings| {
            self.industry(ask, findings);
        });
        self.class(ask, findings);
        findings.under(clause_measuring(policy, "plan.horizon"), |findings| {
            sound(&self.plan(), findings);
        });
    }

    fn effects(&self, ask: &Ask, effects: &mut Effects) {
        let policy = Start::edition(ask);
        let track = ask.track().map_or("", Key::as_str);
        effects.name = Some(self.name(ask));
        effects.starts = first_stage(policy, SubjectKind::Consortium, track);
        effects.edition = Some(policy.key.clone());
        effects.layer = policy.terms("layer").first().map(|term| term.key.clone());
    }

    fn evolve(self, world: &mut World, entry: &Recorded) {
        let Subject::Candidacy(candidacy_id) = entry.subject else {
            return;
        };
        let (Some(stage), Some(layer), Some(candidacy)) = (
            &entry.effects.starts,
            &entry.effects.layer,
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
            layer: layer.clone(),
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
            field_en: self.field_en.clone().unwrap_or_default().trim().to_owned(),
            industry: self.industry.clone(),
            kind: self.kind.clone(),
            plan: self.plan(),
            stage: StageAt {
                key: stage.clone(),
                since: entry.day,
            },
            handling: Handling::default(),
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
            world.names.insert(folded(&name.zh), id);
        }
        world.relate(lead, id);
        world.consortia.insert(id, Arc::new(consortium));
        world.change_candidacy(candidacy_id, |candidacy| candidacy.consortium = Some(id));
    }
}
