//! How a matter is handled beside its course: handed to a colleague, urged by those who wait, its clock stopped for a reason
//! the policy knows. None of it gives or takes a right, or moves the case.

mod hand_over;
pub(crate) mod handing;
mod resume;
mod suspend;
mod urge;

pub use hand_over::HandOver;
pub use resume::Resume;
pub use suspend::Suspend;
pub use urge::Urge;

use crate::act::{ActKind, kind};

/// The acts of this folder.
pub static ACTS: &[ActKind] = &[
    kind::<HandOver>(),
    kind::<Urge>(),
    kind::<Suspend>(),
    kind::<Resume>(),
];
