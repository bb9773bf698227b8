//! What a form offers to choose from: terms of the policy, organisations, people, invitations, acts.

use acts::Subject;
use acts::field::FieldKind;
use acts::subject::person::{Person, Role};
use serde_json::Value;
use values::PersonId;

use super::field::FormContext;
use super::prefill::is_theirs;

/// Most organisations offered in a select; beyond, their number is typed.
const OFFERED: usize = 600;

impl FormContext<'_> {
    /// What may be chosen in a field: value, text, whether it is chosen.
    pub fn options(&self, kind: FieldKind, value: Option<&Value>) -> Vec<(String, String, bool)> {
        let chosen = |key: &str| match value {
            Some(Value::Array(list)) => list.iter().any(|item| item == key),
            Some(Value::String(text)) => text == key,
            _ => false,
        };
        let language = self.teller.words.language;
        let names = matches!(
            kind,
            FieldKind::Organisation
                | FieldKind::Person
                | FieldKind::People
                | FieldKind::Invitation
                | FieldKind::Consortium
                | FieldKind::Key
        );
        let rules = self.app.rules();
        if names && !is_theirs(self.world, rules, self.visitor, self.subject, self.act) {
            return Vec::new();
        }
        match kind {
            FieldKind::Word(words) => words
                .iter()
                .map(|word| {
                    (
                        (*word).to_owned(),
                        self.teller.words.t(&format!("word.{word}")).to_owned(),
                        chosen(word),
                    )
                })
                .collect(),
            FieldKind::Term(vocabulary) | FieldKind::Terms(vocabulary) => self
                .teller
                .policy
                .terms(vocabulary)
                .iter()
                .map(|term| {
                    (
                        term.key.to_string(),
                        term.title.in_language(language).to_owned(),
                        chosen(&term.key),
                    )
                })
                .collect(),
            FieldKind::Organisation => self
                .organisations()
                .into_iter()
                .map(|(id, name)| (id.clone(), name, chosen(&id)))
                .collect(),
            FieldKind::Person | FieldKind::People => self
                .people()
                .into_iter()
                .map(|(id, name)| (id.clone(), name, chosen(&id)))
                .collect(),
            FieldKind::Invitation => self
                .invitations()
                .into_iter()
                .map(|(id, name)| (id.clone(), name, chosen(&id)))
                .collect(),
            FieldKind::Consortium => self
                .consortia()
                .into_iter()
                .map(|(id, name)| (id.clone(), name, chosen(&id)))
                .collect(),
            FieldKind::Key => self
                .keys()
                .into_iter()
                .map(|(key, name)| (key.clone(), name, chosen(&key)))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn organisations(&self) -> Vec<(String, String)> {
        let members = match self.subject {
            Subject::Consortium(id) if self.act != "invitation.send" => self.world.consortium(id),
            _ => None,
        };
        let named = |id: values::OrganisationId| (id.to_string(), self.teller.organisation(id));
        if let Some(consortium) = members {
            consortium.members.keys().map(|id| named(*id)).collect()
        } else {
            let visible = acts::sight::visible_organisations(
                self.world,
                self.app.rules(),
                self.visitor.actor,
                self.visitor.day(),
            );
            let mut list: Vec<_> = visible
                .take(OFFERED)
                .map(|organisation| named(organisation.id))
                .collect();
            list.sort_by(|one, other| one.1.cmp(&other.1));
            list
        }
    }

    fn consortia(&self) -> Vec<(String, String)> {
        acts::sight::visible_consortia(
            self.world,
            self.app.rules(),
            self.visitor.actor,
            self.visitor.day(),
        )
        .filter(|found| {
            self.visitor
                .person()
                .is_some_and(|_| found.established.is_none())
        })
        .take(OFFERED)
        .map(|found| (found.id.to_string(), self.teller.consortium(found)))
        .collect()
    }

    /// Whom an act may name: experts of the pool where experts are assigned, officials where the authority's side names
    /// somebody, else people of the subject's organisations and those who belong to none.
    fn people(&self) -> Vec<(String, String)> {
        let of = self.subject_organisations();
        let day = self.visitor.day();
        let holds = |person: &PersonId, fits: &dyn Fn(&Role) -> bool| {
            let held = self.world.appointments.get(person);
            held.is_some_and(|held| {
                held.iter()
                    .any(|held| held.held_on(day) && fits(&held.role))
            })
        };
        let related = |person: &Person| {
            let works = person.organisation.is_some_and(|own| of.contains(&own));
            let represents = self.world.represents.get(&person.id);
            works || represents.is_some_and(|held| held.iter().any(|own| of.contains(own)))
        };
        let fits = |person: &Person| match self.act {
            "appointment.make" => true,
            "substitution.name" | "matter.hand_over" | "selection.hand_over" => {
                self.may_stand_in(person)
            }
            "examination.assign" => holds(&person.id, &|role| *role == Role::Expert),
            "establishment.link_leader" | "establishment.assign_liaison" => {
                holds(&person.id, &|role| {
                    matches!(role, Role::Officer(_) | Role::Leader(_))
                })
            }
            _ => related(person) || person.organisation.is_none() && !holds(&person.id, &|_| true),
        };
        let people = self
            .world
            .people
            .values()
            // The newest first: whoever was just enrolled is the likeliest to be sought.
            .rev()
            .map(AsRef::as_ref)
            .filter(|person| fits(person));
        let mut list: Vec<_> = people
            .take(OFFERED)
            .map(|person| (person.id.to_string(), self.named(person)))
            .collect();
        list.sort_by(|one, other| one.1.cmp(&other.1));
        list
    }

    /// Colleagues of the visitor: of the same body, or of an organisation the visitor acts for.
    fn may_stand_in(&self, person: &Person) -> bool {
        let Some(visitor) = self.visitor.person() else {
            return false;
        };
        let day = self.visitor.day();
        let bodies = |person| acts::capacity::bodies_of(self.world, person, day);
        let mut own = acts::capacity::organisations_of(self.world, visitor);
        person.id != visitor
            && (bodies(visitor).any(|(own, _)| bodies(person.id).any(|(body, _)| body == own))
                || own.any(|own| person.organisation == Some(own.id)))
    }

    /// A name with where the person works: names alone are not unique.
    fn named(&self, person: &Person) -> String {
        let name = self.app.person_name(self.world, person.id);
        match person.organisation {
            Some(works_at) => format!("{name} · {}", self.teller.organisation(works_at)),
            None => name,
        }
    }

    fn subject_organisations(&self) -> Vec<values::OrganisationId> {
        match self.subject {
            Subject::Office => Vec::new(),
            Subject::Organisation(id) => vec![id],
            Subject::Candidacy(id) => self
                .world
                .candidacy(id)
                .map(|found| found.organisation)
                .into_iter()
                .collect(),
            Subject::Consortium(id) => self
                .world
                .consortium(id)
                .map(|found| found.members.keys().copied().collect())
                .unwrap_or_default(),
        }
    }

    fn invitations(&self) -> Vec<(String, String)> {
        let Subject::Consortium(id) = self.subject else {
            return Vec::new();
        };
        let Some(consortium) = self.world.consortium(id) else {
            return Vec::new();
        };
        let waiting = consortium
            .invitations
            .values()
            .filter(|invitation| invitation.answer == acts::subject::consortium::Answer::Waiting);
        let own: Vec<_> = self
            .visitor
            .person()
            .into_iter()
            .flat_map(|person| acts::capacity::organisations_of(self.world, person))
            .map(|found| found.id)
            .collect();
        let mine = |invitation: &&acts::subject::consortium::Invitation| {
            !matches!(self.act, "invitation.accept" | "invitation.decline")
                || own.contains(&invitation.organisation)
        };
        waiting
            .filter(mine)
            .map(|invitation| {
                (
                    invitation.id.to_string(),
                    self.teller.organisation(invitation.organisation),
                )
            })
            .collect()
    }

    /// Keys that an act may name: acts that wait for a confirmation, bodies of the policy.
    fn keys(&self) -> Vec<(String, String)> {
        match self.act {
            "responsibility.confirm" => {
                let stage = self
                    .world
                    .stage(self.subject)
                    .and_then(|stage| self.teller.policy.stage(&stage.key));
                let opened = stage
                    .into_iter()
                    .flat_map(|stage| stage.opens.iter())
                    .filter(|open| !open.consent.is_empty());
                opened
                    .map(|open| (open.act.to_string(), self.teller.act(&open.act)))
                    .collect()
            }
            "review.return" | "examination.return" => {
                let stage = self
                    .world
                    .stage(self.subject)
                    .and_then(|stage| self.teller.policy.stage(&stage.key));
                let track = self
                    .world
                    .track(self.subject)
                    .map_or("", values::Key::as_str);
                let returns = stage.and_then(|stage| stage.opening(self.act, track));
                let on_track = |key: &&values::Key| {
                    let stage = self.teller.policy.stage(key);
                    stage.is_some_and(|stage| stage.on_track(track))
                };
                let returns = returns.map_or(&[][..], |opening| opening.returns.as_slice());
                returns
                    .iter()
                    .filter(on_track)
                    .map(|key| (key.to_string(), self.teller.stage(key)))
                    .collect()
            }
            "substitution.name" => {
                let opened = acts::act_kind("substitution.name").and_then(|kind| {
                    acts::ruling::opening(self.world, self.teller.policy, kind, self.subject)
                });
                let opened = opened.map_or(&[][..], |opened| opened.by.as_slice());
                opened
                    .iter()
                    .map(|holder| (holder.to_string(), self.teller.holder(holder)))
                    .collect()
            }
            "appointment.make" => {
                let language = self.teller.words.language;
                self.teller
                    .policy
                    .authorities
                    .iter()
                    .map(|authority| {
                        (
                            authority.key.to_string(),
                            authority.name.in_language(language).to_owned(),
                        )
                    })
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}
