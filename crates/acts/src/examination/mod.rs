//! Examination by the approving body: form check, experts, steps held, judgements.

use crate::act::ActKind;

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[];
