//! The bodies that act under a policy: who they are and over which part of the area they have a say.

use std::collections::BTreeMap;

use values::{Key, Words};

/// Over which subjects a body acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The whole area of the policy.
    Whole,
    /// One such body in every division; each sees and rules on its own division's subjects only.
    Division,
}

/// One kind of body named by the pack: the approving bureau, the division departments, the division governments.
#[derive(Debug, Clone)]
pub struct Authority {
    /// The name by which openings refer to it, for instance `office`.
    pub key: Key,
    /// What the body is called when no division is meant.
    pub name: Words,
    /// The whole area, or one per division.
    pub scope: Scope,
    /// Names that differ by division, by the division's key.
    pub names: BTreeMap<Key, Words>,
}

impl Authority {
    /// The body's name in one division, or its general name.
    pub fn name_in(&self, division: Option<&Key>) -> &Words {
        division
            .and_then(|division| self.names.get(division))
            .unwrap_or(&self.name)
    }
}
