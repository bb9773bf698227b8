//! Which clause a finding cites: as a rule the clause that opens the act. A rule that sees early to what a condition, a
//! vocabulary or a parameter of the policy asks for cites the clause of that.

use policy::Policy;
use values::ClauseId;

use super::Findings;
use crate::condition;

/// The clause of the first condition that measures a fact, if one does.
pub fn clause_measuring(policy: &Policy, fact: &str) -> Option<ClauseId> {
    let mut conditions = policy.conditions.iter();
    conditions
        .find(|condition| condition::facts(&condition.tree).contains(&fact))
        .map(|condition| condition.clause)
}

/// The clause that names the terms of a vocabulary, if one does.
pub fn clause_of_terms(policy: &Policy, vocabulary: &str) -> Option<ClauseId> {
    policy.vocabularies.get(vocabulary)?.clause
}

/// The clause that sets a parameter, if one does.
pub fn clause_of_parameter(policy: &Policy, parameter: &str) -> Option<ClauseId> {
    policy
        .parameters
        .get(parameter)
        .map(|parameter| parameter.clause)
}

impl Findings {
    /// What is found in here cites this clause; without one it cites what it would have cited.
    pub fn under(&mut self, clause: Option<ClauseId>, find: impl FnOnce(&mut Findings)) {
        let before = self.clause;
        self.clause = clause.or(before);
        find(self);
        self.clause = before;
    }
}
