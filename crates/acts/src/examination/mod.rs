//! Examination by the approving body: form check, experts, steps held, judgements.

mod accept;
mod assess;
mod assign;
mod hold;
mod judge;
#[path = "return.rs"]
mod send_back;

pub use accept::Accept;
pub use assess::Assess;
pub use assign::Assign;
pub use hold::Hold;
pub use judge::Judge;
pub use send_back::Return;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[
    kind::<Accept>(),
    kind::<Return>(),
    kind::<Assign>(),
    kind::<Assess>(),
    kind::<Hold>(),
    kind::<Judge>(),
];
