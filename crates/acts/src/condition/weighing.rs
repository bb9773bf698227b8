//! How a tree of tests stands: with its parts and what they rest on for those who are told why, and bare for those who count.

use policy::{Measure, Test, Tree, Value};
use values::Key;

use super::Look;
use super::comparing::{compare_holds, wanted};
use crate::fact::{self, Measured};
use crate::finding::{Evidence, Holding, Part, State};
use crate::subject::examination::{Judgement, Outcome};

/// A tree with every part shown, whether it decides or not.
pub(super) struct Weighed {
    pub state: State,
    pub parts: Vec<Part>,
    pub evidence: Vec<Evidence>,
}

/// Weighs a tree with all its parts.
pub(super) fn weigh(tree: &Tree, look: &Look) -> Weighed {
    match tree {
        Tree::Test(test) => weigh_test(test, look),
        Tree::All(trees) | Tree::Any(trees) | Tree::None(trees) => {
            let mut states = Vec::with_capacity(trees.len());
            let (mut parts, mut evidence) = (Vec::new(), Vec::new());
            for one in trees.iter().map(|tree| weigh(tree, look)) {
                states.push(one.state);
                parts.extend(one.parts);
                evidence.extend(one.evidence);
            }
            Weighed {
                state: joined(tree, states.into_iter()),
                parts,
                evidence,
            }
        }
    }
}

/// How a tree stands; looks no further than what decides.
pub(super) fn stand(tree: &Tree, look: &Look) -> State {
    match tree {
        Tree::Test(Test::Measured(measure) | Test::Witnessed(measure)) => {
            let found = fact::measure(measure, look).value;
            measured_state(measure, &found, &wanted(&measure.compare, look).1)
        }
        Tree::Test(Test::Judged { judgement }) => judged_state(look.judgement(judgement)),
        Tree::All(trees) | Tree::Any(trees) | Tree::None(trees) => {
            joined(tree, trees.iter().map(|tree| stand(tree, look)))
        }
    }
}

/// One state decides at once; else the whole waits if any part waits.
fn joined(tree: &Tree, states: impl Iterator<Item = State>) -> State {
    let (decisive, gives, otherwise) = match tree {
        Tree::All(_) | Tree::Test(_) => (State::Unmet, State::Unmet, State::Met),
        Tree::Any(_) => (State::Met, State::Met, State::Unmet),
        Tree::None(_) => (State::Met, State::Unmet, State::Met),
    };
    let mut joined = otherwise;
    for state in states {
        if state == decisive {
            return gives;
        }
        if state == State::Waits {
            joined = State::Waits;
        }
    }
    joined
}

fn judged_state(held: Option<&Judgement>) -> State {
    match held.map(|judgement| judgement.outcome) {
        Some(Outcome::Met) => State::Met,
        Some(Outcome::Unmet) => State::Unmet,
        None => State::Waits,
    }
}

fn measured_state(measure: &Measure, found: &Value, wanted: &Value) -> State {
    if compare_holds(&measure.compare, found, wanted) {
        State::Met
    } else {
        State::Unmet
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
    let state = judged_state(held);
    let found = match state {
        State::Waits => Value::Unknown,
        state => Value::Presence(state == State::Met),
    };
    let evidence = held.map(|judgement| Evidence {
        record: judgement.number,
        file: None,
        holding: Holding::Confirmed,
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
    let state = measured_state(measure, &value, &wanted);
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
