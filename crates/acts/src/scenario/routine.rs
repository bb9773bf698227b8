//! What is done next in each act, as a willing consortium and a fair office would do it.

use policy::{Opening, Policy};
use serde_json::{Value, json};
use values::{Key, OrganisationId, PersonId};

use super::Cast;
use crate::act::act_kind;
use crate::ask::Actor;
use crate::ruling::opening;
use crate::subject::Subject;
use crate::subject::charter::Charter;
use crate::subject::consortium::{Answer, Consortium};

/// What a consortium's story needs beyond the pack: who leads, who is asked, in which field.
#[derive(Debug, Clone, Default)]
pub struct Story {
    /// The alias of the consortium.
    pub alias: String,
    /// The lead's alias.
    pub lead: String,
    /// The members' aliases, the lead not among them.
    pub members: Vec<String>,
    /// The field, from which the name is made.
    pub field: String,
    /// The field in English.
    pub field_en: String,
    /// The track; the pack's first if empty.
    pub track: String,
    /// Acts and mechanisms left out, by key.
    pub without: Vec<String>,
}

/// An act that is due, by whom, with which fields.
#[derive(Debug, Clone)]
pub struct Due {
    /// Who does it.
    pub actor: Actor,
    /// Its fields.
    pub fields: Value,
}

