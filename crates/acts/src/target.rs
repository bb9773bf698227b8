//! How far the policy's targets are reached: counted from the world on a day, split as the policy says, with a forecast.

use std::collections::BTreeMap;

use policy::{Policy, Target};
use values::{Date, Key};

use crate::subject::consortium::Consortium;
use crate::world::World;

/// A target and what was reached of it.
#[derive(Debug, Clone)]
pub struct Progress<'a> {
    /// The target.
    pub target: &'a Target,
    /// How many are established on the day.
    pub reached: i64,
    /// How many there were on the target's day, once that day is past.
    pub at_term: Option<i64>,
    /// The same for every term of the vocabularies it is split by, in the vocabulary's order; terms nobody reached included.
    pub split: BTreeMap<Key, Vec<(Key, i64)>>,
    /// How many there will be on the target's day if they go on coming as they did since the policy began; none once that day
    /// is past, or where the target has none.
    pub forecast: Option<i64>,
}

/// Every target of a policy on a day.
pub fn progress<'a>(world: &World, policy: &'a Policy, day: Date) -> Vec<Progress<'a>> {
    policy
        .targets
        .iter()
        .map(|target| {
            let counted: Vec<&Consortium> = world
                .consortia
                .values()
                .map(AsRef::as_ref)
                .filter(|consortium| established_by(consortium, day))
                .collect();
            let reached = count(&counted, |_| true);
            let at_term = target
                .by
                .filter(|by| *by < day)
                .map(|by| count(&counted, |consortium| established_by(consortium, by)));
            let split = target
                .split
                .iter()
                .map(|vocabulary| (vocabulary.clone(), by_term(policy, vocabulary, &counted)))
                .collect();
            Progress {
                target,
                reached,
                at_term,
                split,
                forecast: forecast(policy, target, reached, day),
            }
        })
        .collect()
}

fn established_by(consortium: &Consortium, day: Date) -> bool {
    consortium
        .established
        .as_ref()
        .is_some_and(|established| established.day <= day)
}

fn count(consortia: &[&Consortium], fits: impl Fn(&Consortium) -> bool) -> i64 {
    let count = consortia
        .iter()
        .filter(|consortium| fits(consortium))
        .count();
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn by_term(policy: &Policy, vocabulary: &Key, consortia: &[&Consortium]) -> Vec<(Key, i64)> {
    policy
        .terms(vocabulary)
        .iter()
        .map(|term| {
            let of_term = count(consortia, |consortium| match vocabulary.as_str() {
                "industry" => consortium.industry == term.key,
                "division" => consortium.division.as_ref() == Some(&term.key),
                "track" => consortium.track == term.key,
                "consortium_type" => consortium.kind.as_ref() == Some(&term.key),
                _ => false,
            });
            (term.key.clone(), of_term)
        })
        .collect()
}

fn forecast(policy: &Policy, target: &Target, reached: i64, day: Date) -> Option<i64> {
    let by = target.by.filter(|by| *by >= day)?;
    let passed = i64::from(policy.from.until(day).ok()?.get_days()).max(1);
    let whole = i64::from(policy.from.until(by).ok()?.get_days());
    Some(reached * whole / passed)
}
