//! Conditions evaluated: each gives findings with clause, found, wanted, how it stands, and evidence.

mod comparing;
mod weighing;

use policy::{Condition, Each, Policy, SubjectKind, Test, Tree};
use values::{Date, Key};

use self::weighing::{stand, weigh};
use crate::ask::Ask;
use crate::finding::{Finding, Found, Part, State};
use crate::subject::Subject;
use crate::subject::candidacy::Candidacy;
use crate::subject::consortium::{Consortium, Membership};
use crate::subject::examination::Judgement;
use crate::subject::organisation::Organisation;
use crate::world::World;

/// What facts look at.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    /// All subjects.
    pub world: &'a World,
    /// The edition that rules.
    pub policy: &'a Policy,
    /// On which day.
    pub day: Date,
    /// The lead, or the organisation that might lead.
    pub lead: Option<&'a Organisation>,
    /// The candidacy, if one is looked at.
    pub candidacy: Option<&'a Candidacy>,
    /// The consortium, if one is looked at.
    pub consortium: Option<&'a Consortium>,
    /// The member, where a condition is evaluated for each.
    pub member: Option<(&'a Organisation, &'a Membership)>,
}

impl<'a> Look<'a> {
    /// What a ruling looks at.
    pub fn of(ask: &Ask<'a>) -> Look<'a> {
        let consortium = ask.consortium();
        let candidacy = ask
            .candidacy()
            .or_else(|| ask.world.candidacy(consortium?.candidacy));
        Look {
            world: ask.world,
            policy: ask.policy,
            day: ask.day,
            lead: ask.organisation(),
            candidacy,
            consortium,
            member: None,
        }
    }

    /// Looks at a subject outside any act.
    pub fn at_subject(
        world: &'a World,
        policy: &'a Policy,
        day: Date,
        subject: Subject,
    ) -> Look<'a> {
        let consortium = if let Subject::Consortium(id) = subject {
            world.consortium(id)
        } else {
            None
        };
        let candidacy = match subject {
            Subject::Candidacy(id) => world.candidacy(id),
            _ => consortium.and_then(|consortium| world.candidacy(consortium.candidacy)),
        };
        let lead = match subject {
            Subject::Organisation(id) => Some(id),
            _ => consortium
                .map(|consortium| consortium.lead)
                .or_else(|| candidacy.map(|candidacy| candidacy.organisation)),
        };
        Look {
            world,
            policy,
            day,
            lead: lead.and_then(|id| world.organisation(id)),
            candidacy,
            consortium,
            member: None,
        }
    }

    /// Looks at an organisation that might lead, outside any case.
    pub fn at_organisation(
        world: &'a World,
        policy: &'a Policy,
        day: Date,
        organisation: &'a Organisation,
    ) -> Look<'a> {
        Look {
            world,
            policy,
            day,
            lead: Some(organisation),
            candidacy: None,
            consortium: None,
            member: None,
        }
    }

    fn judgement(&self, key: &Key) -> Option<&'a Judgement> {
        let on_consortium = self
            .consortium
            .and_then(|consortium| consortium.examination.judgements.get(key));
        on_consortium.or_else(|| {
            self.candidacy
                .and_then(|candidacy| candidacy.judgements.get(key))
        })
    }
}

/// Whether a condition can be asked of subjects of this kind: of an organisation or a candidate, only what measures a lead.
pub fn concerns(condition: &Condition, subject: SubjectKind) -> bool {
    match subject {
        SubjectKind::Consortium => true,
        SubjectKind::Office => false,
        SubjectKind::Organisation | SubjectKind::Candidacy => {
            condition.each == Each::Once
                && facts(&condition.tree)
                    .iter()
                    .all(|fact| fact.starts_with("lead.") && *fact != "lead.qualified")
        }
    }
}

/// The facts a tree measures; judgements have none.
pub(crate) fn facts(tree: &Tree) -> Vec<&str> {
    match tree {
        Tree::Test(Test::Measured(measure) | Test::Witnessed(measure)) => {
            vec![measure.fact.as_str()]
        }
        Tree::Test(Test::Judged { .. }) => Vec::new(),
        Tree::All(trees) | Tree::Any(trees) | Tree::None(trees) => {
            trees.iter().flat_map(facts).collect()
        }
    }
}

/// Evaluates a condition: one finding, or one for each member it is asked of.
pub fn evaluate(condition: &Condition, look: &Look) -> Vec<Finding> {
    match &condition.each {
        Each::Once => vec![single(condition, look)],
        Each::Member { kinds } => {
            let Some(consortium) = look.consortium else {
                return vec![single(condition, look)];
            };
            let members = consortium
                .members
                .values()
                .filter(|member| member.organisation != consortium.lead);
            members
                .filter_map(|member| Some((look.world.organisation(member.organisation)?, member)))
                .filter(|(organisation, _)| kinds.is_empty() || kinds.contains(&organisation.kind))
                .map(|(organisation, member)| {
                    let look = Look {
                        member: Some((organisation, member)),
                        ..*look
                    };
                    Finding {
                        about: Some(organisation.id),
                        ..single(condition, &look)
                    }
                })
                .collect()
        }
    }
}

/// How a condition stands that is asked once, without what was found and on what it rests: for many subjects at once.
pub fn state(condition: &Condition, look: &Look) -> State {
    if applies(condition, look) {
        stand(&condition.tree, look)
    } else {
        State::Exempt
    }
}

fn applies(condition: &Condition, look: &Look) -> bool {
    let holds = |tree| stand(tree, look) == State::Met;
    condition.when.iter().all(holds) && !condition.unless.iter().any(holds)
}

fn single(condition: &Condition, look: &Look) -> Finding {
    let weighed = weigh(&condition.tree, look);
    let state = if applies(condition, look) {
        weighed.state
    } else {
        State::Exempt
    };
    let (found, wanted) = shown(&weighed.parts);
    Finding {
        key: condition.key.to_string(),
        clause: Some(condition.clause),
        weight: condition.weight,
        state,
        found,
        wanted,
        evidence: weighed.evidence,
        about: None,
        reason: None,
    }
}

/// A single measured part is shown as found and wanted; a combination as its parts.
fn shown(parts: &[Part]) -> (Found, Found) {
    match parts {
        [part] if part.compare.as_str() != "judged" => (
            Found::Value(part.found.clone()),
            Found::Parts(vec![part.clone()]),
        ),
        parts => (Found::Parts(parts.to_vec()), Found::Parts(parts.to_vec())),
    }
}