impl Cast<'_> {
    /// Whether and how an opened act is to be done next in a story; `None` if there is nothing to do.
    pub(super) fn due(
        &mut self,
        story: &Story,
        policy: &Policy,
        subject: Subject,
        open: &Opening,
    ) -> Option<Due> {
        if story.without.iter().any(|left| *open.act == **left) {
            return None;
        }
        match subject {
            Subject::Candidacy(_) => self.due_candidacy(story, policy, subject, open),
            Subject::Consortium(id) => {
                let consortium = self.world.consortium(id)?.clone();
                self.due_formation(story, policy, &consortium, open)
                    .or_else(|| self.due_examination(story, policy, subject, &consortium, open))
            }
            Subject::Office | Subject::Organisation(_) => None,
        }
    }

    fn due_candidacy(
        &mut self,
        story: &Story,
        policy: &Policy,
        subject: Subject,
        open: &Opening,
    ) -> Option<Due> {
        let Subject::Candidacy(id) = subject else {
            return None;
        };
        let candidacy = self.world.candidacy(id)?.clone();
        let fields = match open.act.as_str() {
            "selection.judge" => {
                let judgement = judgement_missing(policy, "candidacy", |key| {
                    candidacy.judgements.contains_key(key)
                })?;
                json!({"judgement": judgement, "outcome": "met", "grounds": story.field})
            }
            "selection.select" if candidacy.selected.is_none() => json!({}),
            "consortium.start" if candidacy.consortium.is_none() => {
                self.start(story, policy, candidacy.organisation)
            }
            _ => return None,
        };
        let actor = self.actor(policy, subject, open, None)?;
        Some(Due { actor, fields })
    }

    pub(super) fn start(&self, story: &Story, policy: &Policy, lead: OrganisationId) -> Value {
        let own = self
            .world
            .organisation(lead)
            .and_then(|lead| lead.industries.first());
        let industry = own.cloned().or_else(|| {
            policy
                .terms("industry")
                .first()
                .map(|term| term.key.clone())
        });
        let tasks: Vec<Value> = policy
            .terms("task")
            .iter()
            .map(|term| json!({"task": term.key, "text": term.title.zh}))
            .collect();
        let sections: Vec<Value> = policy
            .terms("plan_section")
            .iter()
            .map(|term| json!({"section": term.key, "text": term.title.zh}))
            .collect();
        let mut fields = json!({
            "field": story.field, "industry": industry, "positioning": story.field, "horizon": 5,
            "goals": [{"goal": story.field, "measure": "3"}], "tasks": tasks, "sections": sections,
        });
        if !story.field_en.is_empty() {
            fields["field_en"] = json!(story.field_en);
        }
        if let Some(kind) = policy.terms("consortium_type").first() {
            fields["type"] = json!(kind.key);
        }
        fields
    }

    fn due_formation(
        &mut self,
        story: &Story,
        policy: &Policy,
        consortium: &Consortium,
        open: &Opening,
    ) -> Option<Due> {
        let subject = Subject::Consortium(consortium.id);
        let today = self.day();
        let mut named = None;
        let fields = match open.act.as_str() {
            "invitation.send" => {
                let invited = self.next_to_invite(story, consortium)?;
                let basis: Vec<&Key> = policy
                    .terms("cooperation_area")
                    .iter()
                    .map(|term| &term.key)
                    .collect();
                json!({"organisation": invited, "layer": policy.terms("layer").first().map(|term| &term.key), "basis": basis})
            }
            "invitation.accept" => {
                let waiting = consortium
                    .invitations
                    .values()
                    .find(|invitation| invitation.answer == Answer::Waiting)?;
                named = Some(waiting.organisation);
                json!({"invitation": waiting.id, "statement": story.field})
            }
            "council.form" if consortium.governance.council.is_none() => {
                let members: Vec<Value> = consortium
                    .members
                    .keys()
                    .filter_map(|id| {
                        Some(json!({"organisation": id, "person": self.head_of(*id)?}))
                    })
                    .collect();
                json!({"members": members, "rules": story.field, "from": today})
            }
            "committee.form" if consortium.governance.committee.is_none() => {
                let members: Vec<PersonId> = (1..=3)
                    .map(|n| self.person(&format!("adviser{n}@{}", story.alias)))
                    .collect();
                json!({"members": members, "from": today})
            }
            "secretariat.form" if consortium.governance.secretariat.is_none() => {
                json!({"organisation": consortium.lead, "head": self.person(&format!("secretary@{}", story.lead)), "from": today})
            }
            "chief_expert.appoint"
                if consortium.governance.chief_expert.accepted().is_none()
                    && consortium.governance.chief_expert.proposed().is_none() =>
            {
                json!({"person": self.person(&format!("chief@{}", story.alias)), "qualification": story.field, "from": today})
            }
            "chief_expert.accept" if consortium.governance.chief_expert.proposed().is_some() => {
                json!({"statement": story.field})
            }
            "mechanism.adopt" => {
                let left_out = |key: &Key| story.without.iter().any(|left| **key == **left);
                let missing = policy.terms("mechanism").iter().find(|term| {
                    !consortium.governance.mechanisms.contains_key(&term.key)
                        && !left_out(&term.key)
                })?;
                json!({"mechanism": missing.key, "text": missing.title.zh})
            }
            "charter.draft" if matches!(consortium.charter, Charter::None) => {
                charter_text(policy, consortium)
            }
            "charter.freeze" if matches!(consortium.charter, Charter::Drafting(_)) => json!({}),
            "charter.sign" => {
                let Charter::Frozen(frozen) = &consortium.charter else {
                    return None;
                };
                let signer = *consortium
                    .members
                    .keys()
                    .find(|member| !frozen.signatures.contains_key(*member))?;
                named = Some(signer);
                json!({"organisation": signer, "text": frozen.digest})
            }
            _ => return None,
        };
        let actor = self.actor(policy, subject, open, named)?;
        Some(Due { actor, fields })
    }

    fn next_to_invite(&self, story: &Story, consortium: &Consortium) -> Option<OrganisationId> {
        story
            .members
            .iter()
            .filter_map(|alias| self.organisation(alias))
            .find(|id| {
                !consortium.members.contains_key(id)
                    && !consortium
                        .invitations
                        .values()
                        .any(|invitation| invitation.organisation == *id)
            })
    }

    fn due_examination(
        &mut self,
        story: &Story,
        policy: &Policy,
        subject: Subject,
        consortium: &Consortium,
        open: &Opening,
    ) -> Option<Due> {
        let today = self.day();
        let examination = &consortium.examination;
        let fields = match open.act.as_str() {
            "responsibility.confirm" => return self.due_confirmation(policy, subject, consortium),
            "application.submit" => json!({"statement": story.field}),
            "review.pass" | "recommendation.issue" => json!({"opinion": story.field}),
            "examination.accept" if examination.accepted.is_none() => {
                json!({"opinion": story.field})
            }
            "examination.judge" => {
                let judgement = judgement_missing(policy, "consortium", |key| {
                    examination.judgements.contains_key(key)
                })?;
                json!({"judgement": judgement, "outcome": "met", "grounds": story.field})
            }
            "examination.assign" if examination.experts.is_empty() => {
                let wanted = match open.settings.get("experts") {
                    Some(policy::Param::Count(count)) => *count,
                    _ => 3,
                };
                let experts: Vec<PersonId> = (1..=wanted)
                    .map(|n| self.person(&format!("expert{n}@pool")))
                    .collect();
                json!({"experts": experts})
            }
            "examination.assess" => {
                let expert = *examination
                    .experts
                    .iter()
                    .find(|expert| !examination.assessments.contains_key(*expert))?;
                let fields = json!({"score": 88, "opinion": story.field, "recommends": "approve"});
                return Some(Due {
                    actor: Actor::Person(expert),
                    fields,
                });
            }
            "examination.hold" => {
                let step = consortium.stage.key.clone();
                if examination.held.contains_key(&step) {
                    return None;
                }
                json!({"on": today, "minutes": story.field})
            }
            "notice.publish" if examination.notice.is_none() => {
                json!({"business_contact": story.field, "supervising_contact": story.field})
            }
            "notice.close" => {
                let notice = examination
                    .notice
                    .as_ref()
                    .filter(|notice| notice.closed.is_none() && notice.until < today)?;
                json!({"result": notice.business_contact})
            }
            "decision.approve" if examination.decision.is_none() => json!({"reasons": story.field}),
            "establishment.link_leader" if consortium.linked_leader.is_none() => {
                let leader = self.leader_of_whole(policy)?;
                json!({"person": leader, "from": today})
            }
            "establishment.assign_liaison" if consortium.liaison.is_none() => {
                let officer = self.division_officer(policy, consortium)?;
                json!({"person": officer, "from": today})
            }
            _ => return None,
        };
        let actor = self.actor(policy, subject, open, None)?;
        Some(Due { actor, fields })
    }

    fn due_confirmation(
        &mut self,
        policy: &Policy,
        subject: Subject,
        consortium: &Consortium,
    ) -> Option<Due> {
        let stage = policy.stage(&consortium.stage.key)?.clone();
        for opened in stage
            .opens
            .iter()
            .filter(|opened| !opened.consent.is_empty())
        {
            let kind = act_kind(&opened.act)?;
            opening(&self.world, policy, kind, subject)?;
            for holder in &opened.consent {
                let given = consortium.confirmations.iter().any(|given| {
                    given.act == opened.act
                        && given.holder == *holder
                        && given.matter == consortium.matter
                });
                if !given && let Some(actor) = self.holder(policy, subject, holder, None) {
                    return Some(Due {
                        actor,
                        fields: json!({"act": opened.act}),
                    });
                }
            }
        }
        None
    }

    fn leader_of_whole(&mut self, policy: &Policy) -> Option<PersonId> {
        let whole = policy
            .authorities
            .iter()
            .find(|authority| authority.scope == policy::Scope::Whole)?
            .key
            .clone();
        Some(self.officer(&whole, None, "leader"))
    }

    fn division_officer(&mut self, policy: &Policy, consortium: &Consortium) -> Option<PersonId> {
        let authority = policy
            .authorities
            .iter()
            .find(|authority| authority.scope == policy::Scope::Division);
        if let (Some(authority), Some(division)) = (authority, &consortium.division) {
            Some(self.officer(&authority.key.clone(), Some(division), "officer"))
        } else {
            let whole = policy.authorities.first()?.key.clone();
            Some(self.officer(&whole, None, "officer"))
        }
    }

    fn head_of(&mut self, id: OrganisationId) -> Option<PersonId> {
        let alias = self.alias_of(id)?.to_owned();
        Some(self.person(&format!("head@{alias}")))
    }

    /// Somebody who may do the opened act.
    pub(super) fn actor(
        &mut self,
        policy: &Policy,
        subject: Subject,
        open: &Opening,
        named: Option<OrganisationId>,
    ) -> Option<Actor> {
        open.by
            .iter()
            .find_map(|holder| self.holder(policy, subject, holder, named))
    }

    fn holder(
        &mut self,
        policy: &Policy,
        subject: Subject,
        holder: &Key,
        named: Option<OrganisationId>,
    ) -> Option<Actor> {
        let consortium = match subject {
            Subject::Consortium(id) => self.world.consortium(id).cloned(),
            _ => None,
        };
        let lead = match subject {
            Subject::Candidacy(id) => self
                .world
                .candidacy(id)
                .map(|candidacy| candidacy.organisation),
            _ => consortium.as_ref().map(|consortium| consortium.lead),
        };
        let person = match holder.as_str() {
            "lead" | "organisation" => {
                let alias = self.alias_of(named.or(lead)?)?.to_owned();
                self.person(&format!("secretary@{alias}"))
            }
            "lead_head" => self.head_of(lead?)?,
            "representative" | "member" | "invited" => self.head_of(named.or(lead)?)?,
            "chief_expert" => consortium?.governance.chief_expert.accepted()?.person,
            "proposed_expert" => consortium?.governance.chief_expert.proposed()?.person,
            "expert" => *consortium?.examination.experts.first()?,
            "public" => return Some(Actor::Public),
            "system" => return Some(Actor::System),
            other => {
                let (key, rank) = other
                    .strip_suffix(".leader")
                    .map_or((other, "officer"), |key| (key, "leader"));
                let authority = policy.authority(key)?;
                let division = self.world.division(subject, self.day()).cloned();
                let place = match authority.scope {
                    policy::Scope::Whole => None,
                    policy::Scope::Division => Some(division?),
                };
                self.officer(key, place.as_ref(), rank)
            }
        };
        Some(Actor::Person(person))
    }
}

