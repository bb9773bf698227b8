//! Conditions evaluated: each gives findings with clause, found, wanted, how it stands, and evidence.

use policy::{
    Comparison, Condition, Each, Measure, Policy, SubjectKind, Test, Tree, Value, Wanted,
};
use values::{Date, Key};

use crate::ask::Ask;
use crate::fact::{self, Measured};
use crate::finding::{Evidence, Finding, Found, Part, State};
use crate::subject::Subject;
use crate::subject::candidacy::Candidacy;
use crate::subject::consortium::{Consortium, Membership};
use crate::subject::examination::{Judgement, Outcome};
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

fn single(condition: &Condition, look: &Look) -> Finding {
    let applies = condition.when.iter().all(|tree| holds(tree, look))
        && !condition.unless.iter().any(|tree| holds(tree, look));
    let weighed = weigh(&condition.tree, look);
    let state = if applies {
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

fn holds(tree: &Tree, look: &Look) -> bool {
    weigh(tree, look).state == State::Met
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

struct Weighed {
    state: State,
    parts: Vec<Part>,
    evidence: Vec<Evidence>,
}

fn weigh(tree: &Tree, look: &Look) -> Weighed {
    match tree {
        Tree::Test(test) => weigh_test(test, look),
        Tree::All(trees) => gather(trees, look, |states| {
            if states.contains(&State::Unmet) {
                State::Unmet
            } else if states.contains(&State::Waits) {
                State::Waits
            } else {
                State::Met
            }
        }),
        Tree::Any(trees) => gather(trees, look, |states| {
            if states.contains(&State::Met) {
                State::Met
            } else if states.contains(&State::Waits) {
                State::Waits
            } else {
                State::Unmet
            }
        }),
        Tree::None(trees) => gather(trees, look, |states| {
            if states.contains(&State::Met) {
                State::Unmet
            } else if states.contains(&State::Waits) {
                State::Waits
            } else {
                State::Met
            }
        }),
    }
}

fn gather(trees: &[Tree], look: &Look, join: impl Fn(&[State]) -> State) -> Weighed {
    let weighed: Vec<Weighed> = trees.iter().map(|tree| weigh(tree, look)).collect();
    let states: Vec<State> = weighed.iter().map(|one| one.state).collect();
    let mut parts = Vec::new();
    let mut evidence = Vec::new();
    for one in weighed {
        parts.extend(one.parts);
        evidence.extend(one.evidence);
    }
    Weighed {
        state: join(&states),
        parts,
        evidence,
    }
}

fn weigh_test(test: &Test, look: &Look) -> Weighed {
    match test {
        Test::Measured(measure) | Test::Witnessed(measure) => weigh_measure(measure, look),
        Test::Judged { judgement } => weigh_judgement(judgement, look),
    }
}

fn weigh_judgement(key: &Key, look: &Look) -> Weighed {
    let held = look.judgement(key);
    let (state, found) = match held.map(|judgement| judgement.outcome) {
        Some(Outcome::Met) => (State::Met, Value::Presence(true)),
        Some(Outcome::Unmet) => (State::Unmet, Value::Presence(false)),
        None => (State::Waits, Value::Unknown),
    };
    let evidence = held.map(|judgement| Evidence {
        record: judgement.number,
        file: None,
        holding: crate::finding::Holding::Confirmed,
        until: None,
    });
    let part = Part {
        fact: key.to_string(),
        state,
        found,
        compare: key_of("judged"),
        wanted: Value::Presence(true),
    };
    Weighed {
        state,
        parts: vec![part],
        evidence: evidence.into_iter().collect(),
    }
}

fn weigh_measure(measure: &Measure, look: &Look) -> Weighed {
    let Measured { value, evidence } = fact::measure(measure, look);
    let (compare, wanted) = wanted(&measure.compare, look);
    let state = if compare_holds(&measure.compare, &value, &wanted) {
        State::Met
    } else {
        State::Unmet
    };
    let part = Part {
        fact: measure.fact.clone(),
        state,
        found: value,
        compare: key_of(compare),
        wanted,
    };
    Weighed {
        state,
        parts: vec![part],
        evidence,
    }
}

fn key_of(word: &str) -> Key {
    Key::parse(word).expect("comparison words are keys")
}

/// The name of the comparison and what is wanted in this case.
fn wanted(compare: &Comparison, look: &Look) -> (&'static str, Value) {
    match compare {
        Comparison::AtLeast(wanted) => ("at_least", threshold(wanted, look)),
        Comparison::AtMost(wanted) => ("at_most", threshold(wanted, look)),
        Comparison::Is(value) => ("is", value.clone()),
        Comparison::OneOf(values) => ("one_of", terms(values)),
        Comparison::Covers(values) => ("covers", terms(values)),
        Comparison::Present => ("present", Value::Presence(true)),
    }
}

fn threshold(wanted: &Wanted, look: &Look) -> Value {
    let chosen = wanted.by.as_ref().and_then(|(fact, table)| {
        let chooser = Measure {
            fact: fact.clone(),
            params: std::collections::BTreeMap::new(),
            compare: Comparison::Present,
        };
        match fact::measure(&chooser, look).value {
            Value::Term(term) => table.get(&term).cloned(),
            Value::Terms(terms) => terms.iter().find_map(|term| table.get(term)).cloned(),
            _ => None,
        }
    });
    chosen
        .or_else(|| wanted.otherwise.clone())
        .unwrap_or(Value::Unknown)
}

fn terms(values: &[Value]) -> Value {
    Value::Terms(
        values
            .iter()
            .filter_map(|value| {
                if let Value::Term(term) = value {
                    Some(term.clone())
                } else {
                    None
                }
            })
            .collect(),
    )
}

/// Fails closed: what is unknown or of another type does not hold.
fn compare_holds(compare: &Comparison, found: &Value, wanted: &Value) -> bool {
    match compare {
        Comparison::AtLeast(_) => ordered(found, wanted).is_some_and(std::cmp::Ordering::is_ge),
        Comparison::AtMost(_) => ordered(found, wanted).is_some_and(std::cmp::Ordering::is_le),
        Comparison::Is(_) => match (found, wanted) {
            (Value::Terms(found), Value::Term(wanted)) => found.contains(wanted),
            (found, wanted) => *found != Value::Unknown && found == wanted,
        },
        Comparison::OneOf(_) => match (found, wanted) {
            (Value::Term(found), Value::Terms(wanted)) => wanted.contains(found),
            (Value::Terms(found), Value::Terms(wanted)) => {
                found.iter().any(|term| wanted.contains(term))
            }
            _ => false,
        },
        Comparison::Covers(_) => match (found, wanted) {
            (Value::Terms(found), Value::Terms(wanted)) => {
                wanted.iter().all(|term| found.contains(term))
            }
            _ => false,
        },
        Comparison::Present => match found {
            Value::Unknown | Value::Presence(false) => false,
            Value::Terms(terms) => !terms.is_empty(),
            Value::Count(count) | Value::Number(count) => *count > 0,
            _ => true,
        },
    }
}

fn ordered(found: &Value, wanted: &Value) -> Option<std::cmp::Ordering> {
    match (found, wanted) {
        (Value::Count(found), Value::Count(wanted))
        | (Value::Number(found), Value::Number(wanted)) => Some(found.cmp(wanted)),
        (Value::Count(found), Value::Number(wanted)) => Some((found * 1000).cmp(wanted)),
        (Value::Number(found), Value::Count(wanted)) => Some(found.cmp(&(wanted * 1000))),
        (Value::Money(found), Value::Money(wanted)) => Some(found.cmp(wanted)),
        (Value::Share(found), Value::Share(wanted)) => Some(found.cmp(wanted)),
        (Value::Day(found), Value::Day(wanted)) => Some(found.cmp(wanted)),
        _ => None,
    }
}