fn judgement_missing(policy: &Policy, subject: &str, has: impl Fn(&Key) -> bool) -> Option<Key> {
    policy
        .terms("judgement")
        .iter()
        .filter(|term| term.word("subject").is_none_or(|found| **found == *subject))
        .map(|term| term.key.clone())
        .find(|key| !has(key))
}

/// A charter with every section, an entry per member, and shares that add up.
pub(super) fn charter_text(policy: &Policy, consortium: &Consortium) -> Value {
    let sections: Vec<Value> = policy
        .terms("charter_section")
        .iter()
        .map(|term| json!({"section": term.key, "text": term.title.zh}))
        .collect();
    let members: Vec<&OrganisationId> = consortium.members.keys().collect();
    let entries: Vec<Value> = members
        .iter()
        .map(|id| json!({"organisation": id, "responsibilities": consortium.field, "rights": consortium.field, "obligations": consortium.field}))
        .collect();
    let count = members.len().max(1) as u64;
    let each = 1_000_000 / count;
    let shares: Vec<Value> = members
        .iter()
        .enumerate()
        .map(|(index, id)| {
            let share = if index == 0 { 1_000_000 - each * (count - 1) } else { each };
            json!({"organisation": id, "share": format!("{}.{:04}%", share / 10_000, share % 10_000)})
        })
        .collect();
    json!({"sections": sections, "entries": entries, "ownership": shares, "licensing": consortium.field, "revenue": shares, "breach": consortium.field})
}
